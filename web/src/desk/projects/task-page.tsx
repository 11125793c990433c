/** One task: what is to be done, who does it, what was said about it and how long it took. */
import { Play } from "lucide";
import { useState } from "preact/hooks";
import {
  DeskAddChecklistItemDocument,
  DeskChecklistDoneDocument,
  DeskCommentTaskDocument,
  DeskCompleteTaskDocument,
  DeskTaskPageDocument,
  type DeskTaskPageQuery,
  type Visibility,
} from "../../made/graphql";
import { Form, useForm } from "../../shared/form";
import { day, minutes } from "../../shared/format";
import { useQuery } from "../../shared/query";
import { Link, useTitle, type Parameters } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Answered, Button, Card, Checkbox, Empty, Facts, ProgressBar, TextArea } from "../../shared/ui";
import { Seen, State } from "../core/badges";
import { useCan } from "../core/can";
import { useChanges } from "../core/changes";
import { Said } from "../core/said";
import { NotHere } from "../core/tabs";
import { run, send } from "../core/verbs";
import { startTimer } from "../frame/timer";
import { EditTask } from "./edit-task";
import { Reminders } from "./reminders";
import { TaskMoves } from "./task-moves";
import { Assignees } from "./tasks";

export type Task = NonNullable<DeskTaskPageQuery["task"]>;
export interface Shown {
  task: Task;
  again: () => void;
}

export function TaskPage({ parameters: { id = "" } }: { parameters: Parameters }) {
  const answer = useQuery(DeskTaskPageDocument, { id });
  useChanges(["TASK_", "TIME_", "REMINDER_"], answer.again);
  useTitle(answer.data?.task?.name ?? "Task");
  return (
    <Answered answer={answer} lines={8}>
      {({ task }) => (task ? <Found task={task} again={answer.again} /> : <NotHere what="task" back={["/tasks", "All tasks"]} />)}
    </Answered>
  );
}

function Found({ task, again }: Shown) {
  const can = useCan();
  const [isEditing, setEditing] = useState(false);
  const isOpen = task.status !== "DONE" && task.status !== "CANCELLED";
  const complete = async () => {
    await run(DeskCompleteTaskDocument, { taskId: task.id });
    again();
  };
  const back: [string, string] = task.project ? [`/projects/${task.project.id}`, task.project.name] : ["/tasks", "Tasks"];
  return (
    <>
      <PageHead title={task.name} back={back}>
        <TaskMoves task={task} back={back[0]} again={again} />
        {can.work && isOpen && (
          <Button icon={Play} onClick={() => void startTimer({ taskId: task.id })}>
            Timer
          </Button>
        )}
        {can.work && <Button onClick={() => setEditing(true)}>Edit</Button>}
        {can.work && isOpen && (
          <Button kind="primary" onClick={() => void complete()}>
            Complete
          </Button>
        )}
      </PageHead>
      <div class="columns">
        <div class="stack">
          {task.description && (
            <Card title="Description">
              <p class="text">{task.description}</p>
            </Card>
          )}
          <Checklist task={task} again={again} />
          <Comments task={task} again={again} />
        </div>
        <div class="stack">
          <Card title="About">
            <Facts
              facts={[
                ["Assigned to", <Assignees task={task} again={again} />],
                ["Progress", <ProgressBar percent={task.percentComplete} label="Progress of the task" />],
                ["Priority", <State of={task.priority} />],
                ["Milestone", task.milestone?.name],
                ["Starts", task.startsOn && day(task.startsOn)],
                ["Due", task.dueOn && <span class={task.isOverdue ? "bad-text" : ""}>{day(task.dueOn)}</span>],
                ["Estimate", task.estimateMinutes && minutes(task.estimateMinutes)],
                ["Client", task.client && <Link to={`/clients/${task.client.id}`}>{task.client.name}</Link>],
                ["Portal", task.clientVisible ? "The client sees it" : "Staff alone"],
              ]}
            />
          </Card>
          <Reminders task={task} again={again} />
          <Card title="Time" flush>
            {task.timeEntries.nodes.length ? (
              <ul class="lines">
                {task.timeEntries.nodes.map((each) => (
                  <li key={each.id} class="line">
                    <div class="line-text">
                      <span>{each.user?.name}</span>
                      <span class="quiet small">{[day(each.loggedOn), each.note].filter(Boolean).join(", ")}</span>
                    </div>
                    <span class="figure">{minutes(Math.round(each.seconds / 60))}</span>
                  </li>
                ))}
              </ul>
            ) : (
              <Empty title="No time logged">Start the timer, or write it into the timesheet.</Empty>
            )}
          </Card>
        </div>
      </div>
      {isEditing && <EditTask task={task} onClose={() => setEditing(false)} again={again} />}
    </>
  );
}

function Checklist({ task, again }: Shown) {
  const can = useCan();
  const [text, setText] = useState("");
  const tick = async (checklistItemId: string, done: boolean) => {
    await run(DeskChecklistDoneDocument, { checklistItemId, done });
    again();
  };
  const add = async (event: Event) => {
    event.preventDefault();
    if (text.trim() && (await run(DeskAddChecklistItemDocument, { taskId: task.id, text: text.trim() }))) {
      setText("");
      again();
    }
  };
  return (
    <Card title="Checklist" flush>
      <ul class="tasks">
        {task.checklist.map((each) => (
          <li key={each.id} class={`task ${each.done ? "done" : ""}`}>
            <input
              type="checkbox"
              checked={each.done}
              disabled={!can.work}
              aria-label={each.text}
              onChange={() => void tick(each.id, !each.done)}
            />
            <span class="line-text">{each.text}</span>
          </li>
        ))}
      </ul>
      {can.work && (
        <form class="add-line" onSubmit={(event) => void add(event)}>
          <input
            type="text"
            aria-label="New entry of the checklist"
            placeholder="Add to the checklist"
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <Button type="submit">Add</Button>
        </form>
      )}
    </Card>
  );
}

function Comments({ task, again }: Shown) {
  const can = useCan();
  const form = useForm({ body: "", client: false }, ({ body, client }) => {
    const visibility: Visibility = client ? "CLIENT" : "INTERNAL";
    return send(DeskCommentTaskDocument, { taskId: task.id, body, visibility }, () => {
      form.reset({ body: "", client: false });
      again();
    });
  });
  return (
    <Card title="Comments">
      <div class="stack">
        {task.comments.nodes.map((each) => (
          <Said key={each.id} author={each.author?.name} at={each.createdAt} body={each.body} aside={<Seen visibility={each.visibility} />} />
        ))}
        {can.work && (
          <Form form={form}>
            <TextArea label="Comment" name="body" rows={3} form={form} />
            <Checkbox name="client" form={form}>
              The client sees it
            </Checkbox>
            <div class="form-actions">
              <Button kind="primary" type="submit" busy={form.isBusy}>
                Comment
              </Button>
            </div>
          </Form>
        )}
      </div>
    </Card>
  );
}
