/** Where a node has its page, by the name of its type. */
import {
  Briefcase, Building2, CheckSquare, FileSignature, FileText, Folder, Handshake, MapPin, MessageSquare, Receipt, ReceiptText, Repeat,
  Ticket, User, Wallet, Wrench,
  type IconNode,
} from "lucide";
import { Link } from "../../shared/router";

const PLACES: Record<string, [string, IconNode]> = {
  Client: ["/clients", Building2],
  Lead: ["/leads", Handshake],
  Project: ["/projects", Briefcase],
  Task: ["/tasks", CheckSquare],
  Invoice: ["/invoices", Receipt],
  Job: ["/jobs", Wrench],
  Site: ["/sites", MapPin],
  Ticket: ["/tickets", Ticket],
  Discussion: ["/discussions", MessageSquare],
  User: ["/people", User],
  Payment: ["/payments", Receipt],
  Proposal: ["/proposals", FileSignature],
  Estimate: ["/estimates", FileSignature],
  Contract: ["/contracts", FileSignature],
  Expense: ["/expenses", Wallet],
  CreditNote: ["/credit-notes", ReceiptText],
  RecurringInvoice: ["/recurring", Repeat],
};

/** The place of a node's page, where it has one. */
export const placeOf = (type: string | undefined, id: string): string | null => {
  const place = type && PLACES[type];
  return place ? `${place[0]}/${id}` : null;
};

export const iconOf = (type: string): IconNode => PLACES[type]?.[1] ?? (type === "File" ? Folder : FileText);

/** The name of a node, as a link to its page. Nothing where it is not there or hidden. */
export function Ref({ to, of }: { to: string; of: { id: string; name: string } | null | undefined }) {
  return of ? <Link to={`${to}/${of.id}`}>{of.name}</Link> : <span class="quiet">–</span>;
}
