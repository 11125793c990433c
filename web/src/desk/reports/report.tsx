/** One report: filters that the address holds, and a table of what was answered. */
import type { ComponentChildren } from "preact";
import { month } from "../../shared/format";
import type { Doc } from "../../shared/graph";
import { useQuery } from "../../shared/query";
import { Link } from "../../shared/router";
import { Answered, Empty, Table, type Column } from "../../shared/ui";
import { useChanges } from "../core/changes";
import { FilterBar, filterOf, type Filter } from "../core/filters";
import { findClients, findProjects, findUsers, WORKERS } from "../core/finders";
import { useParameters } from "../core/place";
import { placeOf } from "../core/refs";

export const OF_CLIENT: Filter = { kind: "find", name: "client", label: "Client", find: findClients, to: (id) => ({ client: { id: { eq: id } } }) };
/** What most reports can be about. */
export const ABOUT: Filter[] = [
  OF_CLIENT,
  { kind: "find", name: "project", label: "Project", find: findProjects, to: (id) => ({ project: { id: { eq: id } } }) },
];
export const PERIOD: Filter[] = [
  { kind: "day", name: "from", label: "From", to: (gte) => ({ on: { gte } }) },
  { kind: "day", name: "to", label: "to", to: (lte) => ({ on: { lte } }) },
];
export const WHO: Filter = {
  kind: "find",
  name: "user",
  label: "Who worked",
  find: findUsers(WORKERS),
  to: (id) => ({ user: { id: { eq: id } } }),
};

/** A row of a report, by the query that asks for it. */
export type RowOf<Query, Name extends string> = Query extends { reports: { [name in Name]?: (infer Row)[] | null } } ? Row : never;

type Input = Record<string, unknown>;

/** What a report is about: of each field all that was chosen for it. */
function about(chosen: Input[]): Input {
  const filter: Record<string, object> = {};
  for (const [name, value] of chosen.flatMap((each) => Object.entries(each))) filter[name] = { ...filter[name], ...(value as object) };
  return { filter };
}

interface ReportProps<Data, Row> {
  /** What it is a table of. */
  label: string;
  /** What its figures mean, in a sentence. */
  note: string;
  document: Doc<Data, any>;
  filters: Filter[];
  /** What the document takes, from what was chosen; its `filter` unless said. */
  given?: (chosen: Input[]) => Input;
  /** What it takes besides. */
  variables?: Input;
  rows: (data: Data) => Row[] | null | undefined;
  columns: Column<Row>[];
  keyOf: (row: Row) => string;
  /** Beginnings of the kinds of events after which it asks again. */
  changes: string[];
  empty: string;
  /** Beside the filters. */
  tools?: ComponentChildren;
}

export function Report<Data, Row>(props: ReportProps<Data, Row>) {
  const { label, note, document, filters, given = about, variables, rows, columns, keyOf, changes, empty, tools } = props;
  const kept = useParameters();
  const chosen = filterOf(filters, kept.values);
  const answer = useQuery(document, { ...variables, ...given(chosen) });
  useChanges(changes, answer.again);
  return (
    <>
      <FilterBar filters={filters} kept={kept}>
        {tools}
      </FilterBar>
      <p class="quiet small report-note">{note}</p>
      <Answered answer={answer} lines={8}>
        {(data) => (
          <section class="card flush list-card">
            <Table
              label={label}
              rows={rows(data) ?? []}
              columns={columns}
              keyOf={keyOf}
              empty={<Empty title={empty}>{chosen.length > 0 && "Nothing fits what was chosen above."}</Empty>}
            />
          </section>
        )}
      </Answered>
    </>
  );
}

type Keys<Key extends string> = readonly (readonly [key: Key, title: string])[];

interface KeyProps<Key extends string> {
  keys: Keys<Key>;
  /** Of the address. */
  name?: string;
  label?: string;
  chosen: Key | undefined;
  /** What no key is called, where there may be none. */
  none?: string;
}

/** What there is a row for each of. */
export function KeyOf<Key extends string>({ keys, name = "key", label = "A row for each", chosen, none }: KeyProps<Key>) {
  const kept = useParameters();
  return (
    <label class="row">
      <span class="quiet small">{label}</span>
      <select aria-label={label} value={chosen ?? ""} onChange={(event) => kept.set({ [name]: event.currentTarget.value })}>
        {none && <option value="">{none}</option>}
        {keys.map(([key, title]) => (
          <option key={key} value={key}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The key of that name; undefined where it is none. */
export const keyOf = <Key extends string>(keys: Keys<Key>, name: string | undefined): Key | undefined =>
  keys.find(([key]) => key === name)?.[0];

/** What a key is called at the head of its column. */
export const titleOf = <Key extends string>(keys: Keys<Key>, key: Key): string =>
  (keys.find(([each]) => each === key)?.[1] ?? "").replace(/^./, (letter) => letter.toUpperCase());

interface NamedProps {
  name: string;
  node: { __typename: string; id: string } | null | undefined;
}

/** What a row is about, as a link to its page where it has one; a month is known by its first day. */
export function Named({ name, node }: NamedProps) {
  const place = node && placeOf(node.__typename, node.id);
  if (place) return <Link to={place}>{name}</Link>;
  return <>{/^\d{4}-\d\d-\d\d$/.test(name) ? month(name) : name}</>;
}
