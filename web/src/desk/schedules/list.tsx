/** Lists that are made into files by themselves. */
import { CalendarClock, Plus } from "lucide";
import { useState } from "preact/hooks";
import { DeskSchedulesDocument, DeskSchedulesFileDocument, type DeskSchedulesQuery } from "../../made/graphql";
import { instant, words } from "../../shared/format";
import { Link, useTitle } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Button, Empty } from "../../shared/ui";
import { State } from "../core/badges";
import { optionsOf, searchIn, type Filter } from "../core/filters";
import { List, type ListColumn } from "../core/list";
import { rhythm } from "./rhythm";
import { NewSchedule } from "./write";

type Row = DeskSchedulesQuery["scheduledExports"]["nodes"][number];

const COLUMNS: ListColumn<Row>[] = [
  {
    title: "Name",
    order: "NAME",
    cell: ({ id, name, ...of }) => (
      <div class="line-text">
        <Link to={`/schedules/${id}`}>{name}</Link>
        <span class="quiet small">{rhythm({ id, name, ...of })}</span>
      </div>
    ),
  },
  { title: "State", cell: ({ status }) => <State of={status} /> },
  { title: "Last time", cell: ({ runs }) => <State of={runs.nodes[0]?.status} /> },
  { title: "Next", order: "NEXT_AT", isAside: true, cell: ({ nextAt }) => (nextAt ? <span class="nowrap">{instant(nextAt)}</span> : "–") },
  { title: "As seen by", isAside: true, cell: ({ owner }) => owner?.name ?? "–" },
];
const FILTERS: Filter[] = [
  searchIn("name"),
  { kind: "choice", name: "status", label: "In use", options: optionsOf(["ACTIVE", "PAUSED", "ARCHIVED"], words), to: (status) => ({ status: { eq: status } }) },
];

export function Schedules() {
  useTitle("Schedules");
  const [isNew, setNew] = useState(false);
  return (
    <>
      <PageHead title="Schedules" back={["/reports", "Reports"]}>
        <Button kind="primary" icon={Plus} onClick={() => setNew(true)}>
          New schedule
        </Button>
      </PageHead>
      <List
        name="schedules"
        label="Schedules"
        document={DeskSchedulesDocument}
        file={DeskSchedulesFileDocument}
        page={(data) => data.scheduledExports}
        columns={COLUMNS}
        filters={FILTERS}
        unless={{ status: { status: { in: ["ACTIVE", "PAUSED"] } } }}
        order="NAME"
        changes={["SCHEDULED_EXPORT_"]}
        empty={
          <Empty icon={CalendarClock} title="No schedules yet">
            A saved query is made into a file every day, week or month, and you get a letter with its address.
          </Empty>
        }
      />
      {isNew && <NewSchedule onClose={() => setNew(false)} />}
    </>
  );
}
