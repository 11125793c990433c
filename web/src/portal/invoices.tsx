/** Invoices: what is open, what was paid. */
import { FileText } from "lucide";
import { useState } from "preact/hooks";
import { InvoicesDocument, type InvoiceFilter, type InvoicesQuery } from "../made/graphql";
import { day, money } from "../shared/format";
import { ask } from "../shared/graph";
import { useQuery } from "../shared/query";
import { Link, useTitle } from "../shared/router";
import { PageHead } from "../shared/shell";
import { Answered, Button, Card, Empty, Table, Tabs } from "../shared/ui";
import { useNews } from "./pulse";
import { State } from "./states";

type Row = InvoicesQuery["invoices"]["nodes"][number];

const FILTERS: Record<string, InvoiceFilter | null> = {
  open: { status: { in: ["ISSUED", "PARTIALLY_PAID"] } },
  all: null,
};

export function Invoices() {
  const [chosen, setChosen] = useState("open");
  useTitle("Invoices");
  return (
    <>
      <PageHead title="Invoices" />
      <Tabs
        tabs={[
          { id: "open", title: "Open" },
          { id: "all", title: "All" },
        ]}
        chosen={chosen}
        onChoose={setChosen}
      >
        <List key={chosen} filter={FILTERS[chosen] ?? null} />
      </Tabs>
    </>
  );
}

function List({ filter }: { filter: InvoiceFilter | null }) {
  const answer = useQuery(InvoicesDocument, { filter });
  const [more, setMore] = useState<InvoicesQuery["invoices"][]>([]);
  useNews(["INVOICE", "PAYMENT", "CREDIT"], answer.again);
  return (
    <Answered answer={answer}>
      {({ invoices }) => {
        const last = more.at(-1) ?? invoices;
        const rows = [invoices, ...more].flatMap((page) => page.nodes);
        const next = async () =>
          setMore([...more, (await ask(InvoicesDocument, { filter, after: last.pageInfo.endCursor })).invoices]);
        return (
          <Card flush>
            <Table
              label="Invoices"
              rows={rows}
              keyOf={(row) => row.id}
              columns={COLUMNS}
              empty={
                <Empty icon={FileText} title={filter ? "Nothing is open" : "No invoices yet"}>
                  {filter ? "Every invoice is paid. Thank you." : "They appear here when they are issued."}
                </Empty>
              }
            />
            {last.pageInfo.hasNextPage && (
              <div class="more">
                <Button kind="plain" onClick={() => void next()}>
                  Show more
                </Button>
              </div>
            )}
          </Card>
        );
      }}
    </Answered>
  );
}

const COLUMNS = [
  {
    title: "Number",
    cell: (row: Row) => (
      <>
        <Link to={`/invoices/${row.id}`}>{row.number}</Link>
        {row.project && <div class="quiet small">{row.project.name}</div>}
      </>
    ),
  },
  { title: "Issued", cell: (row: Row) => day(row.issuedOn), isAside: true },
  { title: "Due", cell: (row: Row) => (row.payable ? day(row.dueOn) : "–"), isAside: true },
  { title: "State", cell: (row: Row) => <State of={row.status} isOverdue={row.isOverdue} /> },
  { title: "Total", cell: (row: Row) => money(row.total), isFigure: true, isAside: true },
  { title: "To pay", cell: (row: Row) => money(row.balance), isFigure: true },
];
