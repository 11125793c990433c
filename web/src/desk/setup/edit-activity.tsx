import { useState } from "preact/hooks";
import {
  DeskActivityDocument,
  DeskActivityPartsDocument,
  DeskCreateActivityDocument,
  DeskUpdateActivityDocument,
  type DeskActivityPartsQuery,
  type DeskActivityQuery,
} from "../../made/graphql";
import { useForm } from "../../shared/form";
import type { UserError } from "../../shared/graph";
import { useQuery } from "../../shared/query";
import { useOrganisation } from "../../shared/session";
import { Checkbox, Field, say, Select } from "../../shared/ui";
import type { Choice } from "../core/combobox";
import { findClients } from "../core/finders";
import { FormDialog } from "../core/form-dialog";
import { moneyOf } from "../core/money";
import { Several } from "../core/several";
import { send } from "../core/verbs";

type Activity = NonNullable<DeskActivityQuery["activity"]>;

/** `id` of the one to be changed; a new one where there is none. */
export function WriteActivity({ id, onClose }: { id?: string; onClose: () => void }) {
  const parts = useQuery(DeskActivityPartsDocument, {});
  const answer = useQuery(DeskActivityDocument, id ? { id } : null);
  if (!parts.data || (id && !answer.data)) return null;
  return <Write parts={parts.data} activity={answer.data?.activity ?? null} onClose={onClose} />;
}

interface WriteProps {
  parts: DeskActivityPartsQuery;
  activity: Activity | null;
  onClose: () => void;
}

function Write({ parts, activity, onClose }: WriteProps) {
  const currency = activity?.sale?.currency ?? useOrganisation()?.currency ?? "";
  const known = activity?.clients?.nodes ?? [];
  const [clients, setClients] = useState<Choice[]>(known.map(({ id, name }) => ({ id, title: name })));
  const start = {
    code: activity?.code ?? "",
    name: activity?.name ?? "",
    unit: activity?.unit ?? "each",
    serviceId: activity?.service.id ?? parts.services.nodes[0]?.id ?? "",
    defaultTeamId: activity?.defaultTeam?.id ?? "",
    durationMinutes: String(activity?.durationMinutes ?? 60),
    defaultQuantity: activity?.defaultQuantity ?? "1",
    cost: activity?.cost?.amount ?? "",
    sale: activity?.sale?.amount ?? "",
    active: activity?.active ?? true,
    clientIds: "",
  };
  const form = useForm(start, async ({ code, active, cost, sale, ...values }) => {
    const zero = { amount: "0", currency };
    const given = {
      ...values,
      defaultTeamId: values.defaultTeamId || null,
      durationMinutes: Number(values.durationMinutes),
      clientIds: clients.map(({ id }) => id),
      cost: moneyOf(cost, currency) ?? zero,
      sale: moneyOf(sale, currency) ?? zero,
    };
    const refusals: UserError[] = activity
      ? await send(DeskUpdateActivityDocument, { ...given, active, activityId: activity.id, expectedVersion: activity.version })
      : await send(DeskCreateActivityDocument, { ...given, code });
    if (refusals.length) return refusals;
    say("Saved.");
    onClose();
    return [];
  });
  const named = (rows: { id: string; name: string }[]) => rows.map(({ id, name }): [string, string] => [id, name]);
  return (
    <FormDialog title={activity ? `Edit ${activity.code}` : "New activity"} form={form} onClose={onClose} wide>
      <div class="form-row">
        {!activity && <Field label="Code" name="code" form={form} required autofocus />}
        <Field label="Name" name="name" form={form} required />
      </div>
      <div class="form-row">
        <Select label="Service" name="serviceId" form={form} options={named(parts.services.nodes)} />
        <Select label="Team at first" name="defaultTeamId" form={form} options={[["", "–"], ...named(parts.teams.nodes)]} />
      </div>
      <div class="form-row">
        <Field label="Minutes" name="durationMinutes" type="number" min={0} form={form} />
        <Field label="Quantity at first" name="defaultQuantity" inputMode="decimal" form={form} />
        <Field label="Unit" name="unit" form={form} required />
      </div>
      <div class="form-row">
        <Field label={`Cost, ${currency}`} name="cost" inputMode="decimal" form={form} />
        <Field label={`Sale, ${currency}`} name="sale" inputMode="decimal" form={form} />
      </div>
      <Several label="Done for the clients" find={findClients} chosen={clients} onChange={setClients} error={form.errors.clientIds} />
      {activity && (
        <Checkbox name="active" form={form}>
          In use
        </Checkbox>
      )}
    </FormDialog>
  );
}
