/** A day of the people who go out: a line each, their appointments in it. Jobs and appointments are dragged there. */
import { ChevronLeft, ChevronRight } from "lucide";
import { useState } from "preact/hooks";
import { DeskPlannerDocument, type DeskJobCardFragment, type DeskPlannerQuery } from "../../made/graphql";
import { day as dayText } from "../../shared/format";
import { useQuery, type Answer } from "../../shared/query";
import { Link, useTitle } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Answered, Button, Card, Empty, Notice } from "../../shared/ui";
import { State } from "../core/badges";
import { useCan } from "../core/can";
import { useChanges } from "../core/changes";
import { plus, startOf, today } from "../core/days";
import { useParameters } from "../core/place";
import { JobBody } from "./board";
import { at, hourOf, hoursOf, windowOf } from "./hours";
import { NewJob } from "./new";
import { usePlan, type Appointment, type Resource } from "./plan";
import { Give, Move } from "./planner-dialogs";
import { KIND, Row } from "./planner-row";
import { JobTools } from "./tools";

export function Planner() {
  useTitle("Planner");
  const kept = useParameters();
  const [isNew, setNew] = useState(false);
  const day = kept.values.day || today();
  const to = (next: string) => kept.set({ day: next === today() ? "" : next });
  const answer = useQuery(DeskPlannerDocument, { from: startOf(day).toISOString(), to: startOf(plus(day, 1)).toISOString() });
  useChanges(["JOB_", "APPOINTMENT_", "SETUP_"], answer.again);
  return (
    <>
      <PageHead title="Planner">
        <JobTools onNew={() => setNew(true)} />
      </PageHead>
      <div class="planner-days">
        <Button small icon={ChevronLeft} aria-label="The day before" onClick={() => to(plus(day, -1))} />
        <label>
          <span class="hidden">Day</span>
          <input type="date" value={day} onChange={(event) => event.currentTarget.value && to(event.currentTarget.value)} />
        </label>
        <Button small icon={ChevronRight} aria-label="The day after" onClick={() => to(plus(day, 1))} />
        <Button small onClick={() => to(today())}>
          Today
        </Button>
        <strong>{dayText(day)}</strong>
      </div>
      <Answered answer={answer}>{(data) => <Day day={day} data={data} answer={answer} />}</Answered>
      {isNew && <NewJob onClose={() => setNew(false)} />}
    </>
  );
}

interface DayProps {
  day: string;
  data: DeskPlannerQuery;
  answer: Answer<DeskPlannerQuery>;
}

function Day({ day, data: { resources, appointments, jobs }, answer }: DayProps) {
  const can = useCan();
  const plan = usePlan(answer);
  const [given, setGiven] = useState<DeskJobCardFragment | null>(null);
  const [asked, setAsked] = useState<Appointment | null>(null);
  const rows = resources.nodes;
  const window = windowOf(day, appointments.nodes);
  const drop = (dragged: string, resource: Resource, from: Date) => {
    const [what, id = ""] = dragged.split(" ");
    const appointment = appointments.nodes.find((each) => each.id === id);
    if (what === "job") void plan.give(id, resource, from);
    else if (appointment) void plan.move(appointment, resource, from);
  };
  const step = (appointment: Appointment, hours: number, down: number) => {
    const resource = rows[rows.findIndex(({ id }) => id === appointment.resource.id) + down];
    if (resource) void plan.move(appointment, resource, at(day, hourOf(day, appointment.startsAt) + hours));
  };
  return (
    <>
      <Card flush>
        {rows.length ? (
          <div class="planner" role="region" aria-label="Appointments of the day" tabindex={0}>
            <div class="planner-row planner-head" aria-hidden="true">
              <span />
              <div class="planner-line" style={{ gridTemplateColumns: `repeat(${window.last - window.first}, minmax(3rem, 1fr))` }}>
                {hoursOf(window).map((hour) => (
                  <span key={hour}>{hour}:00</span>
                ))}
              </div>
            </div>
            {rows.map((resource) => (
              <Row
                key={resource.id}
                window={window}
                resource={resource}
                appointments={appointments.nodes.filter((each) => each.resource.id === resource.id)}
                onDrop={can.work ? drop : undefined}
                onAsk={can.work ? setAsked : undefined}
                onStep={can.work ? step : undefined}
              />
            ))}
          </div>
        ) : (
          <Empty title="Nobody goes out yet">
            {can.admin ? (
              <>
                Make resources in the <Link to="/settings">settings</Link>: each gets a line here.
              </>
            ) : (
              "Those who work for your clients get a line here, once an administrator has made them."
            )}
          </Empty>
        )}
      </Card>
      {appointments.totalCount > appointments.nodes.length && (
        <Notice kind="warn">
          {appointments.nodes.length} of {appointments.totalCount} appointments of the day are shown.
        </Notice>
      )}
      {can.work && rows.length > 0 && (
        <p class="quiet small planner-hint">
          Drag a job into the day, and an appointment to another hour or line. By keyboard: Alt with the arrow keys, or Move and Plan.
        </p>
      )}
      <Waiting jobs={jobs.nodes} total={jobs.totalCount} onGive={can.work ? setGiven : undefined} />
      {given && <Give job={given} day={day} resources={rows} onClose={() => setGiven(null)} again={answer.again} />}
      {asked && (
        <Move number={asked.job.number} appointment={asked} resources={rows} onClose={() => setAsked(null)} again={answer.again} />
      )}
    </>
  );
}

interface WaitingProps {
  jobs: DeskJobCardFragment[];
  total: number;
  onGive?: (job: DeskJobCardFragment) => void;
}

function Waiting({ jobs, total, onGive }: WaitingProps) {
  return (
    <section class="waiting" aria-labelledby="waiting">
      <h2 id="waiting">To be planned</h2>
      {jobs.length ? (
        <ul>
          {jobs.map((job) => (
            <li
              key={job.id}
              class="board-card"
              draggable={!!onGive}
              onDragStart={(event) => event.dataTransfer?.setData(KIND, `job ${job.id}`)}
            >
              <div class="board-card-head">
                <Link to={`/jobs/${job.id}`} draggable={false}>
                  {job.number} {job.workType.name}
                </Link>
                <State of={job.status} />
              </div>
              <JobBody job={job} />
              {onGive && (
                <Button small onClick={() => onGive(job)}>
                  Plan {job.number}…
                </Button>
              )}
            </li>
          ))}
        </ul>
      ) : (
        <p class="quiet">Every job has its time.</p>
      )}
      {total > jobs.length && (
        <p class="quiet small">
          The {jobs.length} most urgent of {total} are shown; <Link to="/jobs/list?status=NEW">all of them</Link> are in the list.
        </p>
      )}
    </section>
  );
}
