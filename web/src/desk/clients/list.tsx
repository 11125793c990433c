import { Building2, Plus } from "lucide";
import { useState } from "preact/hooks";
import { DeskClientsDocument, DeskCreateClientDocument, type DeskClientsQuery } from "../../made/graphql";
import { Form, useForm } from "../../shared/form";
import { ago, isZero, money, words } from "../../shared/format";
import { go, Link, useTitle } from "../../shared/router";
import { useOrganisation } from "../../shared/session";
import { PageHead } from "../../shared/shell";
import { Button, Dialog, Empty, Field, Notice, say, Select } from "../../shared/ui";
import { State } from "../core/badges";
import { useCan } from "../core/can";
import { optionsOf, search, type Filter } from "../core/filters";
import { Import } from "../core/import";
import { List, type ListColumn } from "../core/list";
import { useParameters } from "../core/place";
import { answerOf } from "../core/verbs";

type Row = DeskClientsQuery["clients"]["nodes"][number];

const FILTERS: Filter[] = [
  search,
  { kind: "choice", name: "status", label: "Any status", options: optionsOf(["ACTIVE", "INACTIVE", "ARCHIVED"], words) },
  { kind: "choice", name: "type", label: "Any type", options: optionsOf(["COMPANY", "INDIVIDUAL"], words) },
  { kind: "choice", name: "overdue", label: "Any balance", options: [["yes", "Overdue"]], to: () => ({ hasOverdue: true }) },
  {
    kind: "choice",
    name: "portal",
    label: "Portal or not",
    options: [["yes", "Uses the portal"], ["no", "No portal"]],
    to: (value) => ({ hasPortal: value === "yes" }),
  },
];

const COLUMNS: ListColumn<Row>[] = [
  { title: "Client", order: "NAME", cell: ({ id, name }) => <Link to={`/clients/${id}`}>{name}</Link> },
  { title: "Status", cell: ({ status }) => <State of={status} />, isAside: true },
  { title: "Contact", cell: ({ pointOfContact }) => pointOfContact?.name ?? <span class="quiet">–</span>, isAside: true },
  {
    title: "Outstanding",
    order: "OUTSTANDING",
    isFigure: true,
    cell: ({ balance }) => (balance ? money(balance.outstanding) : "–"),
  },
  {
    title: "Overdue",
    isFigure: true,
    cell: ({ balance }) =>
      balance && !isZero(balance.overdue) ? <span class="bad-text">{money(balance.overdue)}</span> : <span class="quiet">–</span>,
  },
  { title: "Last activity", order: "LAST_ACTIVITY_AT", isAside: true, cell: ({ lastActivityAt }) => ago(lastActivityAt) },
];

export function Clients() {
  useTitle("Clients");
  const can = useCan();
  const { values } = useParameters();
  const [isNew, setNew] = useState(values.new === "yes");
  return (
    <>
      <PageHead title="Clients">
        <Import what="clients" />
        <Import what="contacts" small />
        {can.work && (
          <Button kind="primary" icon={Plus} onClick={() => setNew(true)}>
            New client
          </Button>
        )}
      </PageHead>
      <List
        name="clients"
        label="Clients"
        document={DeskClientsDocument}
        page={(data) => data.clients}
        columns={COLUMNS}
        filters={FILTERS}
        order="NAME"
        views={[
          { title: "Overdue", text: "overdue=yes" },
          { title: "Most owed first", text: "order=-OUTSTANDING" },
        ]}
        changes={["CLIENT_", "INVOICE_", "PAYMENT_", "LEAD_CONVERTED"]}
        empty={
          <Empty icon={Building2} title="No clients yet">
            Convert a lead, or make a client by hand.
          </Empty>
        }
      />
      {isNew && <NewClient onClose={() => setNew(false)} />}
    </>
  );
}

function NewClient({ onClose }: { onClose: () => void }) {
  const organisation = useOrganisation();
  const [alike, setAlike] = useState<{ id: string; name: string }[]>([]);
  const form = useForm(
    { name: "", type: "COMPANY" as const, contactName: "", email: "", phone: "", currency: organisation?.currency ?? "" },
    async ({ name, type, contactName, email, phone, currency }) => {
      const made = await answerOf(DeskCreateClientDocument, {
        name,
        type,
        contactName: contactName || null,
        email: email || null,
        phone: phone || null,
        currency: currency || null,
      });
      setAlike(made?.candidates ?? []);
      if (made?.client) {
        say(`${name} is a client now.`);
        go(`/clients/${made.client.id}`);
      }
      return made?.userErrors ?? [];
    },
  );
  return (
    <Dialog title="New client" onClose={onClose}>
      <Form form={form}>
        <Field label="Name" name="name" form={form} required autofocus />
        <div class="form-row">
          <Select label="Type" name="type" form={form} options={optionsOf(["COMPANY", "INDIVIDUAL"], words)} />
          <Field label="Currency" name="currency" form={form} maxLength={3} />
        </div>
        <Field label="Contact's name" name="contactName" form={form} optional />
        <div class="form-row">
          <Field label="E-mail" name="email" type="email" form={form} optional />
          <Field label="Phone" name="phone" type="tel" form={form} optional />
        </div>
        {alike.length > 0 && (
          <Notice kind="warn">
            <p>
              There is somebody like this already:{" "}
              {alike.map((each) => (
                <Link key={each.id} to={`/clients/${each.id}`}>
                  {each.name}
                </Link>
              ))}
            </p>
          </Notice>
        )}
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.isBusy}>
            Make the client
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
