import { MessageSquare, Plus } from "lucide";
import { useState } from "preact/hooks";
import {
  DeskDiscussionDocument,
  DeskDiscussionsDocument,
  DeskDiscussionVisibilityDocument,
  DeskReplyDiscussionDocument,
  DeskStartDiscussionDocument,
  type DeskDiscussionQuery,
  type DeskDiscussionsQuery,
} from "../../made/graphql";
import { Form, useForm } from "../../shared/form";
import { ago } from "../../shared/format";
import { useQuery } from "../../shared/query";
import { go, Link, useTitle, type Parameters } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Answered, Button, Card, Checkbox, Dialog, Empty, Facts, Field, say, TextArea } from "../../shared/ui";
import { Seen } from "../core/badges";
import { useCan } from "../core/can";
import { useChanges } from "../core/changes";
import { Combobox, type Choice } from "../core/combobox";
import { search, type Filter } from "../core/filters";
import { findProjects } from "../core/finders";
import { List, type ListColumn } from "../core/list";
import { Ref } from "../core/refs";
import { Said } from "../core/said";
import { NotHere } from "../core/tabs";
import { run, send } from "../core/verbs";

type Row = DeskDiscussionsQuery["discussions"]["nodes"][number];

const COLUMNS: ListColumn<Row>[] = [
  { title: "Subject", order: "SUBJECT", cell: ({ id, subject }) => <Link to={`/discussions/${id}`}>{subject}</Link> },
  { title: "Project", isAside: true, cell: ({ project }) => <Ref to="/projects" of={project} /> },
  { title: "Client", isAside: true, cell: ({ client }) => <Ref to="/clients" of={client} /> },
  { title: "By", isAside: true, cell: ({ author }) => author?.name ?? "–" },
  { title: "Seen by", cell: ({ visibility }) => <Seen visibility={visibility} /> },
  { title: "Begun", order: "CREATED_AT", isAside: true, cell: ({ createdAt }) => ago(createdAt) },
];
const FILTERS: Filter[] = [
  search,
  { kind: "choice", name: "visibility", label: "Seen by anybody", options: [["CLIENT", "The client too"], ["INTERNAL", "Staff alone"]] },
];

export function DiscussionList({ always, projectId }: { always?: Record<string, unknown>; projectId?: string }) {
  const can = useCan();
  const [isNew, setNew] = useState(false);
  return (
    <>
      {projectId && can.work && (
        <div class="part-tools">
          <Button small icon={Plus} onClick={() => setNew(true)}>
            New discussion
          </Button>
        </div>
      )}
      <List
        name="discussions"
        label="Discussions"
        document={DeskDiscussionsDocument}
        page={(data) => data.discussions}
        columns={COLUMNS}
        filters={FILTERS}
        always={always}
        order="-CREATED_AT"
        changes={["DISCUSSION_"]}
        empty={
          <Empty icon={MessageSquare} title="Nothing is discussed yet">
            Start one on the page of a project; clients can be let in.
          </Empty>
        }
      />
      {isNew && <StartDiscussion given={projectId} onClose={() => setNew(false)} />}
    </>
  );
}

export function Discussions() {
  useTitle("Discussions");
  const can = useCan();
  const [isNew, setNew] = useState(false);
  return (
    <>
      <PageHead title="Discussions">
        {can.work && (
          <Button kind="primary" icon={Plus} onClick={() => setNew(true)}>
            New discussion
          </Button>
        )}
      </PageHead>
      <DiscussionList />
      {isNew && <StartDiscussion onClose={() => setNew(false)} />}
    </>
  );
}

function StartDiscussion({ given, onClose }: { given?: string; onClose: () => void }) {
  const [project, setProject] = useState<Choice | null>(null);
  const form = useForm({ projectId: "", subject: "", body: "", client: false }, ({ subject, body, client }) =>
    send(
      DeskStartDiscussionDocument,
      { projectId: given ?? project?.id ?? "", subject, body, visibility: client ? "CLIENT" : "INTERNAL" },
      ({ discussion }) => {
        say("The discussion has begun.");
        if (discussion) go(`/discussions/${discussion.id}`);
      },
    ),
  );
  return (
    <Dialog title="New discussion" onClose={onClose}>
      <Form form={form}>
        {!given && (
          <Combobox label="Project" find={findProjects} chosen={project} onChoose={setProject} error={form.errors.projectId} />
        )}
        <Field label="Subject" name="subject" form={form} required />
        <TextArea label="What it is about" name="body" form={form} />
        <Checkbox name="client" form={form}>
          The client sees it
        </Checkbox>
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.isBusy}>
            Start
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

type Discussion = NonNullable<DeskDiscussionQuery["discussion"]>;

export function DiscussionPage({ parameters: { id = "" } }: { parameters: Parameters }) {
  const answer = useQuery(DeskDiscussionDocument, { id });
  useChanges(["DISCUSSION_"], answer.again);
  useTitle(answer.data?.discussion?.subject ?? "Discussion");
  return (
    <Answered answer={answer} lines={8}>
      {({ discussion }) =>
        discussion ? (
          <Found discussion={discussion} again={answer.again} />
        ) : (
          <NotHere what="discussion" back={["/discussions", "All discussions"]} />
        )
      }
    </Answered>
  );
}

function Found({ discussion, again }: { discussion: Discussion; again: () => void }) {
  const can = useCan();
  const form = useForm({ body: "" }, ({ body }) =>
    send(DeskReplyDiscussionDocument, { discussionId: discussion.id, body }, () => {
      form.reset({ body: "" });
      again();
    }),
  );
  const isOpen = discussion.visibility === "CLIENT";
  const turn = async () => {
    await run(DeskDiscussionVisibilityDocument, { discussionId: discussion.id, visibility: isOpen ? "INTERNAL" : "CLIENT" });
    again();
  };
  return (
    <>
      <PageHead title={discussion.subject} back={[`/projects/${discussion.project.id}/discussions`, discussion.project.name]}>
        <Seen visibility={discussion.visibility} />
        {can.work && <Button onClick={() => void turn()}>{isOpen ? "Hide from the client" : "Show to the client"}</Button>}
      </PageHead>
      <div class="columns">
        <Card>
          <div class="stack">
            <Said author={discussion.author?.name} at={discussion.createdAt} body={discussion.body} />
            {discussion.replies.nodes.map((each) => (
              <Said key={each.id} author={each.author?.name} at={each.createdAt} body={each.body} />
            ))}
            {can.work && (
              <Form form={form}>
                <TextArea label="Reply" name="body" form={form} hint="Ctrl-Enter sends it." />
                <div class="form-actions">
                  <Button kind="primary" type="submit" busy={form.isBusy}>
                    Reply
                  </Button>
                </div>
              </Form>
            )}
          </div>
        </Card>
        <Card title="About">
          <Facts
            facts={[
              ["Project", <Link to={`/projects/${discussion.project.id}`}>{discussion.project.name}</Link>],
              ["Client", <Link to={`/clients/${discussion.client.id}`}>{discussion.client.name}</Link>],
              ["Tags", discussion.tags.join(", ")],
            ]}
          />
        </Card>
      </div>
    </>
  );
}
