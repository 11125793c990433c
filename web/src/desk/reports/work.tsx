/** Reports of work: who worked for how long and how much of it can be billed, what is late, which clocks were met. */
import {
  DeskClocksDocument,
  DeskHoursWorkedDocument,
  DeskOverdueTasksDocument,
  DeskUtilisationDocument,
  type DeskClocksQuery,
  type DeskHoursWorkedQuery,
  type DeskOverdueTasksQuery,
  type DeskUtilisationQuery,
} from "../../made/graphql";
import { day, percent } from "../../shared/format";
import { Link } from "../../shared/router";
import type { Column } from "../../shared/ui";
import { useParameters } from "../core/place";
import { Ref } from "../core/refs";
import { clockOf } from "../time/hours";
import { ABOUT, KeyOf, keyOf, Named, OF_CLIENT, PERIOD, Report, titleOf, WHO, type RowOf } from "./report";

type Hours = RowOf<DeskHoursWorkedQuery, "hoursWorked">;
type Used = RowOf<DeskUtilisationQuery, "utilisation">;
type Late = RowOf<DeskOverdueTasksQuery, "overdueTasks">;
type Clocks = RowOf<DeskClocksQuery, "jobSla">;

const KEYS = [
  ["CLIENT", "client"],
  ["PRIORITY", "priority"],
  ["TEAM", "team"],
] as const;

const clock = (seconds: number): string => clockOf(seconds) || "–";
const ratio = (value: string | null | undefined): string => (value === null || value === undefined ? "–" : percent(value));

/** R1. */
export function HoursWorked() {
  const columns: Column<Hours>[] = [
    { title: "Project", cell: ({ project }) => <Ref to="/projects" of={project} /> },
    { title: "Who", cell: ({ user }) => <Ref to="/people" of={user} /> },
    { title: "Hours", isFigure: true, cell: ({ seconds }) => clock(seconds) },
    { title: "Billable", isFigure: true, isAside: true, cell: ({ billableSeconds }) => clock(billableSeconds) },
    { title: "Billed", isFigure: true, isAside: true, cell: ({ billedSeconds }) => clock(billedSeconds) },
  ];
  return (
    <Report
      label="Hours worked"
      note="Time by the day it was worked on. Billed is what invoices bill of it, after rounding."
      document={DeskHoursWorkedDocument}
      filters={[...ABOUT, WHO, ...PERIOD]}
      rows={({ reports }) => reports.hoursWorked}
      columns={columns}
      keyOf={({ project, user }) => project.id + (user?.id ?? "")}
      changes={["TIME_", "INVOICE_"]}
      empty="No time was recorded"
    />
  );
}

/** R6. */
export function Utilisation() {
  const columns: Column<Used>[] = [
    { title: "Who", cell: ({ user }) => <Ref to="/people" of={user} /> },
    { title: "There is", isFigure: true, isAside: true, cell: ({ capacitySeconds }) => clock(capacitySeconds) },
    { title: "Recorded", isFigure: true, isAside: true, cell: ({ trackedSeconds }) => clock(trackedSeconds) },
    { title: "Billable", isFigure: true, cell: ({ billableSeconds }) => clock(billableSeconds) },
    { title: "Utilisation", isFigure: true, cell: ({ utilisationPercent }) => ratio(utilisationPercent) },
  ];
  return (
    <Report
      label="Utilisation"
      note="Billable time against the hours of everybody's week."
      document={DeskUtilisationDocument}
      filters={[WHO, ...PERIOD]}
      rows={({ reports }) => reports.utilisation}
      columns={columns}
      keyOf={({ user }) => user.id}
      changes={["TIME_"]}
      empty="No time was recorded"
    />
  );
}

/** R3. */
export function OverdueTasks() {
  const columns: Column<Late>[] = [
    { title: "Project", cell: ({ project }) => (project ? <Ref to="/projects" of={project} /> : "No project") },
    { title: "Late", isFigure: true, cell: ({ overdueTasks }) => overdueTasks },
    {
      title: "The longest",
      cell: ({ tasks }) => (
        <ul class="lines">
          {tasks.nodes.map(({ id, name, dueOn }) => (
            <li key={id} class="line-text">
              <Link to={`/tasks/${id}`}>{name}</Link>
              <span class="quiet small">due {day(dueOn)}</span>
            </li>
          ))}
        </ul>
      ),
    },
  ];
  return (
    <Report
      label="Overdue tasks"
      note="Tasks past their day that are neither done nor cancelled, and of each project the five that are late for longest."
      document={DeskOverdueTasksDocument}
      filters={ABOUT}
      rows={({ reports }) => reports.overdueTasks}
      columns={columns}
      keyOf={({ project }) => project?.id ?? ""}
      changes={["TASK_"]}
      empty="Nothing is late"
    />
  );
}

/** R7. */
export function Clocks() {
  const { values } = useParameters();
  const key = keyOf(KEYS, values.key) ?? "CLIENT";
  const columns: Column<Clocks>[] = [
    { title: titleOf(KEYS, key), cell: (row) => <Named name={row.key} node={row.node} /> },
    { title: "Clocks", isFigure: true, cell: ({ total }) => total },
    { title: "Met", isFigure: true, isAside: true, cell: ({ met }) => met },
    { title: "Ran out", isFigure: true, isAside: true, cell: ({ breached }) => breached },
    { title: "Open", isFigure: true, isAside: true, cell: ({ open }) => open },
    { title: "Met of those decided", isFigure: true, cell: ({ metPercent }) => ratio(metPercent) },
  ];
  return (
    <Report
      label="Clocks of jobs"
      note="Whether jobs were responded to and completed in the time their priority gives; time on hold is left out."
      document={DeskClocksDocument}
      variables={{ by: key }}
      filters={[OF_CLIENT]}
      tools={<KeyOf keys={KEYS} chosen={key} />}
      rows={({ reports }) => reports.jobSla}
      columns={columns}
      keyOf={({ key, node }) => node?.id ?? key}
      changes={["JOB_"]}
      empty="No job has a clock"
    />
  );
}
