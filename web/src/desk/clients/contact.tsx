/** What can be done about one contact. */
import { MoreVertical } from "lucide";
import { DeskInviteAgainDocument, DeskPointOfContactDocument, DeskSuspendPortalDocument, DeskUpdateContactDocument } from "../../made/graphql";
import { useForm } from "../../shared/form";
import { Button, Checkbox, Field, Icon, say } from "../../shared/ui";
import { FormDialog } from "../core/form-dialog";
import { NamedMenu } from "../core/menu";
import { run, send } from "../core/verbs";
import type { Row } from "./contacts";

interface ContactMenuProps {
  contact: Row;
  clientId: string;
  edit: () => void;
  invite: () => void;
}

export function ContactMenu({ contact, clientId, edit, invite }: ContactMenuProps) {
  const { id: contactId, name, email, portalStatus } = contact;
  const isIn = portalStatus === "ACTIVE" || portalStatus === "INVITED";
  const again = async () => {
    const done = await run(DeskInviteAgainDocument, { contactId });
    if (done) say(done.invitationSentTo ? `Another invitation is on its way to ${done.invitationSentTo}.` : "They may use the portal already.");
  };
  return (
    <span class="row-end">
      {email && !isIn && (
        <Button small onClick={invite}>
          Invite to the portal
        </Button>
      )}
      <NamedMenu name={`More about ${name}`} label={<Icon of={MoreVertical} size={16} />}>
        <Button kind="plain" onClick={edit}>
          Edit…
        </Button>
        {!contact.isPointOfContact && (
          <Button kind="plain" onClick={() => void run(DeskPointOfContactDocument, { clientId, contactId }, `${name} is the point of contact.`)}>
            Make the point of contact
          </Button>
        )}
        {isIn && (
          <Button kind="plain" onClick={invite}>
            What they see…
          </Button>
        )}
        {portalStatus === "INVITED" && (
          <Button kind="plain" onClick={() => void again()}>
            Invite again
          </Button>
        )}
        {isIn && (
          <Button kind="plain" onClick={() => void run(DeskSuspendPortalDocument, { contactId }, `${name} cannot use the portal any more.`)}>
            Shut out of the portal
          </Button>
        )}
      </NamedMenu>
    </span>
  );
}

export function EditContact({ contact, onClose }: { contact: Row; onClose: () => void }) {
  const given = {
    name: contact.name,
    email: contact.email ?? "",
    phone: contact.phone ?? "",
    jobRole: contact.jobRole ?? "",
    emailNotifications: contact.emailNotifications ?? true,
    archived: !!contact.archivedAt,
  };
  const form = useForm(given, (values) =>
    send(
      DeskUpdateContactDocument,
      {
        contactId: contact.id,
        expectedVersion: contact.version,
        name: values.name,
        email: values.email || null,
        phone: values.phone || null,
        jobRole: values.jobRole || null,
        emailNotifications: values.emailNotifications,
        archived: values.archived === given.archived ? undefined : values.archived,
      },
      () => {
        say("Saved.");
        onClose();
      },
    ),
  );
  return (
    <FormDialog title={`Edit ${contact.name}`} form={form} onClose={onClose}>
      <Field label="Name" name="name" form={form} required autofocus />
      <Field label="E-mail" name="email" type="email" form={form} optional />
      <div class="form-row">
        <Field label="Phone" name="phone" type="tel" form={form} optional />
        <Field label="Role" name="jobRole" form={form} optional />
      </div>
      <Checkbox name="emailNotifications" form={form}>
        Letters about what is new for them
      </Checkbox>
      <Checkbox name="archived" form={form}>
        Archived: not somebody to talk to any more
      </Checkbox>
    </FormDialog>
  );
}
