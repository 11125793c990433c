import { Copy } from "lucide";
import { useState } from "preact/hooks";
import { Form, useForm } from "../../shared/form";
import { Button, Checkbox, Dialog, Notice, say } from "../../shared/ui";
import type { Kind, Offer } from "./kinds";

interface SendProps {
  kind: Kind;
  offer: Offer;
  onClose: () => void;
  again: () => void;
}

/** Puts it before its reader. The link that signs a proposal is shown this once. */
export function Send({ kind, offer, onClose, again }: SendProps) {
  const [link, setLink] = useState("");
  const form = useForm({ email: true }, ({ email }) =>
    kind.send(offer.id, email, offer.version, (token) => {
      say(email ? `The ${kind.one} is on its way.` : `The ${kind.one} is sent.`);
      again();
      if (token) setLink(`${location.origin}/portal/sign?token=${token}`);
      else onClose();
    }),
  );
  if (link) return <Link link={link} onClose={onClose} />;
  return (
    <Dialog title={`Send ${offer.title}`} onClose={onClose}>
      <Form form={form}>
        <p class="quiet">
          From now on it is frozen, and {offer.client?.name ?? offer.lead?.name ?? "its reader"} may read and sign it. Portal contacts with
          access to documents are told.
        </p>
        <Checkbox name="email" form={form}>
          Send a letter with a link as well
        </Checkbox>
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.isBusy}>
            Send it
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

function Link({ link, onClose }: { link: string; onClose: () => void }) {
  const copy = () =>
    navigator.clipboard.writeText(link).then(
      () => say("The link is copied."),
      () => say("The browser does not let us copy; mark the link and copy it.", "bad"),
    );
  return (
    <Dialog title="It is sent" onClose={onClose}>
      <Notice kind="good">Whoever has this link may read and sign it. It is shown this once.</Notice>
      <div class="form">
        <input class="signing-link" readOnly aria-label="Link to read and sign it" value={link} onFocus={(event) => event.currentTarget.select()} />
        <div class="form-actions">
          <Button icon={Copy} onClick={() => void copy()}>
            Copy the link
          </Button>
          <Button kind="primary" onClick={onClose}>
            Done
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
