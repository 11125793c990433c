/** What is done for one client, made another's too: first looked at, then copied. */
import { useState } from "preact/hooks";
import { DeskCopyActivitiesDocument, type DeskCopyActivitiesMutation } from "../../made/graphql";
import { Form, useForm } from "../../shared/form";
import { Button, Checkbox, Dialog, Facts, Field, Notice, say } from "../../shared/ui";
import { Combobox, type Choice } from "../core/combobox";
import { findClients } from "../core/finders";
import { send } from "../core/verbs";

type Outcome = DeskCopyActivitiesMutation["copyActivities"];

export function CopyActivities({ onClose }: { onClose: () => void }) {
  const [from, setFrom] = useState<Choice | null>(null);
  const [to, setTo] = useState<Choice | null>(null);
  const [seen, setSeen] = useState<{ of: string; outcome: Outcome } | null>(null);
  const start = { fromClientId: "", toClientId: "", upliftSalePercent: "0", upliftCostPercent: "0", includeWorkTypeMappings: true };
  const form = useForm(start, async (values) => {
    const given = { ...values, fromClientId: from?.id ?? "", toClientId: to?.id ?? "" };
    const of = JSON.stringify(given);
    const dryRun = seen?.of !== of;
    const missing = [!from && "fromClientId", !to && "toClientId"].filter((each) => each !== false);
    if (missing.length) return missing.map((each) => ({ code: "REQUIRED" as const, message: "Choose a client.", path: [each] }));
    const uplifts = { upliftSalePercent: values.upliftSalePercent || "0", upliftCostPercent: values.upliftCostPercent || "0" };
    return send(DeskCopyActivitiesDocument, { ...given, ...uplifts, dryRun }, (outcome) => {
      if (dryRun) return setSeen({ of, outcome });
      say(`${outcome.created} activities are ${to?.title}'s too.`);
      onClose();
    });
  });
  const isSeen = seen?.of === JSON.stringify({ ...form.values, fromClientId: from?.id ?? "", toClientId: to?.id ?? "" });
  return (
    <Dialog title="Copy activities" onClose={onClose}>
      <Form form={form}>
        <Combobox label="From the client" find={findClients} chosen={from} onChoose={setFrom} error={form.errors.fromClientId} />
        <Combobox label="To the client" find={findClients} chosen={to} onChoose={setTo} error={form.errors.toClientId} />
        <div class="form-row">
          <Field label="Sale prices raised, %" name="upliftSalePercent" inputMode="decimal" form={form} />
          <Field label="Costs raised, %" name="upliftCostPercent" inputMode="decimal" form={form} />
        </div>
        <Checkbox name="includeWorkTypeMappings" form={form}>
          Its work types as well
        </Checkbox>
        {isSeen && seen && (
          <Notice kind="good">
            <p>So it would be. Nothing is stored yet.</p>
            <Facts facts={[["New", String(seen.outcome.created)], ["As they are", String(seen.outcome.skipped)]]} />
          </Notice>
        )}
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.isBusy}>
            {isSeen ? "Copy" : "Look at it"}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
