/** The states of things in a contact's words, and the tone of each. */
import { words } from "../shared/format";
import { Badge, type Tone } from "../shared/ui";

const TONES: Record<string, Tone> = {
  IN_PROGRESS: "accent",
  DONE: "good",
  FINISHED: "good",
  PAID: "good",
  SIGNED: "good",
  ACTIVE: "good",
  RESOLVED: "good",
  SUCCEEDED: "good",
  COMPLETED: "good",
  INVOICED: "good",
  PARTIALLY_PAID: "warn",
  WAITING_CLIENT: "warn",
  ON_HOLD: "warn",
  PENDING: "warn",
  SENT: "accent",
  VIEWED: "accent",
  SCHEDULED: "accent",
  DISPATCHED: "accent",
  ISSUED: "accent",
  DECLINED: "bad",
  EXPIRED: "bad",
  FAILED: "bad",
  CANNOT_COMPLETE: "bad",
  DISPUTED: "bad",
};
const NAMES: Record<string, string> = {
  SENT: "To sign",
  VIEWED: "To sign",
  ISSUED: "Open",
  WAITING_CLIENT: "Waiting for you",
  TODO: "To do",
  INVOICED: "Completed",
  READY_TO_INVOICE: "Completed",
  NON_CHARGEABLE: "Completed",
  SUCCEEDED: "Received",
  PENDING: "On its way",
  CANNOT_COMPLETE: "Could not be done",
  DISPATCHED: "On the way",
};

export function State({ of, isOverdue }: { of: string; isOverdue?: boolean }) {
  if (isOverdue) return <Badge tone="bad">Overdue</Badge>;
  return <Badge tone={TONES[of] ?? "neutral"}>{NAMES[of] ?? words(of)}</Badge>;
}
