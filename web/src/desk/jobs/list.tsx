import { Wrench } from "lucide";
import { useState } from "preact/hooks";
import { DeskJobsDocument, type DeskJobsQuery } from "../../made/graphql";
import { instant } from "../../shared/format";
import { Link, useTitle } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Empty } from "../../shared/ui";
import { State } from "../core/badges";
import { List, type ListColumn } from "../core/list";
import { Ref } from "../core/refs";
import { FILTERS } from "./filters";
import { NewJob } from "./new";
import { JobTools } from "./tools";

type Row = DeskJobsQuery["jobs"]["nodes"][number];

const COLUMNS: ListColumn<Row>[] = [
  {
    title: "Job",
    order: "NUMBER",
    cell: ({ id, number, workType }) => (
      <div class="line-text">
        <Link to={`/jobs/${id}`}>{number}</Link>
        <span class="quiet small">{workType.name}</span>
      </div>
    ),
  },
  { title: "Site", cell: ({ site }) => <Ref to="/sites" of={site} /> },
  { title: "Client", isAside: true, cell: ({ client }) => <Ref to="/clients" of={client} /> },
  { title: "Status", order: "STATUS", cell: ({ status }) => <State of={status} /> },
  { title: "Target", order: "TARGET_AT", isAside: true, cell: ({ targetAt }) => <span class="nowrap">{instant(targetAt)}</span> },
  { title: "In time", isAside: true, cell: ({ slaState }) => <State of={slaState} /> },
  { title: "By", isAside: true, cell: ({ resource, team }) => resource?.name ?? team?.name ?? <span class="quiet">Nobody</span> },
];

export function JobTable({ always }: { always?: Record<string, unknown> }) {
  return (
    <List
      name="jobs"
      label="Jobs"
      document={DeskJobsDocument}
      page={(data) => data.jobs}
      columns={COLUMNS}
      filters={FILTERS}
      always={always}
      order="-CREATED_AT"
      views={[
        { title: "At risk or late", text: "sla=late" },
        { title: "Ready to invoice", text: "status=READY_TO_INVOICE" },
      ]}
      changes={["JOB_", "APPOINTMENT_"]}
      empty={<Empty icon={Wrench} title="No jobs yet">Make one for a site.</Empty>}
    />
  );
}

export function JobList() {
  useTitle("All jobs");
  const [isNew, setNew] = useState(false);
  return (
    <>
      <PageHead title="All jobs">
        <JobTools onNew={() => setNew(true)} />
      </PageHead>
      <JobTable />
      {isNew && <NewJob onClose={() => setNew(false)} />}
    </>
  );
}
