/** Jobs at the client's sites: when somebody comes, and what was done. */
import { Wrench } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { JobDocument, JobHappeningsDocument, JobsDocument, type JobFilter, type JobsQuery, type JobQuery } from "../made/graphql";
import { ago, day, instant, money, number, span } from "../shared/format";
import { ask } from "../shared/graph";
import { useQuery } from "../shared/query";
import { Link, useTitle, type Parameters } from "../shared/router";
import { PageHead } from "../shared/shell";
import { Answered, Button, Card, Empty, Facts, Tabs } from "../shared/ui";
import { Files, NotHere, RowLink, Timeline } from "./parts";
import { useNews } from "./pulse";
import { SendFiles, useMaySend } from "./sending";
import { State } from "./states";

const FILTERS: Record<string, JobFilter> = {
  open: { status: { in: ["NEW", "ASSIGNED", "SCHEDULED", "IN_PROGRESS", "ON_HOLD"] } },
  done: { status: { in: ["COMPLETED", "READY_TO_INVOICE", "INVOICED", "NON_CHARGEABLE"] } },
  all: {},
};
const TYPED_MS = 250;

export function Jobs() {
  const [chosen, setChosen] = useState("open");
  const [typed, setTyped] = useState("");
  const [search, setSearch] = useState("");
  useTitle("Jobs");
  useEffect(() => {
    const timer = setTimeout(() => setSearch(typed.trim()), TYPED_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const filter: JobFilter = search
    ? { and: [FILTERS[chosen] ?? {}, { or: [{ search }, { site: { search } }] }] }
    : (FILTERS[chosen] ?? {});
  return (
    <>
      <PageHead title="Jobs">
        <input
          type="search"
          class="search"
          aria-label="Search jobs and sites"
          placeholder="Search jobs and sites"
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </PageHead>
      <Tabs
        tabs={[
          { id: "open", title: "Open" },
          { id: "done", title: "Done" },
          { id: "all", title: "All" },
        ]}
        chosen={chosen}
        onChoose={setChosen}
      >
        <List key={JSON.stringify(filter)} filter={filter} />
      </Tabs>
    </>
  );
}

function List({ filter }: { filter: JobFilter }) {
  const answer = useQuery(JobsDocument, { filter });
  const [more, setMore] = useState<JobsQuery["jobs"][]>([]);
  useNews(["JOB", "APPOINTMENT"], answer.again);
  return (
    <Answered answer={answer}>
      {({ jobs }) => {
        const last = more.at(-1) ?? jobs;
        const next = async () =>
          setMore([...more, (await ask(JobsDocument, { filter, after: last.pageInfo.endCursor })).jobs]);
        return (
          <Card flush>
            {!jobs.nodes.length && (
              <Empty icon={Wrench} title="No jobs here">
                Jobs at your sites appear here from the moment they are booked.
              </Empty>
            )}
            <ul class="list">
              {[jobs, ...more]
                .flatMap((page) => page.nodes)
                .map((job) => (
                  <RowLink
                    key={job.id}
                    to={`/jobs/${job.id}`}
                    title={job.description ?? job.service.name}
                    detail={[
                      job.number,
                      job.site.name,
                      job.completedAt ? `done ${ago(job.completedAt)}` : `by ${day(job.targetAt.slice(0, 10))}`,
                    ].join(" · ")}
                  >
                    <State of={job.status} />
                  </RowLink>
                ))}
            </ul>
            {last.pageInfo.hasNextPage && (
              <div class="more">
                <Button kind="plain" onClick={() => void next()}>
                  Show more of {jobs.totalCount}
                </Button>
              </div>
            )}
          </Card>
        );
      }}
    </Answered>
  );
}

export function Job({ parameters }: { parameters: Parameters }) {
  const answer = useQuery(JobDocument, { id: parameters.id ?? "" });
  useNews(["JOB", "APPOINTMENT", "FILE"], answer.again);
  return (
    <Answered answer={answer} lines={12}>
      {({ job }) => (job ? <Whole job={job} again={answer.again} /> : <NotHere back={["/jobs", "All jobs"]} />)}
    </Answered>
  );
}

type Shown = NonNullable<JobQuery["job"]>;

function Whole({ job, again }: { job: Shown; again: () => void }) {
  const maySend = useMaySend();
  useTitle(job.number);
  const { address } = job.site;
  return (
    <>
      <PageHead title={job.description ?? job.service.name} back={["/jobs", "Jobs"]}>
        <span class="quiet">{job.number}</span>
        <State of={job.status} />
      </PageHead>
      <div class="columns">
        <div class="stack">
          {!!job.appointments.length && (
            <Card title="Visits" flush>
              <ul class="list">
                {job.appointments.map((each) => (
                  <li key={each.id}>
                    <div class="list-main">
                      <span class="list-title">{span(each.startsAt, each.endsAt)}</span>
                    </div>
                    <State of={each.status} />
                  </li>
                ))}
              </ul>
            </Card>
          )}
          {(job.resolution || job.cancelReason || job.holdReason) && (
            <Card title="What was found">
              <p class="text">{job.resolution ?? job.cancelReason ?? job.holdReason}</p>
            </Card>
          )}
          {!!job.activities.length && <Work activities={job.activities} />}
          {(maySend || !!job.files.nodes.length) && (
            <Card title="Files" aside={<SendFiles to={{ jobId: job.id }} onDone={again} />} flush>
              {job.files.nodes.length ? (
                <Files files={job.files.nodes} />
              ) : (
                <Empty title="No files yet">A picture of what is to be done often helps us.</Empty>
              )}
            </Card>
          )}
        </div>
        <div class="stack">
          <Card title="About">
            <Facts
              facts={[
                ["Site", job.site.name],
                ["Address", [address.street, address.city, address.postcode].filter(Boolean).join(", ")],
                ["Service", `${job.service.name}, ${job.workType.name}`],
                ["Priority", job.priority.name],
                ["Who comes", job.resource?.name],
                ["To be done by", instant(job.targetAt)],
                ["Done", job.completedAt && instant(job.completedAt)],
                ["Price", job.sale && money(job.sale)],
                ["Invoice", job.invoice && <Link to={`/invoices/${job.invoice.id}`}>{job.invoice.number}</Link>],
              ]}
            />
          </Card>
          <Card title="What happened">
            <Happened id={job.id} />
          </Card>
        </div>
      </div>
    </>
  );
}

function Happened({ id }: { id: string }) {
  const answer = useQuery(JobHappeningsDocument, { id });
  useNews(["JOB", "APPOINTMENT"], answer.again);
  return <Answered answer={answer}>{({ job }) => <Timeline events={job?.timeline.nodes ?? []} />}</Answered>;
}

function Work({ activities }: { activities: Shown["activities"] }) {
  return (
    <Card title="Work" flush>
      <ul class="lines">
        {activities.map((each) => (
          <li key={each.id}>
            <span class="list-main">{each.activity.name}</span>
            <span class="figure quiet">{number(each.quantity)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
