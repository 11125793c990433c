/** What waits for somebody, how their projects are, and what moved since they were here. */
import { CalendarClock, CheckCircle2, FilePen, FileText, LifeBuoy, type IconNode } from "lucide";
import type { ComponentChildren } from "preact";
import { HappeningsDocument, OverviewDocument, type OverviewQuery } from "../made/graphql";
import { ago, day, isZero, money, span } from "../shared/format";
import { useQuery } from "../shared/query";
import { Link, useTitle } from "../shared/router";
import { may, nameOf, useViewer } from "../shared/session";
import { PageHead } from "../shared/shell";
import { Answered, Badge, Card, Empty, Icon, ProgressBar } from "../shared/ui";
import { RowLink, Timeline } from "./parts";
import { useNews } from "./pulse";
import { State } from "./states";
import { useNewSince } from "./visit";

export function Overview() {
  const viewer = useViewer();
  const answer = useQuery(OverviewDocument, {
    projects: may(viewer, "PROJECTS"),
    invoices: may(viewer, "INVOICES"),
    documents: may(viewer, "DOCUMENTS"),
    tickets: may(viewer, "TICKETS"),
    jobs: may(viewer, "JOBS"),
  });
  useNews([""], answer.again);
  useTitle("Overview");
  const since = useNewSince();
  return (
    <>
      <PageHead title={`${greeting()}, ${nameOf(viewer).split(" ")[0]}`} />
      <Answered answer={answer} lines={10}>
        {(data) => (
          <div class="columns">
            <div class="stack">
              <Waiting data={data} />
              {!!data.projects && <Projects projects={data.projects.nodes} />}
              {!!data.jobs?.nodes.length && <Visits jobs={data.jobs.nodes} />}
            </div>
            <div class="stack">
              {!!data.viewer?.client?.balance && <Balance balance={data.viewer.client.balance} />}
              <Card
                title={since ? "Since your last visit" : "What happened"}
                aside={since && <span class="quiet small">{ago(since)}</span>}
              >
                <Happened since={since} />
              </Card>
            </div>
          </div>
        )}
      </Answered>
    </>
  );
}

function Happened({ since }: { since: string | null | undefined }) {
  const answer = useQuery(HappeningsDocument, {});
  useNews([""], answer.again);
  return <Answered answer={answer}>{({ events }) => <Timeline events={events.nodes} since={since} />}</Answered>;
}

function greeting(): string {
  const hour = new Date().getHours();
  return hour < 12 ? "Good morning" : hour < 18 ? "Good afternoon" : "Good evening";
}

/** Everything that is up to them, the most urgent first. */
function Waiting({ data }: { data: OverviewQuery }) {
  const offers = [
    ...(data.proposals?.nodes ?? []).map((each) => ({ ...each, kind: "proposal" })),
    ...(data.estimates?.nodes ?? []).map((each) => ({ ...each, kind: "estimate" })),
  ];
  const invoices = (data.invoices?.nodes ?? []).filter((each) => each.payable);
  const tickets = data.tickets?.nodes ?? [];
  const contracts = data.contracts?.nodes ?? [];
  const count = offers.length + invoices.length + tickets.length + contracts.length;
  return (
    <Card title="Waiting for you" aside={!!count && <Badge tone="accent">{count}</Badge>} flush>
      {!count && <Empty icon={CheckCircle2} title="Nothing waits for you" />}
      <ul class="list">
        {invoices.map((each) => (
          <Todo
            key={each.id}
            icon={FileText}
            to={`/invoices/${each.id}`}
            title={`Pay invoice ${each.number}`}
            detail={`${money(each.balance)}, due ${day(each.dueOn)}`}
          >
            {each.isOverdue && <State of="" isOverdue />}
          </Todo>
        ))}
        {offers.map((each) => (
          <Todo
            key={each.id}
            icon={FilePen}
            to={`/documents/${each.kind}/${each.id}`}
            title={`Read and sign: ${each.title}`}
            detail={`${money(each.total)}${each.expiresOn ? `, until ${day(each.expiresOn)}` : ""}`}
          />
        ))}
        {contracts.map((each) => (
          <Todo
            key={each.id}
            icon={FilePen}
            to={`/documents/contract/${each.id}`}
            title={`Read and sign: ${each.title}`}
            detail={`Contract, sent ${ago(each.sentAt ?? "")}`}
          />
        ))}
        {tickets.map((each) => (
          <Todo
            key={each.id}
            icon={LifeBuoy}
            to={`/tickets/${each.id}`}
            title={`Answer: ${each.subject}`}
            detail={each.number}
          />
        ))}
      </ul>
    </Card>
  );
}

interface TodoProps {
  icon: IconNode;
  to: string;
  title: string;
  detail: string;
  children?: ComponentChildren;
}

function Todo({ icon, children, ...rest }: TodoProps) {
  return (
    <RowLink
      {...rest}
      title={
        <span class="titled">
          <Icon of={icon} /> {rest.title}
        </span>
      }
    >
      {children}
    </RowLink>
  );
}

function Projects({ projects }: { projects: NonNullable<OverviewQuery["projects"]>["nodes"] }) {
  return (
    <Card title="Projects" aside={<Link to="/projects">All projects</Link>} flush>
      {!projects.length && <Empty title="No project is running">New projects appear here by themselves.</Empty>}
      <ul class="list">
        {projects.map((each) => (
          <li key={each.id}>
            <Link class="list-link tall" to={`/projects/${each.id}`}>
              <span class="row spread">
                <span class="list-title">{each.name}</span>
                <span class="quiet small">{each.dueOn ? `Due ${day(each.dueOn)}` : ""}</span>
              </span>
              <ProgressBar percent={each.progressPercent} label={`Progress of ${each.name}`} />
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Visits({ jobs }: { jobs: NonNullable<OverviewQuery["jobs"]>["nodes"] }) {
  return (
    <Card title="Planned visits" aside={<Link to="/jobs">All jobs</Link>} flush>
      <ul class="list">
        {jobs.map((job) => {
          const next = job.appointments.find((each) => each.status !== "CANCELLED");
          return (
            <Todo
              key={job.id}
              icon={CalendarClock}
              to={`/jobs/${job.id}`}
              title={job.description ?? job.number}
              detail={[job.site.name, next && span(next.startsAt, next.endsAt)].filter(Boolean).join(" · ")}
            >
              <State of={job.status} />
            </Todo>
          );
        })}
      </ul>
    </Card>
  );
}

function Balance({
  balance,
}: {
  balance: NonNullable<NonNullable<NonNullable<OverviewQuery["viewer"]>["client"]>["balance"]>;
}) {
  return (
    <Card title="To pay" aside={<Link to="/invoices">Invoices</Link>}>
      <p class="big figure">{money(balance.outstanding)}</p>
      {!isZero(balance.overdue) && <p class="bad-text">{money(balance.overdue)} of it is overdue</p>}
      {!isZero(balance.unallocatedCredit) && <p class="quiet">{money(balance.unallocatedCredit)} credit is left</p>}
      {isZero(balance.outstanding) && <p class="quiet">Everything is paid. Thank you.</p>}
    </Card>
  );
}
