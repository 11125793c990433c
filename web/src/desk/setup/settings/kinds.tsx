/** The small nouns that say what kind of work there is, and how soon it is to be done. */
import { useState } from "preact/hooks";
import {
  DeskCreatePriorityDocument,
  DeskCreateServiceDocument,
  DeskCreateStageDocument,
  DeskCreateWorkLogTypeDocument,
  DeskCreateWorkTypeDocument,
  DeskDeleteStageDocument,
  DeskUpdatePriorityDocument,
  DeskUpdateServiceDocument,
  DeskUpdateStageDocument,
  DeskUpdateWorkLogTypeDocument,
  DeskUpdateWorkTypeDocument,
} from "../../../made/graphql";
import { useForm } from "../../../shared/form";
import { Button, Checkbox, Field, Select } from "../../../shared/ui";
import { Choices } from "../../core/choices";
import type { Choice } from "../../core/combobox";
import { findClients } from "../../core/finders";
import { FormDialog } from "../../core/form-dialog";
import { Several } from "../../core/several";
import { run, send } from "../../core/verbs";
import { idsOf, keeping, orNone, titleOf, type All, type Editing } from "./editing";

export function EditStage({ row, ...rest }: Editing<All["pipelineStages"][number]>) {
  const form = useForm({ name: row?.name ?? "", probabilityPercent: row?.probabilityPercent ?? "0", position: String(row?.position ?? "") }, async (values) => {
    const given = { name: values.name, probabilityPercent: values.probabilityPercent || "0", position: values.position ? Number(values.position) : undefined };
    return keeping(rest)(
      row
        ? await send(DeskUpdateStageDocument, { ...given, pipelineStageId: row.id, expectedVersion: row.version })
        : await send(DeskCreateStageDocument, given),
    );
  });
  const remove = async () => {
    if (!row || !(await run(DeskDeleteStageDocument, { pipelineStageId: row.id }, "The stage is gone."))) return;
    rest.again();
    rest.onClose();
  };
  return (
    <FormDialog title={titleOf(row, "stage")} form={form} onClose={rest.onClose}>
      <Field label="Name" name="name" form={form} required autofocus />
      <div class="form-row">
        <Field label="Its leads are won, %" name="probabilityPercent" inputMode="decimal" form={form} />
        <Field label="Place" name="position" type="number" min={0} form={form} optional hint="From left to right." />
      </div>
      {row && (
        <Button kind="plain" small onClick={() => void remove()}>
          Delete this stage
        </Button>
      )}
    </FormDialog>
  );
}

export function EditService({ row, ...rest }: Editing<All["services"]["nodes"][number]>) {
  const form = useForm({ name: row?.name ?? "", active: row?.active ?? true }, async ({ name, active }) =>
    keeping(rest)(
      row
        ? await send(DeskUpdateServiceDocument, { serviceId: row.id, expectedVersion: row.version, name, active })
        : await send(DeskCreateServiceDocument, { name }),
    ),
  );
  return (
    <FormDialog title={titleOf(row, "service")} form={form} onClose={rest.onClose}>
      <Field label="Name" name="name" form={form} required autofocus />
      {row && (
        <Checkbox name="active" form={form}>
          In use
        </Checkbox>
      )}
    </FormDialog>
  );
}

export function EditWorkLogType({ row, ...rest }: Editing<All["workLogTypes"][number]>) {
  const given = { name: row?.name ?? "", requireActivitiesComplete: row?.requireActivitiesComplete ?? false };
  const form = useForm(given, async (values) =>
    keeping(rest)(
      row
        ? await send(DeskUpdateWorkLogTypeDocument, { ...values, workLogTypeId: row.id, expectedVersion: row.version })
        : await send(DeskCreateWorkLogTypeDocument, values),
    ),
  );
  return (
    <FormDialog title={titleOf(row, "kind of work")} form={form} onClose={rest.onClose}>
      <Field label="Name" name="name" form={form} required autofocus />
      <Checkbox name="requireActivitiesComplete" form={form}>
        A job is complete only when all its activities are done
      </Checkbox>
    </FormDialog>
  );
}

export function EditWorkType({ row, all, ...rest }: Editing<All["workTypes"]["nodes"][number]> & { all: All }) {
  const [clients, setClients] = useState<Choice[]>([]);
  const start = {
    name: row?.name ?? "",
    active: row?.active ?? true,
    clientIds: "",
    defaultPriorityId: row?.defaultPriority?.id ?? "",
    priorityIds: idsOf(row?.priorities ?? all.priorities),
    serviceIds: idsOf(row?.services),
    workLogTypeIds: idsOf(row?.workLogTypes),
  };
  const form = useForm(start, async ({ active, clientIds: _, ...values }) => {
    const given = { ...values, defaultPriorityId: values.defaultPriorityId || null };
    return keeping(rest)(
      row
        ? await send(DeskUpdateWorkTypeDocument, { ...given, active, workTypeId: row.id, expectedVersion: row.version })
        : await send(DeskCreateWorkTypeDocument, { ...given, clientIds: clients.map(({ id }) => id) }),
    );
  });
  return (
    <FormDialog title={titleOf(row, "work type")} form={form} onClose={rest.onClose} wide>
      <Field label="Name" name="name" form={form} required autofocus />
      <Choices label="Services it needs" name="serviceIds" form={form} options={all.services.nodes} />
      <Choices label="Kinds of work it is offered for" name="workLogTypeIds" form={form} options={all.workLogTypes} />
      <Choices label="Priorities it may have" name="priorityIds" form={form} options={all.priorities} />
      {!row && <Several label="Offered to the clients" find={findClients} chosen={clients} onChange={setClients} error={form.errors.clientIds} />}
      <Select label="Priority at first" name="defaultPriorityId" form={form} options={orNone(all.priorities)} />
      {row && (
        <Checkbox name="active" form={form}>
          In use
        </Checkbox>
      )}
    </FormDialog>
  );
}

export function EditPriority({ row, all, ...rest }: Editing<All["priorities"][number]> & { all: All }) {
  const start = {
    name: row?.name ?? "",
    calendarId: row?.calendar.id ?? all.calendars[0]?.id ?? "",
    completeWithinMinutes: String(row?.completeWithinMinutes ?? 480),
    respondWithinMinutes: row?.respondWithinMinutes ? String(row.respondWithinMinutes) : "",
    emergency: row?.emergency ?? false,
  };
  const form = useForm(start, async (values) => {
    const given = {
      name: values.name,
      calendarId: values.calendarId,
      emergency: values.emergency,
      completeWithinMinutes: Number(values.completeWithinMinutes),
      respondWithinMinutes: values.respondWithinMinutes ? Number(values.respondWithinMinutes) : null,
    };
    return keeping(rest)(
      row
        ? await send(DeskUpdatePriorityDocument, { ...given, priorityId: row.id, expectedVersion: row.version })
        : await send(DeskCreatePriorityDocument, given),
    );
  });
  return (
    <FormDialog title={titleOf(row, "priority")} form={form} onClose={rest.onClose}>
      <Field label="Name" name="name" form={form} required autofocus />
      <div class="form-row">
        <Field label="Answered within, minutes" name="respondWithinMinutes" type="number" min={1} form={form} optional />
        <Field label="Done within, minutes" name="completeWithinMinutes" type="number" min={1} form={form} />
      </div>
      <Select label="Counted in the hours of" name="calendarId" form={form} options={all.calendars.map(({ id, name }) => [id, name])} />
      <Checkbox name="emergency" form={form}>
        An emergency: every hour counts, open or not
      </Checkbox>
    </FormDialog>
  );
}
