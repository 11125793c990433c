import type { UserError } from "../../shared/graph";
import { Form, useForm } from "../../shared/form";
import { Button, Dialog, TextArea } from "../../shared/ui";

interface AskReasonProps {
  title: string;
  label?: string;
  verb: string;
  isDanger?: boolean;
  onClose: () => void;
  /** Answers the refusals. */
  send: (reason: string) => Promise<UserError[]>;
}

/** Asks why before something is done that needs a reason. */
export function AskReason({ title, label = "Reason", verb, isDanger, onClose, send }: AskReasonProps) {
  const form = useForm({ reason: "" }, async ({ reason }) => {
    const refusals = await send(reason);
    if (!refusals.length) onClose();
    return refusals;
  });
  return (
    <Dialog title={title} onClose={onClose}>
      <Form form={form}>
        <TextArea label={label} name="reason" form={form} rows={3} />
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind={isDanger ? "danger" : "primary"} type="submit" busy={form.isBusy}>
            {verb}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
