import { useState } from "preact/hooks";
import { DeskCreateInvoiceDocument } from "../../made/graphql";
import { Form, useForm } from "../../shared/form";
import { newKey } from "../../shared/graph";
import { go } from "../../shared/router";
import { Button, Dialog, Field, say } from "../../shared/ui";
import { Combobox, type Choice } from "../core/combobox";
import { findClients } from "../core/finders";
import { inputsOf, LineInputs, NO_LINE } from "../core/line-inputs";
import { send } from "../core/verbs";

/** An invoice written by hand: it becomes a draft. */
export function NewInvoice({ onClose }: { onClose: () => void }) {
  const [client, setClient] = useState<Choice | null>(null);
  const [lines, setLines] = useState([NO_LINE]);
  const [key] = useState(newKey);
  const currency = client?.note ?? "";
  const form = useForm({ clientId: "", dueOn: "", note: "", lines: "" }, (values) =>
    send(
      DeskCreateInvoiceDocument,
      {
        clientId: client?.id ?? "",
        dueOn: values.dueOn || null,
        note: values.note || null,
        idempotencyKey: key,
        lines: inputsOf(lines, currency),
      },
      ({ invoice }) => {
        say("The draft is made.");
        if (invoice) go(`/invoices/${invoice.id}`);
      },
    ),
  );
  return (
    <Dialog title="New invoice" onClose={onClose} wide>
      <Form form={form}>
        <Combobox label="Client" find={findClients} chosen={client} onChoose={setClient} error={form.errors.clientId} />
        <LineInputs lines={lines} onChange={setLines} currency={currency} error={form.errors.lines} />
        <Field label="Due on" name="dueOn" type="date" form={form} optional hint="By the client's terms unless said." />
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
