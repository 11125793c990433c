/** Reports of money: what is owed, what was billed, what is left of it, what waits to be billed. */
import {
  DeskAgeingDocument,
  DeskProfitDocument,
  DeskRevenueDocument,
  DeskUnbilledDocument,
  type DeskAgeingQuery,
  type DeskProfitQuery,
  type DeskRevenueQuery,
  type DeskUnbilledQuery,
} from "../../made/graphql";
import { isZero, money, percent, type Money } from "../../shared/format";
import { Link } from "../../shared/router";
import type { Column } from "../../shared/ui";
import { useCan } from "../core/can";
import { useParameters } from "../core/place";
import { Ref } from "../core/refs";
import { clockOf } from "../time/hours";
import { ABOUT, KeyOf, keyOf, Named, OF_CLIENT, PERIOD, Report, titleOf, type RowOf } from "./report";

type Owed = RowOf<DeskAgeingQuery, "receivablesAgeing">;
type Revenue = RowOf<DeskRevenueQuery, "revenue">;
type Profit = RowOf<DeskProfitQuery, "profit">;
type Unbilled = RowOf<DeskUnbilledQuery, "unbilled">;

const KEYS = [
  ["CLIENT", "client"],
  ["PROJECT", "project"],
  ["JOB", "job"],
  ["ACTIVITY", "activity"],
  ["TEAM", "team"],
  ["MONTH", "month"],
] as const;

/** Nothing is a dash: what is there stands out. */
const sum = (value: Money): string => (isZero(value) ? "–" : money(value));

function figure<Row>(title: string, of: (row: Row) => Money, more: Partial<Column<Row>> = {}): Column<Row> {
  return { title, isFigure: true, cell: (row) => sum(of(row)), ...more };
}

/** R4. */
export function WhatIsOwed() {
  const columns: Column<Owed>[] = [
    { title: "Client", cell: ({ client }) => <Ref to="/clients" of={client} /> },
    figure("Not due", ({ current }) => current, { isAside: true }),
    figure("1 to 30 days", ({ days1To30 }) => days1To30, { isAside: true }),
    figure("31 to 60 days", ({ days31To60 }) => days31To60, { isAside: true }),
    figure("61 to 90 days", ({ days61To90 }) => days61To90, { isAside: true }),
    figure("Over 90 days", ({ daysOver90 }) => daysOver90),
    {
      title: "In all",
      isFigure: true,
      cell: ({ client, total }) => <Link to={`/invoices?client=${client.id}~${encodeURIComponent(client.name)}`}>{sum(total)}</Link>,
    },
  ];
  return (
    <Report
      label="What is owed"
      note="Open balances with tax, by how many days they are past due."
      document={DeskAgeingDocument}
      filters={[{ kind: "day", name: "day", label: "On", to: (asOf) => ({ asOf }) }]}
      given={(chosen) => Object.assign({}, ...chosen)}
      rows={({ reports }) => reports.receivablesAgeing}
      columns={columns}
      keyOf={({ client, total }) => client.id + total.currency}
      changes={["INVOICE_", "PAYMENT_", "CREDIT_"]}
      empty="Nobody owes anything"
    />
  );
}

/** R2. */
export function WhatWasBilled() {
  const can = useCan();
  const columns: (Column<Revenue> | false)[] = [
    { title: "Project", cell: ({ project }) => <Ref to="/projects" of={project} /> },
    { title: "Client", isAside: true, cell: ({ client }) => <Ref to="/clients" of={client} /> },
    can.seeCosts && { title: "Earned", isFigure: true, isAside: true, cell: ({ earned }) => (earned ? sum(earned) : "–") },
    figure("Invoiced", ({ invoiced }) => invoiced),
    figure("Paid, with tax", ({ paid }) => paid),
  ];
  return (
    <Report
      label="Revenue by project"
      note="Issued invoices less credits, net of tax, and what was paid of them. Earned is what was billed and what could be."
      document={DeskRevenueDocument}
      filters={[...ABOUT, ...PERIOD]}
      rows={({ reports }) => reports.revenue}
      columns={columns.filter((each) => each !== false)}
      keyOf={({ project, invoiced }) => project.id + invoiced.currency}
      changes={["INVOICE_", "PAYMENT_", "CREDIT_"]}
      empty="Nothing was earned"
    />
  );
}

/** R5. */
export function WhatIsLeft() {
  const { values } = useParameters();
  const key = keyOf(KEYS, values.key) ?? "CLIENT";
  const others = KEYS.filter(([each]) => each !== key);
  const then = keyOf(others, values.then);
  const columns: (Column<Profit> | false | undefined)[] = [
    { title: titleOf(KEYS, key), cell: ({ key, node }) => <Named name={key} node={node} /> },
    then && { title: titleOf(KEYS, then), cell: ({ thenKey, thenNode }) => <Named name={thenKey ?? ""} node={thenNode} /> },
    figure("Revenue", ({ revenue }) => revenue),
    figure("Cost", ({ cost }) => cost, { isAside: true }),
    figure("Profit", ({ profit }) => profit),
    {
      title: "Margin",
      isFigure: true,
      isAside: true,
      cell: ({ marginPercent }) => (marginPercent === null || marginPercent === undefined ? "–" : percent(marginPercent)),
    },
  ];
  return (
    <Report
      label="Profit"
      note="Invoices less credits, net of tax, less time at cost rates, expenses, and what was done on jobs."
      document={DeskProfitDocument}
      variables={{ by: key, thenBy: then }}
      filters={[...ABOUT, ...PERIOD]}
      tools={
        <>
          <KeyOf keys={KEYS} chosen={key} />
          <KeyOf keys={others} name="then" label="and" chosen={then} none="nothing else" />
        </>
      }
      rows={({ reports }) => reports.profit}
      columns={columns.filter((each) => !!each)}
      keyOf={({ key, node, thenKey, thenNode, revenue }) => [node?.id ?? key, thenNode?.id ?? thenKey, revenue.currency].join(" ")}
      changes={["INVOICE_", "CREDIT_", "TIME_", "EXPENSE_", "JOB_"]}
      empty="Nothing was earned or spent"
    />
  );
}

/** R8. */
export function WhatWaits() {
  const columns: Column<Unbilled>[] = [
    { title: "Client", cell: ({ client }) => <Ref to="/clients" of={client} /> },
    { title: "Project", cell: ({ project }) => (<Ref to="/projects" of={project} />) },
    { title: "Hours", isFigure: true, isAside: true, cell: ({ seconds }) => clockOf(seconds) || "–" },
    figure("Time", ({ time }) => time, { isAside: true }),
    figure("Expenses", ({ expenses }) => expenses, { isAside: true }),
    figure("Jobs", ({ jobs }) => jobs, { isAside: true }),
    figure("In all", ({ total }) => total),
  ];
  return (
    <Report
      label="Work not yet billed"
      note="Open billable time at its rates, expenses with markup, and jobs that can be invoiced, as of now."
      document={DeskUnbilledDocument}
      filters={[OF_CLIENT]}
      rows={({ reports }) => reports.unbilled}
      columns={columns}
      keyOf={({ client, project, total }) => client.id + (project?.id ?? "") + total.currency}
      changes={["INVOICE_", "TIME_", "EXPENSE_", "JOB_"]}
      empty="Everything is billed"
    />
  );
}
