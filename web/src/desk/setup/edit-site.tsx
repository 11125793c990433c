import { DeskUpdateSiteDocument, type DeskSiteQuery } from "../../made/graphql";
import { useForm } from "../../shared/form";
import { Checkbox, Field, say, TextArea } from "../../shared/ui";
import { AddressFields, addressInput, addressValues } from "../core/address";
import { FormDialog } from "../core/form-dialog";
import { send } from "../core/verbs";

interface EditSiteProps {
  site: NonNullable<DeskSiteQuery["site"]>;
  onClose: () => void;
  again: () => void;
}

export function EditSite({ site, onClose, again }: EditSiteProps) {
  const given = {
    name: site.name,
    reference: site.reference ?? "",
    accessNotes: site.accessNotes ?? "",
    active: site.active,
    ...addressValues(site.address),
  };
  const form = useForm(given, (values) =>
    send(
      DeskUpdateSiteDocument,
      {
        siteId: site.id,
        expectedVersion: site.version,
        name: values.name,
        reference: values.reference || null,
        accessNotes: values.accessNotes || null,
        active: values.active,
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
    <FormDialog title={`Edit ${site.name}`} form={form} onClose={onClose}>
      <Field label="Name" name="name" form={form} required autofocus />
      <AddressFields form={form} required />
      <Field label="Reference" name="reference" form={form} optional />
      <TextArea label="How to get in" name="accessNotes" rows={2} form={form} optional />
      <Checkbox name="active" form={form}>
        In use: jobs can be made here
      </Checkbox>
    </FormDialog>
  );
}
