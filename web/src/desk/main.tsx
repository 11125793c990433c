/** The page of the business's own people. */
import {
  Briefcase, Building2, CalendarDays, CheckSquare, Clock, Handshake, LayoutDashboard, ListChecks, MapPin, MessageSquare, Plus, Receipt,
  Settings as Cog, Ticket, Users, Wallet, Wrench,
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
import { Jobs } from "./jobs/board";
import { JobList } from "./jobs/list";
import { JobPage } from "./jobs/page";
import { Planner } from "./jobs/planner";
import { LeadList, Leads } from "./leads/board";
import { LeadPage } from "./leads/page";
import { Projects } from "./projects/list";
import { ProjectPage } from "./projects/page";
import { Tasks } from "./projects/task-list";
import { TaskPage } from "./projects/task-page";
import { Activities } from "./setup/activities";
import { People, PersonPage } from "./setup/people";
import { Settings } from "./setup/settings";
import { SitePage, Sites } from "./setup/sites";
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
  "/jobs": Jobs,
  "/jobs/list": JobList,
  "/jobs/:id": JobPage,
  "/planner": Planner,
  "/sites": Sites,
  "/sites/:id": SitePage,
  "/activities": Activities,
  "/people": People,
  "/people/:id": PersonPage,
  "/settings": Settings,
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
    { to: "/jobs", title: "Jobs", icon: Wrench },
    works && { to: "/planner", title: "Planner", icon: CalendarDays },
    { to: "/sites", title: "Sites", icon: MapPin },
    { to: "/activities", title: "Activities", icon: ListChecks },
    { to: "/tickets", title: "Tickets", icon: Ticket },
    { to: "/discussions", title: "Discussions", icon: MessageSquare },
    { to: "/people", title: "People", icon: Users },
    { to: "/settings", title: "Settings", icon: Cog },
  ];
  const actions: (Action | false)[] = [
    seesLeads && { to: "/leads?new=yes", title: "New lead", icon: Plus },
    works && { to: "/clients?new=yes", title: "New client", icon: Plus },
    works && { to: "/jobs?new=yes", title: "New job", icon: Plus },
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
