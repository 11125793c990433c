import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

export interface Column<Row> {
  title: string;
  cell: (row: Row) => ComponentChildren;
  /** Figures stand on the right. */
  isFigure?: boolean;
  /** Not shown where the screen is narrow. */
  isAside?: boolean;
  /** Shown in the head instead of the title, such as a button that orders by it. */
  head?: ComponentChildren;
  sorted?: "ascending" | "descending";
}

interface TableProps<Row> {
  /** What it is a table of, for those who do not see it. */
  label: string;
  rows: Row[];
  columns: Column<Row>[];
  keyOf: (row: Row) => string;
  /** Shown instead of a table without rows. */
  empty?: ComponentChildren;
}

export function Table<Row>({ label, rows, columns, keyOf, empty }: TableProps<Row>) {
  if (!rows.length && empty) return <>{empty}</>;
  const looks = (column: Column<Row>) => [column.isFigure && "figure", column.isAside && "aside"].filter(Boolean).join(" ");
  return (
    <div class="table-frame" tabindex={0} role="region" aria-label={label}>
      <table class="table">
        <thead>
          <tr>
            {columns.map((column) =>
              column.head || column.title ? (
                <th key={column.title} scope="col" class={looks(column)} aria-sort={column.sorted}>
                  {column.head ?? column.title}
                </th>
              ) : (
                <td key={column.title} class={looks(column)} />
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column) => (
                <td key={column.title} class={looks(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface TabsProps {
  tabs: { id: string; title: string; count?: number }[];
  chosen: string;
  onChoose: (id: string) => void;
  children: ComponentChildren;
}

/** Tabs; the arrow keys move between them. */
export function Tabs({ tabs, chosen, onChoose, children }: TabsProps) {
  const id = useId();
  const key = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = tabs.findIndex((tab) => tab.id === chosen);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (!next) return;
    onChoose(next.id);
    document.getElementById(`${id}-${next.id}`)?.focus();
  };
  return (
    <>
      <div class="tabs" role="tablist" onKeyDown={key}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            id={`${id}-${tab.id}`}
            type="button"
            role="tab"
            aria-selected={tab.id === chosen}
            aria-controls={`${id}-panel`}
            tabindex={tab.id === chosen ? 0 : -1}
            onClick={() => onChoose(tab.id)}
          >
            {tab.title}
            {tab.count !== undefined && <span class="count">{tab.count}</span>}
          </button>
        ))}
      </div>
      <div id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${chosen}`}>
        {children}
      </div>
    </>
  );
}
