/** The page of the business's own people. */
import {
  Briefcase, Building2, CalendarClock, CalendarDays, ChartColumn, CheckSquare, Clock, Eye, Handshake, KeyRound, LayoutDashboard, ListChecks, ListTodo, MapPin, MessageSquare, Plus, Receipt,
  FileSignature, Repeat, Settings as Cog, Ticket, Upload, Users, Wallet, Wrench,
} from "lucide";
import { FilesMade } from "../shared/files-made";
import { Link, Router, type Routes } from "../shared/router";
import { useViewer } from "../shared/session";
import { PageHead, Shell, start, type Place } from "../shared/shell";
import { Empty, Icon } from "../shared/ui";
import { canWork, isAdmin } from "./core/can";
import { Changes } from "./core/changes";
import { later } from "./core/later";
import "./core/styles";
import "./frame/frame.css";
import { Bell } from "./frame/bell";
import { Home } from "./frame/home";
import { Palette, type Action } from "./frame/palette";
import { Timer } from "./frame/timer";

const clients = () => import("./clients");
const invoices = () => import("./invoices");
const jobs = () => import("./jobs");
const leads = () => import("./leads");
const offers = () => import("./offers");
const projects = () => import("./projects");
const reports = () => import("./reports");
const schedules = () => import("./schedules");
const setup = () => import("./setup");
const talk = () => import("./talk");
const time = () => import("./time");

const clientPage = later(clients, "ClientPage");
const projectPage = later(projects, "ProjectPage");
const reportPage = later(reports, "ReportPage");

const ROUTES: Routes = {
  "/": Home,
  "/clients": later(clients, "Clients"),
  "/clients/:id": clientPage,
  "/clients/:id/:part": clientPage,
  "/leads": later(leads, "Leads"),
  "/leads/list": later(leads, "LeadList"),
  "/leads/:id": later(leads, "LeadPage"),
  "/proposals": later(offers, "Proposals"),
  "/proposals/:id": later(offers, "ProposalPage"),
  "/estimates": later(offers, "Estimates"),
  "/estimates/:id": later(offers, "EstimatePage"),
  "/contracts": later(offers, "Contracts"),
  "/contracts/:id": later(offers, "ContractPage"),
  "/projects": later(projects, "Projects"),
  "/projects/:id": projectPage,
  "/projects/:id/:part": projectPage,
  "/my-tasks": later(projects, "MyTasks"),
  "/tasks": later(projects, "Tasks"),
  "/tasks/:id": later(projects, "TaskPage"),
  "/time": later(time, "Time"),
  "/timesheet": later(time, "Timesheet"),
  "/expenses": later(time, "Expenses"),
  "/expenses/:id": later(time, "ExpensePage"),
  "/invoices": later(invoices, "Invoices"),
  "/invoices/:id": later(invoices, "InvoicePage"),
  "/recurring": later(invoices, "RecurringInvoices"),
  "/recurring/:id": later(invoices, "RecurringPage"),
  "/credit-notes": later(invoices, "CreditNotes"),
  "/credit-notes/:id": later(invoices, "CreditNotePage"),
  "/payments": later(invoices, "Payments"),
  "/payments/:id": later(invoices, "PaymentPage"),
  "/jobs": later(jobs, "Jobs"),
  "/jobs/list": later(jobs, "JobList"),
  "/jobs/:id": later(jobs, "JobPage"),
  "/planner": later(jobs, "Planner"),
  "/reports": reportPage,
  "/reports/:part": reportPage,
  "/schedules": later(schedules, "Schedules"),
  "/schedules/:id": later(schedules, "SchedulePage"),
  "/sites": later(setup, "Sites"),
  "/sites/:id": later(setup, "SitePage"),
  "/activities": later(setup, "Activities"),
  "/imports": later(setup, "Imports"),
  "/imports/:id": later(setup, "ImportPage"),
  "/activities/:id": later(setup, "ActivityPage"),
  "/codings": later(setup, "Codings"),
  "/account": later(setup, "Account"),
  "/people": later(setup, "People"),
  "/access": later(setup, "Access"),
  "/people/:id": later(setup, "PersonPage"),
  "/settings": later(setup, "Settings"),
  "/webhooks": later(setup, "Webhooks"),
  "/webhooks/:id": later(setup, "WebhookPage"),
  "/letters": later(setup, "Letters"),
  "/usage": later(setup, "Usage"),
  "/tickets": later(talk, "Tickets"),
  "/tickets/:id": later(talk, "TicketPage"),
  "/discussions": later(talk, "Discussions"),
  "/discussions/:id": later(talk, "DiscussionPage"),
};

function Desk() {
  const viewer = useViewer();
  const works = canWork(viewer);
  const admin = isAdmin(viewer);
  const seesLeads = works && viewer.role !== "STAFF_LIMITED";
  const places: (Place | false)[] = [
    { to: "/", title: "Today", icon: LayoutDashboard },
    works && { to: "/my-tasks", title: "My tasks", icon: ListTodo },
    seesLeads && { to: "/leads", title: "Leads", icon: Handshake },
    { to: "/clients", title: "Clients", icon: Building2 },
    { to: "/proposals", title: "Offers", icon: FileSignature, also: ["/estimates", "/contracts"] },
    { to: "/projects", title: "Projects", icon: Briefcase },
    { to: "/tasks", title: "Tasks", icon: CheckSquare },
    works && { to: "/timesheet", title: "Time", icon: Clock, also: ["/time", "/expenses"] },
    { to: "/invoices", title: "Invoices", icon: Receipt, also: ["/recurring", "/credit-notes", "/payments"] },
    { to: "/jobs", title: "Jobs", icon: Wrench },
    works && { to: "/planner", title: "Planner", icon: CalendarDays },
    { to: "/sites", title: "Sites", icon: MapPin },
    { to: "/activities", title: "Activities", icon: ListChecks, also: ["/codings", "/imports"] },
    { to: "/tickets", title: "Tickets", icon: Ticket },
    { to: "/discussions", title: "Discussions", icon: MessageSquare },
    { to: "/reports", title: "Reports", icon: ChartColumn, also: "/schedules" },
    { to: "/people", title: "People", icon: Users, also: "/access" },
    { to: "/settings", title: "Settings", icon: Cog, also: ["/webhooks", "/letters", "/usage"] },
  ];
  const actions: (Action | false)[] = [
    seesLeads && { to: "/leads?new=yes", title: "New lead", icon: Plus },
    works && { to: "/clients?new=yes", title: "New client", icon: Plus },
    works && { to: "/jobs?new=yes", title: "New job", icon: Plus },
    works && { to: "/projects?new=yes", title: "New project", icon: Plus },
    works && { to: "/proposals?new=yes", title: "New proposal", icon: Plus },
    works && { to: "/estimates?new=yes", title: "New estimate", icon: Plus },
    works && { to: "/contracts?new=yes", title: "New contract", icon: Plus },
    works && { to: "/invoices?new=yes", title: "New invoice", icon: Plus },
    works && { to: "/recurring?new=yes", title: "New recurring invoice", icon: Plus },
    works && { to: "/expenses?new=yes", title: "Enter an expense", icon: Plus },
    { to: "/estimates", title: "Estimates", icon: FileSignature },
    { to: "/contracts", title: "Contracts", icon: FileSignature },
    { to: "/payments", title: "Payments", icon: Wallet },
    { to: "/recurring", title: "Recurring invoices", icon: Repeat },
    { to: "/credit-notes", title: "Credit notes", icon: Receipt },
    { to: "/expenses", title: "Expenses", icon: Wallet },
    { to: "/time", title: "Time entries", icon: Clock },
    { to: "/codings", title: "Codings", icon: ListChecks },
    admin && { to: "/access", title: "Who sees what", icon: Eye },
    { to: "/imports", title: "Imports of activities", icon: Upload },
    { to: "/schedules", title: "Schedules", icon: CalendarClock },
    { to: "/account", title: "Your account", icon: KeyRound },
  ];
  const shown = places.filter((each) => each !== false);
  return (
    <Shell
      places={shown}
      account={
        <Link class="button plain" to="/account">
          <Icon of={KeyRound} size={18} /> Your account
        </Link>
      }
      tools={
        <>
          <Palette places={shown} actions={actions.filter((each) => each !== false)} />
          {works && <Timer />}
          <Bell />
        </>
      }
    >
      <Changes />
      <FilesMade />
      <Router routes={ROUTES}>
        <PageHead title="Not here" />
        <Empty title="There is no such page">Choose one at the left, or search by Ctrl-K.</Empty>
      </Router>
    </Shell>
  );
}

start({ title: "Desk", isFor: (viewer) => viewer.role !== "CONTACT", page: Desk });
