/** One payment: what it paid, and what can still be done with it. */
import { useState } from "preact/hooks";
import { DeskAllocateDocument, DeskPaymentDocument, DeskRefundDocument, type DeskPaymentQuery } from "../../made/graphql";
import { useForm } from "../../shared/form";
import { instant, isZero, money, words } from "../../shared/format";
import { newKey } from "../../shared/graph";
import { useQuery } from "../../shared/query";
import { Link, useTitle, type Parameters } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Answered, Button, Card, Empty, Facts, Field, Notice, say } from "../../shared/ui";
import { State } from "../core/badges";
import { useCan } from "../core/can";
import { useChanges } from "../core/changes";
import { Combobox, type Choice } from "../core/combobox";
import { Pdf } from "../core/documents";
import { Figures } from "../core/figures";
import { FormDialog } from "../core/form-dialog";
import { Line } from "../core/line";
import { moneyOf } from "../core/money";
import { NotHere } from "../core/tabs";
import { Timeline } from "../core/timeline";
import { send } from "../core/verbs";
import { findOwed } from "./owed";

type Payment = NonNullable<DeskPaymentQuery["payment"]>;
interface Shown {
  payment: Payment;
  again: () => void;
}

export function PaymentPage({ parameters: { id = "" } }: { parameters: Parameters }) {
  const answer = useQuery(DeskPaymentDocument, { id });
  useChanges(["PAYMENT_", "INVOICE_"], answer.again);
  useTitle("Payment");
  return (
    <Answered answer={answer} lines={8}>
      {({ payment }) =>
        payment ? <Found payment={payment} again={answer.again} /> : <NotHere what="payment" back={["/payments", "All payments"]} />
      }
    </Answered>
  );
}

function Found({ payment, again }: Shown) {
  const can = useCan();
  const [doing, setDoing] = useState<"allocate" | "refund" | null>(null);
  const close = () => setDoing(null);
  const isIn = payment.status === "SUCCEEDED" || payment.status === "PARTIALLY_REFUNDED";
  return (
    <>
      <PageHead title={`${money(payment.amount)} from ${payment.client.name}`} back={["/payments", "Payments"]}>
        <State of={payment.status} />
        <Pdf of={payment.receipt?.downloadUrl} />
        {can.bill && isIn && <Button onClick={() => setDoing("refund")}>Refund…</Button>}
        {can.work && isIn && !isZero(payment.unallocated) && (
          <Button kind="primary" onClick={() => setDoing("allocate")}>
            Put it on an invoice
          </Button>
        )}
      </PageHead>
      {payment.failureReason && (
        <div class="part-notice">
          <Notice kind="warn">{payment.failureReason}</Notice>
        </div>
      )}
      <Figures
        figures={[
          ["Amount", money(payment.amount)],
          ["Not yet on an invoice", money(payment.unallocated)],
          ...(isZero(payment.refunded) ? [] : [["Refunded", money(payment.refunded)] as [string, string]]),
        ]}
      />
      <div class="columns">
        <Card title="Invoices it paid" flush>
          {payment.allocations.length ? (
            <ul class="lines">
              {payment.allocations.map(({ amount, invoice }) => (
                <Line key={invoice.id} to={`/invoices/${invoice.id}`} title={invoice.number ?? "Draft"} aside={<span class="figure">{money(amount)}</span>} />
              ))}
            </ul>
          ) : (
            <Empty title="None yet">The whole of it is the client's credit.</Empty>
          )}
        </Card>
        <div class="stack">
          <Card title="About">
            <Facts
              facts={[
                ["Client", <Link to={`/clients/${payment.client.id}`}>{payment.client.name}</Link>],
                ["Received", payment.receivedAt && instant(payment.receivedAt)],
                ["Method", words(payment.method)],
                ["Through", payment.provider],
                ["Reference", payment.reference],
                ["Receipt", payment.receipt?.number],
              ]}
            />
          </Card>
          <Card title="Timeline">
            <Timeline filter={{ subject: { eq: payment.id } }} about={payment.id} />
          </Card>
        </div>
      </div>
      {doing === "allocate" && <Allocate payment={payment} onClose={close} again={again} />}
      {doing === "refund" && <Refund payment={payment} onClose={close} again={again} />}
    </>
  );
}

function Allocate({ payment, onClose, again }: Shown & { onClose: () => void }) {
  const [invoice, setInvoice] = useState<Choice | null>(null);
  const [key] = useState(newKey);
  const form = useForm({ invoiceId: "", amount: payment.unallocated.amount }, async (values) => {
    const amount = moneyOf(values.amount, payment.currency);
    if (!invoice || !amount) return [{ code: "REQUIRED", message: "Say which invoice, and how much.", path: ["invoiceId"] }];
    const given = { paymentId: payment.id, allocations: [{ invoiceId: invoice.id, amount }], idempotencyKey: key };
    return send(DeskAllocateDocument, given, () => {
      say(`It pays for ${invoice.title}.`);
      again();
      onClose();
    });
  });
  return (
    <FormDialog title="Put it on an invoice" form={form} verb="Put it there" onClose={onClose}>
      <Combobox
        label="Invoice"
        find={findOwed(payment.client.id, payment.currency)}
        chosen={invoice}
        onChoose={setInvoice}
        error={form.errors.invoiceId}
      />
      <Field label={`Amount, ${payment.currency}`} name="amount" inputMode="decimal" form={form} />
    </FormDialog>
  );
}

function Refund({ payment, onClose, again }: Shown & { onClose: () => void }) {
  const [key] = useState(newKey);
  const form = useForm({ amount: payment.unallocated.amount, reason: "" }, async (values) => {
    const amount = moneyOf(values.amount, payment.currency);
    if (!amount) return [{ code: "REQUIRED", message: "How much goes back?", path: ["amount"] }];
    const given = { paymentId: payment.id, amount, reason: values.reason || null, idempotencyKey: key };
    return send(DeskRefundDocument, given, () => {
      say("The refund is on its way.");
      again();
      onClose();
    });
  });
  return (
    <FormDialog title="Refund" form={form} verb="Pay it back" isDanger onClose={onClose}>
      <Notice kind="warn">Money that goes back is owed again on the invoices it had paid.</Notice>
      <Field label={`Amount, ${payment.currency}`} name="amount" inputMode="decimal" form={form} autofocus />
      <Field label="Reason" name="reason" form={form} optional />
    </FormDialog>
  );
}
