/** One job: where, what, by when, who, and what it comes to. */
import { Plus } from "lucide";
import { useState } from "preact/hooks";
import {
  DeskCancelAppointmentDocument,
  DeskDispatchDocument,
  DeskFailAppointmentDocument,
  DeskJobPeopleDocument,
  DeskJobDocument,
  type DeskJobQuery,
} from "../../made/graphql";
import { instant, money, number, words } from "../../shared/format";
import { useQuery } from "../../shared/query";
import { Link, useTitle, type Parameters } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Answered, Button, Card, Empty, Facts, Notice, Table } from "../../shared/ui";
import { AskReason } from "../core/ask-reason";
import { State } from "../core/badges";
import { useCan } from "../core/can";
import { useChanges } from "../core/changes";
import { NotHere } from "../core/tabs";
import { Events } from "../core/timeline";
import { run, send } from "../core/verbs";
import { BillJob } from "./bill";
import { AddActivity, EditJob } from "./edit";
import { NEXT, useMoves, verbOf } from "./moves";
import { Move } from "./planner-dialogs";

export type Job = NonNullable<DeskJobQuery["job"]>;
const UNFINISHED: Job["status"][] = ["NEW", "ASSIGNED", "SCHEDULED", "IN_PROGRESS", "ON_HOLD"];

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
  const [doing, setDoing] = useState<"edit" | "bill" | null>(null);
  const close = () => setDoing(null);
  return (
    <>
      <PageHead title={`${job.number} ${job.workType.name}`} back={["/jobs", "Jobs"]}>
        <State of={job.status} />
        {can.work && UNFINISHED.includes(job.status) && <Button onClick={() => setDoing("edit")}>Edit</Button>}
        {can.work &&
          NEXT[job.status]?.map((to) => (
            <Button key={to} kind={to === "CANCELLED" || to === "ABORTED" ? "danger" : "normal"} onClick={() => move(job, to)}>
              {verbOf(job.status, to)}
            </Button>
          ))}
        {can.work && (job.status === "NEW" || job.status === "ASSIGNED") && (
          <Link class="button primary" to="/planner">
            Plan
          </Link>
        )}
        {can.work && job.status === "READY_TO_INVOICE" && (
          <Button kind="primary" onClick={() => setDoing("bill")}>
            Invoice…
          </Button>
        )}
      </PageHead>
      {(job.holdReason || job.cancelReason) && (
        <div class="part-notice">
          <Notice kind="warn">{job.cancelReason ? `${words(job.status)}: ${job.cancelReason}` : `On hold: ${job.holdReason}`}</Notice>
        </div>
      )}
      <div class="columns">
        <div class="stack">
          {job.description && (
            <Card title="Description">
              <p class="text">{job.description}</p>
            </Card>
          )}
          <Activities job={job} again={again} />
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
      {doing === "edit" && <EditJob job={job} onClose={close} again={again} />}
      {doing === "bill" && <BillJob job={job} onClose={close} />}
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

function Activities({ job, again }: Shown) {
  const can = useCan();
  const [isAdding, setAdding] = useState(false);
  const mayAdd = can.work && UNFINISHED.includes(job.status);
  return (
    <Card
      title="Activities"
      flush
      aside={
        mayAdd && (
          <Button small icon={Plus} onClick={() => setAdding(true)}>
            Add
          </Button>
        )
      }
    >
      {isAdding && <AddActivity job={job} onClose={() => setAdding(false)} again={again} />}
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
  const [moved, setMoved] = useState<Job["appointments"][number] | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
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
                    <Button small onClick={() => setMoved(each)}>
                      Move…
                    </Button>
                    <Button small onClick={() => void dispatch(each.id)}>
                      Dispatch
                    </Button>
                    <Button small kind="plain" onClick={() => void cancel(each.id)}>
                      Cancel
                    </Button>
                  </>
                )}
                {can.work && (each.status === "DISPATCHED" || each.status === "IN_PROGRESS") && (
                  <Button small onClick={() => setFailed(each.id)}>
                    Could not be done…
                  </Button>
                )}
              </div>
            </li>
          ))}
        </ul>
      ) : (
        <Empty title="Nobody is coming yet">Plan it in the planner.</Empty>
      )}
      {moved && <MoveHere job={job} appointment={moved} onClose={() => setMoved(null)} again={again} />}
      {failed && (
        <AskReason
          title="The work could not be done"
          verb="Say so"
          onClose={() => setFailed(null)}
          send={(reason) => send(DeskFailAppointmentDocument, { appointmentId: failed, reason }, again)}
        />
      )}
    </Card>
  );
}

type MoveHereProps = Shown & { appointment: Job["appointments"][number]; onClose: () => void };

function MoveHere({ job, appointment, onClose, again }: MoveHereProps) {
  const { data } = useQuery(DeskJobPeopleDocument, { resources: { active: true } });
  if (!data) return null;
  return <Move number={job.number} appointment={appointment} resources={data.resources.nodes} onClose={onClose} again={again} />;
}
