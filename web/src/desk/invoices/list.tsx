import { Plus, Receipt } from "lucide";
import { useState } from "preact/hooks";
import { DeskInvoicesDocument, DeskReceivablesDocument, type DeskInvoicesQuery, type InvoiceFilter } from "../../made/graphql";
import { day, money, words } from "../../shared/format";
import { useQuery } from "../../shared/query";
import { Link, useTitle } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Badge, Button, Empty } from "../../shared/ui";
import { State } from "../core/badges";
import { useCan } from "../core/can";
import { useChanges } from "../core/changes";
import { Figures, sums } from "../core/figures";
import { optionsOf, search, type Filter } from "../core/filters";
import { findClients } from "../core/finders";
import { List, type ListColumn } from "../core/list";
import { useParameters } from "../core/place";
import { Ref } from "../core/refs";
import { Sections } from "../core/sections";
import { NewInvoice } from "./new";

type Row = DeskInvoicesQuery["invoices"]["nodes"][number];

const FILTERS: Filter[] = [
  search,
  {
    kind: "choice",
    name: "status",
    label: "Any status",
    options: optionsOf(["DRAFT", "ISSUED", "PARTIALLY_PAID", "PAID", "VOID"], words),
  },
  {
    kind: "choice",
    name: "overdue",
    label: "Overdue or not",
    options: [["yes", "Overdue"], ["no", "Not overdue"]],
    to: (value) => ({ isOverdue: value === "yes" }),
  },
  { kind: "day", name: "from", label: "Issued from", to: (from) => ({ issuedOn: { gte: from } }) },
  { kind: "day", name: "to", label: "to", to: (to) => ({ issuedOn: { lte: to } }) },
];
const CLIENT: Filter = { kind: "find", name: "client", label: "Client", find: findClients, to: (id) => ({ client: { id: { eq: id } } }) };

const columns = (withClient: boolean): ListColumn<Row>[] => [
  { title: "Number", order: "NUMBER", cell: ({ id, number }) => <Link to={`/invoices/${id}`}>{number ?? "Draft"}</Link> },
  ...(withClient ? [{ title: "Client", cell: ({ client }: Row) => <Ref to="/clients" of={client} /> }] : []),
  {
    title: "Status",
    isAside: true,
    cell: ({ status, isOverdue }) => (isOverdue ? <Badge tone="bad">Overdue</Badge> : <State of={status} />),
  },
  { title: "Issued", order: "ISSUED_ON", isAside: true, cell: ({ issuedOn }) => <span class="nowrap">{day(issuedOn)}</span> },
  {
    title: "Due",
    order: "DUE_ON",
    isAside: true,
    cell: ({ dueOn, isOverdue }) => <span class={isOverdue ? "bad-text" : "nowrap"}>{day(dueOn)}</span>,
  },
  { title: "Total", order: "TOTAL", isFigure: true, isAside: true, cell: ({ total }) => money(total) },
  { title: "Balance", order: "BALANCE", isFigure: true, cell: ({ status, balance }) => (status === "VOID" ? "–" : money(balance)) },
];

/** What is open of the invoices that are shown, and of it what is late. Drafts and void ones are owed by nobody. */
function Receivables({ count, total, filter }: { count: number; total: string; filter: InvoiceFilter }) {
  const answer = useQuery(DeskReceivablesDocument, {
    open: { and: [filter, { status: { in: ["ISSUED", "PARTIALLY_PAID"] } }] },
    late: { and: [filter, { isOverdue: true }] },
  });
  useChanges(["INVOICE_", "PAYMENT_", "CREDIT_"], answer.again);
  const { open, late } = answer.data ?? {};
  return (
    <Figures
      figures={[
        ["Invoices", count],
        ["Together", total],
        ["Still to be paid", sums(open?.aggregate.sum.balance)],
        [`Overdue, ${late?.totalCount ?? 0} of them`, sums(late?.aggregate.sum.balance), !!late?.totalCount],
      ]}
    />
  );
}

export function InvoiceList({ always }: { always?: Record<string, unknown> }) {
  return (
    <List
      name="invoices"
      label="Invoices"
      document={DeskInvoicesDocument}
      page={(data) => data.invoices}
      columns={columns(!always?.client)}
      filters={always ? FILTERS : [...FILTERS, CLIENT]}
      always={always}
      order="-CREATED_AT"
      views={[
        { title: "Overdue", text: "overdue=yes" },
        { title: "Drafts", text: "status=DRAFT" },
      ]}
      changes={["INVOICE_", "PAYMENT_", "CREDIT_"]}
      figures={({ invoices: { totalCount, aggregate } }, filter) => (
        <Receivables count={totalCount} total={sums(aggregate.sum.total)} filter={filter} />
      )}
      empty={
        <Empty icon={Receipt} title="No invoices yet">
          Bill the unbilled work of a project or of jobs, or write one by hand.
        </Empty>
      }
    />
  );
}

export function Invoices() {
  useTitle("Invoices");
  const can = useCan();
  const kept = useParameters();
  const [isNew, setNew] = useState(kept.values.new === "yes");
  return (
    <>
      <PageHead title="Invoices">
        {can.work && (
          <Button kind="primary" icon={Plus} onClick={() => setNew(true)}>
            New invoice
          </Button>
        )}
      </PageHead>
      <Sections of="money" />
      <InvoiceList />
      {isNew && <NewInvoice onClose={() => setNew(false)} />}
    </>
  );
}
