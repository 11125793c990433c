import { useState } from "preact/hooks";
import { DeskDeleteExpenseDocument, DeskExpenseDocument } from "../../made/graphql";
import { day, money } from "../../shared/format";
import { newKey } from "../../shared/graph";
import { useQuery } from "../../shared/query";
import { go, Link, useTitle, type Parameters } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Answered, Button, Card, Empty, Facts, Notice } from "../../shared/ui";
import { State } from "../core/badges";
import { useCan } from "../core/can";
import { useChanges } from "../core/changes";
import { NotHere } from "../core/tabs";
import { Timeline } from "../core/timeline";
import { run } from "../core/verbs";
import { Decide } from "./expenses";
import { WriteExpense, type Expense } from "./write-expense";

export function ExpensePage({ parameters: { id = "" } }: { parameters: Parameters }) {
  const answer = useQuery(DeskExpenseDocument, { id });
  useChanges(["EXPENSE_", "INVOICE_"], answer.again);
  useTitle(answer.data?.expense?.category ?? "Expense");
  return (
    <Answered answer={answer} lines={8}>
      {({ expense }) =>
        expense ? <Found expense={expense} again={answer.again} /> : <NotHere what="expense" back={["/expenses", "All expenses"]} />
      }
    </Answered>
  );
}

function Found({ expense, again }: { expense: Expense; again: () => void }) {
  const can = useCan();
  const [isEditing, setEditing] = useState(false);
  const isFree = expense.billableState === "OPEN" || expense.billableState === "NOT_BILLABLE";
  const remove = async () => {
    if (await run(DeskDeleteExpenseDocument, { expenseId: expense.id, idempotencyKey: newKey() }, "The expense is deleted.")) go("/expenses");
  };
  return (
    <>
      <PageHead title={`${expense.category}, ${money(expense.amount)}`} back={["/expenses", "Expenses"]}>
        <State of={expense.billableState} />
        {can.work && isFree && (
          <>
            <Button onClick={() => void remove()}>Delete</Button>
            <Button onClick={() => setEditing(true)}>Edit</Button>
          </>
        )}
      </PageHead>
      {expense.approvalStatus === "AWAITING" && (
        <div class="part-notice">
          <Notice kind="warn">
            <p>It waits for approval, and is not billed before.</p>
            {can.bill && <Decide id={expense.id} what={expense.category} again={again} />}
          </Notice>
        </div>
      )}
      <div class="columns">
        <div class="stack">
          <Card title="About">
            <Facts facts={factsOf(expense)} />
          </Card>
          <Card title="Receipt">
            {expense.receipt ? (
              <p>{expense.receipt.downloadUrl ? <a href={expense.receipt.downloadUrl}>{expense.receipt.name}</a> : expense.receipt.name}</p>
            ) : (
              <Empty title="No receipt">{can.work && isFree ? "Add it by Edit." : null}</Empty>
            )}
          </Card>
        </div>
        <Card title="Timeline">
          <Timeline filter={{ subject: { eq: expense.id } }} about={expense.id} />
        </Card>
      </div>
      {isEditing && <WriteExpense expense={expense} onClose={() => setEditing(false)} again={again} />}
    </>
  );
}

function factsOf(expense: Expense): [string, preact.ComponentChildren][] {
  const { client, project, invoiceLine } = expense;
  return [
    ["Spent on", day(expense.spentOn)],
    ["Project", project && <Link to={`/projects/${project.id}`}>{project.name}</Link>],
    ["Client", client && <Link to={`/clients/${client.id}`}>{client.name}</Link>],
    ["Recorded by", expense.recordedBy?.name],
    ["Tax in it", expense.tax && money(expense.tax)],
    ["Billed to the client", expense.billable ? money(expense.billableAmount) : "No"],
    ["Approval", <State of={expense.approvalStatus} />],
    ["Invoice", invoiceLine && <Link to={`/invoices/${invoiceLine.invoice.id}`}>{invoiceLine.invoice.number ?? "Draft"}</Link>],
    ["Note", expense.note],
  ];
}
