import { Clock, Plus } from "lucide";
import { useState } from "preact/hooks";
import {
  DeskApproveTimeDocument,
  DeskDeleteTimeDocument,
  DeskLogTimeDocument,
  DeskTimeEntriesDocument,
  type DeskTimeEntriesQuery,
} from "../../made/graphql";
import { Form, useForm } from "../../shared/form";
import { day, money, words } from "../../shared/format";
import { newKey } from "../../shared/graph";
import { useTitle } from "../../shared/router";
import { useViewer } from "../../shared/session";
import { PageHead } from "../../shared/shell";
import { Button, Checkbox, Dialog, Empty, Field, say } from "../../shared/ui";
import { State } from "../core/badges";
import { useCan } from "../core/can";
import { Combobox, type Choice } from "../core/combobox";
import { today } from "../core/days";
import { optionsOf, searchIn, type Filter } from "../core/filters";
import { findProjects, findTasks, findUsers, WORKERS } from "../core/finders";
import { List, type ListColumn } from "../core/list";
import { Ref } from "../core/refs";
import { Sections } from "../core/sections";
import { run, send } from "../core/verbs";
import { clockOf, secondsOf } from "./hours";

type Row = DeskTimeEntriesQuery["timeEntries"]["nodes"][number];

const FILTERS: Filter[] = [
  searchIn("note"),
  { kind: "find", name: "user", label: "Person", find: findUsers(WORKERS), to: (id) => ({ user: { id: { eq: id } } }) },
  { kind: "day", name: "from", label: "From", to: (from) => ({ loggedOn: { gte: from } }) },
  { kind: "day", name: "to", label: "to", to: (to) => ({ loggedOn: { lte: to } }) },
  { kind: "choice", name: "billableState", label: "Billed or not", options: optionsOf(["OPEN", "RESERVED", "BILLED", "NOT_BILLABLE"], words) },
  { kind: "choice", name: "approvalStatus", label: "Any approval", options: optionsOf(["AWAITING", "APPROVED", "REJECTED"], words) },
];
const PROJECT: Filter = { kind: "find", name: "project", label: "Project", find: findProjects, to: (id) => ({ project: { id: { eq: id } } }) };

interface TimeEntriesProps {
  always?: Record<string, unknown>;
  /** The project they all belong to. */
  project?: Choice;
}

export function TimeEntries({ always, project }: TimeEntriesProps) {
  const can = useCan();
  const me = useViewer().user?.id;
  const [isNew, setNew] = useState(false);
  const approve = (id: string, yes: boolean) =>
    void run(DeskApproveTimeDocument, { timeEntryIds: [id], approve: yes, idempotencyKey: newKey() }, yes ? "Approved." : "Rejected.");
  const remove = (id: string) => void run(DeskDeleteTimeDocument, { timeEntryId: id, idempotencyKey: newKey() }, "The entry is deleted.");
  const columns: ListColumn<Row>[] = [
    { title: "Day", order: "LOGGED_ON", cell: ({ loggedOn }) => <span class="nowrap">{day(loggedOn)}</span> },
    { title: "Person", isAside: true, cell: ({ user }) => user?.name ?? "–" },
    {
      title: "Work",
      cell: (row) => (
        <div class="line-text">
          {row.task ? <Ref to="/tasks" of={row.task} /> : <span>{row.project.name}</span>}
          <span class="quiet small">{[!project && row.task && row.project.name, row.note].filter(Boolean).join(", ")}</span>
        </div>
      ),
    },
    { title: "Hours", order: "SECONDS", isFigure: true, cell: ({ seconds }) => clockOf(seconds) },
    { title: "Value", isFigure: true, isAside: true, cell: ({ value }) => money(value) },
    { title: "Billing", cell: ({ billableState }) => <State of={billableState} />, isAside: true },
    {
      title: "Approval",
      isAside: true,
      cell: ({ id, approvalStatus }) =>
        approvalStatus === "AWAITING" && can.bill ? (
          <span class="row">
            <Button small onClick={() => approve(id, true)}>
              Approve
            </Button>
            <Button small kind="plain" onClick={() => approve(id, false)}>
              Reject
            </Button>
          </span>
        ) : approvalStatus && approvalStatus !== "NOT_NEEDED" ? (
          <State of={approvalStatus} />
        ) : (
          <span class="quiet">–</span>
        ),
    },
    {
      title: "",
      isFigure: true,
      isAside: true,
      cell: ({ id, user, billableState }) =>
        can.work && (user?.id === me || can.admin) && billableState !== "BILLED" && billableState !== "RESERVED" ? (
          <Button kind="plain" small onClick={() => remove(id)}>
            Delete
          </Button>
        ) : null,
    },
  ];
  return (
    <>
      {can.work && (
        <div class="part-tools">
          <Button small icon={Plus} onClick={() => setNew(true)}>
            Log time
          </Button>
        </div>
      )}
      <List
        name="time"
        label="Time entries"
        document={DeskTimeEntriesDocument}
        page={(data) => data.timeEntries}
        columns={columns}
        filters={project ? FILTERS : [...FILTERS, PROJECT]}
        always={always}
        order="-LOGGED_ON"
        views={[{ title: "To be billed", text: "billableState=OPEN" }]}
        changes={["TIME_", "INVOICE_"]}
        empty={<Empty icon={Clock} title="No time logged yet">Start the timer, or log what was done.</Empty>}
      />
      {isNew && <LogTime project={project} onClose={() => setNew(false)} />}
    </>
  );
}

export function Time() {
  useTitle("Time entries");
  return (
    <>
      <PageHead title="Time entries" />
      <Sections of="time" />
      <TimeEntries />
    </>
  );
}

function LogTime({ project: given, onClose }: { project?: Choice; onClose: () => void }) {
  const [task, setTask] = useState<Choice | null>(null);
  const [project, setProject] = useState<Choice | null>(given ?? null);
  const form = useForm({ loggedOn: today(), seconds: "", note: "", billable: true, projectId: "", taskId: "" }, async (values) => {
    const seconds = secondsOf(values.seconds);
    if (!seconds) return [{ code: "INVALID", message: "Write hours such as 1:30 or 1.5.", path: ["seconds"] }];
    return send(
      DeskLogTimeDocument,
      {
        loggedOn: values.loggedOn,
        seconds,
        note: values.note || null,
        billable: values.billable ? null : false,
        taskId: task?.id ?? null,
        projectId: task ? null : (project?.id ?? null),
        idempotencyKey: newKey(),
      },
      ({ warnings }) => {
        say(["Logged.", ...(warnings ?? []).map((each) => each.message)].join(" "));
        onClose();
      },
    );
  });
  return (
    <Dialog title="Log time" onClose={onClose}>
      <Form form={form}>
        {!given && <Combobox label="Project" find={findProjects} chosen={project} onChoose={setProject} error={form.errors.projectId} />}
        <Combobox label="Task" optional find={findTasks} chosen={task} onChoose={setTask} error={form.errors.taskId} />
        <div class="form-row">
          <Field label="Day" name="loggedOn" type="date" form={form} />
          <Field label="Hours" name="seconds" form={form} placeholder="1:30" hint="1:30, 1.5 or 90m" />
        </div>
        <Field label="Note" name="note" form={form} optional />
        <Checkbox name="billable" form={form}>
          Billable, where the project bills time
        </Checkbox>
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.isBusy}>
            Log
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
