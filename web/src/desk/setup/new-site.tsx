import { useState } from "preact/hooks";
import { DeskCreateSiteDocument } from "../../made/graphql";
import { Form, useForm } from "../../shared/form";
import { Button, Dialog, Field, say, TextArea } from "../../shared/ui";
import { Combobox, type Choice } from "../core/combobox";
import { findClients } from "../core/finders";
import { send } from "../core/verbs";

interface NewSiteProps {
  onClose: () => void;
  /** What follows when it is there. */
  made: (site: Choice) => void;
}

/** A place where work is done for a client. */
export function NewSite({ onClose, made }: NewSiteProps) {
  const [client, setClient] = useState<Choice | null>(null);
  const form = useForm({ clientId: "", name: "", reference: "", street: "", city: "", postcode: "", accessNotes: "" }, (values) =>
    send(
      DeskCreateSiteDocument,
      {
        clientId: client?.id ?? null,
        name: values.name,
        reference: values.reference || null,
        accessNotes: values.accessNotes || null,
        address: { street: values.street, city: values.city || null, postcode: values.postcode || null },
      },
      ({ site }) => {
        say(`${values.name} is a site now.`);
        if (site) made({ id: site.id, title: values.name, note: client?.title });
      },
    ),
  );
  return (
    <Dialog title="New site" onClose={onClose}>
      <Form form={form}>
        <Combobox label="Client" find={findClients} chosen={client} onChoose={setClient} error={form.errors.clientId} />
        <Field label="Name" name="name" form={form} required />
        <Field label="Street" name="street" form={form} required />
        <div class="form-row">
          <Field label="City" name="city" form={form} optional />
          <Field label="Postcode" name="postcode" form={form} optional />
        </div>
        <Field label="Reference" name="reference" form={form} optional />
        <TextArea label="How to get in" name="accessNotes" rows={2} form={form} optional />
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.isBusy}>
            Make the site
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
