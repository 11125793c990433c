/** The project that something belongs to; where it has none yet, the way to one. */
import { useState } from "preact/hooks";
import { DeskDocumentToProjectDocument, DeskInvoiceToProjectDocument, DeskTicketToProjectDocument } from "../../made/graphql";
import { useForm } from "../../shared/form";
import { Link } from "../../shared/router";
import { Button, say } from "../../shared/ui";
import { useCan } from "./can";
import { Combobox, type Choice } from "./combobox";
import { findProjectsOf } from "./finders";
import { FormDialog } from "./form-dialog";
import { send } from "./verbs";

const VERBS = {
  document: (documentId: string, projectId: string) => send(DeskDocumentToProjectDocument, { documentId, projectId }),
  invoice: (invoiceId: string, projectId: string) => send(DeskInvoiceToProjectDocument, { invoiceId, projectId }),
  ticket: (ticketId: string, projectId: string) => send(DeskTicketToProjectDocument, { ticketId, projectId }),
};

interface OnProjectProps {
  what: keyof typeof VERBS;
  id: string;
  clientId: string | undefined;
  project: { id: string; name: string } | null | undefined;
  again: () => void;
}

export function OnProject({ what, id, clientId, project, again }: OnProjectProps) {
  const can = useCan();
  const [isChoosing, setChoosing] = useState(false);
  if (project) return <Link to={`/projects/${project.id}`}>{project.name}</Link>;
  if (!can.work || !clientId) return <span class="quiet">None</span>;
  return (
    <>
      <Button small kind="plain" class="as-link" onClick={() => setChoosing(true)}>
        Put it on a project…
      </Button>
      {isChoosing && <Choose what={what} id={id} clientId={clientId} again={again} onClose={() => setChoosing(false)} />}
    </>
  );
}

type ChooseProps = Pick<OnProjectProps, "what" | "id" | "again"> & { clientId: string; onClose: () => void };

function Choose({ what, id, clientId, again, onClose }: ChooseProps) {
  const [project, setProject] = useState<Choice | null>(null);
  const form = useForm({ projectId: "" }, async () => {
    if (!project) return [{ code: "REQUIRED", message: "Choose a project.", path: ["projectId"] }];
    const refusals = await VERBS[what](id, project.id);
    if (refusals.length) return refusals;
    say(`It is on ${project.title} now.`);
    again();
    onClose();
    return [];
  });
  return (
    <FormDialog title="Put it on a project" form={form} onClose={onClose}>
      <Combobox label="Project" find={findProjectsOf(clientId)} chosen={project} onChoose={setProject} error={form.errors.projectId} />
    </FormDialog>
  );
}
