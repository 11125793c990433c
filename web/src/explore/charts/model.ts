/** What a chart shows of a table: categories, series and their values, money by currency. */
import { words } from "../../shared/format";
import { isKey, REST, titleOf, type Cell, type Column, type Grid } from "../result/grid";
import { say, sum } from "../result/say";
import { MEASURED } from "../result/shape";
import { gapless, labelOf } from "./days";

export type Look = "bars" | "stacked" | "lines";

/** What somebody chose to see. */
export interface Choice {
  look: Look;
  /** Path of the column along the axis. */
  category: string;
  /** Path of the column that makes the series; `*`: every measure of the same unit is one; none: one series. */
  series: string;
  /** Path of the measure. */
  measure: string;
}

export interface Series {
  name: string;
  /** Its colour, the same in every chart of an answer. */
  colour: number;
  /** A value for each category, as exact text; null where there is none. */
  values: (string | null)[];
}

/** One chart: everything in it has one unit. */
export interface Panel {
  title: string;
  /** How its values are said. */
  unit: Pick<Column, "kind" | "currency">;
  categories: string[];
  series: Series[];
  /** How many categories there are beyond those shown. */
  left: number;
}

export const MEASURES = "*";
const MOST_CATEGORIES = 120;
const MOST_BARS = 24;
export const MOST_SERIES = 24;

const paths = (columns: Column[]): string[] => [...new Set(columns.map(({ path }) => path))];

/** Columns that can lie along the axis or make series. */
export const categoriesOf = (grid: Grid): string[] =>
  paths(grid.columns.filter((each) => (grid.isGrouped ? isKey(each) : !MEASURED.has(each.kind))));

/** Columns that can be drawn. */
export const measuresOf = (grid: Grid): string[] =>
  paths(grid.columns.filter((each) => MEASURED.has(each.kind) && !isKey(each) && each.path !== REST));

export const canDraw = (grid: Grid): boolean => categoriesOf(grid).length > 0 && measuresOf(grid).length > 0 && grid.rows.length > 0;

export const titleOfPath = (grid: Grid, path: string): string => {
  const column = grid.columns.find((each) => each.path === path);
  return column ? titleOf({ ...column, currency: undefined }) : path;
};

/** The last step but one: `sum` of `aggregate.sum.total`. Measures of one sort can stand beside one another. */
const sortOf = (path: string): string => path.split(".").slice(0, -1).join(".");

function alike(grid: Grid, measure: string): string[] {
  const kind = grid.columns.find(({ path }) => path === measure)?.kind;
  return measuresOf(grid).filter(
    (each) => sortOf(each) === sortOf(measure) && grid.columns.find(({ path }) => path === each)?.kind === kind,
  );
}

/** What fits a table at first; what was chosen before stays where it can. */
export function chosen(grid: Grid, before: Partial<Choice> = {}): Choice {
  const [categories, measures] = [categoriesOf(grid), measuresOf(grid)];
  const isDay = (path: string) => grid.columns.some((each) => each.path === path && each.kind === "day");
  const kept = (path: string | undefined, among: string[]) => (path !== undefined && among.includes(path) ? path : undefined);
  const category = kept(before.category, categories) ?? categories.find(isDay) ?? categories[0] ?? "";
  const isMoney = (path: string) => grid.columns.some((each) => each.path === path && each.kind === "money");
  const isCount = (path: string) => /(^|\.)count$/.test(path);
  const liked = measures.find(isMoney) ?? measures.find((each) => !isCount(each)) ?? measures[0] ?? "";
  const measure = kept(before.measure, measures) ?? liked;
  const others = categories.filter((each) => each !== category);
  const beside = alike(grid, measure).length > 1 ? MEASURES : "";
  const first = grid.isGrouped ? (others[0] ?? beside) : beside;
  const series = kept(before.series, [...others, MEASURES, ""]) ?? first;
  return { category, measure, series, look: before.look ?? looksLike(grid, category, measure, series) };
}

/** Parts of a whole are stacked; what does not add up is a line along the days, as are more days than bars look well for. */
function looksLike(grid: Grid, category: string, measure: string, series: string): Look {
  const isWhole = isAdditive(measure);
  if (isWhole && series !== "" && series !== MEASURES) return "stacked";
  const along = grid.columns.findIndex((each) => each.path === category && each.kind === "day");
  const days = along < 0 ? 0 : new Set(grid.rows.map((row) => row[along])).size;
  return days > MOST_BARS || (days > 1 && !isWhole) ? "lines" : "bars";
}

/** Whether values come to something together: counts and sums do, averages, bounds and ratios do not. */
const isAdditive = (measure: string): boolean => !/(^|\.)(avg|min|max)\.|Percent$/.test(measure);

/** The charts of a choice: one, or one for each currency. */
export function panelsOf(grid: Grid, choice: Choice): Panel[] {
  const measures = choice.series === MEASURES ? alike(grid, choice.measure) : [choice.measure];
  const columns = grid.columns.filter(({ path }) => measures.includes(path));
  const currencies = [...new Set(columns.map(({ currency }) => currency))];
  const panels = currencies.map((currency) => panel(grid, choice, columns.filter((each) => each.currency === currency)));
  const names = [...new Set(panels.flatMap(({ series }) => series.map(({ name }) => name)))];
  return panels.map((each) => ({
    ...each,
    series: each.series.map((one) => ({ ...one, colour: names.indexOf(one.name) })),
  }));
}

function panel(grid: Grid, choice: Choice, measures: Column[]): Panel {
  const along = grid.columns.findIndex(({ path }) => path === choice.category);
  const by = choice.series === MEASURES ? -1 : grid.columns.findIndex(({ path }) => path === choice.series);
  const found = new Map<string, Map<Cell, string[]>>();
  for (const column of measures) {
    const at = grid.columns.indexOf(column);
    for (const row of grid.rows) {
      const value = row[at] ?? null;
      if (value === null) continue;
      const name = nameOf(grid, choice, column, by < 0 ? null : (row[by] ?? null), by);
      const values = found.get(name) ?? new Map<Cell, string[]>();
      found.set(name, values.set(row[along] ?? null, [...(values.get(row[along] ?? null) ?? []), String(value)]));
    }
  }
  const column = grid.columns[along] as Column;
  const present = [...new Set([...found.values()].flatMap((values) => [...values.keys()]))];
  const ordered = grid.rows.map((row) => row[along] ?? null).filter((each, at, all) => all.indexOf(each) === at);
  const all = column.kind === "day" ? gapless(present) : ordered.filter((each) => present.includes(each));
  const shown = all.slice(0, MOST_CATEGORIES);
  return {
    title: measures.length > 1 ? "" : titleOfPath(grid, choice.measure),
    unit: { kind: measures[0]?.kind ?? "number", currency: measures[0]?.currency },
    categories: column.kind === "day" ? shown.map(labelOf(shown)) : shown.map((each) => say(each, column)),
    series: [...found].slice(0, MOST_SERIES).map(([name, values]) => ({
      name,
      colour: 0,
      values: shown.map((each) => (values.has(each) ? sum(values.get(each) as string[]) : null)),
    })),
    left: all.length - shown.length,
  };
}

function nameOf(grid: Grid, choice: Choice, measure: Column, value: Cell, by: number): string {
  if (choice.series === MEASURES) return titleOf({ ...measure, currency: undefined });
  if (by < 0) return titleOfPath(grid, choice.measure);
  const column = grid.columns[by] as Column;
  return column.kind === "enum" ? words(String(value)) : say(value, column);
}
