import { CheckSquare } from "lucide";
import { DeskTasksDocument, type DeskTasksQuery } from "../../made/graphql";
import { day, words } from "../../shared/format";
import { Link, useTitle } from "../../shared/router";
import { useViewer } from "../../shared/session";
import { PageHead } from "../../shared/shell";
import { Empty } from "../../shared/ui";
import { State } from "../core/badges";
import { optionsOf, search, type Filter } from "../core/filters";
import { findProjects, findUsers, WORKERS } from "../core/finders";
import { List, type ListColumn } from "../core/list";
import { Ref } from "../core/refs";

type Row = DeskTasksQuery["tasks"]["nodes"][number];

const COLUMNS: ListColumn<Row>[] = [
  { title: "Task", order: "NAME", cell: ({ id, name }) => <Link to={`/tasks/${id}`}>{name}</Link> },
  { title: "Project", isAside: true, cell: ({ project }) => <Ref to="/projects" of={project} /> },
  { title: "Client", isAside: true, cell: ({ client }) => <Ref to="/clients" of={client} /> },
  { title: "Status", cell: ({ status }) => <State of={status} /> },
  { title: "Priority", order: "PRIORITY", isAside: true, cell: ({ priority }) => <State of={priority} /> },
  {
    title: "Due",
    order: "DUE_ON",
    cell: ({ dueOn, isOverdue }) => <span class={isOverdue ? "bad-text" : "nowrap"}>{day(dueOn)}</span>,
  },
];

export function Tasks() {
  useTitle("Tasks");
  const me = useViewer().user?.id ?? "";
  const filters: Filter[] = [
    search,
    { kind: "choice", name: "who", label: "Anybody's", options: [["me", "Mine"]], to: () => ({ assignee: { id: { eq: me } } }) },
    { kind: "find", name: "assignee", label: "Assigned to", find: findUsers(WORKERS), to: (id) => ({ assignee: { id: { eq: id } } }) },
    { kind: "find", name: "project", label: "Project", find: findProjects, to: (id) => ({ project: { id: { eq: id } } }) },
    {
      kind: "choice",
      name: "status",
      label: "Open",
      options: [["all", "Open and closed"], ...optionsOf(["TODO", "IN_PROGRESS", "IN_REVIEW", "DONE", "CANCELLED"], words)],
      to: (value) => (value === "all" ? {} : { status: { eq: value } }),
    },
    { kind: "choice", name: "overdue", label: "Any due day", options: [["yes", "Overdue"]], to: () => ({ isOverdue: true }) },
  ];
  return (
    <>
      <PageHead title="Tasks" />
      <List
        name="tasks"
        label="Tasks"
        document={DeskTasksDocument}
        page={(data) => data.tasks}
        columns={COLUMNS}
        filters={filters}
        unless={{ status: { status: { notIn: ["DONE", "CANCELLED"] } } }}
        order="DUE_ON"
        views={[
          { title: "Mine", text: "who=me" },
          { title: "Overdue", text: "overdue=yes" },
        ]}
        changes={["TASK_"]}
        empty={
          <Empty icon={CheckSquare} title="Nothing is open">
            Tasks are added on the page of their project.
          </Empty>
        }
      />
    </>
  );
}
