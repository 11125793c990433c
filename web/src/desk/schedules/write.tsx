import { useState } from "preact/hooks";
import {
  DeskCreateScheduleDocument,
  DeskFindSavedQueriesDocument,
  DeskUpdateScheduleDocument,
  type DeskExportScheduleQuery,
  type ExportCadence,
  type ExportForm,
  type Weekday,
} from "../../made/graphql";
import { useForm } from "../../shared/form";
import { words } from "../../shared/format";
import { ask } from "../../shared/graph";
import { go } from "../../shared/router";
import { Field, say, Select } from "../../shared/ui";
import { Combobox, type Choice, type Find } from "../core/combobox";
import { optionsOf } from "../core/filters";
import { findUsers } from "../core/finders";
import { FormDialog } from "../core/form-dialog";
import { Several } from "../core/several";
import { send } from "../core/verbs";
import { hourOf } from "./rhythm";

export type Schedule = NonNullable<DeskExportScheduleQuery["scheduledExport"]>;

const FORMS: [ExportForm, string][] = [
  ["CSV", "CSV"],
  ["XLSX", "Excel workbook"],
  ["JSON_LINES", "JSON Lines"],
  ["PARQUET", "Parquet"],
  ["ARROW", "Arrow"],
];
const WEEKDAYS: Weekday[] = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];
const HOURS = Array.from({ length: 24 }, (_, hour): [string, string] => [String(hour), hourOf(hour)]);

const findSavedQueries: Find = async (text) => {
  const filter = text.trim() ? { title: { contains: text.trim() } } : {};
  const { savedQueries } = await ask(DeskFindSavedQueriesDocument, { filter });
  return savedQueries.nodes.map(({ id, title, name }) => ({ id, title, note: name }));
};
const choiceOf = ({ id, name }: { id: string; name: string }): Choice => ({ id, title: name });

interface Given {
  name: string;
  savedQueryId?: string;
  form: ExportForm;
  cadence: ExportCadence;
  weekday: Weekday | null;
  dayOfMonth: number | null;
  hour: number;
  recipientIds?: string[];
}

/** `keep` is told what was chosen. A schedule of a query of its own, or for an endpoint, keeps those. */
function useScheduleForm(schedule: Schedule | null, keep: (given: Given) => ReturnType<typeof send>) {
  const saved = schedule?.savedQuery;
  const [query, setQuery] = useState<Choice | null>(saved ? { id: saved.id, title: saved.title } : null);
  const [users, setUsers] = useState<Choice[]>(schedule?.recipients.nodes.map(choiceOf) ?? []);
  const start = {
    name: schedule?.name ?? "",
    savedQueryId: "",
    form: schedule?.form ?? ("XLSX" as ExportForm),
    cadence: schedule?.cadence ?? ("WEEKLY" as ExportCadence),
    weekday: schedule?.weekday ?? ("MONDAY" as Weekday),
    dayOfMonth: String(schedule?.dayOfMonth ?? 1),
    hour: String(schedule?.hour ?? 7),
    recipientIds: "",
  };
  const form = useForm(start, ({ name, form: written, cadence, weekday, dayOfMonth, hour }) =>
    keep({
      name,
      form: written,
      cadence,
      weekday: cadence === "WEEKLY" ? weekday : null,
      dayOfMonth: cadence === "MONTHLY" ? Number(dayOfMonth) || 0 : null,
      hour: Number(hour),
      ...(query && query.id !== saved?.id ? { savedQueryId: query.id } : {}),
      ...(schedule?.webhookEndpoint ? {} : { recipientIds: users.map(({ id }) => id) }),
    }),
  );
  const { cadence } = form.values;
  const fields = (
    <>
      <Field label="Name" name="name" form={form} required autofocus />
      <Combobox label="Saved query" find={findSavedQueries} chosen={query} onChoose={setQuery} error={form.errors.savedQueryId} />
      <div class="form-row">
        <Select label="As" name="form" form={form} options={FORMS} />
        <Select label="How often" name="cadence" form={form} options={optionsOf(["DAILY", "WEEKLY", "MONTHLY"], words)} />
        {cadence === "WEEKLY" && <Select label="On" name="weekday" form={form} options={optionsOf(WEEKDAYS, words)} />}
        {cadence === "MONTHLY" && <Field label="On day" name="dayOfMonth" type="number" min={1} max={31} form={form} />}
        <Select label="At" name="hour" form={form} options={HOURS} />
      </div>
      {!schedule?.webhookEndpoint && (
        <Several label="Letters to" find={findUsers()} chosen={users} onChange={setUsers} error={form.errors.recipientIds} />
      )}
    </>
  );
  return { form, fields };
}

export function NewSchedule({ onClose }: { onClose: () => void }) {
  const { form, fields } = useScheduleForm(null, (given) =>
    send(DeskCreateScheduleDocument, given, ({ scheduledExport }) => {
      say("It is made by itself from now on.");
      onClose();
      if (scheduledExport) go(`/schedules/${scheduledExport.id}`);
    }),
  );
  return (
    <FormDialog title="New schedule" form={form} verb="Schedule it" onClose={onClose}>
      {fields}
    </FormDialog>
  );
}

export function EditSchedule({ schedule, onClose, again }: { schedule: Schedule; onClose: () => void; again: () => void }) {
  const { form, fields } = useScheduleForm(schedule, (given) =>
    send(DeskUpdateScheduleDocument, { ...given, scheduledExportId: schedule.id, expectedVersion: schedule.version }, () => {
      say("Saved.");
      again();
      onClose();
    }),
  );
  return (
    <FormDialog title={`Edit ${schedule.name}`} form={form} onClose={onClose}>
      {fields}
    </FormDialog>
  );
}
