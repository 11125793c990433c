import { DeskNodeDocument } from "../../made/graphql";
import { useForm } from "../../shared/form";
import { words } from "../../shared/format";
import { ask, type UserError } from "../../shared/graph";
import { Field } from "../../shared/ui";
import type { Choice } from "../core/combobox";
import { FormDialog } from "../core/form-dialog";

/** The id in what was pasted: an address of a page, or the id itself. */
const idIn = (text: string): string => /[0-9a-f]{34,}/.exec(text)?.[0] ?? "";

const fault = (message: string): UserError[] => [{ code: "INVALID", message, path: ["text"] }];

/** A record by what was pasted. */
export function Paste({ onClose, onFound }: { onClose: () => void; onFound: (choice: Choice) => void }) {
  const form = useForm({ text: "" }, async ({ text }) => {
    const id = idIn(text);
    if (!id) return fault("There is no id in this.");
    const { node } = await ask(DeskNodeDocument, { id });
    if (!node) return fault("Nothing has this id.");
    onFound({ id, title: `${words(node.__typename)} …${id.slice(26, 32)}` });
    onClose();
    return [];
  });
  return (
    <FormDialog title="A record by its address" form={form} verb="Take it" onClose={onClose}>
      <Field
        label="Address or id"
        name="text"
        form={form}
        required
        autofocus
        spellcheck={false}
        hint="The address of its page, or the id a program was given."
      />
    </FormDialog>
  );
}
