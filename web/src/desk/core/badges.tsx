/** States in one word, with the same colour wherever they appear. */
import { words } from "../../shared/format";
import { Badge, type Tone } from "../../shared/ui";

const TONES: Record<string, Tone> = {
  ACTIVE: "good", DONE: "good", PAID: "good", SIGNED: "good", FINISHED: "good", CONVERTED: "good", SUCCEEDED: "good",
  COMPLETED: "good", MET: "good", RESOLVED: "good", APPROVED: "good", INVOICED: "good", ON_TRACK: "good", DELIVERED: "good",
  IN_PROGRESS: "accent", ISSUED: "accent", SENT: "accent", OPEN: "accent", NEW: "accent", DISPATCHED: "accent",
  SCHEDULED: "accent", ASSIGNED: "accent", IN_REVIEW: "accent", READY_TO_INVOICE: "accent", INVITED: "accent", VIEWED: "accent",
  PARTIALLY_PAID: "warn", ON_HOLD: "warn", WAITING_CLIENT: "warn", AT_RISK: "warn", AWAITING: "warn", PAUSED: "warn",
  PENDING: "warn", HIGH: "warn", PARTIALLY_REFUNDED: "warn", CANNOT_COMPLETE: "warn", SUSPENDED: "warn", WAITING: "warn", DISABLED: "warn", WITHHELD: "warn",
  BREACHED: "bad", URGENT: "bad", LOST: "bad", ABORTED: "bad", FAILED: "bad", DISPUTED: "bad", OVERDUE: "bad",
  EXPIRED: "bad", DECLINED: "bad", REJECTED: "bad",
};

export const State = ({ of }: { of: string | null | undefined }) =>
  of ? <Badge tone={TONES[of] ?? "neutral"}>{words(of)}</Badge> : null;

/** Staff alone see it, or the client as well. */
export const Seen = ({ visibility }: { visibility: string }) =>
  visibility === "CLIENT" ? <Badge tone="accent">Client sees it</Badge> : <Badge>Internal</Badge>;
