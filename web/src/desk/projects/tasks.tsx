/** The tasks of a project: added by a line, done by a tick, given to people. */
import { CheckSquare, Play, Plus } from "lucide";
import { useState } from "preact/hooks";
import {
  DeskAssignTaskDocument,
  DeskCompleteTaskDocument,
  DeskCreateTaskDocument,
  DeskReopenTaskDocument,
  type DeskTaskFragment,
} from "../../made/graphql";
import { day, minutes, words } from "../../shared/format";
import { Link } from "../../shared/router";
import { Badge, Button, Empty } from "../../shared/ui";
import { State } from "../core/badges";
import { useCan } from "../core/can";
import type { Choice } from "../core/combobox";
import { findUsers, WORKERS } from "../core/finders";
import { NamedMenu } from "../core/menu";
import { run } from "../core/verbs";
import { startTimer } from "../frame/timer";

interface TasksProps {
  projectId: string;
  tasks: DeskTaskFragment[];
  again: () => void;
  foresee: (change: (task: DeskTaskFragment) => DeskTaskFragment) => void;
}

export function Tasks({ projectId, tasks, again, foresee }: TasksProps) {
  const can = useCan();
  const open = tasks.filter(({ status }) => status !== "DONE" && status !== "CANCELLED");
  const closed = tasks.filter(({ status }) => status === "DONE" || status === "CANCELLED");
  const line = (task: DeskTaskFragment) => <TaskLine key={task.id} task={task} again={again} foresee={foresee} />;
  return (
    <>
      {can.work && <AddTask projectId={projectId} again={again} />}
      {tasks.length ? (
        <ul class="tasks">{open.map(line)}</ul>
      ) : (
        <Empty icon={CheckSquare} title="No tasks yet">
          {can.work ? "Write what is to be done above, and press Enter." : "Nothing was planned."}
        </Empty>
      )}
      {closed.length > 0 && (
        <details class="done-tasks" open={!open.length}>
          <summary>{closed.length} done</summary>
          <ul class="tasks">{closed.map(line)}</ul>
        </details>
      )}
    </>
  );
}

function AddTask({ projectId, again }: { projectId: string; again: () => void }) {
  const [name, setName] = useState("");
  const add = async (event: Event) => {
    event.preventDefault();
    if (!name.trim()) return;
    if (await run(DeskCreateTaskDocument, { projectId, name: name.trim() })) {
      setName("");
      again();
    }
  };
  return (
    <form class="add-line" onSubmit={(event) => void add(event)}>
      <input
        type="text"
        aria-label="New task"
        placeholder="Add a task"
        value={name}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" icon={Plus}>
        Add
      </Button>
    </form>
  );
}

function TaskLine({ task, again, foresee }: { task: DeskTaskFragment } & Pick<TasksProps, "again" | "foresee">) {
  const can = useCan();
  const isDone = task.status === "DONE";
  const tick = async () => {
    foresee((each) => (each.id === task.id ? { ...each, status: isDone ? "IN_PROGRESS" : "DONE" } : each));
    const input = { taskId: task.id };
    await (isDone ? run(DeskReopenTaskDocument, input) : run(DeskCompleteTaskDocument, input));
    again();
  };
  return (
    <li class={`task ${isDone ? "done" : ""}`}>
      <input
        type="checkbox"
        checked={isDone}
        disabled={!can.work || task.status === "CANCELLED"}
        aria-label={`${task.name} is done`}
        onChange={() => void tick()}
      />
      <div class="line-text">
        <Link to={`/tasks/${task.id}`}>{task.name}</Link>
        <span class="quiet small">
          {[
            task.status !== "TODO" && !isDone && words(task.status),
            task.percentComplete > 0 && !isDone && `${task.percentComplete} %`,
            task.trackedSeconds && `${minutes(Math.round(task.trackedSeconds / 60))} logged`,
            task.clientVisible && "client sees it",
          ]
            .filter(Boolean)
            .join(", ")}
        </span>
      </div>
      <div class="task-tools">
        {task.priority !== "NORMAL" && <State of={task.priority} />}
        {task.dueOn && !isDone && <Badge tone={task.isOverdue ? "bad" : "neutral"}>{day(task.dueOn)}</Badge>}
        <Assignees task={task} again={again} />
        {can.work && !isDone && (
          <Button
            kind="plain"
            small
            icon={Play}
            aria-label={`Start the timer for ${task.name}`}
            onClick={() => void startTimer({ taskId: task.id })}
          />
        )}
      </div>
    </li>
  );
}

export function Assignees({ task, again }: { task: Pick<DeskTaskFragment, "id" | "name" | "assignees">; again: () => void }) {
  const can = useCan();
  const [people, setPeople] = useState<Choice[]>([]);
  const names = task.assignees.map(({ name }) => name).join(", ") || "Nobody";
  if (!can.work) return <span class="small quiet">{names}</span>;
  const toggle = async (id: string) => {
    const have = task.assignees.map((each) => each.id);
    const userIds = have.includes(id) ? have.filter((each) => each !== id) : [...have, id];
    await run(DeskAssignTaskDocument, { taskId: task.id, userIds });
    again();
  };
  return (
    <div onClickCapture={() => people.length || void findUsers(WORKERS)("").then(setPeople)}>
      <NamedMenu name={`Assigned to ${names}. Change`} label={<span class="small assignees">{names}</span>}>
        {people.map(({ id, title }) => (
          <Button key={id} kind="plain" aria-pressed={task.assignees.some((each) => each.id === id)} onClick={() => void toggle(id)}>
            {title}
          </Button>
        ))}
      </NamedMenu>
    </div>
  );
}
