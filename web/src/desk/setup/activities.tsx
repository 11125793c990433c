/** What is done at sites. */
import { ListChecks, Plus } from "lucide";
import { useState } from "preact/hooks";
import { DeskActivitiesDocument, type DeskActivitiesQuery } from "../../made/graphql";
import { money } from "../../shared/format";
import { useTitle } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Badge, Button, Empty } from "../../shared/ui";
import { useCan } from "../core/can";
import { search, type Filter } from "../core/filters";
import { findClients } from "../core/finders";
import { Import } from "../core/import";
import { List, type ListColumn } from "../core/list";
import { WriteActivity } from "./edit-activity";

type Row = DeskActivitiesQuery["activities"]["nodes"][number];

const columns = (edit?: (id: string) => void): ListColumn<Row>[] => [
  { title: "Code", order: "CODE", cell: ({ code }) => code },
  { title: "Activity", order: "NAME", cell: ({ name, active }) => (active ? name : <span>{name} <Badge>Not in use</Badge></span>) },
  { title: "Service", isAside: true, cell: ({ service }) => service.name },
  { title: "Minutes", isFigure: true, isAside: true, cell: ({ durationMinutes }) => durationMinutes },
  { title: "Unit", isAside: true, cell: ({ unit }) => unit },
  { title: "Cost", isFigure: true, isAside: true, cell: ({ cost }) => money(cost) },
  { title: "Sale", isFigure: true, cell: ({ sale }) => money(sale) },
  ...(edit
    ? [
        {
          title: "",
          isFigure: true,
          cell: ({ id, code }: Row) => (
            <Button small kind="plain" aria-label={`Edit ${code}`} onClick={() => edit(id)}>
              Edit
            </Button>
          ),
        },
      ]
    : []),
];
const FILTERS: Filter[] = [
  search,
  { kind: "choice", name: "active", label: "Used or not", options: [["yes", "In use"], ["no", "Not in use"]], to: (value) => ({ active: value === "yes" }) },
  { kind: "find", name: "client", label: "Client", find: findClients, to: (id) => ({ client: { id: { eq: id } } }) },
];

export function Activities() {
  useTitle("Activities");
  const can = useCan();
  const [edited, setEdited] = useState<string | null>(null);
  return (
    <>
      <PageHead title="Activities">
        <Import what="activities" />
        {can.admin && (
          <Button kind="primary" icon={Plus} onClick={() => setEdited("")}>
            New activity
          </Button>
        )}
      </PageHead>
      <List
        name="activities"
        label="Activities"
        document={DeskActivitiesDocument}
        page={(data) => data.activities}
        columns={columns(can.admin ? setEdited : undefined)}
        filters={FILTERS}
        order="CODE"
        changes={["ACTIVIT"]}
        empty={<Empty icon={ListChecks} title="No activities yet">Import a table of them: CSV, or the first sheet of a workbook.</Empty>}
      />
      {edited !== null && <WriteActivity id={edited || undefined} onClose={() => setEdited(null)} />}
    </>
  );
}
