import { useState } from "preact/hooks";
import { DeskRecordPaymentDocument, type PaymentMethod } from "../../made/graphql";
import { Form, useForm } from "../../shared/form";
import { words } from "../../shared/format";
import { newKey } from "../../shared/graph";
import { Button, Dialog, Field, say, Select } from "../../shared/ui";
import { startOf, today } from "../core/days";
import { optionsOf } from "../core/filters";
import { moneyOf } from "../core/money";
import { send } from "../core/verbs";
import type { Invoice } from "./page";

const METHODS: PaymentMethod[] = ["BANK_TRANSFER", "CARD", "DIRECT_DEBIT", "CHEQUE", "CASH", "OTHER"];

/** Money that came by another way than the portal. What is more than the balance stays with the client as credit. */
export function RecordPayment({ invoice, onClose, again }: { invoice: Invoice; onClose: () => void; again: () => void }) {
  const [key] = useState(newKey);
  const given = { amount: invoice.balance.amount, method: "BANK_TRANSFER" as PaymentMethod, receivedOn: today(), reference: "" };
  const form = useForm(given, async (values) => {
    const amount = moneyOf(values.amount, invoice.currency);
    if (!amount) return [{ code: "REQUIRED", message: "How much came?", path: ["amount"] }];
    return send(
      DeskRecordPaymentDocument,
      {
        clientId: invoice.client.id,
        amount,
        method: values.method,
        receivedAt: values.receivedOn === today() ? new Date().toISOString() : startOf(values.receivedOn).toISOString(),
        reference: values.reference || null,
        allocations: [{ invoiceId: invoice.id, amount }],
        idempotencyKey: key,
      },
      ({ receipt }) => {
        say(receipt ? `The payment is recorded; receipt ${receipt.number}.` : "The payment is recorded.");
        again();
        onClose();
      },
    );
  });
  return (
    <Dialog title="Record a payment" onClose={onClose}>
      <Form form={form}>
        <div class="form-row">
          <Field label={`Amount, ${invoice.currency}`} name="amount" inputMode="decimal" form={form} autofocus />
          <Select label="Method" name="method" form={form} options={optionsOf(METHODS, words)} />
        </div>
        <div class="form-row">
          <Field label="Received on" name="receivedOn" type="date" max={today()} form={form} />
          <Field label="Reference" name="reference" form={form} optional />
        </div>
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.isBusy}>
            Record
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
