import { Briefcase, Plus } from "lucide";
import { useState } from "preact/hooks";
import { DeskCreateProjectDocument, DeskProjectsDocument, type BillingMethod, type DeskProjectsQuery } from "../../made/graphql";
import { Form, useForm } from "../../shared/form";
import { day, words } from "../../shared/format";
import { go, Link, useTitle } from "../../shared/router";
import { useOrganisation } from "../../shared/session";
import { PageHead } from "../../shared/shell";
import { Button, Dialog, Empty, Field, ProgressBar, say, Select, TextArea } from "../../shared/ui";
import { State } from "../core/badges";
import { useCan } from "../core/can";
import { Combobox, type Choice } from "../core/combobox";
import { optionsOf, search, type Filter } from "../core/filters";
import { findClients, findUsers, WORKERS } from "../core/finders";
import { List, type ListColumn } from "../core/list";
import { moneyOf } from "../core/money";
import { useParameters } from "../core/place";
import { Ref } from "../core/refs";
import { send } from "../core/verbs";

type Row = DeskProjectsQuery["projects"]["nodes"][number];

export const BILLING: BillingMethod[] = ["PROJECT_HOURS", "TASK_HOURS", "FIXED_PRICE", "NON_BILLABLE"];

const FILTERS: Filter[] = [
  search,
  {
    kind: "choice",
    name: "status",
    label: "Any status",
    options: optionsOf(["NOT_STARTED", "IN_PROGRESS", "ON_HOLD", "FINISHED", "CANCELLED"], words),
  },
  { kind: "choice", name: "billingMethod", label: "Any billing", options: optionsOf(BILLING, words) },
  {
    kind: "choice",
    name: "paymentStatus",
    label: "Paid or not",
    options: optionsOf(["NOT_INVOICED", "INVOICED", "PARTIALLY_PAID", "PAID"], words),
  },
  { kind: "choice", name: "overdue", label: "Any due day", options: [["yes", "Overdue"]], to: () => ({ isOverdue: true }) },
  { kind: "find", name: "member", label: "Member", find: findUsers(WORKERS), to: (id) => ({ member: { id: { eq: id } } }) },
];
const CLIENT: Filter = { kind: "find", name: "client", label: "Client", find: findClients, to: (id) => ({ client: { id: { eq: id } } }) };

const columns = (withClient: boolean): ListColumn<Row>[] => [
  { title: "Project", order: "NAME", cell: ({ id, name }) => <Link to={`/projects/${id}`}>{name}</Link> },
  ...(withClient ? [{ title: "Client", isAside: true, cell: ({ client }: Row) => <Ref to="/clients" of={client} /> }] : []),
  { title: "Status", cell: ({ status }) => <State of={status} />, isAside: true },
  {
    title: "Progress",
    order: "PROGRESS",
    cell: ({ name, progressPercent }) => <ProgressBar percent={progressPercent} label={`Progress of ${name}`} />,
  },
  {
    title: "Due",
    order: "DUE_ON",
    isAside: true,
    cell: ({ dueOn, isOverdue }) => <span class={isOverdue ? "bad-text" : "nowrap"}>{day(dueOn)}</span>,
  },
  { title: "Billing", isAside: true, cell: ({ billingMethod }) => words(billingMethod) },
  { title: "Payment", isAside: true, cell: ({ paymentStatus }) => <State of={paymentStatus} /> },
];

export function ProjectList({ always }: { always?: Record<string, unknown> }) {
  return (
    <List
      name="projects"
      label="Projects"
      document={DeskProjectsDocument}
      page={(data) => data.projects}
      columns={columns(!always)}
      filters={always ? FILTERS : [...FILTERS, CLIENT]}
      always={{ archived: false, ...always }}
      order="NAME"
      views={[
        { title: "In progress", text: "status=IN_PROGRESS" },
        { title: "Overdue", text: "overdue=yes" },
      ]}
      changes={["PROJECT_", "TASK_", "INVOICE_"]}
      empty={
        <Empty icon={Briefcase} title="No projects yet">
          Make one for a client; its tasks, time and invoices belong to it.
        </Empty>
      }
    />
  );
}

export function Projects() {
  useTitle("Projects");
  const can = useCan();
  const { values } = useParameters();
  const [isNew, setNew] = useState(values.new === "yes");
  return (
    <>
      <PageHead title="Projects">
        {can.work && (
          <Button kind="primary" icon={Plus} onClick={() => setNew(true)}>
            New project
          </Button>
        )}
      </PageHead>
      <ProjectList />
      {isNew && <NewProject onClose={() => setNew(false)} />}
    </>
  );
}

export function NewProject({ onClose, given = null }: { onClose: () => void; given?: Choice | null }) {
  const organisation = useOrganisation();
  const [client, setClient] = useState<Choice | null>(given);
  const currency = client?.note ?? organisation?.currency ?? "";
  const form = useForm(
    { name: "", clientId: "", billingMethod: "PROJECT_HOURS" as BillingMethod, price: "", startsOn: "", dueOn: "", description: "" },
    (values) =>
      send(
        DeskCreateProjectDocument,
        {
          name: values.name,
          clientId: client?.id ?? null,
          billingMethod: values.billingMethod,
          hourlyRate: values.billingMethod.endsWith("HOURS") ? moneyOf(values.price, currency) : null,
          fixedPrice: values.billingMethod === "FIXED_PRICE" ? moneyOf(values.price, currency) : null,
          startsOn: values.startsOn || null,
          dueOn: values.dueOn || null,
          description: values.description || null,
        },
        ({ project }) => {
          say(`${values.name} is made.`);
          if (project) go(`/projects/${project.id}`);
        },
      ),
  );
  const { billingMethod } = form.values;
  return (
    <Dialog title="New project" onClose={onClose}>
      <Form form={form}>
        <Field label="Name" name="name" form={form} required autofocus />
        <Combobox label="Client" find={findClients} chosen={client} onChoose={setClient} error={form.errors.clientId} />
        <div class="form-row">
          <Select label="Billing" name="billingMethod" form={form} options={optionsOf(BILLING, words)} />
          {billingMethod !== "NON_BILLABLE" && (
            <Field
              label={`${billingMethod === "FIXED_PRICE" ? "Fixed price" : "Hourly rate"}, ${currency}`}
              name="price"
              inputMode="decimal"
              form={form}
              optional={billingMethod !== "FIXED_PRICE"}
            />
          )}
        </div>
        <div class="form-row">
          <Field label="Starts on" name="startsOn" type="date" form={form} optional />
          <Field label="Due on" name="dueOn" type="date" form={form} optional />
        </div>
        <TextArea label="Description" name="description" rows={3} form={form} optional />
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.isBusy}>
            Make the project
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
