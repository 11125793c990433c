/** All rows of a list as a file, by the very query the list is shown by. */
import { Download } from "lucide";
import { FORMS, makeFile, type Form } from "../../shared/files";
import { Button, Icon } from "../../shared/ui";
import { NamedMenu } from "./menu";

interface ExportProps {
  /** What it is a list of, in the plural. */
  label: string;
  document: unknown;
  variables: object;
}

export function Export({ label, document, variables }: ExportProps) {
  const { documentId } = (document as { __meta__: { documentId: string } }).__meta__;
  const make = (form: Form) => void makeFile(label, form, { documentId, variables });
  const icon = (
    <>
      <Icon of={Download} size={16} /> Export
    </>
  );
  return (
    <NamedMenu name={`Export ${label.toLowerCase()}`} label={icon}>
      {FORMS.map(([form, title]) => (
        <Button key={form} kind="plain" onClick={() => make(form)}>
          {title}
        </Button>
      ))}
    </NamedMenu>
  );
}
