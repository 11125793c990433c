import { Plus, UserRound } from "lucide";
import { useState } from "preact/hooks";
import {
  DeskAddContactDocument,
  DeskContactPermissionsDocument,
  DeskContactsDocument,
  DeskContactsFileDocument,
  DeskEnablePortalDocument,
  type DeskContactsQuery,
  type PortalPermission,
} from "../../made/graphql";
import { Form, useForm } from "../../shared/form";
import { ago, words } from "../../shared/format";
import { Badge, Button, Checkbox, Dialog, Empty, Field, say } from "../../shared/ui";
import { State } from "../core/badges";
import { useCan } from "../core/can";
import { optionsOf, search, type Filter } from "../core/filters";
import { List, type ListColumn } from "../core/list";
import { send } from "../core/verbs";
import { ContactMenu, EditContact } from "./contact";

const FILTERS: Filter[] = [
  search,
  { kind: "choice", name: "portalStatus", label: "Portal or not", options: optionsOf(["ACTIVE", "INVITED", "SUSPENDED", "NONE"], words) },
  { kind: "choice", name: "kept", label: "Not archived", options: [["yes", "Archived"]], to: (value) => ({ archived: value === "yes" }) },
];

export type Row = DeskContactsQuery["contacts"]["nodes"][number];

export function Contacts({ clientId, always }: { clientId: string; always: Record<string, unknown> }) {
  const can = useCan();
  const [isNew, setNew] = useState(false);
  const [edited, setEdited] = useState<Row | null>(null);
  const [invited, setInvited] = useState<Row | null>(null);
  const columns: ListColumn<Row>[] = [
    {
      title: "Name",
      order: "NAME",
      cell: ({ name, isPointOfContact }) => (
        <span class="row">
          {name} {isPointOfContact && <Badge tone="accent">Point of contact</Badge>}
        </span>
      ),
    },
    { title: "E-mail", isAside: true, cell: ({ email }) => (email ? <a href={`mailto:${email}`}>{email}</a> : "–") },
    { title: "Phone", cell: ({ phone }) => phone ?? "–", isAside: true },
    { title: "Role", cell: ({ jobRole }) => jobRole ?? "–", isAside: true },
    { title: "Portal", cell: ({ portalStatus }) => <State of={portalStatus} /> },
    { title: "Last seen", isAside: true, cell: ({ lastSeenAt }) => (lastSeenAt ? ago(lastSeenAt) : "–") },
    {
      title: "",
      isFigure: true,
      cell: (row) => can.work && <ContactMenu contact={row} clientId={clientId} edit={() => setEdited(row)} invite={() => setInvited(row)} />,
    },
  ];
  return (
    <>
      {can.work && (
        <div class="part-tools">
          <Button small icon={Plus} onClick={() => setNew(true)}>
            New contact
          </Button>
        </div>
      )}
      <List
        name="contacts"
        label="Contacts"
        document={DeskContactsDocument}
        file={DeskContactsFileDocument}
        page={(data) => data.contacts}
        columns={columns}
        filters={FILTERS}
        unless={{ kept: { archived: false } }}
        always={always}
        order="NAME"
        changes={["CONTACT_", "PORTAL_", "POINT_OF_CONTACT"]}
        empty={<Empty icon={UserRound} title="Nobody is known here yet">Add the people you talk to.</Empty>}
      />
      {isNew && <NewContact clientId={clientId} onClose={() => setNew(false)} />}
      {edited && <EditContact contact={edited} onClose={() => setEdited(null)} />}
      {invited && <Invite contact={invited} onClose={() => setInvited(null)} />}
    </>
  );
}

function NewContact({ clientId, onClose }: { clientId: string; onClose: () => void }) {
  const form = useForm({ name: "", email: "", phone: "", jobRole: "" }, ({ name, email, phone, jobRole }) =>
    send(
      DeskAddContactDocument,
      { clientId, name, email: email || null, phone: phone || null, jobRole: jobRole || null },
      () => {
        say(`${name} is a contact now.`);
        onClose();
      },
    ),
  );
  return (
    <Dialog title="New contact" onClose={onClose}>
      <Form form={form}>
        <Field label="Name" name="name" form={form} required autofocus />
        <Field label="E-mail" name="email" type="email" form={form} optional />
        <div class="form-row">
          <Field label="Phone" name="phone" type="tel" form={form} optional />
          <Field label="Role" name="jobRole" form={form} optional />
        </div>
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.isBusy}>
            Add
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

const PERMISSIONS: PortalPermission[] = ["INVOICES", "PROJECTS", "DOCUMENTS", "TICKETS", "JOBS"];

function Invite({ contact, onClose }: { contact: Row; onClose: () => void }) {
  const isIn = contact.portalStatus === "ACTIVE" || contact.portalStatus === "INVITED";
  const has = (each: PortalPermission) => (isIn ? !!contact.portalPermissions?.includes(each) : each !== "JOBS");
  const all = Object.fromEntries(PERMISSIONS.map((each) => [each, has(each)])) as Record<PortalPermission, boolean>;
  const form = useForm(all, (values) => {
    const given = { contactId: contact.id, permissions: PERMISSIONS.filter((each) => values[each]) };
    const done = (sentTo?: string | null) => {
      say(sentTo ? `An invitation is on its way to ${sentTo}.` : `${contact.name} may use the portal, and of it what was chosen.`);
      onClose();
    };
    return isIn
      ? send(DeskContactPermissionsDocument, given, () => done())
      : send(DeskEnablePortalDocument, given, ({ invitationSentTo }) => done(invitationSentTo));
  });
  return (
    <Dialog title={isIn ? `What ${contact.name} sees` : `Invite ${contact.name} to the portal`} onClose={onClose}>
      <Form form={form}>
        <p class="quiet">They see their client's own data, and of it what is chosen here.</p>
        {PERMISSIONS.map((each) => (
          <Checkbox key={each} name={each} form={form}>
            {words(each)}
          </Checkbox>
        ))}
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.isBusy}>
            {isIn ? "Save" : "Invite"}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
