import { Plus, X } from "lucide";
import { useState } from "preact/hooks";
import { DeskCreateInvoiceDocument } from "../../made/graphql";
import { Form, useForm } from "../../shared/form";
import { newKey } from "../../shared/graph";
import { go } from "../../shared/router";
import { Button, Dialog, Field, say } from "../../shared/ui";
import { Combobox, type Choice } from "../core/combobox";
import { findClients } from "../core/finders";
import { send } from "../core/verbs";

interface Line {
  description: string;
  quantity: string;
  price: string;
}
const EMPTY: Line = { description: "", quantity: "1", price: "" };

/** An invoice written by hand: it becomes a draft. */
export function NewInvoice({ onClose }: { onClose: () => void }) {
  const [client, setClient] = useState<Choice | null>(null);
  const [lines, setLines] = useState<Line[]>([EMPTY]);
  const [key] = useState(newKey);
  const currency = client?.note ?? "";
  const form = useForm({ clientId: "", vat: "20", dueOn: "", note: "", lines: "" }, (values) =>
    send(
      DeskCreateInvoiceDocument,
      {
        clientId: client?.id ?? "",
        dueOn: values.dueOn || null,
        note: values.note || null,
        idempotencyKey: key,
        lines: lines
          .filter((line) => line.description || line.price)
          .map((line) => ({
            description: line.description,
            quantity: line.quantity || "1",
            unitPrice: { amount: line.price.replace(/[\s,]/g, "") || "0", currency },
            taxes: Number(values.vat) ? [{ name: "VAT", ratePercent: values.vat }] : null,
          })),
      },
      ({ invoice }) => {
        say("The draft is made.");
        if (invoice) go(`/invoices/${invoice.id}`);
      },
    ),
  );
  const change = (at: number, part: Partial<Line>) =>
    setLines(lines.map((line, index) => (index === at ? { ...line, ...part } : line)));
  return (
    <Dialog title="New invoice" onClose={onClose} wide>
      <Form form={form}>
        <Combobox label="Client" find={findClients} chosen={client} onChoose={setClient} error={form.errors.clientId} />
        <fieldset class="line-inputs">
          <legend>Lines{currency && `, in ${currency}`}</legend>
          {lines.map((line, at) => (
            <div key={at} class="line-input">
              <input
                aria-label={`Line ${at + 1}, description`}
                placeholder="Description"
                value={line.description}
                onInput={(event) => change(at, { description: event.currentTarget.value })}
              />
              <input
                aria-label={`Line ${at + 1}, quantity`}
                inputMode="decimal"
                value={line.quantity}
                onInput={(event) => change(at, { quantity: event.currentTarget.value })}
              />
              <input
                aria-label={`Line ${at + 1}, unit price`}
                inputMode="decimal"
                placeholder="Price"
                value={line.price}
                onInput={(event) => change(at, { price: event.currentTarget.value })}
              />
              <Button
                kind="plain"
                icon={X}
                aria-label={`Remove line ${at + 1}`}
                disabled={lines.length === 1}
                onClick={() => setLines(lines.filter((_, index) => index !== at))}
              />
            </div>
          ))}
          {form.errors.lines && <p class="field-error">{form.errors.lines}</p>}
          <Button kind="plain" small icon={Plus} onClick={() => setLines([...lines, EMPTY])}>
            Another line
          </Button>
        </fieldset>
        <div class="form-row">
          <Field label="VAT, %" name="vat" inputMode="decimal" form={form} />
          <Field label="Due on" name="dueOn" type="date" form={form} optional hint="By the client's terms unless said." />
        </div>
        <Field label="Note on the invoice" name="note" form={form} optional />
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.isBusy}>
            Make a draft
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
