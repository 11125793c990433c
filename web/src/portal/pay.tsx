/** Paying: all of it or a part, on the provider's page. */
import { useRef } from "preact/hooks";
import { PayInvoiceDocument } from "../made/graphql";
import { Form, useForm } from "../shared/form";
import { money, type Money } from "../shared/format";
import { act, newKey } from "../shared/graph";
import { addressOf } from "../shared/router";
import { Button, Card, Field } from "../shared/ui";

const noted = (invoiceId: string) => `clientgraph-payment-${invoiceId}`;

/** The payment of an invoice that was begun in this tab, where there is one. */
export const begun = (invoiceId: string): string | null => sessionStorage.getItem(noted(invoiceId));

/** 1.250,50 and 1,250.50 as the server reads them: 1250.50. */
export function decimal(typed: string): string {
  const text = typed.replace(/[\s'’\u00a0\u202f]/g, "");
  const comma = text.lastIndexOf(",");
  const point = text.lastIndexOf(".");
  return comma > point ? text.replaceAll(".", "").replace(",", ".") : text.replaceAll(",", "");
}

interface PayProps {
  invoice: { id: string; balance: Money };
  onPaid: () => void;
}

export function Pay({ invoice, onPaid }: PayProps) {
  const { balance } = invoice;
  // One key for each amount: pressed twice, or sent again after a cut, it is paid once.
  const key = useRef({ amount: "", key: "" });
  const form = useForm({ amount: balance.amount }, async (values) => {
    const amount = decimal(values.amount);
    if (key.current.amount !== amount) key.current = { amount, key: newKey() };
    const { payInvoice } = await act(PayInvoiceDocument, {
      input: {
        invoiceId: invoice.id,
        amount: { amount, currency: balance.currency },
        idempotencyKey: key.current.key,
        returnUrl: location.origin + addressOf(`/invoices/${invoice.id}`),
      },
    });
    const { userErrors, payment, checkoutUrl } = payInvoice;
    if (userErrors.length) return userErrors;
    if (payment) sessionStorage.setItem(noted(invoice.id), payment.id);
    if (checkoutUrl) location.assign(checkoutUrl);
    else onPaid();
    return [];
  });
  const isPart = decimal(form.values.amount) !== balance.amount;
  return (
    <Card title="Pay" class="accented">
      <p class="big figure">{money(balance)}</p>
      <Form form={form}>
        <Field
          label={`Amount in ${balance.currency}`}
          name="amount"
          inputMode="decimal"
          form={form}
          hint={isPart ? `A part of ${money(balance)}; the rest stays open.` : "Change it to pay a part."}
        />
        <Button kind="primary" type="submit" busy={form.isBusy} wide>
          Pay now
        </Button>
      </Form>
    </Card>
  );
}
