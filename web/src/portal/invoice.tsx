/** One invoice: what it is for, what was paid, and paying it. */
import {
  InvoiceDocument,
  InvoiceMovesDocument,
  type InvoiceQuery,
  type PaymentRowFragment,
} from "../made/graphql";
import { day, instant, isZero, money, percent, quantity, words } from "../shared/format";
import { useLive, useQuery } from "../shared/query";
import { Link, useTitle, type Parameters } from "../shared/router";
import { useCursor } from "../shared/session";
import { PageHead } from "../shared/shell";
import { Answered, Card, Facts, Notice } from "../shared/ui";
import { DownloadButton, NotHere } from "./parts";
import { begun, Pay } from "./pay";
import { useNews } from "./pulse";
import { State } from "./states";
import { Sums } from "./sums";

type Shown = NonNullable<InvoiceQuery["invoice"]>;

export function Invoice({ parameters }: { parameters: Parameters }) {
  const id = parameters.id ?? "";
  const answer = useQuery(InvoiceDocument, { id });
  const after = useCursor();
  useNews(["CREDIT"], answer.again);
  useLive(InvoiceMovesDocument, answer.data?.invoice ? { invoiceId: id, after } : null, answer.again);
  return (
    <Answered answer={answer} lines={12}>
      {({ invoice }) =>
        invoice ? <Whole invoice={invoice} again={answer.again} /> : <NotHere back={["/invoices", "All invoices"]} />
      }
    </Answered>
  );
}

function Whole({ invoice, again }: { invoice: Shown; again: () => void }) {
  useTitle(`Invoice ${invoice.number}`);
  return (
    <>
      <PageHead title={`Invoice ${invoice.number}`} back={["/invoices", "Invoices"]}>
        <State of={invoice.status} isOverdue={invoice.isOverdue} />
        <DownloadButton id={invoice.id}>PDF</DownloadButton>
      </PageHead>
      <div class="columns">
        <div class="stack">
          <LastPayment invoice={invoice} />
          <Card flush title="What it is for">
            <Lines lines={invoice.lines} />
            <Sums
              sums={[
                ["Subtotal", invoice.subtotal],
                ["Discount", isZero(invoice.discount) ? null : invoice.discount],
                ...invoice.taxes.map((each): [string, typeof each.tax] => [`${each.name} ${percent(each.ratePercent)}`, each.tax]),
              ]}
              total={["Total", invoice.total]}
              rest={[
                ["Paid", isZero(invoice.paid) ? null : invoice.paid],
                ["Credited", isZero(invoice.credited) ? null : invoice.credited],
              ]}
              open={["To pay", invoice.balance]}
            />
          </Card>
          {invoice.note && (
            <Card title="Note">
              <p class="text">{invoice.note}</p>
            </Card>
          )}
        </div>
        <div class="stack">
          {invoice.payable && <Pay key={invoice.balance.amount} invoice={invoice} onPaid={again} />}
          <Card title="About">
            <Facts
              facts={[
                ["Issued", day(invoice.issuedOn)],
                ["Due", day(invoice.dueOn)],
                ["Billed to", invoice.billTo.name],
                ["Project", invoice.project && <Link to={`/projects/${invoice.project.id}`}>{invoice.project.name}</Link>],
                ["Void because", invoice.voidReason],
              ]}
            />
          </Card>
          {!!invoice.payments.nodes.length && (
            <Card title="Payments" flush>
              <ul class="list">
                {invoice.payments.nodes.map((each) => (
                  <PaymentRow key={each.id} payment={each} />
                ))}
              </ul>
            </Card>
          )}
          {!!invoice.creditNotes.length && (
            <Card title="Credit notes" flush>
              <ul class="list">
                {invoice.creditNotes.map((each) => (
                  <li key={each.id}>
                    <div class="list-main">
                      <span class="list-title">{each.number}</span>
                      <span class="quiet small">
                        {money(each.total)}, {day(each.issuedOn)}
                      </span>
                    </div>
                    <DownloadButton id={each.id} kind="plain" small>
                      PDF
                    </DownloadButton>
                  </li>
                ))}
              </ul>
            </Card>
          )}
        </div>
      </div>
    </>
  );
}

/** How the payment went that was begun here, after the provider's page. */
function LastPayment({ invoice }: { invoice: Shown }) {
  const last = begun(invoice.id);
  if (!last) return null;
  const payment = invoice.payments.nodes.find((each) => each.id === last);
  if (!payment) return <Notice kind="bad">The payment was declined. Nothing was taken; you can try again.</Notice>;
  if (payment.status === "PENDING") {
    return <Notice kind="info">Your payment of {money(payment.amount)} is on its way. It shows here once it has come.</Notice>;
  }
  if (payment.status !== "SUCCEEDED") return null;
  return (
    <Notice kind="good">
      <p>Thank you: {money(payment.amount)} was received.</p>
      {payment.receipt && (
        <DownloadButton id={payment.receipt.id} small>
          Receipt {payment.receipt.number}
        </DownloadButton>
      )}
    </Notice>
  );
}

function Lines({ lines }: { lines: Shown["lines"] }) {
  return (
    <ul class="lines">
      {lines.map((line) => (
        <li key={line.id}>
          <div class="list-main">
            <span class="text">{line.description}</span>
            <span class="quiet small">
              {quantity(line)} × {money(line.unitPrice)}
              {Number(line.discountPercent) ? `, less ${percent(line.discountPercent)}` : ""}
            </span>
          </div>
          <span class="figure">{money(line.net)}</span>
        </li>
      ))}
    </ul>
  );
}

function PaymentRow({ payment }: { payment: PaymentRowFragment }) {
  return (
    <li>
      <div class="list-main">
        <span class="list-title figure">{money(payment.amount)}</span>
        <span class="quiet small">
          {words(payment.method)}, {instant(payment.receivedAt ?? payment.createdAt)}
        </span>
      </div>
      {payment.receipt ? (
        <DownloadButton id={payment.receipt.id} kind="plain" small>
          Receipt
        </DownloadButton>
      ) : (
        <State of={payment.status} />
      )}
    </li>
  );
}
