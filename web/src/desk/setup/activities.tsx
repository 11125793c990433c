/** What is done at sites. */
import { ListChecks, Plus } from "lucide";
import { useState } from "preact/hooks";
import { DeskActivitiesDocument, type DeskActivitiesQuery } from "../../made/graphql";
import { money } from "../../shared/format";
import { Link, useTitle } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Badge, Button, Empty } from "../../shared/ui";
import { useCan } from "../core/can";
import { inUse, search, type Filter } from "../core/filters";
import { findClients } from "../core/finders";
import { Import } from "../core/import";
import { edits, List, type ListColumn } from "../core/list";
import { Sections } from "../core/sections";
import { CopyActivities } from "./copy-activities";
import { WriteActivity } from "./edit-activity";

type Row = DeskActivitiesQuery["activities"]["nodes"][number];

const columns = (edit?: (row: Row) => void): ListColumn<Row>[] => [
  { title: "Code", order: "CODE", cell: ({ code }) => code },
  {
    title: "Activity",
    order: "NAME",
    cell: ({ id, name, active }) => (
      <span class="row">
        <Link to={`/activities/${id}`}>{name}</Link> {!active && <Badge>Not in use</Badge>}
      </span>
    ),
  },
  { title: "Service", isAside: true, cell: ({ service }) => service.name },
  { title: "Minutes", isFigure: true, isAside: true, cell: ({ durationMinutes }) => durationMinutes },
  { title: "Unit", isAside: true, cell: ({ unit }) => unit },
  { title: "Cost", isFigure: true, isAside: true, cell: ({ cost }) => money(cost) },
  { title: "Sale", isFigure: true, cell: ({ sale }) => money(sale) },
  ...edits<Row>(edit, ({ code }) => code),
];
const FILTERS: Filter[] = [
  search,
  inUse,
  { kind: "find", name: "client", label: "Client", find: findClients, to: (id) => ({ client: { id: { eq: id } } }) },
];

export function Activities() {
  useTitle("Activities");
  const can = useCan();
  const [doing, setDoing] = useState<{ edit?: Row } | "copy" | null>(null);
  const close = () => setDoing(null);
  return (
    <>
      <PageHead title="Activities">
        <Import what="activities" />
        {can.admin && (
          <>
            <Button onClick={() => setDoing("copy")}>Copy…</Button>
            <Button kind="primary" icon={Plus} onClick={() => setDoing({})}>
              New activity
            </Button>
          </>
        )}
      </PageHead>
      <Sections of="work" />
      <List
        name="activities"
        label="Activities"
        document={DeskActivitiesDocument}
        page={(data) => data.activities}
        columns={columns(can.admin ? (edit) => setDoing({ edit }) : undefined)}
        filters={FILTERS}
        order="CODE"
        changes={["ACTIVIT"]}
        empty={<Empty icon={ListChecks} title="No activities yet">Import a table of them: CSV, or the first sheet of a workbook.</Empty>}
      />
      {doing === "copy" && <CopyActivities onClose={close} />}
      {doing && doing !== "copy" && <WriteActivity id={doing.edit?.id} onClose={close} />}
    </>
  );
}
