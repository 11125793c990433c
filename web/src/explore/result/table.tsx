/** A table of an answer, ordered by the column one presses; and which list it is of, where there are several. */
import { ArrowDown, ArrowUp } from "lucide";
import { useEffect, useMemo, useState } from "preact/hooks";
import { Button, Empty, Icon } from "../../shared/ui";
import { nameOfList, titleOf, type Cell, type Column, type Grid } from "./grid";
import { say } from "./say";
import { MEASURED } from "./shape";

const PAGE = 200;

function compare(one: Cell, other: Cell, { kind }: Column): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  if (MEASURED.has(kind)) return Number(one) - Number(other);
  return String(one).localeCompare(String(other));
}

export function GridTable({ grid }: { grid: Grid }) {
  const [by, setBy] = useState<{ at: number; isDown: boolean } | null>(null);
  const [shown, setShown] = useState(PAGE);
  useEffect(() => {
    setBy(null);
    setShown(PAGE);
  }, [grid]);
  const rows = useMemo(() => {
    const column = by && grid.columns[by.at];
    if (!by || !column) return grid.rows;
    const sorted = [...grid.rows].sort((one, other) => compare(one[by.at] ?? null, other[by.at] ?? null, column));
    return by.isDown ? sorted.reverse() : sorted;
  }, [grid, by]);
  const turn = (at: number) => setBy((was) => (was?.at !== at ? { at, isDown: false } : was.isDown ? null : { at, isDown: true }));
  const look = (column: Column) => (MEASURED.has(column.kind) ? "figure" : undefined);

  if (!rows.length) return <Empty title="No rows">Nothing you may see passes the filter.</Empty>;
  return (
    <div class="grid-frame" tabindex={0} role="region" aria-label={`Table of ${nameOfList(grid.path)}`}>
      <table class="grid">
        <thead>
          <tr>
            {grid.columns.map((column, at) => (
              <th
                key={at}
                scope="col"
                class={look(column)}
                aria-sort={by?.at === at ? (by.isDown ? "descending" : "ascending") : undefined}
              >
                <button type="button" onClick={() => turn(at)}>
                  {titleOf(column)}
                  {by?.at === at && <Icon of={by.isDown ? ArrowDown : ArrowUp} size={13} />}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shown).map((row, place) => (
            <tr key={place}>
              {grid.columns.map((column, at) => (
                <td key={at} class={look(column)}>
                  {say(row[at] ?? null, column)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > shown && (
        <Button small onClick={() => setShown(shown + 5 * PAGE)}>
          Show more of {rows.length} rows
        </Button>
      )}
    </div>
  );
}
