import { Plus, Repeat } from "lucide";
import { useState } from "preact/hooks";
import {
  DeskCreateRecurringDocument,
  DeskPauseRecurringDocument,
  DeskRecurringInvoiceDocument,
  DeskRecurringInvoicesDocument,
  DeskResumeRecurringDocument,
  type DeskRecurringInvoiceQuery,
  type DeskRecurringRowFragment,
  type RecurrenceUnit,
} from "../../made/graphql";
import { Form, useForm } from "../../shared/form";
import { day, money, quantity, words } from "../../shared/format";
import { newKey } from "../../shared/graph";
import { useQuery } from "../../shared/query";
import { go, Link, useTitle, type Parameters } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Answered, Button, Card, Checkbox, Dialog, Empty, Facts, Field, say, Select, Table } from "../../shared/ui";
import { State } from "../core/badges";
import { useCan } from "../core/can";
import { useChanges } from "../core/changes";
import { Combobox, type Choice } from "../core/combobox";
import { today } from "../core/days";
import { optionsOf, type Filter } from "../core/filters";
import { findClients } from "../core/finders";
import { Line } from "../core/line";
import { inputsOf, LineInputs, NO_LINE } from "../core/line-inputs";
import { List, type ListColumn } from "../core/list";
import { useParameters } from "../core/place";
import { Ref } from "../core/refs";
import { Sections } from "../core/sections";
import { NotHere } from "../core/tabs";
import { run, send } from "../core/verbs";

type Recurring = NonNullable<DeskRecurringInvoiceQuery["recurringInvoice"]>;
const UNITS: RecurrenceUnit[] = ["WEEK", "MONTH", "QUARTER", "YEAR"];

/** Every month; every 2 weeks. */
const rhythm = ({ every, unit }: { every: number; unit: RecurrenceUnit }): string =>
  every === 1 ? `every ${words(unit).toLowerCase()}` : `every ${every} ${words(unit).toLowerCase()}s`;

const COLUMNS: ListColumn<DeskRecurringRowFragment>[] = [
  {
    title: "Client",
    cell: ({ id, client, project, ...of }) => (
      <div class="line-text">
        <Link to={`/recurring/${id}`}>{client.name}</Link>
        <span class="quiet small">{[rhythm(of), project?.name].filter(Boolean).join(", ")}</span>
      </div>
    ),
  },
  { title: "Status", cell: ({ status }) => <State of={status} /> },
  { title: "Next", order: "NEXT_ON", isAside: true, cell: ({ nextOn }) => <span class="nowrap">{day(nextOn)}</span> },
  { title: "Ends", isAside: true, cell: ({ endsOn }) => <span class="nowrap">{day(endsOn)}</span> },
  { title: "Becomes", isAside: true, cell: ({ issue }) => (issue ? "Issued invoice" : "Draft") },
  { title: "Total", isFigure: true, cell: ({ total }) => money(total) },
];
const FILTERS: Filter[] = [
  { kind: "choice", name: "status", label: "Any status", options: optionsOf(["ACTIVE", "PAUSED", "ENDED"], words) },
  { kind: "find", name: "client", label: "Client", find: findClients, to: (id) => ({ client: { id: { eq: id } } }) },
  { kind: "day", name: "by", label: "Next by", to: (by) => ({ nextOn: { lte: by } }) },
];

export function RecurringInvoices() {
  useTitle("Recurring invoices");
  const can = useCan();
  const kept = useParameters();
  const [isNew, setNew] = useState(kept.values.new === "yes");
  return (
    <>
      <PageHead title="Recurring invoices">
        {can.work && (
          <Button kind="primary" icon={Plus} onClick={() => setNew(true)}>
            New recurring invoice
          </Button>
        )}
      </PageHead>
      <Sections of="money" />
      <List
        name="recurring"
        label="Recurring invoices"
        document={DeskRecurringInvoicesDocument}
        page={(data) => data.recurringInvoices}
        columns={COLUMNS}
        filters={FILTERS}
        order="NEXT_ON"
        views={[{ title: "Paused", text: "status=PAUSED" }]}
        changes={["RECURRING_", "INVOICE_DRAFTED", "INVOICE_ISSUED"]}
        empty={
          <Empty icon={Repeat} title="No recurring invoices yet">
            What is billed every month or year is made by itself, as a draft or issued at once.
          </Empty>
        }
      />
      {isNew && <NewRecurring onClose={() => setNew(false)} />}
    </>
  );
}

function NewRecurring({ onClose }: { onClose: () => void }) {
  const can = useCan();
  const [client, setClient] = useState<Choice | null>(null);
  const [lines, setLines] = useState([NO_LINE]);
  const [key] = useState(newKey);
  const currency = client?.note ?? "";
  const start = { clientId: "", unit: "MONTH" as RecurrenceUnit, every: "1", startsOn: today(), endsOn: "", issue: false, lines: "" };
  const form = useForm(start, (values) =>
    send(
      DeskCreateRecurringDocument,
      {
        clientId: client?.id ?? "",
        unit: values.unit,
        every: Number(values.every) || 1,
        startsOn: values.startsOn,
        endsOn: values.endsOn || null,
        issue: values.issue,
        lines: inputsOf(lines, currency),
        idempotencyKey: key,
      },
      ({ recurringInvoice }) => {
        say("From its first day on, the invoices are made by themselves.");
        if (recurringInvoice) go(`/recurring/${recurringInvoice.id}`);
      },
    ),
  );
  return (
    <Dialog title="New recurring invoice" onClose={onClose} wide>
      <Form form={form}>
        <Combobox label="Client" find={findClients} chosen={client} onChoose={setClient} error={form.errors.clientId} />
        <div class="form-row">
          <Field label="Every" name="every" type="number" min={1} form={form} />
          <Select label="Unit" name="unit" form={form} options={optionsOf(UNITS, words)} />
          <Field label="First on" name="startsOn" type="date" form={form} />
          <Field label="Until" name="endsOn" type="date" form={form} optional />
        </div>
        <LineInputs lines={lines} onChange={setLines} currency={currency} error={form.errors.lines} />
        {can.bill && (
          <Checkbox name="issue" form={form}>
            Issue each at once, without looking at a draft
          </Checkbox>
        )}
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.isBusy}>
            Begin
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

export function RecurringPage({ parameters: { id = "" } }: { parameters: Parameters }) {
  const answer = useQuery(DeskRecurringInvoiceDocument, { id });
  useChanges(["RECURRING_", "INVOICE_"], answer.again);
  useTitle("Recurring invoice");
  return (
    <Answered answer={answer} lines={8}>
      {({ recurringInvoice }) =>
        recurringInvoice ? (
          <Found recurring={recurringInvoice} again={answer.again} />
        ) : (
          <NotHere what="recurring invoice" back={["/recurring", "All recurring invoices"]} />
        )
      }
    </Answered>
  );
}

function Found({ recurring, again }: { recurring: Recurring; again: () => void }) {
  const can = useCan();
  const given = () => ({ recurringInvoiceId: recurring.id, idempotencyKey: newKey() });
  const pause = async () => {
    await run(DeskPauseRecurringDocument, given(), "Paused: no invoice is made until it is resumed.");
    again();
  };
  const resume = async () => {
    await run(DeskResumeRecurringDocument, given(), "Resumed. What fell into the pause is not made up.");
    again();
  };
  return (
    <>
      <PageHead title={`${recurring.client.name}, ${rhythm(recurring)}`} back={["/recurring", "Recurring invoices"]}>
        <State of={recurring.status} />
        {can.work && recurring.status === "ACTIVE" && (
          <Button onClick={() => void pause()}>Pause</Button>
        )}
        {can.work && recurring.status === "PAUSED" && (
          <Button kind="primary" onClick={() => void resume()}>
            Resume
          </Button>
        )}
      </PageHead>
      <div class="columns">
        <div class="stack">
          <Card title="Lines of each" flush>
            <Table
              label="Lines"
              rows={recurring.lines}
              keyOf={({ id }) => id}
              columns={[
                { title: "Description", cell: ({ description }) => <span class="text">{description}</span> },
                { title: "Quantity", isFigure: true, isAside: true, cell: quantity },
                { title: "Price", isFigure: true, isAside: true, cell: ({ unitPrice }) => money(unitPrice) },
                { title: "Net", isFigure: true, cell: ({ net }) => money(net) },
              ]}
            />
          </Card>
          <Card title="Made so far" flush>
            {recurring.invoices.nodes.length ? (
              <ul class="lines">
                {recurring.invoices.nodes.map((each) => (
                  <Line
                    key={each.id}
                    to={`/invoices/${each.id}`}
                    title={each.number ?? "Draft"}
                    note={[each.issuedOn && day(each.issuedOn), money(each.total)].filter(Boolean).join(", ")}
                    aside={<State of={each.status} />}
                  />
                ))}
              </ul>
            ) : (
              <Empty title="None yet">The first is made on {day(recurring.nextOn ?? recurring.startsOn)}.</Empty>
            )}
          </Card>
        </div>
        <Card title="About">
          <Facts
            facts={[
              ["Client", <Ref to="/clients" of={recurring.client} />],
              ["Project", recurring.project && <Ref to="/projects" of={recurring.project} />],
              ["Each", `${money(recurring.total)} ${rhythm(recurring)}`],
              ["Next", recurring.nextOn && day(recurring.nextOn)],
              ["First", day(recurring.startsOn)],
              ["Until", recurring.endsOn && day(recurring.endsOn)],
              ["Becomes", recurring.issue ? "An issued invoice at once" : "A draft to look at"],
            ]}
          />
        </Card>
      </div>
    </>
  );
}
