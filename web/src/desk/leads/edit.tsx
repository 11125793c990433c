import { useState } from "preact/hooks";
import { DeskUpdateLeadDocument, type DeskLeadQuery } from "../../made/graphql";
import { useForm } from "../../shared/form";
import { useOrganisation } from "../../shared/session";
import { Field, say } from "../../shared/ui";
import { AddressFields, addressInput, addressValues } from "../core/address";
import { Combobox, type Choice } from "../core/combobox";
import { findUsers, WORKERS } from "../core/finders";
import { FormDialog } from "../core/form-dialog";
import { moneyOf } from "../core/money";
import { send } from "../core/verbs";

interface EditLeadProps {
  lead: NonNullable<DeskLeadQuery["lead"]>;
  onClose: () => void;
  again: () => void;
}

export function EditLead({ lead, onClose, again }: EditLeadProps) {
  const currency = lead.value?.currency ?? useOrganisation()?.currency ?? "";
  const [owner, setOwner] = useState<Choice | null>(lead.owner && { id: lead.owner.id, title: lead.owner.name });
  const given = {
    name: lead.name,
    companyName: lead.companyName ?? "",
    email: lead.email ?? "",
    phone: lead.phone ?? "",
    source: lead.source ?? "",
    value: lead.value?.amount ?? "",
    ownerId: "",
    ...addressValues(lead.address),
  };
  const form = useForm(given, (values) =>
    send(
      DeskUpdateLeadDocument,
      {
        leadId: lead.id,
        expectedVersion: lead.version,
        name: values.name,
        companyName: values.companyName || null,
        email: values.email || null,
        phone: values.phone || null,
        source: values.source || null,
        value: moneyOf(values.value, currency),
        ownerId: owner?.id ?? null,
        address: addressInput(values),
      },
      () => {
        say("Saved.");
        again();
        onClose();
      },
    ),
  );
  return (
    <FormDialog title={`Edit ${lead.companyName ?? lead.name}`} form={form} onClose={onClose}>
      <Field label="Name" name="name" form={form} required autofocus />
      <Field label="Company" name="companyName" form={form} optional />
      <div class="form-row">
        <Field label="E-mail" name="email" type="email" form={form} optional />
        <Field label="Phone" name="phone" type="tel" form={form} optional />
      </div>
      <div class="form-row">
        <Field label="Source" name="source" form={form} optional />
        <Field label={`Worth, ${currency}`} name="value" inputMode="decimal" form={form} optional />
      </div>
      <Combobox label="Owner" optional find={findUsers(WORKERS)} chosen={owner} onChoose={setOwner} error={form.errors.ownerId} />
      <AddressFields form={form} />
    </FormDialog>
  );
}
