/** One job: where, what, by when, who, and what it comes to. */
import { useState } from "preact/hooks";
import {
  DeskCancelAppointmentDocument,
  DeskDispatchDocument,
  DeskInvoiceJobsDocument,
  DeskJobDocument,
  type DeskJobQuery,
} from "../../made/graphql";
import { instant, money, number, words } from "../../shared/format";
import { newKey } from "../../shared/graph";
import { useQuery } from "../../shared/query";
import { go, Link, useTitle, type Parameters } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Answered, Button, Card, Empty, Facts, Notice, Table } from "../../shared/ui";
import { State } from "../core/badges";
import { useCan } from "../core/can";
import { useChanges } from "../core/changes";
import { NotHere } from "../core/tabs";
import { Events } from "../core/timeline";
import { run } from "../core/verbs";
import { NEXT, useMoves, VERBS } from "./moves";

type Job = NonNullable<DeskJobQuery["job"]>;
interface Shown {
  job: Job;
  again: () => void;
}

export function JobPage({ parameters: { id = "" } }: { parameters: Parameters }) {
  const answer = useQuery(DeskJobDocument, { id });
  useChanges(["JOB_", "APPOINTMENT_", "INVOICE_"], answer.again);
  useTitle(answer.data?.job?.number ?? "Job");
  return (
    <Answered answer={answer} lines={10}>
      {({ job }) => (job ? <Found job={job} again={answer.again} /> : <NotHere what="job" back={["/jobs", "All jobs"]} />)}
    </Answered>
  );
}

function Found({ job, again }: Shown) {
  const can = useCan();
  const { move, dialog } = useMoves(again);
  const [key] = useState(newKey);
  const bill = async () => {
    const taxes = [{ name: "VAT", ratePercent: "20" }];
    const made = await run(DeskInvoiceJobsDocument, { jobIds: [job.id], taxes, idempotencyKey: key }, "The draft is made.");
    if (made?.invoice) go(`/invoices/${made.invoice.id}`);
  };
  return (
    <>
      <PageHead title={`${job.number} ${job.workType.name}`} back={["/jobs", "Jobs"]}>
        <State of={job.status} />
        {can.work &&
          NEXT[job.status]?.map((to) => (
            <Button key={to} kind={to === "CANCELLED" ? "danger" : "normal"} onClick={() => move(job, to)}>
              {job.status === "ON_HOLD" && to === "IN_PROGRESS" ? "Resume" : VERBS[to]}
            </Button>
          ))}
        {can.work && (job.status === "NEW" || job.status === "ASSIGNED") && (
          <Link class="button primary" to="/planner">
            Plan
          </Link>
        )}
        {can.work && job.status === "READY_TO_INVOICE" && (
          <Button kind="primary" onClick={() => void bill()}>
            Invoice
          </Button>
        )}
      </PageHead>
      {(job.holdReason || job.cancelReason) && (
        <div class="part-notice">
          <Notice kind="warn">{job.cancelReason ? `Cancelled: ${job.cancelReason}` : `On hold: ${job.holdReason}`}</Notice>
        </div>
      )}
      <div class="columns">
        <div class="stack">
          {job.description && (
            <Card title="Description">
              <p class="text">{job.description}</p>
            </Card>
          )}
          <Activities job={job} />
          <Appointments job={job} again={again} />
          {job.resolution && (
            <Card title="What was done">
              <p class="text">{job.resolution}</p>
            </Card>
          )}
        </div>
        <div class="stack">
          <About job={job} />
          <Card title="Timeline">
            <Events events={job.timeline.nodes} />
          </Card>
        </div>
      </div>
      {dialog}
    </>
  );
}

function About({ job }: { job: Job }) {
  return (
    <Card title="About">
      <Facts
        facts={[
          ["Client", <Link to={`/clients/${job.client.id}`}>{job.client.name}</Link>],
          ["Site", <Link to={`/sites/${job.site.id}`}>{job.site.name}</Link>],
          ["Kind of work", job.workLogType.name],
          ["Service", job.service.name],
          ["Priority", job.priority.name],
          ["Target", instant(job.targetAt)],
          ["In time", <State of={job.slaState} />],
          ["Team", job.team?.name],
          ["Resource", job.resource?.name],
          ["Contact", job.contact && [job.contact.name, job.contact.phone].filter(Boolean).join(", ")],
          ["Code", job.coding && `${job.coding.code} ${job.coding.description}`],
          ["Project", job.project && <Link to={`/projects/${job.project.id}`}>{job.project.name}</Link>],
          ["Invoice", job.invoice && <Link to={`/invoices/${job.invoice.id}`}>{job.invoice.number ?? "Draft"}</Link>],
          ["Sale", job.sale && money(job.sale)],
          ["Cost", job.cost && money(job.cost)],
          ["Profit", job.profit && money(job.profit)],
          ...job.clocks.map(({ name, state }): [string, preact.ComponentChildren] => [name, <State of={state} />]),
        ]}
      />
    </Card>
  );
}

function Activities({ job }: { job: Job }) {
  return (
    <Card title="Activities" flush>
      <Table
        label="Activities"
        rows={job.activities}
        keyOf={({ id }) => id}
        columns={[
          { title: "Activity", cell: ({ activity }) => activity.name },
          { title: "Code", isAside: true, cell: ({ activity }) => activity.code },
          { title: "Quantity", isFigure: true, cell: ({ quantity }) => number(quantity) },
          { title: "Done", isAside: true, cell: ({ doneAt }) => (doneAt ? instant(doneAt) : "–") },
          { title: "Sale", isFigure: true, cell: ({ sale }) => money(sale) },
        ]}
      />
    </Card>
  );
}

function Appointments({ job, again }: Shown) {
  const can = useCan();
  const dispatch = async (appointmentId: string) => {
    await run(DeskDispatchDocument, { appointmentId }, "Dispatched.");
    again();
  };
  const cancel = async (appointmentId: string) => {
    await run(DeskCancelAppointmentDocument, { appointmentId }, "The appointment is cancelled.");
    again();
  };
  return (
    <Card title="Appointments" flush>
      {job.appointments.length ? (
        <ul class="lines">
          {job.appointments.map((each) => (
            <li key={each.id} class="line">
              <div class="line-text">
                <strong>{each.resource.name}</strong>
                <span class="quiet small">
                  {instant(each.startsAt)} to {instant(each.endsAt)}
                  {each.reason ? `, ${words(each.status).toLowerCase()}: ${each.reason}` : ""}
                </span>
              </div>
              <div class="row">
                <State of={each.status} />
                {can.work && each.status === "SCHEDULED" && (
                  <>
                    <Button small onClick={() => void dispatch(each.id)}>
                      Dispatch
                    </Button>
                    <Button small kind="plain" onClick={() => void cancel(each.id)}>
                      Cancel
                    </Button>
                  </>
                )}
              </div>
            </li>
          ))}
        </ul>
      ) : (
        <Empty title="Nobody is coming yet">Plan it in the planner.</Empty>
      )}
    </Card>
  );
}
