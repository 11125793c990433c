import { useState } from "preact/hooks";
import { DeskAddJobActivityDocument, DeskJobPeopleDocument, DeskUpdateJobDocument } from "../../made/graphql";
import { useForm } from "../../shared/form";
import { ask } from "../../shared/graph";
import { useQuery } from "../../shared/query";
import { Field, say, Select, TextArea } from "../../shared/ui";
import { Combobox, type Choice, type Find } from "../core/combobox";
import { FormDialog } from "../core/form-dialog";
import { send } from "../core/verbs";
import type { Job } from "./page";

interface OfJob {
  job: Job;
  onClose: () => void;
  again: () => void;
}

export function EditJob(given: OfJob) {
  const contacts = { client: { id: { eq: given.job.client.id } } };
  const { data } = useQuery(DeskJobPeopleDocument, { contacts });
  return data ? <Edit {...given} contacts={data.contacts.nodes} priorities={data.priorities} /> : null;
}

type Named = { id: string; name: string }[];

function Edit({ job, onClose, again, contacts, priorities }: OfJob & { contacts: Named; priorities: Named }) {
  const start = { description: job.description ?? "", priorityId: job.priority.id, contactId: job.contact?.id ?? "" };
  const form = useForm(start, ({ description, priorityId, contactId }) =>
    send(
      DeskUpdateJobDocument,
      {
        jobId: job.id,
        expectedVersion: job.version,
        description: description || null,
        contactId: contactId || null,
        priorityId: priorityId === job.priority.id ? undefined : priorityId,
      },
      () => {
        say("Saved.");
        again();
        onClose();
      },
    ),
  );
  return (
    <FormDialog title={`Edit ${job.number}`} form={form} onClose={onClose}>
      <TextArea label="Description" name="description" form={form} optional />
      <Select label="Priority" name="priorityId" form={form} options={priorities.map(({ id, name }) => [id, name])} />
      <Select label="Whom to ask about it" name="contactId" form={form} options={[["", "–"], ...contacts.map(({ id, name }): [string, string] => [id, name])]} />
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
