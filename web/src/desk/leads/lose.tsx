import { DeskLoseLeadDocument } from "../../made/graphql";
import { say } from "../../shared/ui";
import { AskReason } from "../core/ask-reason";
import { send } from "../core/verbs";

interface LoseLeadProps {
  lead: { id: string; name: string };
  onClose: () => void;
  again: () => void;
}

export function LoseLead({ lead, onClose, again }: LoseLeadProps) {
  const lose = (reason: string) =>
    send(DeskLoseLeadDocument, { leadId: lead.id, reason }, () => {
      say(`${lead.name} is lost. It can be opened again from its page.`);
      again();
    });
  return <AskReason title={`Lose ${lead.name}`} label="Why it was lost" verb="Lose it" isDanger onClose={onClose} send={lose} />;
}
