/** A project: its tasks and how far they are, its money, and everything that belongs to it. */
import { Receipt } from "lucide";
import { useState } from "preact/hooks";
import {
  DeskProjectDocument,
  DeskProjectStatusDocument,
  type DeskProjectQuery,
  type DeskTaskFragment,
  type ProjectStatus,
} from "../../made/graphql";
import { day, isZero, minutes, money, percent, words } from "../../shared/format";
import { useQuery } from "../../shared/query";
import { Link, useTitle, type Parameters } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Answered, Button, Card, Facts, ProgressBar } from "../../shared/ui";
import { State } from "../core/badges";
import { useCan } from "../core/can";
import { useChanges } from "../core/changes";
import { NamedMenu } from "../core/menu";
import { NotHere, Parts } from "../core/tabs";
import { Events, Timeline } from "../core/timeline";
import { run } from "../core/verbs";
import { InvoiceList } from "../invoices/list";
import { DiscussionList } from "../talk/discussions";
import { FileList } from "../talk/files";
import { TicketList } from "../talk/tickets";
import { ExpenseList } from "../time/expenses";
import { TimeEntries } from "../time/entries";
import { EditProject, PortalOfProject } from "./edit";
import { InvoiceDialog } from "./invoice-dialog";
import { Members } from "./members";
import { Milestones } from "./milestones";
import { Tasks } from "./tasks";

type Project = NonNullable<DeskProjectQuery["project"]>;
const CHANGES = ["PROJECT_", "TASK_", "TIME_", "INVOICE_", "PAYMENT_", "EXPENSE_", "DISCUSSION_", "TICKET_", "FILE_"];

export function ProjectPage({ parameters: { id = "", part = "" } }: { parameters: Parameters }) {
  const answer = useQuery(DeskProjectDocument, { id });
  useChanges(CHANGES, answer.again);
  useTitle(answer.data?.project?.name ?? "Project");
  const foresee = (change: (task: DeskTaskFragment) => DeskTaskFragment) =>
    answer.foresee(({ project }) => ({
      project: project && { ...project, tasks: { ...project.tasks, nodes: project.tasks.nodes.map(change) } },
    }));
  return (
    <Answered answer={answer} lines={10}>
      {({ project }) =>
        project ? (
          <Found project={project} part={part} again={answer.again} foresee={foresee} />
        ) : (
          <NotHere what="project" back={["/projects", "All projects"]} />
        )
      }
    </Answered>
  );
}

interface FoundProps {
  project: Project;
  part: string;
  again: () => void;
  foresee: (change: (task: DeskTaskFragment) => DeskTaskFragment) => void;
}

const STATUSES: ProjectStatus[] = ["NOT_STARTED", "IN_PROGRESS", "ON_HOLD", "FINISHED", "CANCELLED"];

function Found({ project, part, again, foresee }: FoundProps) {
  const can = useCan();
  const [doing, setDoing] = useState<"invoice" | "edit" | "portal" | null>(null);
  const close = () => setDoing(null);
  const turn = async (status: ProjectStatus) => {
    await run(DeskProjectStatusDocument, { projectId: project.id, status }, `The project is ${words(status).toLowerCase()}.`);
    again();
  };
  return (
    <>
      <PageHead title={project.name} back={["/projects", "Projects"]}>
        {can.work ? (
          <NamedMenu name={`Status: ${words(project.status)}. Change`} label={<State of={project.status} />}>
            {STATUSES.filter((each) => each !== project.status).map((each) => (
              <Button key={each} kind="plain" onClick={() => void turn(each)}>
                {words(each)}
              </Button>
            ))}
          </NamedMenu>
        ) : (
          <State of={project.status} />
        )}
        {can.work && <Button onClick={() => setDoing("portal")}>Portal</Button>}
        {can.work && <Button onClick={() => setDoing("edit")}>Edit</Button>}
        {can.work && (
          <Button kind="primary" icon={Receipt} onClick={() => setDoing("invoice")}>
            Invoice
          </Button>
        )}
      </PageHead>
      <Parts base={`/projects/${project.id}`} chosen={part} parts={partsOf(project)} />
      <Part project={project} part={part} again={again} foresee={foresee} />
      {doing === "invoice" && <InvoiceDialog project={project} onClose={close} />}
      {doing === "edit" && <EditProject project={project} onClose={close} again={again} />}
      {doing === "portal" && <PortalOfProject project={project} onClose={close} again={again} />}
    </>
  );
}

const partsOf = (project: Project) => [
  { id: "", title: "Tasks" },
  { id: "time", title: "Time", count: project.timeCount.totalCount },
  { id: "expenses", title: "Expenses" },
  { id: "invoices", title: "Invoices", count: project.invoiceCount.totalCount },
  { id: "discussions", title: "Discussions", count: project.discussionCount.totalCount },
  { id: "tickets", title: "Tickets", count: project.ticketCount.totalCount },
  { id: "files", title: "Files", count: project.fileCount.totalCount },
  { id: "timeline", title: "Timeline" },
];

function Part({ project, part, again, foresee }: FoundProps) {
  const always = { project: { id: { eq: project.id } } };
  if (part === "time") return <TimeEntries always={always} project={{ id: project.id, title: project.name }} />;
  if (part === "expenses") return <ExpenseList always={always} project={{ id: project.id, title: project.name }} />;
  if (part === "invoices") return <InvoiceList always={always} />;
  if (part === "discussions") return <DiscussionList always={always} projectId={project.id} />;
  if (part === "tickets") return <TicketList always={always} />;
  if (part === "files") return <FileList always={always} to={{ projectId: project.id }} />;
  if (part === "timeline") {
    return <Card>{<Timeline filter={{ subject: { eq: project.id } }} about={project.id} />}</Card>;
  }
  return (
    <div class="columns">
      <Card
        title="Tasks"
        flush
        aside={
          <div class="line-progress">
            <ProgressBar percent={project.progressPercent} label="Progress of the project" />
          </div>
        }
      >
        <Tasks projectId={project.id} tasks={project.tasks.nodes} again={again} foresee={foresee} />
      </Card>
      <div class="stack">
        <Unbilled project={project} />
        <About project={project} />
        <Milestones projectId={project.id} />
        <Members projectId={project.id} members={project.members} again={again} />
        <Card title="Latest">
          <Events events={project.timeline.nodes} />
        </Card>
      </div>
    </div>
  );
}

function Unbilled({ project: { unbilled } }: { project: Project }) {
  if (!unbilled) return null;
  return (
    <Card title="Unbilled work">
      <p class="figure-value">{money(unbilled.total)}</p>
      <p class="quiet small">
        {isZero(unbilled.total) && !unbilled.seconds
          ? "Everything that can be billed is billed."
          : `${minutes(Math.round(unbilled.seconds / 60))} of time ${money(unbilled.time)}, expenses ${money(unbilled.expenses)}`}
      </p>
    </Card>
  );
}

function About({ project }: { project: Project }) {
  const { finance } = project;
  return (
    <Card title="About">
      <Facts
        facts={[
          ["Client", <Link to={`/clients/${project.client.id}`}>{project.client.name}</Link>],
          ["Billing", words(project.billingMethod)],
          ["Fixed price", project.fixedPrice && money(project.fixedPrice)],
          ["Hourly rate", project.hourlyRate && money(project.hourlyRate)],
          ["Budget", project.budget && money(project.budget)],
          ["Starts", project.startsOn && day(project.startsOn)],
          ["Due", project.dueOn && <span class={project.isOverdue ? "bad-text" : ""}>{day(project.dueOn)}</span>],
          ["Payment", project.paymentStatus && words(project.paymentStatus)],
          ["Invoiced", finance && money(finance.invoiced)],
          ["Paid", finance && money(finance.paid)],
          ["Profit", finance && money(finance.profit)],
          ["Margin", finance?.marginPercent && percent(finance.marginPercent)],
          ["Portal", project.portalSettings?.visible ? "The client sees it" : "Hidden from the client"],
        ]}
      />
      {project.description && <p class="text quiet aside-text">{project.description}</p>}
    </Card>
  );
}
