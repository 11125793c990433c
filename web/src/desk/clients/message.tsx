/** What was said or written, and notes of one's own, kept with a client or a lead. */
import { useState } from "preact/hooks";
import {
  DeskAddNoteDocument,
  DeskFindContactsDocument,
  DeskLogMessageDocument,
  type CommunicationChannel,
  type CommunicationDirection,
} from "../../made/graphql";
import { useForm } from "../../shared/form";
import { ask } from "../../shared/graph";
import { Checkbox, Field, say, Select, TextArea } from "../../shared/ui";
import { Combobox, type Choice, type Find } from "../core/combobox";
import { localNow } from "../core/days";
import { FormDialog } from "../core/form-dialog";
import { send } from "../core/verbs";

interface MessageDialogProps {
  clientId?: string;
  leadId?: string;
  onClose: () => void;
  again: () => void;
}

const KINDS: [CommunicationChannel, string][] = [
  ["NOTE", "A note"],
  ["CALL", "A call"],
  ["EMAIL", "An e-mail"],
  ["MEETING", "A meeting"],
  ["CHAT", "A chat"],
];
const BEGUN: [CommunicationDirection, string][] = [
  ["INBOUND", "They"],
  ["OUTBOUND", "We"],
];

const finderOf =
  (clientId: string): Find =>
  async (text) => {
    const filter = { client: { id: { eq: clientId } }, ...(text.trim() ? { name: { contains: text.trim() } } : {}) };
    const { contacts } = await ask(DeskFindContactsDocument, { filter });
    return contacts.nodes.map(({ id, name, jobRole }) => ({ id, title: name, note: jobRole ?? undefined }));
  };

export function MessageDialog({ clientId, leadId, onClose, again }: MessageDialogProps) {
  const [contact, setContact] = useState<Choice | null>(null);
  const start = {
    channel: "NOTE" as CommunicationChannel,
    direction: "INBOUND" as CommunicationDirection,
    at: localNow(),
    subject: "",
    body: "",
    client: false,
    contactId: "",
  };
  const done = () => {
    say("It is kept.");
    again();
    onClose();
  };
  const form = useForm(start, async ({ channel, direction, at, subject, body, client }) => {
    const of = { clientId: clientId ?? null, leadId: leadId ?? null };
    if (channel === "NOTE") return send(DeskAddNoteDocument, { body, ...of }, done);
    if (!at) return [{ code: "REQUIRED", message: "When was it?", path: ["at"] }];
    const given = { channel, direction, subject: subject || null, body, contactId: contact?.id ?? null, ...of };
    const visibility = client ? "CLIENT" : "INTERNAL";
    return send(DeskLogMessageDocument, { ...given, at: new Date(at).toISOString(), visibility }, done);
  });
  const isNote = form.values.channel === "NOTE";
  return (
    <FormDialog title="Keep a note or a message" form={form} verb="Keep" onClose={onClose}>
      <Select label="What was it?" name="channel" form={form} options={KINDS} />
      {!isNote && (
        <>
          <div class="form-row">
            <Select label="Who began?" name="direction" form={form} options={BEGUN} />
            <Field label="When" name="at" type="datetime-local" form={form} />
          </div>
          {clientId && (
            <Combobox label="With" optional find={finderOf(clientId)} chosen={contact} onChoose={setContact} error={form.errors.contactId} />
          )}
          <Field label="About" name="subject" form={form} optional />
        </>
      )}
      <TextArea label={isNote ? "Note" : "What was said"} name="body" form={form} hint={isNote ? "Staff alone read it." : undefined} />
      {!isNote && clientId && (
        <Checkbox name="client" form={form}>
          The client sees it
        </Checkbox>
      )}
    </FormDialog>
  );
}
