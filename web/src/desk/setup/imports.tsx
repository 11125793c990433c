/** Tables of activities that were brought in, or looked at: who, when, how many rows, and what was wrong with them. */
import { FileInput } from "lucide";
import { useEffect } from "preact/hooks";
import { DeskImportPageDocument, DeskImportsDocument, type DeskImportFragment } from "../../made/graphql";
import { ago, instant, number, words } from "../../shared/format";
import { useQuery } from "../../shared/query";
import { Link, useTitle, type Parameters } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Answered, Badge, Card, Empty, Facts, Notice, ProgressBar } from "../../shared/ui";
import { State } from "../core/badges";
import { useChanges } from "../core/changes";
import { optionsOf, type Filter } from "../core/filters";
import { findClients } from "../core/finders";
import { Faults, Import } from "../core/import";
import { List, type ListColumn } from "../core/list";
import { Ref } from "../core/refs";
import { Sections } from "../core/sections";
import { NotHere } from "../core/tabs";

type Row = DeskImportFragment;

/** How often one under way is asked for. */
const LOOK_MS = 1000;

const isUnderWay = ({ phase }: Row): boolean => phase === "CHECKING" || phase === "WRITING";

const faults = (count: number): string => (count ? `${number(count)} ${count === 1 ? "fault" : "faults"}` : "Refused");

/** How it ended. One that was only looked at stored nothing, whatever came of it. */
function Outcome({ phase, dryRun, rowErrors }: Row) {
  if (phase === "DONE") return dryRun ? <Badge>Looked at, fine</Badge> : <Badge tone="good">Stored</Badge>;
  if (phase !== "REFUSED") return <State of={phase} />;
  return <Badge tone={dryRun ? "warn" : "bad"}>{faults(rowErrors.length)}</Badge>;
}

const COLUMNS: ListColumn<Row>[] = [
  {
    title: "Begun",
    order: "CREATED_AT",
    cell: ({ id, createdAt }) => (
      <Link class="nowrap" to={`/imports/${id}`} title={instant(createdAt)}>
        {ago(createdAt)}
      </Link>
    ),
  },
  { title: "By", isAside: true, cell: ({ createdBy }) => createdBy?.name ?? "–" },
  { title: "Client", isAside: true, cell: ({ client }) => <Ref to="/clients" of={client} /> },
  { title: "Rows", isFigure: true, cell: ({ totalRows }) => number(totalRows) },
  { title: "Stored", isFigure: true, isAside: true, cell: ({ writtenRows }) => number(writtenRows) },
  { title: "What came of it", cell: (row) => <Outcome {...row} /> },
];
const FILTERS: Filter[] = [
  { kind: "choice", name: "phase", label: "Whatever came of it", options: optionsOf(["CHECKING", "WRITING", "DONE", "REFUSED"], words) },
  { kind: "find", name: "client", label: "Client", find: findClients, to: (id) => ({ client: { id: { eq: id } } }) },
  { kind: "day", name: "from", label: "From", to: (from) => ({ createdAt: { gte: `${from}T00:00:00Z` } }) },
];

export function Imports() {
  useTitle("Imports of activities");
  return (
    <>
      <PageHead title="Imports of activities">
        <Import what="activities" />
      </PageHead>
      <Sections of="work" />
      <List
        name="imports"
        label="Imports"
        document={DeskImportsDocument}
        page={(data) => data.activityImports}
        columns={COLUMNS}
        filters={FILTERS}
        order="-CREATED_AT"
        changes={["ACTIVITIES_"]}
        empty={
          <Empty icon={FileInput} title="No table was brought in yet">
            Each import of activities is kept here, with what was wrong with its rows.
          </Empty>
        }
      />
    </>
  );
}

export function ImportPage({ parameters: { id = "" } }: { parameters: Parameters }) {
  const answer = useQuery(DeskImportPageDocument, { id });
  const found = answer.data?.activityImport;
  const isGoing = !!found && isUnderWay(found);
  useChanges(["ACTIVITIES_"], answer.again);
  useEffect(() => {
    if (!isGoing) return;
    const timer = setTimeout(answer.again, LOOK_MS);
    return () => clearTimeout(timer);
  }, [isGoing, answer.data]);
  useTitle("Import of activities");
  return (
    <Answered answer={answer} lines={8}>
      {({ activityImport }) => (activityImport ? <Found row={activityImport} /> : <NotHere what="import" back={["/imports", "All imports"]} />)}
    </Answered>
  );
}

function Found({ row }: { row: Row }) {
  const { phase, dryRun, totalRows, writtenRows, rowErrors, client, createdBy, createdAt, updatedAt } = row;
  return (
    <>
      <PageHead title={`Import for ${client.name}`} back={["/imports", "Imports"]}>
        <Outcome {...row} />
      </PageHead>
      <div class="stack">
        <Card title="About">
          <Facts
            facts={[
              ["Client", <Link to={`/clients/${client.id}`}>{client.name}</Link>],
              ["By", createdBy?.name],
              ["Begun", instant(createdAt)],
              ["Last heard of", instant(updatedAt)],
              ["Rows of the table", number(totalRows)],
              ["Stored", dryRun ? "None: it was only looked at" : number(writtenRows)],
            ]}
          />
          {isUnderWay(row) && <ProgressBar percent={totalRows ? Math.floor((100 * writtenRows) / totalRows) : 0} label="How far it is" />}
        </Card>
        {rowErrors.length ? (
          <Card title="What was wrong" flush>
            <Faults of={rowErrors} />
          </Card>
        ) : (
          phase !== "CHECKING" &&
          phase !== "WRITING" && (
            <Notice kind={phase === "DONE" ? "good" : "warn"}>
              {phase === "DONE"
                ? `Nothing was wrong with any row${dryRun ? ", and nothing was stored." : "."}`
                : "It was refused as a whole, and nothing is stored; no row of its own was at fault."}
            </Notice>
          )
        )}
      </div>
    </>
  );
}
