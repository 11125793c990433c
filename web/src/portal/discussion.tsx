/** A discussion of a project: reading and answering it. */
import { DiscussionDocument, ReplyToDiscussionDocument } from "../made/graphql";
import { Form, useForm } from "../shared/form";
import { act } from "../shared/graph";
import { useQuery } from "../shared/query";
import { useTitle, type Parameters } from "../shared/router";
import { nameOf, useViewer } from "../shared/session";
import { PageHead } from "../shared/shell";
import { Answered, Button, Card, TextArea } from "../shared/ui";
import { NotHere, Thread } from "./parts";
import { useNews } from "./pulse";

export function Discussion({ parameters }: { parameters: Parameters }) {
  const id = parameters.id ?? "";
  const viewer = useViewer();
  const answer = useQuery(DiscussionDocument, { id });
  useNews(["DISCUSSION", "FILE"], answer.again);
  useTitle(answer.data?.discussion?.subject ?? "Discussion");
  return (
    <Answered answer={answer}>
      {({ discussion }) =>
        discussion ? (
          <>
            <PageHead
              title={discussion.subject}
              back={[`/projects/${discussion.project.id}`, discussion.project.name]}
            />
            <div class="stack narrow">
              <Thread first={discussion} replies={discussion.replies.nodes} me={nameOf(viewer)} />
              <Card>
                <Answer id={id} onDone={answer.again} />
              </Card>
            </div>
          </>
        ) : (
          <NotHere back={["/projects", "All projects"]} />
        )
      }
    </Answered>
  );
}

function Answer({ id, onDone }: { id: string; onDone: () => void }) {
  const form = useForm({ body: "" }, async (values) => {
    const { replyToDiscussion } = await act(ReplyToDiscussionDocument, { input: { discussionId: id, ...values } });
    if (!replyToDiscussion.userErrors.length) {
      form.reset({ body: "" });
      onDone();
    }
    return replyToDiscussion.userErrors;
  });
  return (
    <Form form={form}>
      <TextArea label="Your answer" name="body" form={form} />
      <div class="form-actions">
        <Button kind="primary" type="submit" busy={form.isBusy}>
          Send
        </Button>
      </div>
    </Form>
  );
}
