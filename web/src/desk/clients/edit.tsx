import { DeskUpdateClientDocument } from "../../made/graphql";
import { Form, useForm } from "../../shared/form";
import { words } from "../../shared/format";
import { Button, Dialog, Field, say, Select, TextArea } from "../../shared/ui";
import { AddressFields, addressInput, addressValues } from "../core/address";
import { optionsOf } from "../core/filters";
import { moneyOf } from "../core/money";
import { send } from "../core/verbs";
import type { Client } from "./page";

export function EditClient({ client, onClose, again }: { client: Client; onClose: () => void; again: () => void }) {
  const given = {
    name: client.name,
    status: client.status,
    accountNumber: client.accountNumber ?? "",
    taxId: client.taxId ?? "",
    source: client.source ?? "",
    paymentTermsDays: String(client.paymentTermsDays),
    hourlyRate: client.hourlyRate?.amount ?? "",
    internalNotes: client.internalNotes ?? "",
    ...addressValues(client.billingAddress),
  };
  const form = useForm(given, (values) =>
    send(
      DeskUpdateClientDocument,
      {
        clientId: client.id,
        expectedVersion: client.version,
        name: values.name,
        status: values.status === client.status ? undefined : values.status,
        accountNumber: values.accountNumber || null,
        taxId: values.taxId || null,
        source: values.source || null,
        paymentTermsDays: Number(values.paymentTermsDays),
        hourlyRate: moneyOf(values.hourlyRate, client.currency),
        internalNotes: values.internalNotes || null,
        billingAddress: addressInput(values),
      },
      () => {
        say("Saved.");
        again();
        onClose();
      },
    ),
  );
  return (
    <Dialog title={`Edit ${client.name}`} onClose={onClose}>
      <Form form={form}>
        <Field label="Name" name="name" form={form} required autofocus />
        <div class="form-row">
          <Select label="Status" name="status" form={form} options={optionsOf(["ACTIVE", "INACTIVE"], words)} />
          <Field label="Payment terms, days" name="paymentTermsDays" type="number" min={0} form={form} />
        </div>
        <div class="form-row">
          <Field label="Account number" name="accountNumber" form={form} optional />
          <Field label="Tax number" name="taxId" form={form} optional />
        </div>
        <div class="form-row">
          <Field label="Source" name="source" form={form} optional />
          <Field label={`Hourly rate, ${client.currency}`} name="hourlyRate" inputMode="decimal" form={form} optional />
        </div>
        <AddressFields form={form} />
        <TextArea label="Internal notes" name="internalNotes" form={form} optional />
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.isBusy}>
            Save
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
