import { Plus, Ticket as TicketIcon } from "lucide";
import { useState } from "preact/hooks";
import { DeskOpenTicketDocument, DeskTicketsDocument, type DeskTicketsQuery, type PriorityLevel } from "../../made/graphql";
import { Form, useForm } from "../../shared/form";
import { ago, words } from "../../shared/format";
import { go, Link, useTitle } from "../../shared/router";
import { useViewer } from "../../shared/session";
import { PageHead } from "../../shared/shell";
import { Button, Dialog, Empty, Field, say, Select, TextArea } from "../../shared/ui";
import { State } from "../core/badges";
import { useCan } from "../core/can";
import { Combobox, type Choice } from "../core/combobox";
import { optionsOf, search, type Filter } from "../core/filters";
import { findClients, findUsers, WORKERS } from "../core/finders";
import { List, type ListColumn } from "../core/list";
import { Ref } from "../core/refs";
import { send } from "../core/verbs";

type Row = DeskTicketsQuery["tickets"]["nodes"][number];
export const PRIORITIES: PriorityLevel[] = ["LOW", "NORMAL", "HIGH", "URGENT"];

const columns = (withClient: boolean): ListColumn<Row>[] => [
  {
    title: "Ticket",
    cell: ({ id, number, subject }) => (
      <div class="line-text">
        <Link to={`/tickets/${id}`}>{subject}</Link>
        <span class="quiet small">{number}</span>
      </div>
    ),
  },
  ...(withClient ? [{ title: "Client", isAside: true, cell: ({ client }: Row) => <Ref to="/clients" of={client} /> }] : []),
  { title: "Status", cell: ({ status }) => <State of={status} /> },
  { title: "Priority", order: "PRIORITY", isAside: true, cell: ({ priority }) => <State of={priority} /> },
  { title: "Assigned to", isAside: true, cell: ({ assignee }) => assignee?.name ?? <span class="quiet">Nobody</span> },
  { title: "Opened", order: "CREATED_AT", isAside: true, cell: ({ createdAt }) => ago(createdAt) },
];

export function TicketList({ always }: { always?: Record<string, unknown> }) {
  const me = useViewer().user?.id ?? "";
  const filters: Filter[] = [
    search,
    {
      kind: "choice",
      name: "status",
      label: "Any status",
      options: optionsOf(["OPEN", "IN_PROGRESS", "WAITING_CLIENT", "RESOLVED", "CLOSED"], words),
    },
    { kind: "choice", name: "priority", label: "Any priority", options: optionsOf(PRIORITIES, words) },
    { kind: "choice", name: "who", label: "Anybody's", options: [["me", "Mine"]], to: () => ({ assignee: { id: { eq: me } } }) },
    { kind: "find", name: "assignee", label: "Assigned to", find: findUsers(WORKERS), to: (id) => ({ assignee: { id: { eq: id } } }) },
  ];
  return (
    <List
      name="tickets"
      label="Tickets"
      document={DeskTicketsDocument}
      page={(data) => data.tickets}
      columns={columns(!always?.client)}
      filters={filters}
      always={always}
      order="-CREATED_AT"
      views={[
        { title: "Open", text: "status=OPEN" },
        { title: "Mine", text: "who=me" },
      ]}
      changes={["TICKET_"]}
      empty={
        <Empty icon={TicketIcon} title="No tickets">
          Clients open them in the portal; you can open one for them.
        </Empty>
      }
    />
  );
}

export function Tickets() {
  useTitle("Tickets");
  const can = useCan();
  const [isNew, setNew] = useState(false);
  return (
    <>
      <PageHead title="Tickets">
        {can.work && (
          <Button kind="primary" icon={Plus} onClick={() => setNew(true)}>
            New ticket
          </Button>
        )}
      </PageHead>
      <TicketList />
      {isNew && <NewTicket onClose={() => setNew(false)} />}
    </>
  );
}

function NewTicket({ onClose }: { onClose: () => void }) {
  const [client, setClient] = useState<Choice | null>(null);
  const form = useForm({ clientId: "", subject: "", body: "", priority: "NORMAL" as PriorityLevel }, ({ subject, body, priority }) =>
    send(DeskOpenTicketDocument, { clientId: client?.id ?? null, subject, body, priority }, ({ ticket }) => {
      say("The ticket is open.");
      if (ticket) go(`/tickets/${ticket.id}`);
    }),
  );
  return (
    <Dialog title="New ticket" onClose={onClose}>
      <Form form={form}>
        <Combobox label="Client" find={findClients} chosen={client} onChoose={setClient} error={form.errors.clientId} />
        <Field label="Subject" name="subject" form={form} required />
        <TextArea label="What it is about" name="body" form={form} />
        <Select label="Priority" name="priority" form={form} options={optionsOf(PRIORITIES, words)} />
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.isBusy}>
            Open
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
