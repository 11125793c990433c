import { Wallet } from "lucide";
import { DeskPaymentsDocument, type DeskPaymentsQuery } from "../../made/graphql";
import { instant, isZero, money, words } from "../../shared/format";
import { Link, useTitle } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Empty } from "../../shared/ui";
import { State } from "../core/badges";
import { Figures, sums } from "../core/figures";
import { plus, startOf } from "../core/days";
import { optionsOf, type Filter } from "../core/filters";
import { findClients } from "../core/finders";
import { List, type ListColumn } from "../core/list";
import { Ref } from "../core/refs";
import { Sections } from "../core/sections";

type Row = DeskPaymentsQuery["payments"]["nodes"][number];

const FILTERS: Filter[] = [
  {
    kind: "choice",
    name: "status",
    label: "Any status",
    options: optionsOf(["PENDING", "SUCCEEDED", "FAILED", "DISPUTED", "REFUNDED", "PARTIALLY_REFUNDED", "CANCELLED"], words),
  },
  {
    kind: "choice",
    name: "method",
    label: "Any method",
    options: optionsOf(["BANK_TRANSFER", "CARD", "DIRECT_DEBIT", "CHEQUE", "CASH", "OTHER"], words),
  },
  { kind: "find", name: "client", label: "Client", find: findClients, to: (id) => ({ client: { id: { eq: id } } }) },
  { kind: "day", name: "from", label: "Received from", to: (from) => ({ receivedAt: { gte: startOf(from).toISOString() } }) },
  { kind: "day", name: "to", label: "to", to: (to) => ({ receivedAt: { lt: startOf(plus(to, 1)).toISOString() } }) },
];

const COLUMNS: ListColumn<Row>[] = [
  { title: "Received", order: "RECEIVED_AT", cell: ({ id, receivedAt }) => <Link to={`/payments/${id}`}>{receivedAt ? instant(receivedAt) : "Not yet"}</Link> },
  { title: "Client", cell: ({ client }) => <Ref to="/clients" of={client} /> },
  { title: "Method", isAside: true, cell: ({ method }) => words(method) },
  { title: "Reference", isAside: true, cell: ({ reference }) => reference ?? "–" },
  { title: "Status", isAside: true, cell: ({ status }) => <State of={status} /> },
  {
    title: "Receipt",
    isAside: true,
    cell: ({ receipt }) =>
      receipt?.downloadUrl ? (
        <a href={receipt.downloadUrl} download>
          {receipt.number}
        </a>
      ) : (
        "–"
      ),
  },
  {
    title: "Unallocated",
    isFigure: true,
    isAside: true,
    cell: ({ unallocated }) => (isZero(unallocated) ? <span class="quiet">–</span> : money(unallocated)),
  },
  { title: "Amount", order: "AMOUNT", isFigure: true, cell: ({ amount }) => money(amount) },
];

export function Payments() {
  useTitle("Payments");
  return (
    <>
      <PageHead title="Payments" />
      <Sections of="money" />
      <List
        name="payments"
        label="Payments"
        document={DeskPaymentsDocument}
        page={(data) => data.payments}
        columns={COLUMNS}
        filters={FILTERS}
        order="-RECEIVED_AT"
        changes={["PAYMENT_"]}
        figures={({ payments: { totalCount, aggregate } }) => (
          <Figures
            figures={[
              ["Payments", totalCount],
              ["Together", sums(aggregate.sum.amount)],
              ["Not yet on an invoice", sums(aggregate.sum.unallocated)],
            ]}
          />
        )}
        empty={
          <Empty icon={Wallet} title="No payments yet">
            They come from the portal, or are recorded on the page of an invoice.
          </Empty>
        }
      />
    </>
  );
}
