import { useState } from "preact/hooks";
import { DeskAddJobActivityDocument, DeskJobCodesDocument, DeskJobCodingDocument, DeskJobPeopleDocument, DeskUpdateJobDocument } from "../../made/graphql";
import { useForm } from "../../shared/form";
import { ask } from "../../shared/graph";
import { useQuery } from "../../shared/query";
import { Field, say, Select, TextArea } from "../../shared/ui";
import { Combobox, type Choice, type Find } from "../core/combobox";
import { FormDialog } from "../core/form-dialog";
import { inTurn, send } from "../core/verbs";
import type { Job } from "./page";

interface OfJob {
  job: Job;
  onClose: () => void;
  again: () => void;
}

export function EditJob(given: OfJob) {
  const { client, workLogType } = given.job;
  const contacts = { client: { id: { eq: client.id } } };
  const codings = { active: true, client: { id: { eq: client.id } }, workLogType: { id: { eq: workLogType.id } } };
  const { data } = useQuery(DeskJobPeopleDocument, { contacts });
  const coded = useQuery(DeskJobCodesDocument, { filter: codings }).data;
  if (!data || !coded) return null;
  const codes = coded.codings.nodes.map(({ id, code, description }) => ({ id, name: `${code} ${description}` }));
  return <Edit {...given} contacts={data.contacts.nodes} priorities={data.priorities} codes={codes} />;
}

type Named = { id: string; name: string }[];

const orNone = (rows: Named): [string, string][] => [["", "–"], ...rows.map(({ id, name }): [string, string] => [id, name])];

function Edit({ job, onClose, again, contacts, priorities, codes }: OfJob & { contacts: Named; priorities: Named; codes: Named }) {
  const given = {
    description: job.description ?? "",
    priorityId: job.priority.id,
    contactId: job.contact?.id ?? "",
    codingId: job.coding?.id ?? "",
  };
  const form = useForm(given, async ({ description, priorityId, contactId, codingId }) => {
    const isOther = codingId !== given.codingId;
    const refusals = await inTurn(
      () =>
        send(DeskUpdateJobDocument, {
          jobId: job.id,
          expectedVersion: job.version,
          description: description || null,
          contactId: contactId || null,
          priorityId: priorityId === job.priority.id ? undefined : priorityId,
        }),
      async () => (isOther ? send(DeskJobCodingDocument, { jobId: job.id, codingId: codingId || null }) : []),
    );
    again();
    if (refusals.length) return refusals;
    say("Saved.");
    onClose();
    return [];
  });
  const carried = job.coding && !codes.some(({ id }) => id === job.coding?.id) ? [{ id: job.coding.id, name: job.coding.code }] : [];
  return (
    <FormDialog title={`Edit ${job.number}`} form={form} onClose={onClose}>
      <TextArea label="Description" name="description" form={form} optional />
      <Select label="Priority" name="priorityId" form={form} options={priorities.map(({ id, name }) => [id, name])} />
      <Select label="Whom to ask about it" name="contactId" form={form} options={orNone(contacts)} />
      <Select label="Code" name="codingId" form={form} options={orNone([...carried, ...codes])} />
    </FormDialog>
  );
}

/** What else is done on the job. */
export function AddActivity({ job, onClose, again }: OfJob) {
  const [activity, setActivity] = useState<Choice | null>(null);
  const find: Find = async (text) => {
    const of = { active: true, client: { id: { eq: job.client.id } } };
    const { activities } = await ask(DeskJobPeopleDocument, { activities: text.trim() ? { ...of, search: text.trim() } : of });
    return activities.nodes.map(({ id, name, code }) => ({ id, title: name, note: code }));
  };
  const form = useForm({ activityId: "", quantity: "1" }, ({ quantity }) =>
    send(DeskAddJobActivityDocument, { jobId: job.id, activityId: activity?.id ?? "", quantity: quantity || "1" }, () => {
      say("Added.");
      again();
      onClose();
    }),
  );
  return (
    <FormDialog title={`Add to ${job.number}`} form={form} verb="Add" onClose={onClose}>
      <Combobox label="Activity" find={find} chosen={activity} onChoose={setActivity} error={form.errors.activityId} />
      <Field label="Quantity" name="quantity" inputMode="decimal" form={form} />
    </FormDialog>
  );
}
