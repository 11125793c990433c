import { useState } from "preact/hooks";
import { DeskCreditInvoiceDocument } from "../../made/graphql";
import { Form, useForm } from "../../shared/form";
import { money } from "../../shared/format";
import { newKey } from "../../shared/graph";
import { go } from "../../shared/router";
import { Button, Dialog, Field, Notice, say } from "../../shared/ui";
import { moneyOf } from "../core/money";
import { send } from "../core/verbs";
import type { Invoice } from "./page";

/** Takes back lines of an issued invoice, whole or in part. */
export function Credit({ invoice, onClose }: { invoice: Invoice; onClose: () => void }) {
  const [chosen, setChosen] = useState<Record<string, string>>({});
  const [key] = useState(newKey);
  const form = useForm({ reason: "", lines: "" }, async ({ reason }) => {
    const lines = Object.entries(chosen).map(([invoiceLineId, amount]) => ({ invoiceLineId, amount: moneyOf(amount, invoice.currency) }));
    if (!lines.length) return [{ code: "REQUIRED", message: "Choose at least one line.", path: ["lines"] }];
    return send(DeskCreditInvoiceDocument, { invoiceId: invoice.id, reason, lines, idempotencyKey: key }, ({ creditNote }) => {
      say("The credit note is issued.");
      if (creditNote) go(`/credit-notes/${creditNote.id}`);
    });
  });
  const choose = (id: string, net: string, isChosen: boolean) => {
    const { [id]: _, ...others } = chosen;
    setChosen(isChosen ? { ...others, [id]: net } : others);
  };
  return (
    <Dialog title={`Credit ${invoice.number}`} onClose={onClose} wide>
      <Form form={form}>
        <Notice>A credit note is issued at once. What it exceeds the balance by stays with the client, to be used for another invoice.</Notice>
        <fieldset class="choices credit-lines">
          <legend>Lines to credit, net in {invoice.currency}</legend>
          {invoice.lines.map(({ id, description, net }) => (
            <div key={id} class="credit-line">
              <label class="choice">
                <input
                  type="checkbox"
                  checked={id in chosen}
                  onChange={(event) => choose(id, net.amount, event.currentTarget.checked)}
                />
                <span class="text">
                  {description} <span class="quiet">{money(net)}</span>
                </span>
              </label>
              {id in chosen && (
                <input
                  aria-label={`Amount of ${description}`}
                  inputMode="decimal"
                  value={chosen[id]}
                  onInput={(event) => setChosen({ ...chosen, [id]: event.currentTarget.value })}
                />
              )}
            </div>
          ))}
        </fieldset>
        {form.errors.lines && (
          <p class="field-error" role="alert">
            {form.errors.lines}
          </p>
        )}
        <Field label="Reason" name="reason" form={form} required />
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.isBusy}>
            Issue the credit note
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
