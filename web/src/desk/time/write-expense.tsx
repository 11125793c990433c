import { useState } from "preact/hooks";
import { DeskRecordExpenseDocument, DeskUpdateExpenseDocument, type DeskExpenseQuery } from "../../made/graphql";
import { Form, useForm } from "../../shared/form";
import { newKey } from "../../shared/graph";
import { useOrganisation } from "../../shared/session";
import { Button, Checkbox, Dialog, Field, say } from "../../shared/ui";
import { Combobox, type Choice } from "../core/combobox";
import { today } from "../core/days";
import { findClients, findProjects } from "../core/finders";
import { moneyOf } from "../core/money";
import { send } from "../core/verbs";

export type Expense = NonNullable<DeskExpenseQuery["expense"]>;

interface WriteExpenseProps {
  /** The project it was spent for, where that is known. */
  project?: Choice;
  /** The one to be changed; a new one where there is none. */
  expense?: Expense;
  onClose: () => void;
  again?: () => void;
}

export function WriteExpense({ project: given, expense, onClose, again }: WriteExpenseProps) {
  const usual = useOrganisation()?.currency ?? "";
  const [project, setProject] = useState<Choice | null>(given ?? (expense?.project ? choiceOf(expense.project) : null));
  const [client, setClient] = useState<Choice | null>(null);
  const [receipt, setReceipt] = useState<File | null>(null);
  const [key] = useState(newKey);
  const start = {
    spentOn: expense?.spentOn ?? today(),
    category: expense?.category ?? "",
    amount: expense?.amount.amount ?? "",
    currency: expense?.amount.currency ?? usual,
    tax: expense?.tax?.amount ?? "",
    markupPercent: expense?.markupPercent ?? "0",
    note: expense?.note ?? "",
    billable: expense?.billable ?? true,
    projectId: "",
    clientId: "",
  };
  const form = useForm(start, async (values) => {
    const amount = moneyOf(values.amount, values.currency);
    if (!amount) return [{ code: "REQUIRED", message: "How much was spent?", path: ["amount"] }];
    const same = {
      spentOn: values.spentOn,
      category: values.category,
      amount,
      tax: moneyOf(values.tax, values.currency),
      markupPercent: values.markupPercent || "0",
      note: values.note || null,
      billable: values.billable,
      projectId: project?.id ?? null,
      idempotencyKey: key,
      ...(receipt ? { receipt } : {}),
    };
    const done = () => {
      say(expense ? "Saved." : "The expense is entered.");
      again?.();
      onClose();
    };
    return expense
      ? send(DeskUpdateExpenseDocument, { ...same, expenseId: expense.id, expectedVersion: expense.version }, done)
      : send(DeskRecordExpenseDocument, { ...same, clientId: project ? null : (client?.id ?? null) }, done);
  });
  const choose = (choice: Choice | null) => (setProject(choice), !choice && form.set("projectId", ""));
  return (
    <Dialog title={expense ? "Edit the expense" : "Enter an expense"} onClose={onClose}>
      <Form form={form}>
        {!given && <Combobox label="Project" optional find={findProjects} chosen={project} onChoose={choose} error={form.errors.projectId} />}
        {!given && !project && !expense && (
          <Combobox label="Client" optional find={findClients} chosen={client} onChoose={setClient} error={form.errors.clientId} />
        )}
        <div class="form-row">
          <Field label="Spent on" name="spentOn" type="date" form={form} required />
          <Field label="What for" name="category" form={form} placeholder="Travel, material …" required />
        </div>
        <div class="form-row">
          <Field label="Amount" name="amount" inputMode="decimal" form={form} required />
          <Field label="Currency" name="currency" maxLength={3} form={form} />
          <Field label="Tax in it" name="tax" inputMode="decimal" form={form} optional />
        </div>
        <Checkbox name="billable" form={form}>
          The client pays for it
        </Checkbox>
        {form.values.billable && <Field label="Markup, %" name="markupPercent" inputMode="decimal" form={form} />}
        <Field label="Note" name="note" form={form} optional />
        <label class="field">
          <span class="field-label">
            Receipt <span class="quiet">(optional)</span>
          </span>
          <input type="file" accept="image/*,.pdf" onChange={(event) => setReceipt(event.currentTarget.files?.[0] ?? null)} />
        </label>
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.isBusy}>
            {expense ? "Save" : "Enter"}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

const choiceOf = ({ id, name }: { id: string; name: string }): Choice => ({ id, title: name });
