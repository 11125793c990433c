import { useState } from "preact/hooks";
import { DeskCreateKeyDocument, type Role } from "../../made/graphql";
import { useForm } from "../../shared/form";
import { words } from "../../shared/format";
import { useViewer } from "../../shared/session";
import { Checkbox, Field, Select } from "../../shared/ui";
import { canSeeCosts } from "../core/can";
import type { Choice } from "../core/combobox";
import { plus, startOf, today } from "../core/days";
import { optionsOf } from "../core/filters";
import { findClients } from "../core/finders";
import { FormDialog } from "../core/form-dialog";
import { Secret } from "../core/secret";
import { Several } from "../core/several";
import { send } from "../core/verbs";

const DESCENDING: Role[] = ["OWNER", "ADMIN", "STAFF", "STAFF_LIMITED"];
const MONTHS_3 = 91;

/** A key for a program; what it is, is shown once. */
export function NewKey({ onClose }: { onClose: () => void }) {
  const viewer = useViewer();
  const roles = [...DESCENDING.slice(DESCENDING.indexOf(viewer.role)), ...(canSeeCosts(viewer) ? ["ANALYST" as const] : [])];
  const isLimited = viewer.role === "STAFF_LIMITED";
  const [clients, setClients] = useState<Choice[]>([]);
  const [secret, setSecret] = useState<string | null>(null);
  const start = { name: "", role: roles.includes("STAFF") ? ("STAFF" as Role) : viewer.role, allClients: !isLimited, until: plus(today(), MONTHS_3), clientIds: "" };
  const form = useForm(start, async ({ name, role, allClients, until }) => {
    if (!until) return [{ code: "REQUIRED", message: "Say until when it works.", path: ["until"] }];
    const whose = allClients ? { allClients } : { clientIds: clients.map(({ id }) => id) };
    const refusals = await send(DeskCreateKeyDocument, { name, role, ...whose, expiresAt: startOf(until).toISOString() }, (made) =>
      setSecret(made.secret ?? null),
    );
    return refusals.map((each) => (each.path?.includes("expiresAt") ? { ...each, path: ["until"] } : each));
  });
  if (secret) return <Secret title={`The key for ${form.values.name}`} secret={secret} onClose={onClose} />;
  return (
    <FormDialog title="New key" form={form} verb="Make the key" onClose={onClose}>
      <Field label="What it is for" name="name" form={form} required autofocus />
      <div class="form-row">
        <Select label="May do as" name="role" form={form} options={optionsOf(roles, words)} />
        <Field label="Works until" name="until" type="date" form={form} hint="A year at most." />
      </div>
      {!isLimited && (
        <Checkbox name="allClients" form={form}>
          For every client
        </Checkbox>
      )}
      {!form.values.allClients && (
        <Several label="For the clients" find={findClients} chosen={clients} onChange={setClients} error={form.errors.clientIds} />
      )}
    </FormDialog>
  );
}
