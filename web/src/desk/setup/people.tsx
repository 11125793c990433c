import { Plus, Users } from "lucide";
import { useState } from "preact/hooks";
import {
  DeskAssignClientsDocument,
  DeskInviteUserDocument,
  DeskUserDocument,
  DeskUsersDocument,
  type Ability,
  type DeskUserQuery,
  type DeskUsersQuery,
  type Role,
} from "../../made/graphql";
import { Form, useForm } from "../../shared/form";
import { ago, money, words } from "../../shared/format";
import { useQuery } from "../../shared/query";
import { Link, useTitle, type Parameters } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Answered, Button, Card, Checkbox, Dialog, Empty, Facts, Field, say, Select } from "../../shared/ui";
import { State } from "../core/badges";
import { useCan } from "../core/can";
import { useChanges } from "../core/changes";
import { Combobox } from "../core/combobox";
import { keptOf, optionsOf, searchIn, type Filter } from "../core/filters";
import { findClients } from "../core/finders";
import { List, type ListColumn } from "../core/list";
import { NotHere } from "../core/tabs";
import { run, send } from "../core/verbs";
import { EditPerson } from "./edit-person";

type Row = DeskUsersQuery["users"]["nodes"][number];
export const ROLES: Role[] = ["OWNER", "ADMIN", "STAFF", "STAFF_LIMITED", "ANALYST"];

const COLUMNS: ListColumn<Row>[] = [
  { title: "Name", order: "NAME", cell: ({ id, name }) => <Link to={`/people/${id}`}>{name}</Link> },
  { title: "E-mail", isAside: true, cell: ({ email }) => email ?? "–" },
  { title: "Role", cell: ({ role }) => (role ? words(role) : "–") },
  { title: "Status", cell: ({ status }) => <State of={status} /> },
  { title: "Clients", isAside: true, cell: ({ allClients }) => (allClients ? "All" : "Some") },
  { title: "Last seen", isAside: true, cell: ({ lastSeenAt }) => (lastSeenAt ? ago(lastSeenAt) : "–") },
];
const FILTERS: Filter[] = [
  searchIn("name", "email"),
  { kind: "choice", name: "role", label: "Any role", options: optionsOf(ROLES, words) },
  { kind: "choice", name: "status", label: "Any status", options: optionsOf(["ACTIVE", "INVITED", "DISABLED"], words) },
  { kind: "find", name: "client", label: "Works for", find: findClients, to: (id) => ({ client: { id: { eq: id } } }) },
];

export function People() {
  useTitle("People");
  const can = useCan();
  const [isNew, setNew] = useState(false);
  return (
    <>
      <PageHead title="People">
        {can.admin && (
          <>
            <Link class="button" to="/access">
              Who sees what
            </Link>
            <Button kind="primary" icon={Plus} onClick={() => setNew(true)}>
              Invite
            </Button>
          </>
        )}
      </PageHead>
      <List
        name="people"
        label="People"
        document={DeskUsersDocument}
        page={(data) => data.users}
        columns={COLUMNS}
        filters={FILTERS}
        order="NAME"
        changes={["USER_"]}
        empty={<Empty icon={Users} title="Nobody is here yet" />}
      />
      {isNew && <Invite onClose={() => setNew(false)} />}
    </>
  );
}

function Invite({ onClose }: { onClose: () => void }) {
  const form = useForm({ name: "", email: "", role: "STAFF" as Role, bill: false, costs: false }, ({ name, email, role, bill, costs }) => {
    const abilities: Ability[] = [...(bill ? ["BILL" as const] : []), ...(costs ? ["SEE_COSTS" as const] : [])];
    return send(DeskInviteUserDocument, { name, email, role, abilities }, ({ invitationSentTo }) => {
      say(invitationSentTo ? `An invitation is on its way to ${invitationSentTo}.` : `${name} is invited.`);
      onClose();
    });
  });
  return (
    <Dialog title="Invite somebody" onClose={onClose}>
      <Form form={form}>
        <Field label="Name" name="name" form={form} required autofocus />
        <Field label="E-mail" name="email" type="email" form={form} required />
        <Select label="Role" name="role" form={form} options={optionsOf(ROLES.slice(1), words)} />
        <Checkbox name="bill" form={form}>
          May bill
        </Checkbox>
        <Checkbox name="costs" form={form}>
          Sees costs
        </Checkbox>
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.isBusy}>
            Invite
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

export function PersonPage({ parameters: { id = "" } }: { parameters: Parameters }) {
  const answer = useQuery(DeskUserDocument, { id });
  useChanges(["USER_"], answer.again);
  useTitle(answer.data?.user?.name ?? "Person");
  return (
    <Answered answer={answer} lines={8}>
      {({ user }) => (user ? <Found user={user} again={answer.again} /> : <NotHere what="person" back={["/people", "All people"]} />)}
    </Answered>
  );
}

function Found({ user, again }: { user: NonNullable<DeskUserQuery["user"]>; again: () => void }) {
  const can = useCan();
  const [isEditing, setEditing] = useState(false);
  const clients = user.clients?.nodes ?? [];
  const assign = async (clientIds: string[]) => {
    await run(DeskAssignClientsDocument, { userId: user.id, clientIds });
    again();
  };
  return (
    <>
      <PageHead title={user.name} back={["/people", "People"]}>
        <State of={user.status} />
        {can.admin && (
          <>
            <Link class="button" to={`/access?who=${encodeURIComponent(keptOf({ id: user.id, title: user.name }))}`}>
              What they see
            </Link>
            <Button onClick={() => setEditing(true)}>Edit</Button>
          </>
        )}
      </PageHead>
      {isEditing && <EditPerson user={user} onClose={() => setEditing(false)} again={again} />}
      <div class="columns even">
        <Card title="About">
          {!user.role && <Empty title="A colleague">What else is known of them is for administrators.</Empty>}
          <Facts
            facts={[
              ["E-mail", user.email],
              ["Role", user.role && words(user.role)],
              ["May", user.abilities?.map(words).join(", ")],
              ["Hours a week", user.weeklyCapacityMinutes && String(user.weeklyCapacityMinutes / 60)],
              ["Rate of an hour", user.hourlyRate && money(user.hourlyRate)],
              ["Cost of an hour", user.costRate && money(user.costRate)],
              ["Last seen", user.lastSeenAt && ago(user.lastSeenAt)],
            ]}
          />
        </Card>
        <Card title="Clients" flush>
          {!user.clients ? (
            <Empty title="Known to administrators" />
          ) : user.allClients ? (
            <Empty title="Sees every client">Limited staff see those they are given.</Empty>
          ) : (
            <>
              <ul class="lines">
                {clients.map((each) => (
                  <li key={each.id} class="line">
                    <Link to={`/clients/${each.id}`}>{each.name}</Link>
                    {can.admin && (
                      <Button
                        small
                        kind="plain"
                        aria-label={`Take away ${each.name}`}
                        onClick={() => void assign(clients.filter(({ id }) => id !== each.id).map(({ id }) => id))}
                      >
                        Take away
                      </Button>
                    )}
                  </li>
                ))}
              </ul>
              {can.admin && (
                <div class="card-foot">
                  <Combobox
                    label="Give a client"
                    find={findClients}
                    chosen={null}
                    onChoose={(choice) => choice && void assign([...clients.map(({ id }) => id), choice.id])}
                  />
                </div>
              )}
            </>
          )}
        </Card>
      </div>
    </>
  );
}
