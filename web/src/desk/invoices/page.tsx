/** One invoice: what it bills, what was paid, and what can be done with it. */
import { Banknote, Download, Send } from "lucide";
import { useState } from "preact/hooks";
import {
  DeskDiscardInvoiceDocument,
  DeskInvoiceDocument,
  DeskIssueInvoiceDocument,
  DeskVoidInvoiceDocument,
  DeskWriteOffInvoiceDocument,
  type DeskInvoiceQuery,
} from "../../made/graphql";
import { day, instant, isZero, money, quantity, words } from "../../shared/format";
import { newKey } from "../../shared/graph";
import { useQuery } from "../../shared/query";
import { go, Link, useTitle, type Parameters } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Answered, Badge, Button, Card, Facts, Icon, Notice, Table } from "../../shared/ui";
import { AskReason } from "../core/ask-reason";
import { State } from "../core/badges";
import { useCan } from "../core/can";
import { useChanges } from "../core/changes";
import { Figures } from "../core/figures";
import { NamedMenu } from "../core/menu";
import { OnProject } from "../core/on-project";
import { Sums } from "../core/sums";
import { NotHere } from "../core/tabs";
import { Events } from "../core/timeline";
import { run, send } from "../core/verbs";
import { Credit } from "./credit";
import { EditInvoice } from "./edit";
import { RecordPayment } from "./record-payment";

export type Invoice = NonNullable<DeskInvoiceQuery["invoice"]>;
interface Shown {
  invoice: Invoice;
  again: () => void;
}

export function InvoicePage({ parameters: { id = "" } }: { parameters: Parameters }) {
  const answer = useQuery(DeskInvoiceDocument, { id });
  useChanges(["INVOICE_", "PAYMENT_", "CREDIT_"], answer.again);
  useTitle(answer.data?.invoice?.number ?? "Invoice");
  return (
    <Answered answer={answer} lines={10}>
      {({ invoice }) =>
        invoice ? <Found invoice={invoice} again={answer.again} /> : <NotHere what="invoice" back={["/invoices", "All invoices"]} />
      }
    </Answered>
  );
}

function Found({ invoice, again }: Shown) {
  const isDraft = invoice.status === "DRAFT";
  return (
    <>
      <PageHead title={invoice.number ?? "Draft invoice"} back={["/invoices", "Invoices"]}>
        {invoice.isOverdue ? <Badge tone="bad">Overdue</Badge> : <State of={invoice.status} />}
        <Tools invoice={invoice} again={again} />
      </PageHead>
      {isDraft && (
        <div class="part-notice">
          <Notice>This is a draft. It has no number yet, and the client does not see it before it is issued.</Notice>
        </div>
      )}
      {invoice.voidReason && (
        <div class="part-notice">
          <Notice kind="warn">Void: {invoice.voidReason}</Notice>
        </div>
      )}
      <Figures
        figures={[
          ["Total", money(invoice.total)],
          ["Paid", money(invoice.paid)],
          ...(isZero(invoice.credited) ? [] : [["Credited", money(invoice.credited)] as [string, string]]),
          ["Balance", money(invoice.balance), invoice.isOverdue],
        ]}
      />
      <div class="columns">
        <div class="stack">
          <Lines invoice={invoice} />
          <Payments invoice={invoice} />
        </div>
        <div class="stack">
          <About invoice={invoice} again={again} />
          <Card title="Timeline">
            <Events events={invoice.timeline.nodes} />
          </Card>
        </div>
      </div>
    </>
  );
}

function Tools({ invoice, again }: Shown) {
  const can = useCan();
  const [doing, setDoing] = useState<"pay" | "void" | "writeOff" | "credit" | "edit" | null>(null);
  const [key] = useState(newKey);
  const isOpen = invoice.status === "ISSUED" || invoice.status === "PARTIALLY_PAID";
  const issue = async () => {
    await run(
      DeskIssueInvoiceDocument,
      { invoiceId: invoice.id, expectedVersion: invoice.version, idempotencyKey: key },
      "The invoice is issued. The client's people with access to invoices are told.",
    );
    again();
  };
  const discard = async () => {
    if (await run(DeskDiscardInvoiceDocument, { invoiceId: invoice.id }, "The draft is discarded; its work can be billed again.")) go("/invoices");
  };
  return (
    <>
      {invoice.downloadUrl && (
        <a class="button" href={invoice.downloadUrl} download>
          <Icon of={Download} /> PDF
        </a>
      )}
      {can.work && invoice.status === "DRAFT" && (
        <>
          <Button onClick={() => void discard()}>Discard</Button>
          <Button onClick={() => setDoing("edit")}>Edit</Button>
        </>
      )}
      {can.bill && invoice.status === "DRAFT" && (
        <Button kind="primary" icon={Send} onClick={() => void issue()}>
          Issue
        </Button>
      )}
      {can.bill && (isOpen || invoice.status === "PAID") && (
        <NamedMenu label="More" name="More to do with the invoice">
          <Button kind="plain" onClick={() => setDoing("credit")}>
            Credit…
          </Button>
          {isOpen && (
            <>
              <Button kind="plain" onClick={() => setDoing("void")}>
                Void…
              </Button>
              <Button kind="plain" onClick={() => setDoing("writeOff")}>
                Write off…
              </Button>
            </>
          )}
        </NamedMenu>
      )}
      {can.work && isOpen && (
        <Button kind="primary" icon={Banknote} onClick={() => setDoing("pay")}>
          Record a payment
        </Button>
      )}
      {doing === "edit" && <EditInvoice invoice={invoice} onClose={() => setDoing(null)} again={again} />}
      {doing === "credit" && <Credit invoice={invoice} onClose={() => setDoing(null)} />}
      {doing === "pay" && <RecordPayment invoice={invoice} onClose={() => setDoing(null)} again={again} />}
      {doing === "void" && (
        <AskReason
          title={`Void ${invoice.number}`}
          verb="Void it"
          isDanger
          onClose={() => setDoing(null)}
          send={(reason) => send(DeskVoidInvoiceDocument, { invoiceId: invoice.id, reason, idempotencyKey: key }, again)}
        />
      )}
      {doing === "writeOff" && (
        <AskReason
          title={`Write off ${money(invoice.balance)}`}
          verb="Write it off"
          isDanger
          onClose={() => setDoing(null)}
          send={(reason) => send(DeskWriteOffInvoiceDocument, { invoiceId: invoice.id, reason, idempotencyKey: key }, again)}
        />
      )}
    </>
  );
}

function Lines({ invoice }: { invoice: Invoice }) {
  return (
    <Card title="Lines" flush>
      <Table
        label="Lines"
        rows={invoice.lines}
        keyOf={({ id }) => id}
        columns={[
          { title: "Description", cell: ({ description }) => <span class="text">{description}</span> },
          { title: "Quantity", isFigure: true, isAside: true, cell: quantity },
          { title: "Price", isFigure: true, isAside: true, cell: ({ unitPrice }) => money(unitPrice) },
          { title: "Net", isFigure: true, cell: ({ net }) => money(net) },
        ]}
      />
      <div class="card-foot">
        <Sums sums={invoice} />
      </div>
    </Card>
  );
}

function Payments({ invoice: { payments, creditNotes } }: { invoice: Invoice }) {
  if (!payments.nodes.length && !creditNotes.length) return null;
  return (
    <Card title="Payments and credits" flush>
      <ul class="lines">
        {payments.nodes.map((each) => (
          <li key={each.id} class="line">
            <div class="line-text">
              <Link to={`/payments/${each.id}`}>{money(each.amount)}</Link>
              <span class="quiet small">
                {[words(each.method), instant(each.receivedAt), each.reference].filter(Boolean).join(", ")}
              </span>
            </div>
            <State of={each.status} />
          </li>
        ))}
        {creditNotes.map((each) => (
          <li key={each.id} class="line">
            <div class="line-text">
              <Link to={`/credit-notes/${each.id}`}>
                {each.number ?? words(each.kind)} {money(each.total)}
              </Link>
              <span class="quiet small">{each.reason}</span>
            </div>
            <State of={each.status} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function About({ invoice, again }: Shown) {
  const { billTo } = invoice;
  return (
    <Card title="About">
      <Facts
        facts={[
          ["Client", <Link to={`/clients/${invoice.client.id}`}>{invoice.client.name}</Link>],
          ["Project", <OnProject what="invoice" id={invoice.id} clientId={invoice.client.id} project={invoice.project} again={again} />],
          ["Issued on", invoice.issuedOn && day(invoice.issuedOn)],
          ["Due on", invoice.dueOn && <span class={invoice.isOverdue ? "bad-text" : ""}>{day(invoice.dueOn)}</span>],
          ["Made out to", billTo.name],
          ["E-mail", billTo.email],
          ["Tax number", billTo.taxId],
          ["Address", billTo.address && [billTo.address.street, billTo.address.city, billTo.address.postcode].filter(Boolean).join(", ")],
          ["Note", invoice.note],
          ["Internal note", invoice.internalNote],
        ]}
      />
    </Card>
  );
}
