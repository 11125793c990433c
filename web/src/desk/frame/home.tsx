/** What waits for the viewer: tasks, money that is late, jobs in danger, tickets nobody answered. */
import { CheckSquare, Receipt, Ticket, Wrench } from "lucide";
import type { ComponentChildren } from "preact";
import { DeskHomeDocument, type DeskHomeQuery } from "../../made/graphql";
import { day, instant, money } from "../../shared/format";
import { useQuery } from "../../shared/query";
import { Link, useTitle } from "../../shared/router";
import { nameOf, useViewer } from "../../shared/session";
import { PageHead } from "../../shared/shell";
import { Answered, Badge, Card, Empty } from "../../shared/ui";
import { State } from "../core/badges";
import { useCan } from "../core/can";
import { useChanges } from "../core/changes";
import { today } from "../core/days";
import { Line } from "../core/line";

export function Home() {
  const viewer = useViewer();
  useTitle("Today");
  const answer = useQuery(DeskHomeDocument, { me: viewer.user?.id ?? "", today: today() });
  useChanges(["TASK_", "INVOICE_", "PAYMENT_", "JOB_", "TICKET_"], answer.again);
  return (
    <>
      <PageHead title={`Good ${partOfDay()}, ${nameOf(viewer).split(" ")[0]}`} />
      <Answered answer={answer}>{(data) => <Waiting {...data} />}</Answered>
    </>
  );
}

function partOfDay(): string {
  const hour = new Date().getHours();
  return hour < 12 ? "morning" : hour < 18 ? "afternoon" : "evening";
}

function Waiting({ tasks, overdue, atRisk, tickets, due }: DeskHomeQuery) {
  const mine = useCan().work ? "/my-tasks" : "/tasks?who=me";
  return (
    <>
      <div class="figures">
        <Figure to={mine} name="My open tasks" value={tasks.totalCount} />
        <Figure to="/tasks" name="Tasks due today" value={due.totalCount} />
        <Figure to="/invoices?overdue=yes" name="Overdue invoices" value={overdue.totalCount} isBad />
        <Figure to="/jobs/list?sla=late" name="Jobs at risk or late" value={atRisk.totalCount} isBad />
        <Figure to="/tickets" name="Tickets to answer" value={tickets.totalCount} />
      </div>
      <div class="columns even">
        <Card title="My tasks" flush aside={<Link to={mine}>All</Link>}>
          {tasks.nodes.length ? (
            <ul class="lines">
              {tasks.nodes.map((each) => (
                <Line
                  key={each.id}
                  to={`/tasks/${each.id}`}
                  title={each.name}
                  note={each.project?.name}
                  aside={each.isOverdue ? <Badge tone="bad">Due {day(each.dueOn)}</Badge> : <span>{each.dueOn ? day(each.dueOn) : ""}</span>}
                />
              ))}
            </ul>
          ) : (
            <Empty icon={CheckSquare} title="Nothing waits for you">
              Tasks assigned to you appear here.
            </Empty>
          )}
        </Card>
        <div class="stack">
          <Card title="Overdue invoices" flush aside={<Link to="/invoices?overdue=yes">All</Link>}>
            <Lines icon={Receipt} title="Nobody owes anything that is late" rows={overdue.nodes}>
              {(each) => (
                <Line
                  key={each.id}
                  to={`/invoices/${each.id}`}
                  title={each.number ?? "Draft"}
                  note={`${each.client.name}, due ${day(each.dueOn)}`}
                  aside={<span class="figure">{money(each.balance)}</span>}
                />
              )}
            </Lines>
          </Card>
          <Card title="Jobs at risk or late" flush aside={<Link to="/jobs/list?sla=late">All</Link>}>
            <Lines icon={Wrench} title="Every job is within its time" rows={atRisk.nodes}>
              {(each) => (
                <Line
                  key={each.id}
                  to={`/jobs/${each.id}`}
                  title={`${each.number} ${each.workType.name}`}
                  note={`${each.site.name}, by ${instant(each.targetAt)}`}
                  aside={<State of={each.slaState} />}
                />
              )}
            </Lines>
          </Card>
          <Card title="Tickets to answer" flush aside={<Link to="/tickets">All</Link>}>
            <Lines icon={Ticket} title="Every ticket is answered" rows={tickets.nodes}>
              {(each) => (
                <Line
                  key={each.id}
                  to={`/tickets/${each.id}`}
                  title={each.subject}
                  note={`${each.number}, ${each.client.name}`}
                  aside={<State of={each.priority} />}
                />
              )}
            </Lines>
          </Card>
        </div>
      </div>
    </>
  );
}

interface LinesProps<Row> {
  icon: typeof Receipt;
  title: string;
  rows: Row[];
  children: (row: Row) => ComponentChildren;
}

function Lines<Row>({ icon, title, rows, children }: LinesProps<Row>) {
  return rows.length ? <ul class="lines">{rows.map(children)}</ul> : <Empty icon={icon} title={title} />;
}

function Figure({ to, name, value, isBad }: { to: string; name: string; value: number; isBad?: boolean }) {
  return (
    <Link to={to} class={`figure-card ${isBad && value ? "bad" : ""}`}>
      <span class="figure-value">{value}</span>
      <span class="quiet small">{name}</span>
    </Link>
  );
}
