/** The same as dragging, by keyboard: who, when, how long. */
import { DeskAssignJobDocument, DeskMoveAppointmentDocument, type DeskJobCardFragment } from "../../made/graphql";
import { useForm } from "../../shared/form";
import { Field, say, Select } from "../../shared/ui";
import { dayOf } from "../core/days";
import { FormDialog } from "../core/form-dialog";
import { send } from "../core/verbs";
import { clockAt, clockOf } from "./hours";
import type { Resource } from "./plan";

interface When {
  resourceId: string;
  day: string;
  startsAt: string;
  endsAt: string;
}
type WhenForm = ReturnType<typeof useForm<When>>;

const momentsOf = ({ day, startsAt, endsAt }: When) => ({ startsAt: clockAt(day, startsAt), endsAt: clockAt(day, endsAt) });

function WhenFields({ form, resources }: { form: WhenForm; resources: Pick<Resource, "id" | "name">[] }) {
  return (
    <>
      <Select label="Who" name="resourceId" form={form} options={resources.map(({ id, name }) => [id, name])} />
      <Field label="Day" name="day" type="date" form={form} />
      <div class="form-row">
        <Field label="From" name="startsAt" type="time" form={form} />
        <Field label="to" name="endsAt" type="time" form={form} />
      </div>
    </>
  );
}

interface GiveProps {
  job: DeskJobCardFragment;
  day: string;
  resources: Resource[];
  onClose: () => void;
  again: () => void;
}

export function Give({ job, day, resources, onClose, again }: GiveProps) {
  const start = { resourceId: job.resource?.id ?? resources[0]?.id ?? "", day, startsAt: "09:00", endsAt: "10:00" };
  const form = useForm(start, (values) =>
    send(DeskAssignJobDocument, { jobId: job.id, resourceId: values.resourceId, ...momentsOf(values) }, ({ warnings }) => {
      say(["Planned.", ...(warnings ?? []).map((each) => each.message)].join(" "));
      again();
      onClose();
    }),
  );
  return (
    <FormDialog title={`Plan ${job.number}`} form={form} verb="Plan" onClose={onClose}>
      <WhenFields form={form} resources={resources} />
    </FormDialog>
  );
}

interface MoveProps {
  number: string;
  appointment: { id: string; version: number; startsAt: string; endsAt: string; resource: { id: string; name: string } };
  resources: Pick<Resource, "id" | "name">[];
  onClose: () => void;
  again: () => void;
}

export function Move({ number, appointment, resources, onClose, again }: MoveProps) {
  const { startsAt, endsAt, resource } = appointment;
  const start = { resourceId: resource.id, day: dayOf(new Date(startsAt)), startsAt: clockOf(startsAt), endsAt: clockOf(endsAt) };
  const form = useForm(start, (values) =>
    send(
      DeskMoveAppointmentDocument,
      { appointmentId: appointment.id, resourceId: values.resourceId, expectedVersion: appointment.version, ...momentsOf(values) },
      () => {
        say(`${number} is moved.`);
        again();
        onClose();
      },
    ),
  );
  const others = resources.some(({ id }) => id === resource.id) ? resources : [resource, ...resources];
  return (
    <FormDialog title={`Move ${number}`} form={form} verb="Move" onClose={onClose}>
      <WhenFields form={form} resources={others} />
    </FormDialog>
  );
}
