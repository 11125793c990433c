import { useState } from "preact/hooks";
import { DeskCreateWebhookDocument, DeskUpdateWebhookDocument, type DeskWebhookQuery, type EventKind } from "../../../made/graphql";
import { useForm } from "../../../shared/form";
import { go } from "../../../shared/router";
import { Field, say, TextArea } from "../../../shared/ui";
import type { Choice } from "../../core/combobox";
import { FormDialog } from "../../core/form-dialog";
import { Secret } from "../../core/secret";
import { Several } from "../../core/several";
import { send } from "../../core/verbs";
import { choiceOf, findKinds } from "./kinds";

export type Webhook = NonNullable<DeskWebhookQuery["webhookEndpoint"]>;

const HINT = "Instead of kinds: a subscription with $after: Cursor, each message of which is sent.";

function useWebhookForm(webhook: Webhook | null, keep: (given: { name: string; url: string; document?: string; kinds?: EventKind[] }) => ReturnType<typeof send>) {
  const [kinds, setKinds] = useState<Choice[]>(webhook?.kinds.map(choiceOf) ?? []);
  const start = { name: webhook?.name ?? "", url: webhook?.url ?? "https://", document: webhook?.document ?? "", kinds: "" };
  const form = useForm(start, ({ name, url, document }) => {
    const told = kinds.map(({ id }) => id as EventKind);
    return keep({ name, url, ...(document.trim() ? { document } : { kinds: told }) });
  });
  const fields = (
    <>
      <Field label="Name" name="name" form={form} required autofocus />
      <Field label="Address" name="url" type="url" form={form} required />
      <Several label="Told of" find={findKinds} chosen={kinds} onChange={setKinds} error={form.errors.kinds} />
      <TextArea label="Or a subscription" name="document" rows={3} form={form} optional hint={HINT} />
    </>
  );
  return { form, fields };
}

export function NewWebhook({ onClose }: { onClose: () => void }) {
  const [made, setMade] = useState<{ id: string; secret: string } | null>(null);
  const { form, fields } = useWebhookForm(null, (given) =>
    send(DeskCreateWebhookDocument, given, ({ webhookEndpoint, secret }) => setMade({ id: webhookEndpoint?.id ?? "", secret: secret ?? "" })),
  );
  if (made) {
    return <Secret title="What messages are signed by" secret={made.secret} onClose={() => (onClose(), go(`/webhooks/${made.id}`))} />;
  }
  return (
    <FormDialog title="New endpoint" form={form} verb="Make it" onClose={onClose}>
      {fields}
    </FormDialog>
  );
}

export function EditWebhook({ webhook, onClose, again }: { webhook: Webhook; onClose: () => void; again: () => void }) {
  const { form, fields } = useWebhookForm(webhook, (given) =>
    send(DeskUpdateWebhookDocument, { ...given, webhookEndpointId: webhook.id, expectedVersion: webhook.version }, () => {
      say("Saved.");
      again();
      onClose();
    }),
  );
  return (
    <FormDialog title={`Edit ${webhook.name}`} form={form} onClose={onClose}>
      {fields}
    </FormDialog>
  );
}
