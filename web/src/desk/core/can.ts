/** What the viewer may do here. The server judges; this only spares people buttons that would be refused. */
import { useViewer, type Viewer } from "../../shared/session";

const WORKERS = ["OWNER", "ADMIN", "STAFF", "STAFF_LIMITED"];

export const isAdmin = (viewer: Viewer): boolean => viewer.role === "OWNER" || viewer.role === "ADMIN";
export const canWork = (viewer: Viewer): boolean => WORKERS.includes(viewer.role);
export const canBill = (viewer: Viewer): boolean => isAdmin(viewer) || viewer.abilities.includes("BILL");
export const canSeeCosts = (viewer: Viewer): boolean => isAdmin(viewer) || viewer.abilities.includes("SEE_COSTS");

export interface Can {
  admin: boolean;
  work: boolean;
  bill: boolean;
  seeCosts: boolean;
}

/** What the viewer may do, by name. */
export function useCan(): Can {
  const viewer = useViewer();
  return { admin: isAdmin(viewer), work: canWork(viewer), bill: canBill(viewer), seeCosts: canSeeCosts(viewer) };
}
