/** Open jobs by status. */
import { Wrench } from "lucide";
import { useState } from "preact/hooks";
import { DeskJobBoardDocument, type DeskJobCardFragment, type JobStatus } from "../../made/graphql";
import { instant, words } from "../../shared/format";
import { useTitle } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Answered, Button, Card, Empty } from "../../shared/ui";
import { State } from "../core/badges";
import { Board } from "../core/board";
import { useCan } from "../core/can";
import { useChanges } from "../core/changes";
import { FilterBar, filterOf } from "../core/filters";
import { More, usePages } from "../core/more";
import { useParameters } from "../core/place";
import { FILTERS } from "./filters";
import { NEXT, useMoves, verbOf, type Moves } from "./moves";
import { NewJob } from "./new";
import { JobTools } from "./tools";

const COLUMNS: JobStatus[] = ["NEW", "ASSIGNED", "SCHEDULED", "IN_PROGRESS", "ON_HOLD", "COMPLETED"];
const ON_BOARD = FILTERS.filter(({ name }) => name !== "status");

export function Jobs() {
  useTitle("Jobs");
  const can = useCan();
  const kept = useParameters();
  const [isNew, setNew] = useState(kept.values.new === "yes");
  const filter = { and: [{ status: { in: COLUMNS } }, ...filterOf(ON_BOARD, kept.values)] };
  const answer = usePages(DeskJobBoardDocument, { filter }, (data) => data.jobs);
  useChanges(["JOB_", "APPOINTMENT_"], answer.again);
  const { move, dialog } = useMoves(answer.again);
  const foreseen = (card: DeskJobCardFragment, to: JobStatus) => {
    if (to === "IN_PROGRESS") {
      answer.foreseeRows((job) => (job.id === card.id ? { ...job, status: to } : job));
    }
    move(card, to);
  };
  return (
    <>
      <PageHead title="Jobs">
        <JobTools onNew={() => setNew(true)} />
      </PageHead>
      <FilterBar filters={ON_BOARD} kept={kept} />
      <Answered answer={answer}>
        {({ jobs: { groups } }) =>
          answer.rows.length ? (
            <Board
              label="Jobs by status"
              columns={COLUMNS.map((status) => ({
                id: status,
                title: words(status),
                count: groups.find(({ key }) => key.status === status)?.aggregate.count,
              }))}
              cards={answer.rows.map((job) => ({
                id: job.id,
                column: job.status,
                title: `${job.number} ${job.workType.name}`,
                to: `/jobs/${job.id}`,
                body: <JobBody job={job} />,
                job,
              }))}
              more={!!answer.more}
              mayMove={({ job }, column) => NEXT[job.status]?.includes(column as JobStatus) ?? false}
              onMove={can.work ? ({ job }, column) => foreseen(job, column as JobStatus) : undefined}
              menu={can.work ? ({ job }) => <OffBoard job={job} move={move} /> : undefined}
            />
          ) : (
            <Card>
              <Empty icon={Wrench} title="No open jobs">
                Make one for a site: it offers what can be done there, and who can do it.
              </Empty>
            </Card>
          )
        }
      </Answered>
      <More shown={answer.rows.length} total={answer.total} what="jobs" more={answer.more}>
        The most urgent come first.
      </More>
      {dialog}
      {isNew && <NewJob onClose={() => setNew(false)} />}
    </>
  );
}

/** Where a job goes that has no column here. */
function OffBoard({ job, move }: { job: DeskJobCardFragment; move: Moves["move"] }) {
  const ways = NEXT[job.status]?.filter((each) => !COLUMNS.includes(each)) ?? [];
  return (
    <>
      {ways.map((to) => (
        <Button key={to} kind="plain" onClick={() => move(job, to)}>
          {verbOf(job.status, to)}
        </Button>
      ))}
    </>
  );
}

export function JobBody({ job }: { job: DeskJobCardFragment }) {
  return (
    <div class="board-card-body small">
      <span class="quiet">
        {job.site.name}, {job.client.name}
      </span>
      <span class="row">
        <State of={job.slaState} />
        <span class="quiet">{job.priority.name}</span>
      </span>
      <span class="quiet">by {instant(job.targetAt)}</span>
      <span class="quiet">{job.resource?.name ?? job.team?.name ?? "Nobody yet"}</span>
    </div>
  );
}
