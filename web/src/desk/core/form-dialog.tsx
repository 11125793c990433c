import type { ComponentChildren } from "preact";
import { Form, type FormState } from "../../shared/form";
import { Button, Dialog } from "../../shared/ui";

interface FormDialogProps<Values> {
  title: string;
  form: FormState<Values>;
  /** What its button says. */
  verb?: string;
  isDanger?: boolean;
  wide?: boolean;
  onClose: () => void;
  children: ComponentChildren;
}

/** A form over the page, with its two buttons. */
export function FormDialog<Values>({ title, form, verb = "Save", isDanger, wide, onClose, children }: FormDialogProps<Values>) {
  return (
    <Dialog title={title} onClose={onClose} wide={wide}>
      <Form form={form}>
        {children}
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
