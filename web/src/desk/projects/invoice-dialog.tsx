/** From unbilled work to an invoice: what is chosen is shown as it would be billed, before anything is. */
import { useState } from "preact/hooks";
import {
  DeskInvoicePreviewDocument,
  DeskInvoiceProjectDocument,
  type BillingMethod,
  type CreateInvoiceFromProjectInput,
  type DeskInvoicePreviewQuery,
  type LineGrouping,
} from "../../made/graphql";
import { Form, useForm } from "../../shared/form";
import { money, number, words } from "../../shared/format";
import { newKey } from "../../shared/graph";
import { useQuery } from "../../shared/query";
import { go } from "../../shared/router";
import { Button, Checkbox, Dialog, Empty, Fault, Field, Notice, say, Select, Skeleton } from "../../shared/ui";
import { useCan } from "../core/can";
import { useChanges } from "../core/changes";
import { optionsOf } from "../core/filters";
import { Sums } from "../core/sums";
import { vatOf } from "../core/money";
import { send } from "../core/verbs";

interface InvoiceDialogProps {
  project: { id: string; name: string; billingMethod: BillingMethod };
  onClose: () => void;
}

const GROUPINGS: LineGrouping[] = ["SINGLE_LINE", "PER_TASK", "PER_ENTRY"];
const BASES: [BillingMethod, string][] = [
  ["PROJECT_HOURS", "Hours of the project"],
  ["TASK_HOURS", "Hours of its tasks"],
  ["FIXED_PRICE", "The fixed price"],
  ["NON_BILLABLE", "Expenses alone"],
];

export function InvoiceDialog({ project, onClose }: InvoiceDialogProps) {
  const can = useCan();
  const [key] = useState(newKey);
  const [issue, setIssue] = useState(false);
  const given = {
    basis: project.billingMethod,
    grouping: "PER_TASK" as LineGrouping,
    from: "",
    to: "",
    share: "100",
    expenses: true,
    vat: "20",
    dueOn: "",
    note: "",
  };
  const inputOf = (values: typeof given): CreateInvoiceFromProjectInput => ({
    projectId: project.id,
    basis: values.basis,
    grouping: values.grouping,
    includeExpenses: values.expenses,
    fixedPricePercent: values.basis === "FIXED_PRICE" ? values.share || "0" : undefined,
    loggedOn: values.from || values.to ? { gte: values.from || undefined, lte: values.to || undefined } : null,
    taxes: vatOf(values.vat),
  });
  const form = useForm(given, (values) =>
    send(
      DeskInvoiceProjectDocument,
      { ...inputOf(values), dueOn: values.dueOn || null, note: values.note || null, issue, idempotencyKey: `${key}-${issue}` },
      ({ invoice }) => {
        say(issue ? `Invoice ${invoice?.number} is issued.` : "The draft is made.");
        if (invoice) go(`/invoices/${invoice.id}`);
      },
    ),
  );
  const { values } = form;
  const answer = useQuery(DeskInvoicePreviewDocument, { input: inputOf(values) });
  useChanges(["TIME_", "EXPENSE_", "INVOICE_", "TASK_"], answer.again);
  const preview = answer.data?.invoicePreview;
  return (
    <Dialog title={`Invoice ${project.name}`} onClose={onClose} wide>
      <Form form={form}>
        <div class="invoice-dialog">
          <div class="form">
            <Select label="Bill by" name="basis" form={form} options={BASES} />
            {values.basis.endsWith("HOURS") && (
              <Select label="Lines" name="grouping" form={form} options={optionsOf(GROUPINGS, words)} />
            )}
            {values.basis === "FIXED_PRICE" && (
              <Field label="Share of the price, %" name="share" inputMode="decimal" form={form} />
            )}
            <div class="form-row">
              <Field label="Work from" name="from" type="date" form={form} optional />
              <Field label="until" name="to" type="date" form={form} optional />
            </div>
            <div class="form-row">
              <Field label="VAT, %" name="vat" inputMode="decimal" form={form} />
              <Field label="Due on" name="dueOn" type="date" form={form} optional />
            </div>
            <Checkbox name="expenses" form={form}>
              With open expenses
            </Checkbox>
            <Field label="Note on the invoice" name="note" form={form} optional />
          </div>
          <section class="preview" aria-label="Preview" aria-live="polite">
            {answer.fault ? (
              <Fault fault={answer.fault} again={answer.again} />
            ) : preview ? (
              <Preview preview={preview} />
            ) : (
              <Skeleton lines={6} />
            )}
          </section>
        </div>
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" busy={form.isBusy && !issue} disabled={!preview?.lines.length} onClick={() => setIssue(false)}>
            Make a draft
          </Button>
          {can.bill && (
            <Button
              kind="primary"
              type="submit"
              busy={form.isBusy && issue}
              disabled={!preview?.lines.length}
              onClick={() => setIssue(true)}
            >
              Issue {preview ? money(preview.total) : ""}
            </Button>
          )}
        </div>
      </Form>
    </Dialog>
  );
}

type Shown = NonNullable<DeskInvoicePreviewQuery["invoicePreview"]>;

function Preview({ preview }: { preview: Shown }) {
  const counts = new Map<string, number>();
  for (const { reason } of preview.excluded) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const left = [...counts].map(([reason, count]) => `${count} ${words(reason).toLowerCase()}`).join(", ");
  return (
    <>
      {preview.lines.length ? (
        <table class="table small">
          <thead>
            <tr>
              <th scope="col">Line</th>
              <th scope="col" class="figure">
                Quantity
              </th>
              <th scope="col" class="figure">
                Net
              </th>
            </tr>
          </thead>
          <tbody>
            {preview.lines.map((line, index) => (
              <tr key={index}>
                <td>{line.description}</td>
                <td class="figure">
                  {number(line.quantity)} × {money(line.unitPrice)}
                </td>
                <td class="figure">{money(line.net)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <Empty title="Nothing to bill here">Choose another basis or other days, or log time first.</Empty>
      )}
      {left && <Notice kind="info">Left out: {left}.</Notice>}
      <Sums sums={preview} />
    </>
  );
}
