/** A week of one's own time: a line for each task or project, a cell for each day, hours typed into it. */
import { ChevronLeft, ChevronRight } from "lucide";
import { useState } from "preact/hooks";
import {
  DeskDeleteTimeDocument,
  DeskLogTimeDocument,
  DeskTimesheetDocument,
  DeskUpdateTimeDocument,
  type DeskTimesheetQuery,
} from "../../made/graphql";
import { day } from "../../shared/format";
import { newKey } from "../../shared/graph";
import { useQuery } from "../../shared/query";
import { useTitle } from "../../shared/router";
import { useViewer } from "../../shared/session";
import { PageHead } from "../../shared/shell";
import { Answered, Button, Card, say } from "../../shared/ui";
import { useCan } from "../core/can";
import { useChanges } from "../core/changes";
import { Combobox, type Choice } from "../core/combobox";
import { mondayOf, plus, startOf, today } from "../core/days";
import { findProjects, findTasks } from "../core/finders";
import { useParameters } from "../core/place";
import { Sections } from "../core/sections";
import { run } from "../core/verbs";
import { clockOf, secondsOf } from "./hours";

type Entry = DeskTimesheetQuery["timeEntries"]["nodes"][number];

interface Line {
  key: string;
  title: string;
  note: string;
  projectId: string;
  taskId: string | null;
  entries: Entry[];
}

const weekday = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric" });

export function Timesheet() {
  useTitle("Timesheet");
  const me = useViewer().user?.id ?? "";
  const kept = useParameters();
  const monday = mondayOf(kept.values.week || today());
  const days = Array.from({ length: 7 }, (_, index) => plus(monday, index));
  const answer = useQuery(DeskTimesheetDocument, { me, from: monday, to: days[6] ?? monday });
  useChanges(["TIME_"], answer.again);
  const [added, setAdded] = useState<Line[]>([]);
  return (
    <>
      <PageHead title="Timesheet">
        <Button icon={ChevronLeft} aria-label="The week before" onClick={() => kept.set({ week: plus(monday, -7) })} />
        <Button onClick={() => kept.set({ week: "" })}>This week</Button>
        <Button icon={ChevronRight} aria-label="The week after" onClick={() => kept.set({ week: plus(monday, 7) })} />
      </PageHead>
      <Sections of="time" />
      <p class="quiet week-span">
        {day(monday)} to {day(days[6])}
      </p>
      <Answered answer={answer}>
        {({ timeEntries }) => {
          const lines = linesOf(timeEntries.nodes, added);
          return (
            <>
              <Card flush>
                <Grid lines={lines} days={days} again={answer.again} />
              </Card>
              <AddLine onAdd={(line) => setAdded([...added.filter((each) => each.key !== line.key), line])} />
            </>
          );
        }}
      </Answered>
    </>
  );
}

/** A line for whatever was worked on, and for what was added to write into. */
function linesOf(entries: Entry[], added: Line[]): Line[] {
  const lines = new Map(added.map((line) => [line.key, { ...line, entries: [] as Entry[] }]));
  for (const entry of entries) {
    const { project, task, client } = entry;
    const key = task?.id ?? project.id;
    const note = task ? `${project.name}, ${client.name}` : client.name;
    const line = lines.get(key) ?? { key, title: task?.name ?? project.name, note, projectId: project.id, taskId: task?.id ?? null, entries: [] };
    line.entries.push(entry);
    lines.set(key, line);
  }
  return [...lines.values()].sort((one, other) => one.title.localeCompare(other.title));
}

const total = (entries: Entry[]): number => entries.reduce((sum, { seconds }) => sum + seconds, 0);

function Grid({ lines, days, again }: { lines: Line[]; days: string[]; again: () => void }) {
  const of = (at: string) => lines.flatMap(({ entries }) => entries.filter(({ loggedOn }) => loggedOn === at));
  return (
    <div class="table-frame" tabindex={0} role="region" aria-label="Hours of the week">
      <table class="table timesheet">
        <thead>
          <tr>
            <th scope="col">Work</th>
            {days.map((each) => (
              <th key={each} scope="col" class={`figure ${each === today() ? "today" : ""}`}>
                {weekday.format(startOf(each))}
              </th>
            ))}
            <th scope="col" class="figure">
              Total
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.key}>
              <th scope="row">
                {line.title}
                <span class="quiet small">{line.note}</span>
              </th>
              {days.map((each) => (
                <td key={each} class="figure">
                  <Cell line={line} day={each} again={again} />
                </td>
              ))}
              <td class="figure">{clockOf(total(line.entries))}</td>
            </tr>
          ))}
          {!lines.length && (
            <tr>
              <td colSpan={9} class="quiet">
                Nothing was logged this week. Choose a task or a project below, and write hours into its days.
              </td>
            </tr>
          )}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Total</th>
            {days.map((each) => (
              <td key={each} class="figure">
                {clockOf(total(of(each)))}
              </td>
            ))}
            <td class="figure">
              <strong>{clockOf(total(lines.flatMap(({ entries }) => entries)))}</strong>
            </td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

/** The hours of a day. One entry is changed, several are shown as their sum; what is billed stays as it is. */
function Cell({ line, day: at, again }: { line: Line; day: string; again: () => void }) {
  const can = useCan();
  const mine = line.entries.filter(({ loggedOn }) => loggedOn === at);
  const shown = clockOf(total(mine));
  const [text, setText] = useState<string | null>(null);
  const [entry] = mine;
  const isFixed = !can.work || mine.length > 1 || mine.some(({ billableState }) => billableState === "BILLED" || billableState === "RESERVED");
  if (isFixed) return <span title={mine.length > 1 ? `${mine.length} entries` : "On an invoice"}>{shown}</span>;

  const keep = async () => {
    if (text === null || text === shown) return setText(null);
    const seconds = secondsOf(text);
    if (seconds === null) return say("Write hours such as 1:30, 1.5 or 90m.", "bad");
    const idempotencyKey = newKey();
    const write = () => {
      const { projectId, taskId } = line;
      const work = taskId ? { taskId } : { projectId };
      if (!entry) return run(DeskLogTimeDocument, { ...work, loggedOn: at, seconds, idempotencyKey });
      if (seconds) return run(DeskUpdateTimeDocument, { timeEntryId: entry.id, seconds, idempotencyKey });
      return run(DeskDeleteTimeDocument, { timeEntryId: entry.id, idempotencyKey });
    };
    // What was typed stays where it could not be kept.
    if ((entry || seconds) && !(await write())) return;
    setText(null);
    again();
  };
  return (
    <input
      type="text"
      inputMode="text"
      class="hours"
      aria-label={`${line.title}, ${day(at)}`}
      value={text ?? shown}
      onInput={(event) => setText(event.currentTarget.value)}
      onBlur={() => void keep()}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") setText(null);
      }}
    />
  );
}

function AddLine({ onAdd }: { onAdd: (line: Line) => void }) {
  const can = useCan();
  if (!can.work) return null;
  const add = (choice: Choice | null, isTask: boolean) =>
    choice &&
    onAdd({
      key: choice.id,
      title: choice.title,
      note: choice.note ?? "",
      projectId: isTask ? "" : choice.id,
      taskId: isTask ? choice.id : null,
      entries: [],
    });
  return (
    <div class="add-time">
      <Combobox label="Add a task" find={findTasks} chosen={null} onChoose={(choice) => add(choice, true)} />
      <Combobox label="or a project" find={findProjects} chosen={null} onChoose={(choice) => add(choice, false)} />
    </div>
  );
}
