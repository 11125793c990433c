import { useState } from "preact/hooks";
import { DeskPricePartsDocument, DeskSetActivityRateDocument, type DeskPricePartsQuery } from "../../made/graphql";
import { useForm } from "../../shared/form";
import { useQuery } from "../../shared/query";
import { useOrganisation } from "../../shared/session";
import { Field, say, Select } from "../../shared/ui";
import { Combobox, type Choice } from "../core/combobox";
import { findClients } from "../core/finders";
import { FormDialog } from "../core/form-dialog";
import { moneyOf } from "../core/money";
import { send } from "../core/verbs";
import type { Activity } from "./activity-page";

interface SetPriceProps {
  activity: Activity;
  onClose: () => void;
  again: () => void;
}

/** A price for a client, a kind of work, a team or a span of days; what is left open is for all. */
export function SetPrice(props: SetPriceProps) {
  const { data } = useQuery(DeskPricePartsDocument, {});
  return data ? <Write {...props} parts={data} /> : null;
}

const anyOf = (rows: { id: string; name: string }[]): [string, string][] => [
  ["", "Any"],
  ...rows.map(({ id, name }): [string, string] => [id, name]),
];

function Write({ activity, parts, onClose, again }: SetPriceProps & { parts: DeskPricePartsQuery }) {
  const currency = activity.sale?.currency ?? useOrganisation()?.currency ?? "";
  const [client, setClient] = useState<Choice | null>(null);
  const start = { clientId: "", workLogTypeId: "", teamId: "", startsOn: "", endsOn: "", sale: "", cost: "" };
  const form = useForm(start, (values) =>
    send(
      DeskSetActivityRateDocument,
      {
        activityId: activity.id,
        clientId: client?.id ?? null,
        workLogTypeId: values.workLogTypeId || null,
        teamId: values.teamId || null,
        startsOn: values.startsOn || null,
        endsOn: values.endsOn || null,
        sale: moneyOf(values.sale, currency),
        cost: moneyOf(values.cost, currency),
      },
      () => {
        say("The price is set.");
        again();
        onClose();
      },
    ),
  );
  return (
    <FormDialog title={`A price of ${activity.name}`} form={form} onClose={onClose}>
      <Combobox label="Client" optional find={findClients} chosen={client} onChoose={setClient} error={form.errors.clientId} />
      <div class="form-row">
        <Select label="Kind of work" name="workLogTypeId" form={form} options={anyOf(parts.workLogTypes)} />
        <Select label="Team" name="teamId" form={form} options={anyOf(parts.teams.nodes)} />
      </div>
      <div class="form-row">
        <Field label="From" name="startsOn" type="date" form={form} optional />
        <Field label="Until" name="endsOn" type="date" form={form} optional />
      </div>
      <div class="form-row">
        <Field label={`Sale of one ${activity.unit}, ${currency}`} name="sale" inputMode="decimal" form={form} optional />
        <Field label={`Cost of one ${activity.unit}, ${currency}`} name="cost" inputMode="decimal" form={form} optional />
      </div>
      <p class="quiet small">One for the same of these from the same day is replaced.</p>
    </FormDialog>
  );
}
