import { Plus, Wallet } from "lucide";
import { useState } from "preact/hooks";
import { DeskApproveExpenseDocument, DeskExpensesDocument, type DeskExpenseRowFragment } from "../../made/graphql";
import { day, money, words } from "../../shared/format";
import { newKey } from "../../shared/graph";
import { Link, useTitle } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Button, Empty } from "../../shared/ui";
import { State } from "../core/badges";
import { useCan } from "../core/can";
import type { Choice } from "../core/combobox";
import { Figures, sums } from "../core/figures";
import { optionsOf, searchIn, type Filter } from "../core/filters";
import { findClients, findProjects, findUsers, WORKERS } from "../core/finders";
import { List, type ListColumn } from "../core/list";
import { useParameters } from "../core/place";
import { Ref } from "../core/refs";
import { Sections } from "../core/sections";
import { run } from "../core/verbs";
import { WriteExpense } from "./write-expense";

type Row = DeskExpenseRowFragment;

const FILTERS: Filter[] = [
  searchIn("category"),
  { kind: "choice", name: "approvalStatus", label: "Any approval", options: optionsOf(["AWAITING", "APPROVED", "REJECTED", "NOT_NEEDED"], words) },
  { kind: "choice", name: "billableState", label: "Billed or not", options: optionsOf(["OPEN", "RESERVED", "BILLED", "NOT_BILLABLE"], words) },
  { kind: "find", name: "by", label: "Recorded by", find: findUsers(WORKERS), to: (id) => ({ recordedBy: { id: { eq: id } } }) },
  { kind: "day", name: "from", label: "Spent from", to: (from) => ({ spentOn: { gte: from } }) },
  { kind: "day", name: "to", label: "to", to: (to) => ({ spentOn: { lte: to } }) },
];
const WHOSE: Filter[] = [
  { kind: "find", name: "client", label: "Client", find: findClients, to: (id) => ({ client: { id: { eq: id } } }) },
  { kind: "find", name: "project", label: "Project", find: findProjects, to: (id) => ({ project: { id: { eq: id } } }) },
];

/** Approve or reject what was spent; with the right to bill. */
export function Decide({ id, what, again }: { id: string; what: string; again?: () => void }) {
  const decide = async (approve: boolean) => {
    const said = approve ? "Approved." : "Rejected.";
    await run(DeskApproveExpenseDocument, { expenseId: id, approve, idempotencyKey: newKey() }, said);
    again?.();
  };
  return (
    <span class="row">
      <Button small aria-label={`Approve ${what}`} onClick={() => void decide(true)}>
        Approve
      </Button>
      <Button small kind="plain" aria-label={`Reject ${what}`} onClick={() => void decide(false)}>
        Reject
      </Button>
    </span>
  );
}

export function ExpenseList({ always, project }: { always?: Record<string, unknown>; project?: Choice }) {
  const can = useCan();
  const kept = useParameters();
  const [isNew, setNew] = useState(kept.values.new === "yes");
  const columns: ListColumn<Row>[] = [
    { title: "Spent on", order: "SPENT_ON", cell: ({ spentOn }) => <span class="nowrap">{day(spentOn)}</span> },
    {
      title: "For",
      cell: ({ id, category, note }) => (
        <div class="line-text">
          <Link to={`/expenses/${id}`}>{category}</Link>
          <span class="quiet small">{note}</span>
        </div>
      ),
    },
    ...(project
      ? []
      : [{ title: "Project or client", isAside: true, cell: (row: Row) => (row.project ? <Ref to="/projects" of={row.project} /> : <Ref to="/clients" of={row.client} />) }]),
    { title: "By", isAside: true, cell: ({ recordedBy }) => recordedBy?.name ?? "–" },
    { title: "Billing", isAside: true, cell: ({ billableState }) => <State of={billableState} /> },
    {
      title: "Approval",
      isAside: true,
      cell: ({ id, category, approvalStatus }) =>
        approvalStatus === "AWAITING" && can.bill ? <Decide id={id} what={category} /> : <State of={approvalStatus} />,
    },
    { title: "Amount", order: "AMOUNT", isFigure: true, cell: ({ amount }) => money(amount) },
  ];
  return (
    <>
      {can.work && (
        <div class="part-tools">
          <Button small icon={Plus} onClick={() => setNew(true)}>
            Enter an expense
          </Button>
        </div>
      )}
      <List
        name="expenses"
        label="Expenses"
        document={DeskExpensesDocument}
        page={(data) => data.expenses}
        columns={columns}
        filters={project ? FILTERS : [...FILTERS, ...WHOSE]}
        always={always}
        order="-SPENT_ON"
        views={[
          { title: "To be approved", text: "approvalStatus=AWAITING" },
          { title: "To be billed", text: "billableState=OPEN" },
        ]}
        changes={["EXPENSE_", "INVOICE_"]}
        figures={({ expenses }) => (
          <Figures
            figures={[
              ["Expenses", expenses.totalCount],
              ["Together", sums(expenses.aggregate.sum.amount)],
            ]}
          />
        )}
        empty={
          <Empty icon={Wallet} title="No expenses yet">
            Enter what was spent, with its receipt. Billable ones go on the next invoice.
          </Empty>
        }
      />
      {isNew && <WriteExpense project={project} onClose={() => setNew(false)} />}
    </>
  );
}

export function Expenses() {
  useTitle("Expenses");
  return (
    <>
      <PageHead title="Expenses" />
      <Sections of="time" />
      <ExpenseList />
    </>
  );
}
