import { ReceiptText } from "lucide";
import { useState } from "preact/hooks";
import {
  DeskApplyCreditDocument,
  DeskCreditNoteDocument,
  DeskCreditNotesDocument,
  type DeskCreditNoteQuery,
  type DeskCreditNoteRowFragment,
} from "../../made/graphql";
import { Form, useForm } from "../../shared/form";
import { day, isZero, money, words } from "../../shared/format";
import { newKey } from "../../shared/graph";
import { useQuery } from "../../shared/query";
import { Link, useTitle, type Parameters } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Answered, Button, Card, Dialog, Empty, Facts, Field, say, Table } from "../../shared/ui";
import { useCan } from "../core/can";
import { useChanges } from "../core/changes";
import { Combobox, type Choice } from "../core/combobox";
import { Pdf } from "../core/documents";
import { Figures } from "../core/figures";
import { optionsOf, searchIn, type Filter } from "../core/filters";
import { findClients } from "../core/finders";
import { List, type ListColumn } from "../core/list";
import { moneyOf } from "../core/money";
import { Ref } from "../core/refs";
import { Sections } from "../core/sections";
import { Sums } from "../core/sums";
import { NotHere } from "../core/tabs";
import { Timeline } from "../core/timeline";
import { send } from "../core/verbs";
import { findOwed } from "./owed";

type CreditNote = NonNullable<DeskCreditNoteQuery["creditNote"]>;

const COLUMNS: ListColumn<DeskCreditNoteRowFragment>[] = [
  {
    title: "Number",
    order: "NUMBER",
    cell: ({ id, number, reason }) => (
      <div class="line-text">
        <Link to={`/credit-notes/${id}`}>{number ?? "Draft"}</Link>
        <span class="quiet small">{reason}</span>
      </div>
    ),
  },
  { title: "Client", isAside: true, cell: ({ client }) => <Ref to="/clients" of={client} /> },
  { title: "Kind", isAside: true, cell: ({ kind }) => words(kind) },
  { title: "Invoice", isAside: true, cell: ({ invoice }) => <Link to={`/invoices/${invoice.id}`}>{invoice.number}</Link> },
  { title: "Issued", order: "ISSUED_ON", isAside: true, cell: ({ issuedOn }) => <span class="nowrap">{day(issuedOn)}</span> },
  { title: "Total", order: "TOTAL", isFigure: true, cell: ({ total }) => money(total) },
  { title: "To use", isFigure: true, cell: ({ remaining }) => (isZero(remaining) ? <span class="quiet">–</span> : money(remaining)) },
];
const FILTERS: Filter[] = [
  searchIn("number"),
  { kind: "choice", name: "kind", label: "Any kind", options: optionsOf(["CREDIT", "WRITE_OFF"], words) },
  { kind: "find", name: "client", label: "Client", find: findClients, to: (id) => ({ client: { id: { eq: id } } }) },
  { kind: "day", name: "from", label: "Issued from", to: (from) => ({ issuedOn: { gte: from } }) },
  { kind: "day", name: "to", label: "to", to: (to) => ({ issuedOn: { lte: to } }) },
];

export function CreditNotes() {
  useTitle("Credit notes");
  return (
    <>
      <PageHead title="Credit notes" />
      <Sections of="money" />
      <List
        name="credit-notes"
        label="Credit notes"
        document={DeskCreditNotesDocument}
        page={(data) => data.creditNotes}
        columns={COLUMNS}
        filters={FILTERS}
        order="-ISSUED_ON"
        views={[{ title: "Written off", text: "kind=WRITE_OFF" }]}
        changes={["CREDIT_", "INVOICE_"]}
        empty={
          <Empty icon={ReceiptText} title="No credit notes yet">
            They are made on the page of an issued invoice: More, Credit.
          </Empty>
        }
      />
    </>
  );
}

export function CreditNotePage({ parameters: { id = "" } }: { parameters: Parameters }) {
  const answer = useQuery(DeskCreditNoteDocument, { id });
  useChanges(["CREDIT_", "INVOICE_"], answer.again);
  useTitle(answer.data?.creditNote?.number ?? "Credit note");
  return (
    <Answered answer={answer} lines={8}>
      {({ creditNote }) =>
        creditNote ? <Found note={creditNote} again={answer.again} /> : <NotHere what="credit note" back={["/credit-notes", "All credit notes"]} />
      }
    </Answered>
  );
}

function Found({ note, again }: { note: CreditNote; again: () => void }) {
  const can = useCan();
  const [isApplying, setApplying] = useState(false);
  const isLeft = note.kind === "CREDIT" && !isZero(note.remaining);
  return (
    <>
      <PageHead title={note.number ?? words(note.kind)} back={["/credit-notes", "Credit notes"]}>
        <Pdf of={note.downloadUrl} />
        {can.bill && isLeft && (
          <Button kind="primary" onClick={() => setApplying(true)}>
            Use it for an invoice
          </Button>
        )}
      </PageHead>
      <Figures
        figures={[
          ["Total", money(note.total)],
          ["Still to be used", money(note.remaining)],
        ]}
      />
      <div class="columns">
        <Card title="Lines" flush>
          <Table
            label="Lines"
            rows={note.lines}
            keyOf={({ id }) => id}
            columns={[
              { title: "Of the line", cell: ({ invoiceLine }) => <span class="text">{invoiceLine.description}</span> },
              { title: "Net", isFigure: true, cell: ({ net }) => money(net) },
              { title: "Tax", isFigure: true, cell: ({ tax }) => money(tax) },
            ]}
          />
          <div class="card-foot">
            <Sums sums={note} />
          </div>
        </Card>
        <div class="stack">
          <Card title="About">
            <Facts
              facts={[
                ["Client", <Link to={`/clients/${note.client.id}`}>{note.client.name}</Link>],
                ["Invoice", <Link to={`/invoices/${note.invoice.id}`}>{note.invoice.number}</Link>],
                ["Kind", words(note.kind)],
                ["Issued", day(note.issuedOn)],
                ["Reason", note.reason],
              ]}
            />
          </Card>
          <Card title="Timeline">
            <Timeline filter={{ subject: { eq: note.id } }} about={note.id} />
          </Card>
        </div>
      </div>
      {isApplying && <Apply note={note} onClose={() => setApplying(false)} again={again} />}
    </>
  );
}

/** What is left of a credit pays an open invoice of the same client. */
function Apply({ note, onClose, again }: { note: CreditNote; onClose: () => void; again: () => void }) {
  const [invoice, setInvoice] = useState<Choice | null>(null);
  const [key] = useState(newKey);
  const form = useForm({ invoiceId: "", amount: "" }, async ({ amount }) => {
    if (!invoice) return [{ code: "REQUIRED", message: "Say for which invoice.", path: ["invoiceId"] }];
    const given = { creditNoteId: note.id, invoiceId: invoice.id, amount: moneyOf(amount, note.currency), idempotencyKey: key };
    return send(DeskApplyCreditDocument, given, () => {
      say(`Used for ${invoice.title}.`);
      again();
      onClose();
    });
  });
  return (
    <Dialog title={`Use ${note.number}`} onClose={onClose}>
      <Form form={form}>
        <Combobox label="For the invoice" find={findOwed(note.client.id, note.currency)} chosen={invoice} onChoose={setInvoice} error={form.errors.invoiceId} />
        <Field
          label={`Amount, ${note.currency}`}
          name="amount"
          inputMode="decimal"
          form={form}
          optional
          hint={`All that fits of ${money(note.remaining)} unless said.`}
        />
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.isBusy}>
            Use it
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
