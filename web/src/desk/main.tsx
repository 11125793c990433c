/** The page of the business's own people. */
import {
  Briefcase, Building2, CheckSquare, Clock, Handshake, LayoutDashboard, MessageSquare, Plus, Receipt, Ticket, Wallet,
} from "lucide";
import { Router, type Routes } from "../shared/router";
import { useViewer } from "../shared/session";
import { PageHead, Shell, start, type Place } from "../shared/shell";
import { Empty } from "../shared/ui";
import { Clients } from "./clients/list";
import { ClientPage } from "./clients/page";
import { canWork } from "./core/can";
import { Changes } from "./core/changes";
import { Home } from "./frame/home";
import { Palette, type Action } from "./frame/palette";
import { Timer } from "./frame/timer";
import { Invoices } from "./invoices/list";
import { InvoicePage } from "./invoices/page";
import { Payments } from "./invoices/payments";
import { LeadList, Leads } from "./leads/board";
import { LeadPage } from "./leads/page";
import { Projects } from "./projects/list";
import { ProjectPage } from "./projects/page";
import { Tasks } from "./projects/task-list";
import { TaskPage } from "./projects/task-page";
import { DiscussionPage, Discussions } from "./talk/discussions";
import { TicketPage } from "./talk/ticket-page";
import { Tickets } from "./talk/tickets";
import { Time } from "./time/entries";
import { Timesheet } from "./time/timesheet";
import "./desk.css";

const ROUTES: Routes = {
  "/": Home,
  "/clients": Clients,
  "/clients/:id": ClientPage,
  "/clients/:id/:part": ClientPage,
  "/leads": Leads,
  "/leads/list": LeadList,
  "/leads/:id": LeadPage,
  "/projects": Projects,
  "/projects/:id": ProjectPage,
  "/projects/:id/:part": ProjectPage,
  "/tasks": Tasks,
  "/tasks/:id": TaskPage,
  "/time": Time,
  "/timesheet": Timesheet,
  "/invoices": Invoices,
  "/invoices/:id": InvoicePage,
  "/payments": Payments,
  "/tickets": Tickets,
  "/tickets/:id": TicketPage,
  "/discussions": Discussions,
  "/discussions/:id": DiscussionPage,
};

function Desk() {
  const viewer = useViewer();
  const works = canWork(viewer);
  const seesLeads = works && viewer.role !== "STAFF_LIMITED";
  const places: (Place | false)[] = [
    { to: "/", title: "Today", icon: LayoutDashboard },
    seesLeads && { to: "/leads", title: "Leads", icon: Handshake },
    { to: "/clients", title: "Clients", icon: Building2 },
    { to: "/projects", title: "Projects", icon: Briefcase },
    { to: "/tasks", title: "Tasks", icon: CheckSquare },
    works && { to: "/timesheet", title: "Timesheet", icon: Clock },
    { to: "/invoices", title: "Invoices", icon: Receipt },
    { to: "/tickets", title: "Tickets", icon: Ticket },
    { to: "/discussions", title: "Discussions", icon: MessageSquare },
  ];
  const actions: (Action | false)[] = [
    seesLeads && { to: "/leads?new=yes", title: "New lead", icon: Plus },
    works && { to: "/clients?new=yes", title: "New client", icon: Plus },
    works && { to: "/projects?new=yes", title: "New project", icon: Plus },
    { to: "/payments", title: "Payments", icon: Wallet },
    { to: "/time", title: "Time entries", icon: Clock },
  ];
  const shown = places.filter((each) => each !== false);
  return (
    <Shell
      places={shown}
      tools={
        <>
          <Palette places={shown} actions={actions.filter((each) => each !== false)} />
          {works && <Timer />}
        </>
      }
    >
      <Changes />
      <Router routes={ROUTES}>
        <PageHead title="Not here" />
        <Empty title="There is no such page">Choose one at the left, or search by Ctrl-K.</Empty>
      </Router>
    </Shell>
  );
}

start({ title: "Desk", isFor: (viewer) => viewer.role !== "CONTACT", page: Desk });
