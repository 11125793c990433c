/** What the viewer has to do, by when it is due. A tick is shown at once, and can be taken back where it was made. */
import { CheckSquare, Play } from "lucide";
import { useRef, useState } from "preact/hooks";
import {
  DeskCompleteTaskDocument,
  DeskMyTasksChangedDocument,
  DeskMyTasksDocument,
  DeskReopenTaskDocument,
  type DeskMyTasksQuery,
} from "../../made/graphql";
import { day, words } from "../../shared/format";
import { useLive } from "../../shared/query";
import { Link, useTitle } from "../../shared/router";
import { useCursor } from "../../shared/session";
import { PageHead } from "../../shared/shell";
import { Answered, Badge, Button, Card, Empty, say } from "../../shared/ui";
import { State } from "../core/badges";
import { useCan } from "../core/can";
import { mondayOf, plus, today } from "../core/days";
import { More, usePages } from "../core/more";
import { NotHere } from "../core/tabs";
import { answerOf } from "../core/verbs";
import { startTimer } from "../frame/timer";

type Task = DeskMyTasksQuery["myTasks"]["nodes"][number];

const GROUPS = { overdue: "Overdue", today: "Today", week: "This week", later: "Later", whenever: "Without a day" };

function groupOf({ dueOn }: Task): keyof typeof GROUPS {
  const now = today();
  if (!dueOn) return "whenever";
  if (dueOn <= now) return dueOn < now ? "overdue" : "today";
  return dueOn <= plus(mondayOf(now), 6) ? "week" : "later";
}

/** The nearest first; what has no day comes last. */
const byDay = (one: Task, other: Task): number =>
  (one.dueOn ?? "9999").localeCompare(other.dueOn ?? "9999") || one.name.localeCompare(other.name);

export function MyTasks() {
  useTitle("My tasks");
  const can = useCan();
  return can.work ? <Mine /> : <NotHere what="page" back={["/", "Today"]} />;
}

function Mine() {
  const after = useCursor();
  const pages = usePages(DeskMyTasksDocument, {}, ({ myTasks }) => myTasks);
  const { ticked, tick, forget, isAsked } = useTicks(pages.again);
  useLive(DeskMyTasksChangedDocument, { after }, ({ myTasksChanged: { task } }) => {
    if (task && task.status !== "DONE") forget(task.id);
    pages.again();
  });
  return (
    <>
      <PageHead title="My tasks">
        <Link class="button" to="/tasks">
          All tasks
        </Link>
      </PageHead>
      <Answered answer={pages} lines={8}>
        {() => {
          const open = pages.rows.filter(({ id }) => !(id in ticked));
          const rows = [...open, ...Object.values(ticked)].sort(byDay);
          if (!rows.length) {
            return (
              <Empty icon={CheckSquare} title="Nothing waits for you">
                Tasks that somebody gives you appear here by themselves, the nearest first.
              </Empty>
            );
          }
          return (
            <div class="stack">
              {Object.entries(GROUPS).map(([group, title]) => {
                const mine = rows.filter((task) => groupOf(task) === group);
                if (!mine.length) return null;
                return (
                  <Card key={group} title={title} flush aside={<span class="count">{mine.filter(({ id }) => !(id in ticked)).length}</span>}>
                    <ul class="tasks">
                      {mine.map((task) => (
                        <Line
                          key={task.id}
                          task={task}
                          isDone={task.id in ticked}
                          isLate={group === "overdue"}
                          isAsked={isAsked}
                          onTick={() => void tick(task)}
                        />
                      ))}
                    </ul>
                  </Card>
                );
              })}
              <More shown={pages.rows.length} total={pages.total} what="tasks" more={pages.more} />
            </div>
          );
        }}
      </Answered>
    </>
  );
}

/** What was ticked here: it stays where it was until one leaves, though it is no open task any more. */
function useTicks(again: () => void) {
  const [ticked, setTicked] = useState<Record<string, Task>>({});
  const asked = useRef(new Set<string>());
  const put = (task: Task, isDone: boolean) =>
    setTicked(({ [task.id]: _, ...others }) => (isDone ? { ...others, [task.id]: task } : others));
  const tick = async (task: Task) => {
    if (asked.current.has(task.id)) return;
    asked.current.add(task.id);
    const wasDone = task.id in ticked;
    put(task, !wasDone);
    const input = { taskId: task.id };
    const answer = await (wasDone ? answerOf(DeskReopenTaskDocument, input) : answerOf(DeskCompleteTaskDocument, input));
    asked.current.delete(task.id);
    if (answer && !answer.userErrors.length) return again();
    put(task, wasDone);
    if (answer) say(`${task.name} stays ${wasDone ? "done" : "open"}. ${answer.userErrors.map(({ message }) => message).join(" ")}`, "bad");
  };
  const forget = (id: string) => asked.current.has(id) || setTicked(({ [id]: _, ...others }) => others);
  return { ticked, tick, forget, isAsked: (id: string) => asked.current.has(id) };
}

interface LineProps {
  task: Task;
  isDone: boolean;
  isLate: boolean;
  /** Whether the server was asked and has not answered yet: a press changes nothing then. */
  isAsked: (id: string) => boolean;
  onTick: () => void;
}

function Line({ task, isDone, isLate, isAsked, onTick }: LineProps) {
  const { id, name, project, client, status, percentComplete, priority, dueOn } = task;
  const facts = [project?.name, client?.name !== project?.name && client?.name, status !== "TODO" && words(status), percentComplete > 0 && `${percentComplete} %`];
  return (
    <li class={`task ${isDone ? "done" : ""}`}>
      <input
        type="checkbox"
        checked={isDone}
        aria-label={`${name} is done`}
        onClick={(event) => isAsked(id) && event.preventDefault()}
        onChange={onTick}
      />
      <div class="line-text">
        <Link to={`/tasks/${id}`}>{name}</Link>
        <span class="quiet small">{isDone ? "Done" : facts.filter(Boolean).join(", ")}</span>
      </div>
      <div class="task-tools">
        {!isDone && priority !== "NORMAL" && <State of={priority} />}
        {!isDone && dueOn && <Badge tone={isLate ? "bad" : "neutral"}>{day(dueOn)}</Badge>}
        {!isDone && (
          <Button kind="plain" small icon={Play} aria-label={`Start the timer for ${name}`} onClick={() => void startTimer({ taskId: id })} />
        )}
      </div>
    </li>
  );
}
