import { useState } from "preact/hooks";
import { DeskUpdateInvoiceDocument } from "../../made/graphql";
import { useForm } from "../../shared/form";
import { money } from "../../shared/format";
import { newKey } from "../../shared/graph";
import { Field, Notice, say, TextArea } from "../../shared/ui";
import { FormDialog } from "../core/form-dialog";
import { inputsOf, lineOf, LineInputs, NO_LINE } from "../core/line-inputs";
import { send } from "../core/verbs";
import type { Invoice } from "./page";

interface EditInvoiceProps {
  invoice: Invoice;
  onClose: () => void;
  again: () => void;
}

/** A draft: its own lines are typed anew; those that bill work can be taken off, and the work is open again. */
export function EditInvoice({ invoice, onClose, again }: EditInvoiceProps) {
  const own = invoice.lines.filter(({ kind }) => kind === "ITEM");
  const billing = invoice.lines.filter(({ kind }) => kind !== "ITEM");
  const [lines, setLines] = useState(own.length ? own.map(lineOf) : [NO_LINE]);
  const [removed, setRemoved] = useState<string[]>([]);
  const [key] = useState(newKey);
  const given = {
    dueOn: invoice.dueOn ?? "",
    discountPercent: invoice.discountPercent,
    note: invoice.note ?? "",
    internalNote: invoice.internalNote ?? "",
    lines: "",
  };
  const form = useForm(given, (values) =>
    send(
      DeskUpdateInvoiceDocument,
      {
        invoiceId: invoice.id,
        expectedVersion: invoice.version,
        dueOn: values.dueOn || null,
        discountPercent: values.discountPercent || "0",
        note: values.note || null,
        internalNote: values.internalNote || null,
        lines: inputsOf(lines, invoice.currency),
        removeLineIds: removed,
        idempotencyKey: key,
      },
      () => {
        say("Saved.");
        again();
        onClose();
      },
    ),
  );
  const take = (id: string, isKept: boolean) => setRemoved(isKept ? removed.filter((each) => each !== id) : [...removed, id]);
  return (
    <FormDialog title="Edit the draft" form={form} onClose={onClose} wide>
      {billing.length > 0 && (
        <fieldset class="choices">
          <legend>Work that is billed</legend>
          {billing.map(({ id, description, net }) => (
            <label key={id} class="choice">
              <input type="checkbox" checked={!removed.includes(id)} onChange={(event) => take(id, event.currentTarget.checked)} />
              <span class="text">
                {description} <span class="quiet">{money(net)}</span>
              </span>
            </label>
          ))}
        </fieldset>
      )}
      {removed.length > 0 && <Notice>What is taken off can be billed again.</Notice>}
      <LineInputs lines={lines} onChange={setLines} currency={invoice.currency} error={form.errors.lines} />
      <div class="form-row">
        <Field label="Due on" name="dueOn" type="date" form={form} optional />
        <Field label="Discount on all of it, %" name="discountPercent" inputMode="decimal" form={form} />
      </div>
      <TextArea label="Note on the invoice" name="note" rows={2} form={form} optional />
      <TextArea label="Internal note" name="internalNote" rows={2} form={form} optional hint="Staff alone read it." />
    </FormDialog>
  );
}
