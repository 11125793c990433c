/** The page of a client's contacts. */
import { Bell, FileText, FolderKanban, FolderOpen, LayoutDashboard, LifeBuoy, Wrench } from "lucide";
import type { PortalPermission } from "../made/graphql";
import { Router, usePlace, type Routes } from "../shared/router";
import { may, useViewer } from "../shared/session";
import { Shell, start, type Place } from "../shared/shell";
import { Welcome } from "../shared/welcome";
import { ProposalByToken } from "./by-token";
import { Discussion } from "./discussion";
import { Documents } from "./documents";
import { Invoice } from "./invoice";
import { Invoices } from "./invoices";
import { Job, Jobs } from "./jobs";
import { NotificationBell, Notifications } from "./notifications";
import { Contract, Estimate, Proposal } from "./offer";
import { Overview } from "./overview";
import { NotHere } from "./parts";
import { Project, Projects } from "./projects";
import { usePulse } from "./pulse";
import { Ticket, Tickets } from "./tickets";
import { useVisit } from "./visit";
import "./portal.css";

interface Part extends Place {
  needs: PortalPermission | null;
  routes: Routes;
}

const PARTS: Part[] = [
  { to: "/", title: "Overview", icon: LayoutDashboard, needs: null, routes: { "/": Overview } },
  {
    to: "/projects",
    title: "Projects",
    icon: FolderKanban,
    also: "/discussions",
    needs: "PROJECTS",
    routes: { "/projects": Projects, "/projects/:id": Project, "/discussions/:id": Discussion },
  },
  {
    to: "/documents",
    title: "Documents",
    icon: FolderOpen,
    needs: "DOCUMENTS",
    routes: {
      "/documents": Documents,
      "/documents/proposal/:id": Proposal,
      "/documents/estimate/:id": Estimate,
      "/documents/contract/:id": Contract,
    },
  },
  {
    to: "/invoices",
    title: "Invoices",
    icon: FileText,
    needs: "INVOICES",
    routes: { "/invoices": Invoices, "/invoices/:id": Invoice },
  },
  {
    to: "/tickets",
    title: "Tickets",
    icon: LifeBuoy,
    needs: "TICKETS",
    routes: { "/tickets": Tickets, "/tickets/:id": Ticket },
  },
  { to: "/jobs", title: "Jobs", icon: Wrench, needs: "JOBS", routes: { "/jobs": Jobs, "/jobs/:id": Job } },
  { to: "/notifications", title: "Notifications", icon: Bell, needs: null, routes: { "/notifications": Notifications } },
];

function Portal() {
  const viewer = useViewer();
  usePulse();
  useVisit(usePlace().place);
  const granted = PARTS.filter(({ needs }) => !needs || may(viewer, needs));
  const routes = Object.assign({}, ...granted.map((part) => part.routes)) as Routes;
  return (
    <Shell places={granted.filter(({ to }) => to !== "/notifications")} tools={<NotificationBell />}>
      <Router routes={routes}>
        <NotHere />
      </Router>
    </Shell>
  );
}

/** What the links of letters open, without signing in. */
function Opened() {
  const { place, query } = usePlace();
  const token = query.get("token");
  if (!token) return null;
  if (place === "/sign") return <ProposalByToken token={token} />;
  if (place === "/accept") return <Welcome kind="portal" token={token} />;
  return null;
}

start({ title: "Client portal", isFor: (viewer) => viewer.role === "CONTACT", page: Portal, open: Opened });
