/** Who goes out: teams, and the resources in them. */
import { useState } from "preact/hooks";
import {
  DeskCreateResourceDocument,
  DeskCreateTeamDocument,
  DeskResourceMoreDocument,
  DeskTeamClientsDocument,
  DeskTeamMoreDocument,
  DeskUpdateResourceDocument,
  DeskUpdateTeamDocument,
  type DeskTeamMoreQuery,
} from "../../../made/graphql";
import { useForm } from "../../../shared/form";
import { useQuery } from "../../../shared/query";
import { useOrganisation } from "../../../shared/session";
import { Checkbox, Field, Select } from "../../../shared/ui";
import { Choices } from "../../core/choices";
import { Combobox, type Choice } from "../../core/combobox";
import { findClients, findUsers, WORKERS } from "../../core/finders";
import { FormDialog } from "../../core/form-dialog";
import { moneyOf } from "../../core/money";
import { Several } from "../../core/several";
import { inTurn, send } from "../../core/verbs";
import { Feed } from "./feed";
import { idsOf, keeping, listOf, orNone, titleOf, type All, type Editing } from "./editing";

const AREA = "Beginnings of postcodes, such as SW1, SE. Everywhere where there are none.";

type Team = All["teams"]["nodes"][number];
type Resource = All["resources"]["nodes"][number];
type More = NonNullable<DeskTeamMoreQuery["team"]>;

export function EditTeam(props: Editing<Team> & { all: All }) {
  const { data } = useQuery(DeskTeamMoreDocument, props.row && { id: props.row.id });
  return props.row && !data ? null : <WriteTeam {...props} more={data?.team ?? null} />;
}

function WriteTeam({ row, all, more, ...rest }: Editing<Team> & { all: All; more: More | null }) {
  const [clients, setClients] = useState<Choice[]>(more?.clients?.nodes.map(({ id, name }) => ({ id, title: name })) ?? []);
  const start = {
    name: row?.name ?? "",
    active: row?.active ?? true,
    postcodes: row?.postcodes.join(", ") ?? "",
    calendarId: row?.calendar?.id ?? "",
    serviceIds: idsOf(row?.services),
    clientIds: "",
  };
  const form = useForm(start, async ({ active, clientIds: _, ...values }) => {
    const given = { ...values, postcodes: listOf(values.postcodes), calendarId: values.calendarId || null };
    return keeping(rest)(
      row
        ? await inTurn(
            () => send(DeskTeamClientsDocument, { teamId: row.id, clientIds: idsOf(clients) }),
            () => send(DeskUpdateTeamDocument, { ...given, active, teamId: row.id }),
          )
        : await send(DeskCreateTeamDocument, given),
    );
  });
  return (
    <FormDialog title={titleOf(row, "team")} form={form} onClose={rest.onClose}>
      <Field label="Name" name="name" form={form} required autofocus />
      <Choices label="Services" name="serviceIds" form={form} options={all.services.nodes} />
      <Field label="Where it works" name="postcodes" form={form} optional hint={AREA} />
      <Select label="At work in the hours of" name="calendarId" form={form} options={orNone(all.calendars)} />
      {row && (
        <>
          <Several label="Works for the clients" find={findClients} chosen={clients} onChange={setClients} error={form.errors.clientIds} />
          {more?.calendarFeedUrl && <Feed of={{ teamId: row.id }} address={more.calendarFeedUrl} />}
          <Checkbox name="active" form={form}>
            In use
          </Checkbox>
        </>
      )}
    </FormDialog>
  );
}

export function EditResource({ row, all, ...rest }: Editing<Resource> & { all: All }) {
  const feed = useQuery(DeskResourceMoreDocument, row && { id: row.id }).data?.resource?.calendarFeedUrl;
  const currency = row?.labourRate?.currency ?? useOrganisation()?.currency ?? "";
  const [user, setUser] = useState<Choice | null>(row?.user ? { id: row.user.id, title: row.user.name } : null);
  const start = {
    name: row?.name ?? "",
    active: row?.active ?? true,
    postcodes: row?.postcodes.join(", ") ?? "",
    teamId: row?.team?.id ?? "",
    calendarId: row?.calendar?.id ?? "",
    labourRate: row?.labourRate?.amount ?? "",
    serviceIds: idsOf(row?.services),
    userId: "",
  };
  const form = useForm(start, async ({ active, ...values }) => {
    const given = {
      name: values.name,
      teamId: values.teamId || null,
      calendarId: values.calendarId || null,
      userId: user?.id ?? null,
      labourRate: moneyOf(values.labourRate, currency),
      postcodes: listOf(values.postcodes),
      serviceIds: values.serviceIds,
    };
    return keeping(rest)(
      row
        ? await send(DeskUpdateResourceDocument, { ...given, active, resourceId: row.id, expectedVersion: row.version })
        : await send(DeskCreateResourceDocument, given),
    );
  });
  return (
    <FormDialog title={titleOf(row, "resource")} form={form} onClose={rest.onClose}>
      <Field label="Name" name="name" form={form} required autofocus />
      <div class="form-row">
        <Select label="Team" name="teamId" form={form} options={orNone(all.teams.nodes)} />
        <Field label={`Cost of an hour, ${currency}`} name="labourRate" inputMode="decimal" form={form} optional />
      </div>
      <Combobox label="Signs in as" optional find={findUsers(WORKERS)} chosen={user} onChoose={setUser} error={form.errors.userId} />
      <Choices label="Services" name="serviceIds" form={form} options={all.services.nodes} />
      <Field label="Where it works" name="postcodes" form={form} optional hint={AREA} />
      <Select label="At work in the hours of" name="calendarId" form={form} options={orNone(all.calendars)} />
      {row && feed && <Feed of={{ resourceId: row.id }} address={feed} />}
      {row && (
        <Checkbox name="active" form={form}>
          In use
        </Checkbox>
      )}
    </FormDialog>
  );
}
