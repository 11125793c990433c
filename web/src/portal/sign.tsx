/** Signing by typing or drawing one's name, or declining. */
import { useState } from "preact/hooks";
import { Form, useForm } from "../shared/form";
import type { UserError } from "../shared/graph";
import { Button, Card, Checkbox, Dialog, Field, Tabs, TextArea, say } from "../shared/ui";
import { Pad } from "./pad";

export interface Signer {
  name: string;
  email: string;
  accept: boolean;
  drawing?: string;
}

const WAYS = [
  { id: "type", title: "Type it" },
  { id: "draw", title: "Draw it" },
];

interface SigningProps {
  person: { name: string; email: string | null } | null;
  sign: (signer: Signer) => Promise<UserError[]>;
  decline?: (reason: string) => Promise<UserError[]>;
  onDone: () => void;
}

export function Signing({ person, sign, decline, onDone }: SigningProps) {
  const [isDeclining, setDeclining] = useState(false);
  const [way, setWay] = useState("type");
  const empty = { name: person?.name ?? "", email: person?.email ?? "", accept: false, drawing: "" };
  const form = useForm(empty, async ({ drawing, ...values }) => {
    const refusals = await sign(way === "draw" ? { ...values, drawing } : values);
    if (!refusals.length) {
      say("Signed. Thank you.");
      onDone();
    }
    return refusals;
  });
  return (
    <Card title="Sign" class="accented">
      <Form form={form}>
        <Field label="Your full name" name="name" form={form} autocomplete="name" />
        <div>
          <Tabs tabs={WAYS} chosen={way} onChoose={setWay}>
            {way === "draw" ? (
              <Pad path={form.values.drawing} onDraw={(path) => form.set("drawing", path)} error={form.errors.drawing} />
            ) : (
              <p class="signature" aria-hidden="true">
                {form.values.name}
              </p>
            )}
          </Tabs>
        </div>
        <Field label="E-mail" name="email" type="email" form={form} autocomplete="email" />
        <Checkbox name="accept" form={form}>
          I accept this document and its terms, and sign it with my name.
        </Checkbox>
        <Button kind="primary" type="submit" busy={form.isBusy} wide>
          Sign
        </Button>
        {decline && (
          <Button kind="plain" onClick={() => setDeclining(true)} wide>
            Decline
          </Button>
        )}
      </Form>
      {isDeclining && decline && <Declining decline={decline} onClose={() => setDeclining(false)} onDone={onDone} />}
    </Card>
  );
}

interface DecliningProps {
  decline: (reason: string) => Promise<UserError[]>;
  onClose: () => void;
  onDone: () => void;
}

function Declining({ decline, onClose, onDone }: DecliningProps) {
  const form = useForm({ reason: "" }, async (values) => {
    const refusals = await decline(values.reason);
    if (!refusals.length) {
      onClose();
      onDone();
    }
    return refusals;
  });
  return (
    <Dialog title="Decline" onClose={onClose}>
      <Form form={form}>
        <TextArea label="Why" name="reason" form={form} optional hint="It helps us to offer you something better." />
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="danger" type="submit" busy={form.isBusy}>
            Decline
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
