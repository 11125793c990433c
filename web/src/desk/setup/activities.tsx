/** What is done at sites, and the way to bring it in from a table: first looked at, then stored. */
import { ListChecks, Upload } from "lucide";
import { useState } from "preact/hooks";
import {
  DeskActivitiesDocument,
  DeskImportActivitiesDocument,
  type DeskActivitiesQuery,
  type DeskImportActivitiesMutation,
  type DuplicatePolicy,
} from "../../made/graphql";
import { money } from "../../shared/format";
import { useTitle } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Badge, Button, Dialog, Empty, Facts, Notice, say, Table } from "../../shared/ui";
import { useCan } from "../core/can";
import { Combobox, type Choice } from "../core/combobox";
import { search, type Filter } from "../core/filters";
import { findClients } from "../core/finders";
import { List, type ListColumn } from "../core/list";
import { answerOf, sayRefusals } from "../core/verbs";

type Row = DeskActivitiesQuery["activities"]["nodes"][number];
type Outcome = DeskImportActivitiesMutation["importActivities"];

const COLUMNS: ListColumn<Row>[] = [
  { title: "Code", order: "CODE", cell: ({ code }) => code },
  { title: "Activity", order: "NAME", cell: ({ name, active }) => (active ? name : <span>{name} <Badge>Not in use</Badge></span>) },
  { title: "Service", isAside: true, cell: ({ service }) => service.name },
  { title: "Minutes", isFigure: true, isAside: true, cell: ({ durationMinutes }) => durationMinutes },
  { title: "Unit", isAside: true, cell: ({ unit }) => unit },
  { title: "Cost", isFigure: true, isAside: true, cell: ({ cost }) => money(cost) },
  { title: "Sale", isFigure: true, cell: ({ sale }) => money(sale) },
];
const FILTERS: Filter[] = [
  search,
  { kind: "choice", name: "active", label: "Used or not", options: [["yes", "In use"], ["no", "Not in use"]], to: (value) => ({ active: value === "yes" }) },
  { kind: "find", name: "client", label: "Client", find: findClients, to: (id) => ({ client: { id: { eq: id } } }) },
];

export function Activities() {
  useTitle("Activities");
  const can = useCan();
  const [isImporting, setImporting] = useState(false);
  return (
    <>
      <PageHead title="Activities">
        {can.admin && (
          <Button kind="primary" icon={Upload} onClick={() => setImporting(true)}>
            Import
          </Button>
        )}
      </PageHead>
      <List
        name="activities"
        label="Activities"
        document={DeskActivitiesDocument}
        page={(data) => data.activities}
        columns={COLUMNS}
        filters={FILTERS}
        order="CODE"
        changes={["ACTIVIT"]}
        empty={<Empty icon={ListChecks} title="No activities yet">Import a table of them: CSV, or the first sheet of a workbook.</Empty>}
      />
      {isImporting && <ImportWizard onClose={() => setImporting(false)} />}
    </>
  );
}

const POLICIES: [DuplicatePolicy, string][] = [
  ["REJECT", "is a fault"],
  ["SKIP", "is left as it is"],
  ["UPDATE", "is changed"],
];

function ImportWizard({ onClose }: { onClose: () => void }) {
  const [client, setClient] = useState<Choice | null>(null);
  const [file, setFile] = useState<File | null>(null);
  const [policy, setPolicy] = useState<DuplicatePolicy>("REJECT");
  const [looked, setLooked] = useState<Outcome | null>(null);
  const [isBusy, setBusy] = useState(false);
  const ask = async (dryRun: boolean) => {
    if (!client || !file) return;
    setBusy(true);
    const outcome = await answerOf(DeskImportActivitiesDocument, { clientId: client.id, csv: file, dryRun, onDuplicate: policy });
    setBusy(false);
    if (!outcome) return;
    if (outcome.userErrors.length) return sayRefusals(outcome.userErrors);
    if (dryRun || outcome.rowErrors.length) return setLooked(outcome);
    say(`${outcome.created} new, ${outcome.updated} changed, ${outcome.skipped} as they were.`);
    onClose();
  };
  const changed = <Value,>(set: (value: Value) => void) => (value: Value) => (set(value), setLooked(null));
  const isFine = !!looked && !looked.rowErrors.length;
  return (
    <Dialog title="Import activities" onClose={onClose} wide>
      <div class="form">
        <Combobox label="1. For which client" find={findClients} chosen={client} onChoose={changed(setClient)} />
        <div class="form-row">
          <label class="field">
            <span class="field-label">2. The table</span>
            <input type="file" accept=".csv,.xlsx,text/csv" onChange={(event) => changed(setFile)(event.currentTarget.files?.[0] ?? null)} />
          </label>
          <label class="field">
            <span class="field-label">A code that is there already</span>
            <select value={policy} onChange={(event) => changed(setPolicy)(event.currentTarget.value as DuplicatePolicy)}>
              {POLICIES.map(([value, title]) => (
                <option key={value} value={value}>
                  {title}
                </option>
              ))}
            </select>
          </label>
        </div>
        {looked && <Looked outcome={looked} />}
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind={isFine ? "normal" : "primary"} busy={isBusy && !isFine} disabled={!client || !file} onClick={() => void ask(true)}>
            3. Look at it
          </Button>
          <Button kind={isFine ? "primary" : "normal"} busy={isBusy && isFine} disabled={!isFine} onClick={() => void ask(false)}>
            4. Import
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function Looked({ outcome }: { outcome: Outcome }) {
  if (!outcome.rowErrors.length) {
    return (
      <Notice kind="good">
        <p>The table can be imported. Nothing is stored yet.</p>
        <Facts facts={[["New", String(outcome.created)], ["Changed", String(outcome.updated)], ["As they are", String(outcome.skipped)]]} />
      </Notice>
    );
  }
  return (
    <>
      <Notice kind="bad">{outcome.rowErrors.length} faults. Nothing is stored until all are mended.</Notice>
      <Table
        label="Faults"
        rows={outcome.rowErrors}
        keyOf={(row) => `${row.line} ${row.column} ${row.message}`}
        columns={[
          { title: "Line", isFigure: true, cell: ({ line }) => line },
          { title: "Column", cell: ({ column }) => column ?? "–" },
          { title: "What is wrong", cell: ({ message }) => message },
        ]}
      />
    </>
  );
}
