/** What jobs are filtered by, on the board and in lists. */
import { words } from "../../shared/format";
import { optionsOf, search, type Filter } from "../core/filters";
import { findClients, findSites } from "../core/finders";

const STATUSES = [
  "NEW", "ASSIGNED", "SCHEDULED", "IN_PROGRESS", "ON_HOLD", "COMPLETED", "READY_TO_INVOICE", "INVOICED", "NON_CHARGEABLE",
  "CANCELLED", "ABORTED",
];
const OPEN = ["NEW", "ASSIGNED", "SCHEDULED", "IN_PROGRESS", "ON_HOLD"];

export const FILTERS: Filter[] = [
  search,
  { kind: "choice", name: "status", label: "Any status", options: optionsOf(STATUSES, words) },
  {
    kind: "choice",
    name: "sla",
    label: "Any target",
    options: [["late", "At risk or late, open"], ...optionsOf(["ON_TRACK", "AT_RISK", "BREACHED", "MET", "PAUSED"], words)],
    to: (value) =>
      value === "late" ? { slaState: { in: ["AT_RISK", "BREACHED"] }, status: { in: OPEN } } : { slaState: { eq: value } },
  },
  { kind: "find", name: "client", label: "Client", find: findClients, to: (id) => ({ client: { id: { eq: id } } }) },
  { kind: "find", name: "site", label: "Site", find: findSites, to: (id) => ({ site: { id: { eq: id } } }) },
];
