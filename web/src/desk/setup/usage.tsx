/** Which program asks for which field: before a field goes, this says whom it hurts. */
import { Braces } from "lucide";
import { DeskUsageDocument, type DeskUsageQuery } from "../../made/graphql";
import { day, number } from "../../shared/format";
import { useTitle } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Empty } from "../../shared/ui";
import { useCan } from "../core/can";
import type { Filter } from "../core/filters";
import { List, type ListColumn } from "../core/list";
import { Sections } from "../core/sections";
import { NotHere } from "../core/tabs";

type Row = DeskUsageQuery["fieldUsages"]["nodes"][number];

const NAMELESS = "Says no name";

const COLUMNS: ListColumn<Row>[] = [
  { title: "Day", order: "DAY", cell: (row) => <span class="nowrap">{day(row.day)}</span> },
  {
    title: "Field",
    order: "FIELD",
    cell: ({ field, program }) => (
      <div class="field-asked">
        <code class="breaks">{field}</code>
        <span class="quiet small only-narrow">{program || NAMELESS}</span>
      </div>
    ),
  },
  { title: "Program", order: "PROGRAM", isAside: true, cell: ({ program }) => program || <span class="quiet">{NAMELESS}</span> },
  { title: "Times", order: "OPERATIONS", isFigure: true, cell: ({ operations }) => number(operations) },
];
const FILTERS: Filter[] = [
  { kind: "search", name: "field", label: "Field", to: (text) => ({ field: { contains: text } }) },
  { kind: "search", name: "program", label: "Program", to: (text) => ({ program: { contains: text } }) },
  { kind: "day", name: "from", label: "From", to: (from) => ({ day: { gte: from } }) },
  { kind: "day", name: "to", label: "to", to: (to) => ({ day: { lte: to } }) },
];

export function Usage() {
  useTitle("Fields asked for");
  const can = useCan();
  if (!can.admin) return <NotHere what="page" back={["/", "Today"]} />;
  return (
    <>
      <PageHead title="Fields asked for" />
      <Sections of="settings" />
      <List
        name="usage"
        label="Fields asked for"
        document={DeskUsageDocument}
        page={(data) => data.fieldUsages}
        columns={COLUMNS}
        filters={FILTERS}
        order="-DAY"
        changes={[]}
        empty={
          <Empty icon={Braces} title="Nothing was counted yet">
            Here stands which program asked for which field of the graph on which day: whom it would hurt if a field went. What is asked shows
            within minutes.
          </Empty>
        }
      />
    </>
  );
}
