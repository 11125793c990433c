/** Where on the portal a thing is shown. */
import type { PlaceFragment } from "../made/graphql";

/** The place of a thing, null where it has none of its own. */
export function placeOf(node: PlaceFragment | null): string | null {
  if (!node) return null;
  switch (node.__typename) {
    case "Project":
      return `/projects/${node.id}`;
    case "Task":
      return node.taskProject && `/projects/${node.taskProject.id}`;
    case "Milestone":
      return `/projects/${node.project.id}`;
    case "Discussion":
      return `/discussions/${node.id}`;
    case "Reply":
      return node.discussion ? `/discussions/${node.discussion.id}` : node.ticket && `/tickets/${node.ticket.id}`;
    case "Proposal":
    case "Estimate":
    case "Contract":
      return `/documents/${node.__typename.toLowerCase()}/${node.id}`;
    case "File":
      return "/documents";
    case "Invoice":
      return `/invoices/${node.id}`;
    case "Payment":
      return node.allocations[0] ? `/invoices/${node.allocations[0].invoice.id}` : "/invoices";
    case "Ticket":
      return `/tickets/${node.id}`;
    case "Job":
      return `/jobs/${node.id}`;
    case "Appointment":
      return `/jobs/${node.job.id}`;
    default:
      return null;
  }
}
