/** A day of the people who go out: a line each, their appointments in it. Jobs are dragged there, or given by a dialog. */
import { ChevronLeft, ChevronRight } from "lucide";
import { useState } from "preact/hooks";
import {
  DeskAssignJobDocument,
  DeskPlannerDocument,
  type DeskJobCardFragment,
  type DeskPlannerQuery,
} from "../../made/graphql";
import { Form, useForm } from "../../shared/form";
import { day as dayText, time } from "../../shared/format";
import { useQuery } from "../../shared/query";
import { Link, useTitle } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Answered, Button, Card, Dialog, Empty, Field, say, Select } from "../../shared/ui";
import { State } from "../core/badges";
import { useCan } from "../core/can";
import { useChanges } from "../core/changes";
import { plus, startOf, today } from "../core/days";
import { useParameters } from "../core/place";
import { run, send } from "../core/verbs";
import { JobBody } from "./board";
import { NewJob } from "./new";
import { JobTools } from "./tools";

type Resource = DeskPlannerQuery["resources"]["nodes"][number];
type Appointment = DeskPlannerQuery["appointments"]["nodes"][number];

const FIRST = 7;
const LAST = 19;
const HOURS = Array.from({ length: LAST - FIRST }, (_, index) => FIRST + index);
const LASTS_MS = 60 * 60 * 1000;

/** Where an instant lies in the hours that are shown, in percent. */
const placed = (day: string, instant: string): number => {
  const hours = (new Date(instant).getTime() - startOf(day).getTime()) / LASTS_MS;
  return Math.max(0, Math.min(100, ((hours - FIRST) / (LAST - FIRST)) * 100));
};
const at = (day: string, hour: number): Date => new Date(startOf(day).getTime() + hour * LASTS_MS);

export function Planner() {
  useTitle("Planner");
  const can = useCan();
  const kept = useParameters();
  const [isNew, setNew] = useState(false);
  const [given, setGiven] = useState<DeskJobCardFragment | null>(null);
  const day = kept.values.day || today();
  const to = (next: string) => kept.set({ day: next === today() ? "" : next });
  const answer = useQuery(DeskPlannerDocument, { from: startOf(day).toISOString(), to: startOf(plus(day, 1)).toISOString() });
  useChanges(["JOB_", "APPOINTMENT_", "SETUP_"], answer.again);
  const drop = async (jobId: string, resourceId: string, from: Date) => {
    const endsAt = new Date(from.getTime() + LASTS_MS).toISOString();
    const done = await run(DeskAssignJobDocument, { jobId, resourceId, startsAt: from.toISOString(), endsAt });
    if (done) say(["Planned.", ...(done.warnings ?? []).map((each) => each.message)].join(" "));
    answer.again();
  };
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
      <Answered answer={answer}>
        {({ resources, appointments, jobs }) => (
          <>
            <Card flush>
              {resources.nodes.length ? (
                <div class="planner" role="region" aria-label="Appointments of the day" tabindex={0}>
                  <div class="planner-row planner-head" aria-hidden="true">
                    <span />
                    <div class="planner-line">
                      {HOURS.map((hour) => (
                        <span key={hour}>{hour}:00</span>
                      ))}
                    </div>
                  </div>
                  {resources.nodes.map((resource) => (
                    <Row
                      key={resource.id}
                      day={day}
                      resource={resource}
                      appointments={appointments.nodes.filter((each) => each.resource.id === resource.id)}
                      onDrop={can.work ? drop : undefined}
                    />
                  ))}
                </div>
              ) : (
                <Empty title="Nobody goes out yet">Resources are made in the settings.</Empty>
              )}
            </Card>
            <Waiting jobs={jobs.nodes} onGive={can.work ? setGiven : undefined} />
            {given && <Give job={given} day={day} resources={resources.nodes} onClose={() => setGiven(null)} again={answer.again} />}
          </>
        )}
      </Answered>
      {isNew && <NewJob onClose={() => setNew(false)} />}
    </>
  );
}

interface RowProps {
  day: string;
  resource: Resource;
  appointments: Appointment[];
  onDrop?: (jobId: string, resourceId: string, from: Date) => Promise<void>;
}

const KIND = "text/plain";

function Row({ day, resource, appointments, onDrop }: RowProps) {
  const [over, setOver] = useState<number | null>(null);
  return (
    <div class="planner-row">
      <div class="planner-who">
        <strong>{resource.name}</strong>
        <span class="quiet small">{resource.team?.name}</span>
      </div>
      <div class="planner-line">
        {HOURS.map((hour) => (
          <div
            key={hour}
            class={`planner-hour ${over === hour ? "over" : ""}`}
            data-slot={`${resource.name} ${hour}:00`}
            onDragOver={(event) => onDrop && (event.preventDefault(), setOver(hour))}
            onDragLeave={() => setOver(null)}
            onDrop={(event) => {
              event.preventDefault();
              setOver(null);
              const jobId = event.dataTransfer?.getData(KIND);
              if (jobId) void onDrop?.(jobId, resource.id, at(day, hour));
            }}
          />
        ))}
        {appointments.map((each) => {
          const left = placed(day, each.startsAt);
          const width = Math.max(4, placed(day, each.endsAt) - left);
          return (
            <Link
              key={each.id}
              to={`/jobs/${each.job.id}`}
              class={`planner-item ${each.status.toLowerCase()}`}
              style={{ left: `${Math.min(left, 96)}%`, width: `${Math.min(width, 100 - Math.min(left, 96))}%` }}
              title={`${each.job.number} ${each.job.workType.name}, ${each.job.site.name}`}
            >
              <strong>{each.job.number}</strong>
              <span>
                {time(each.startsAt)} {each.job.site.name}
              </span>
            </Link>
          );
        })}
      </div>
    </div>
  );
}

function Waiting({ jobs, onGive }: { jobs: DeskJobCardFragment[]; onGive?: (job: DeskJobCardFragment) => void }) {
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
              onDragStart={(event) => event.dataTransfer?.setData(KIND, job.id)}
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
    </section>
  );
}

interface GiveProps {
  job: DeskJobCardFragment;
  day: string;
  resources: Resource[];
  onClose: () => void;
  again: () => void;
}

/** The same by keyboard: who, when, how long. */
export function Give({ job, day, resources, onClose, again }: GiveProps) {
  const form = useForm({ resourceId: job.resource?.id ?? resources[0]?.id ?? "", day, startsAt: "09:00", endsAt: "10:00" }, (values) => {
    const moment = (clock: string) => {
      const [hours = 0, minutes = 0] = clock.split(":").map(Number);
      return at(values.day, hours + minutes / 60).toISOString();
    };
    const input = { jobId: job.id, resourceId: values.resourceId, startsAt: moment(values.startsAt), endsAt: moment(values.endsAt) };
    return send(DeskAssignJobDocument, input, ({ warnings }) => {
      say(["Planned.", ...(warnings ?? []).map((each) => each.message)].join(" "));
      again();
      onClose();
    });
  });
  return (
    <Dialog title={`Plan ${job.number}`} onClose={onClose}>
      <Form form={form}>
        <Select label="Who" name="resourceId" form={form} options={resources.map(({ id, name }) => [id, name])} />
        <Field label="Day" name="day" type="date" form={form} />
        <div class="form-row">
          <Field label="From" name="startsAt" type="time" form={form} />
          <Field label="to" name="endsAt" type="time" form={form} />
        </div>
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.isBusy}>
            Plan
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
