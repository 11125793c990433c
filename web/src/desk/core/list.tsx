/** A list that is filtered, ordered, paged, kept as a view and exported; and asks again when something changed. */
import { ArrowDown, ArrowUp } from "lucide";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Doc } from "../../shared/graph";
import { useQuery } from "../../shared/query";
import { Answered, Button, Icon, Table, type Column } from "../../shared/ui";
import { useChanges } from "./changes";
import { Export } from "./export";
import { FilterBar, filterOf, type Filter } from "./filters";
import { useParameters } from "./place";
import { Views, type View } from "./views";

export interface ListColumn<Row> extends Column<Row> {
  /** The field it is ordered by, where it can be. */
  order?: string;
}

interface Page<Row> {
  nodes: Row[];
  totalCount: number;
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

interface ListProps<Data, Row> {
  /** Of the list, in views that are kept. */
  name: string;
  /** What it is a list of, in the plural. */
  label: string;
  /** Takes first, after, filter and orderBy. */
  document: Doc<Data, any>;
  /** What is exported, where the list shows lists in its rows: they fit into no table. */
  file?: Doc<unknown, any>;
  page: (data: Data) => Page<Row>;
  columns: ListColumn<Row>[];
  filters: Filter[];
  /** What holds whatever is filtered. */
  always?: Record<string, unknown>;
  /** What holds unless the filter of that name says otherwise. */
  unless?: Record<string, Record<string, unknown>>;
  /** The order it has at first: `NAME`, `-CREATED_AT`. */
  order: string;
  views?: View[];
  /** Beginnings of the kinds of events after which it asks again. */
  changes: string[];
  keyOf?: (row: Row) => string;
  empty: ComponentChildren;
  /** Above the table, from what was answered and what it was filtered by. */
  figures?: (data: Data, filter: Record<string, unknown>) => ComponentChildren;
}

const PAGE = 50;
const orderOf = (text: string) => [
  { field: text.replace(/^-/, ""), direction: text.startsWith("-") ? "DESC" : "ASC" },
];

export function List<Data, Row extends { id: string }>(props: ListProps<Data, Row>) {
  const { name, label, document, file, page, columns, filters, always, unless = {}, order, views, changes, empty, figures } = props;
  const kept = useParameters();
  const [before, setBefore] = useState<string[]>([]);
  const present = kept.values.order ?? order;
  const offered = filters.filter(({ name }) => !isSettled(name, always));
  const chosen = filterOf(offered, kept.values);
  const usual = Object.entries(unless).flatMap(([name, input]) => (kept.values[name] ? [] : [input]));
  const filter = { and: [...(always ? [always] : []), ...usual, ...chosen] };
  const after = kept.values.after || null;
  const answer = useQuery(document, { first: PAGE, after, filter, orderBy: orderOf(present) });
  useChanges(changes, answer.again);

  const next = (to: string) => {
    setBefore([...before, after ?? ""]);
    kept.set({ after: to });
  };
  const back = () => {
    kept.set({ after: before.at(-1) ?? "" });
    setBefore(before.slice(0, -1));
  };
  const shown = columns.map((column) => headed(column, present, (to) => kept.set({ order: to, after: "" })));

  return (
    <>
      <FilterBar filters={offered} kept={kept}>
        <Views list={name} given={views} kept={kept} />
        <Export label={label} document={file ?? document} variables={{ filter, orderBy: orderOf(present) }} />
      </FilterBar>
      <Answered answer={answer} lines={8}>
        {(data) => {
          const { nodes, totalCount, pageInfo } = page(data);
          return (
            <>
              {figures?.(data, filter)}
              <section class="card flush list-card">
                <Table
                  label={label}
                  rows={nodes}
                  columns={shown}
                  keyOf={(row) => row.id}
                  empty={chosen.length ? <NothingFits clear={() => kept.replace("")} /> : empty}
                />
              </section>
              <nav class="pager" aria-label="Pages">
                <span class="quiet small" role="status">
                  {totalCount} {totalCount === 1 ? "row" : "rows"}
                </span>
                {(after || pageInfo.hasNextPage) && (
                  <div class="row">
                    <Button small disabled={!after} onClick={back}>
                      Previous
                    </Button>
                    <Button small disabled={!pageInfo.hasNextPage} onClick={() => next(pageInfo.endCursor ?? "")}>
                      Next
                    </Button>
                  </div>
                )}
              </nav>
            </>
          );
        }}
      </Answered>
    </>
  );
}

/** Whether what the list always holds leaves nothing to choose: a site or a project has one client. */
const isSettled = (name: string, always: Record<string, unknown> = {}): boolean =>
  name in always || (name === "client" && ("site" in always || "project" in always));

function NothingFits({ clear }: { clear: () => void }) {
  return (
    <div class="empty">
      <p class="empty-title">Nothing fits this filter</p>
      <Button small onClick={clear}>
        Show all
      </Button>
    </div>
  );
}

/** The column of a button for each row that opens it to be changed; none where `edit` is not given. */
export const edits = <Row,>(edit: ((row: Row) => void) | undefined, nameOf: (row: Row) => string): ListColumn<Row>[] =>
  edit
    ? [
        {
          title: "",
          isFigure: true,
          cell: (row) => (
            <Button small kind="plain" aria-label={`Edit ${nameOf(row)}`} onClick={() => edit(row)}>
              Edit
            </Button>
          ),
        },
      ]
    : [];

/** The head of a column, as a button that orders by it. */
function headed<Row>(column: ListColumn<Row>, present: string, order: (to: string) => void): Column<Row> {
  const field = column.order;
  if (!field) return column;
  const isDown = present === `-${field}`;
  const isUp = present === field;
  return {
    ...column,
    sorted: isUp ? "ascending" : isDown ? "descending" : undefined,
    head: (
      <button type="button" class="order" onClick={() => order(isUp ? `-${field}` : field)}>
        {column.title}
        {(isUp || isDown) && <Icon of={isUp ? ArrowUp : ArrowDown} size={14} />}
      </button>
    ),
  };
}
