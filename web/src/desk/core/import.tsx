/** Rows from a table: first looked at, with what is wrong in each, then stored, all or none. */
import { Upload } from "lucide";
import { useState } from "preact/hooks";
import {
  DeskImportActivitiesDocument,
  DeskImportClientsDocument,
  DeskImportContactsDocument,
  DeskImportLeadsDocument,
  type DeskImportLeadsMutation,
  type DeskRowErrorFragment,
  type DuplicatePolicy,
} from "../../made/graphql";
import { save } from "../../shared/files";
import { Link } from "../../shared/router";
import { Button, Dialog, Facts, Notice, say, Table } from "../../shared/ui";
import { useCan } from "./can";
import { Combobox, type Choice } from "./combobox";
import { findClients } from "./finders";
import { answerOf, sayRefusals } from "./verbs";

type Outcome = DeskImportLeadsMutation["importLeads"];
interface Asked {
  file: File;
  clientId: string;
  dryRun: boolean;
  onDuplicate: DuplicatePolicy;
}

interface Importable {
  /** By what a row is known again. */
  alike: string;
  /** The columns there may be; the first must be there. */
  columns: string;
  ofClient?: boolean;
  /** Where those before are kept. */
  past?: string;
  ask: (given: Asked) => Promise<Outcome | null>;
}

const IMPORTS = {
  activities: {
    alike: "A code that is there already",
    columns: "code,name,service,unit,duration_minutes,default_quantity,sale,cost,currency,work_log_type,default_team,starts_on,ends_on",
    ofClient: true,
    past: "/imports",
    ask: ({ file, ...given }) => answerOf(DeskImportActivitiesDocument, { ...given, csv: file }),
  },
  leads: {
    alike: "An address that is there already",
    columns: "name,company_name,email,phone,street,city,region,postcode,country,source,stage,owner,value,currency",
    ask: ({ clientId: _, ...given }) => answerOf(DeskImportLeadsDocument, given),
  },
  clients: {
    alike: "A client that is there already",
    columns:
      "name,type,contact_name,email,phone,currency,street,city,region,postcode,country,tax_id,account_number,payment_terms_days,source,hourly_rate,internal_notes",
    ask: ({ clientId: _, ...given }) => answerOf(DeskImportClientsDocument, given),
  },
  contacts: {
    alike: "Somebody who is there already",
    columns: "client,name,email,phone,job_role",
    ask: ({ clientId: _, ...given }) => answerOf(DeskImportContactsDocument, given),
  },
} satisfies Record<string, Importable>;

export type Imported = keyof typeof IMPORTS;

/** The button that opens the wizard; for administrators. */
export function Import({ what, small }: { what: Imported; small?: boolean }) {
  const can = useCan();
  const [isOpen, setOpen] = useState(false);
  if (!can.admin) return null;
  return (
    <>
      <Button icon={Upload} small={small} onClick={() => setOpen(true)}>
        Import{small ? ` ${what}` : ""}
      </Button>
      {isOpen && <Wizard what={what} onClose={() => setOpen(false)} />}
    </>
  );
}

const POLICIES: [DuplicatePolicy, string][] = [
  ["REJECT", "is a fault"],
  ["SKIP", "is left as it is"],
  ["UPDATE", "is changed"],
];

function Wizard({ what, onClose }: { what: Imported; onClose: () => void }) {
  const of: Importable = IMPORTS[what];
  const [client, setClient] = useState<Choice | null>(null);
  const [file, setFile] = useState<File | null>(null);
  const [policy, setPolicy] = useState<DuplicatePolicy>("REJECT");
  const [looked, setLooked] = useState<Outcome | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isReady = !!file && (!of.ofClient || !!client);
  const ask = async (dryRun: boolean) => {
    if (!file || !isReady) return;
    setBusy(true);
    const outcome = await of.ask({ file, clientId: client?.id ?? "", dryRun, onDuplicate: policy });
    setBusy(false);
    if (!outcome) return;
    if (outcome.userErrors.length) return sayRefusals(outcome.userErrors);
    if (dryRun || outcome.rowErrors.length) return setLooked(outcome);
    say(`${outcome.created} new, ${outcome.updated} changed, ${outcome.skipped} as they were.`);
    onClose();
  };
  const changed = <Value,>(set: (value: Value) => void) => (value: Value) => (set(value), setLooked(null));
  const template = () => save(new Blob([`${of.columns}\n`], { type: "text/csv" }), `${what}.csv`);
  const isFine = !!looked && !looked.rowErrors.length;
  return (
    <Dialog title={`Import ${what}`} onClose={onClose} wide>
      <div class="form">
        <p class="quiet small">
          CSV, or the first sheet of a workbook; the first line names the columns.{" "}
          <Button kind="plain" small onClick={template}>
            Give me an empty table
          </Button>
          {of.past && (
            <Link class="small" to={of.past}>
              Past imports
            </Link>
          )}
        </p>
        {of.ofClient && <Combobox label="For which client" find={findClients} chosen={client} onChoose={changed(setClient)} />}
        <div class="form-row">
          <label class="field">
            <span class="field-label">1. The table</span>
            <input type="file" accept=".csv,.xlsx,text/csv" onChange={(event) => changed(setFile)(event.currentTarget.files?.[0] ?? null)} />
          </label>
          <label class="field">
            <span class="field-label">{of.alike}</span>
            <select value={policy} onChange={(event) => changed(setPolicy)(event.currentTarget.value as DuplicatePolicy)}>
              {POLICIES.map(([value, title]) => (
                <option key={value} value={value}>
                  {title}
                </option>
              ))}
            </select>
          </label>
        </div>
        {isBusy && <progress class="import-progress" aria-label="Reading the table" />}
        {looked && <Looked outcome={looked} />}
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind={isFine ? "normal" : "primary"} busy={isBusy && !isFine} disabled={!isReady} onClick={() => void ask(true)}>
            2. Look at it
          </Button>
          <Button kind={isFine ? "primary" : "normal"} busy={isBusy && isFine} disabled={!isFine} onClick={() => void ask(false)}>
            3. Import
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
      <Notice kind="bad">
        {outcome.rowErrors.length === 1 ? "One fault." : `${outcome.rowErrors.length} faults.`} Nothing is stored until all are mended.
      </Notice>
      <Faults of={outcome.rowErrors} />
    </>
  );
}

/** What is wrong with rows of a table, by line. */
export function Faults({ of }: { of: DeskRowErrorFragment[] }) {
  return (
    <Table
      label="Faults"
      rows={of}
      keyOf={(row) => `${row.line} ${row.column} ${row.message}`}
      columns={[
        { title: "Line", isFigure: true, cell: ({ line }) => line },
        { title: "Column", cell: ({ column }) => column ?? "–" },
        { title: "What is wrong", cell: ({ message }) => message },
      ]}
    />
  );
}
