/** One task: what is to be done, who does it, what was said about it and how long it took. */
import { Play } from "lucide";
import { useState } from "preact/hooks";
import {
  DeskAddChecklistItemDocument,
  DeskChecklistDoneDocument,
  DeskCommentTaskDocument,
  DeskCompleteTaskDocument,
  DeskReopenTaskDocument,
  DeskTaskPageDocument,
  DeskUpdateTaskDocument,
  type DeskTaskPageQuery,
  type PriorityLevel,
  type Visibility,
} from "../../made/graphql";
import { Form, useForm } from "../../shared/form";
import { day, minutes, words } from "../../shared/format";
import { useQuery } from "../../shared/query";
import { Link, useTitle, type Parameters } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Answered, Button, Card, Checkbox, Dialog, Empty, Facts, Field, ProgressBar, say, Select, TextArea } from "../../shared/ui";
import { Seen, State } from "../core/badges";
import { useCan } from "../core/can";
import { useChanges } from "../core/changes";
import { optionsOf } from "../core/filters";
import { Said } from "../core/said";
import { NotHere } from "../core/tabs";
import { run, send } from "../core/verbs";
import { startTimer } from "../frame/timer";
import { Assignees } from "./tasks";

type Task = NonNullable<DeskTaskPageQuery["task"]>;
interface Shown {
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
  const isDone = task.status === "DONE";
  const turn = async () => {
    const input = { taskId: task.id };
    await (isDone ? run(DeskReopenTaskDocument, input) : run(DeskCompleteTaskDocument, input));
    again();
  };
  const back: [string, string] = task.project ? [`/projects/${task.project.id}`, task.project.name] : ["/tasks", "Tasks"];
  return (
    <>
      <PageHead title={task.name} back={back}>
        <State of={task.status} />
        {can.work && !isDone && (
          <Button icon={Play} onClick={() => void startTimer({ taskId: task.id })}>
            Timer
          </Button>
        )}
        {can.work && <Button onClick={() => setEditing(true)}>Edit</Button>}
        {can.work && (
          <Button kind={isDone ? "normal" : "primary"} onClick={() => void turn()}>
            {isDone ? "Open again" : "Complete"}
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
                ["Due", task.dueOn && <span class={task.isOverdue ? "bad-text" : ""}>{day(task.dueOn)}</span>],
                ["Estimate", task.estimateMinutes && minutes(task.estimateMinutes)],
                ["Client", task.client && <Link to={`/clients/${task.client.id}`}>{task.client.name}</Link>],
                ["Portal", task.clientVisible ? "The client sees it" : "Staff alone"],
              ]}
            />
          </Card>
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

const PRIORITIES: PriorityLevel[] = ["LOW", "NORMAL", "HIGH", "URGENT"];

function EditTask({ task, onClose, again }: Shown & { onClose: () => void }) {
  const given = {
    name: task.name,
    description: task.description ?? "",
    priority: task.priority,
    dueOn: task.dueOn ?? "",
    estimateMinutes: task.estimateMinutes ? String(task.estimateMinutes) : "",
    clientVisible: task.clientVisible,
  };
  const form = useForm(given, (values) =>
    send(
      DeskUpdateTaskDocument,
      {
        taskId: task.id,
        expectedVersion: task.version,
        name: values.name,
        description: values.description || null,
        priority: values.priority,
        dueOn: values.dueOn || null,
        estimateMinutes: values.estimateMinutes ? Number(values.estimateMinutes) : null,
        clientVisible: values.clientVisible,
      },
      () => {
        say("Saved.");
        again();
        onClose();
      },
    ),
  );
  return (
    <Dialog title="Edit the task" onClose={onClose}>
      <Form form={form}>
        <Field label="Name" name="name" form={form} required autofocus />
        <TextArea label="Description" name="description" form={form} optional />
        <div class="form-row">
          <Select label="Priority" name="priority" form={form} options={optionsOf(PRIORITIES, words)} />
          <Field label="Due on" name="dueOn" type="date" form={form} optional />
        </div>
        <Field label="Estimate, minutes" name="estimateMinutes" type="number" min={0} form={form} optional />
        <Checkbox name="clientVisible" form={form}>
          The client sees it
        </Checkbox>
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.isBusy}>
            Save
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
