/** An answer as tables: one for each list in it. Money has a column for each currency, because currencies do not add up. */
import { type Kind, type Shape } from "./shape";

export type Cell = string | number | boolean | null;

export interface Column {
  /** Where its values are in a row of the answer, with dots. */
  path: string;
  kind: Kind;
  /** Of money. */
  currency?: string;
}

export interface Grid {
  /** Where the list is in the answer, with dots. */
  path: string;
  columns: Column[];
  rows: Cell[][];
  /** Whether it is a `groups` result: keys and their measures. */
  isGrouped: boolean;
}

type Tree = Record<string, unknown>;

/** A row on its way: its cells and their columns, by the same keys. */
interface Line {
  cells: Map<string, Cell>;
  columns: Map<string, Column>;
}

interface List {
  path: string;
  items: unknown[];
  shape: Shape;
}

/** Steps of a path that say nothing: what a page is made of. */
const FRAMES = new Set(["nodes", "edges", "node"]);

const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null && !Array.isArray(value);
const joined = (...parts: string[]): string => parts.filter(Boolean).join(".");
const empty = (): Line => ({ cells: new Map(), columns: new Map() });

/** What a list is called: `clients` for `clients.nodes`. */
export const nameOfList = (path: string): string => path.split(".").findLast((step) => !FRAMES.has(step)) ?? "answer";

/** All lists of an answer as tables, a list before those inside it; without any list, one row of what is said. */
export function gridsOf(data: unknown, shape: Shape): Grid[] {
  const lines = new Map<string, Line[]>();
  if (!isTree(data)) return [];
  const whole = empty();
  const lists = spread(data, shape, "", whole);
  for (const list of lists) read(list, list.path, empty(), lines);
  if (!lists.length && whole.columns.size) lines.set("", [whole]);
  return [...lines].map(([path, rows]) => grid(path, rows));
}

function read({ items, shape }: List, path: string, around: Line, lines: Map<string, Line[]>): void {
  const mine = lines.get(path) ?? [];
  lines.set(path, mine);
  for (const item of items) {
    if (!isTree(item)) continue;
    const line: Line = { cells: new Map(around.cells), columns: new Map(around.columns) };
    const inner = spread(item, shape, "", line);
    mine.push(line);
    for (const list of inner) read(list, joined(path, list.path), below(line, nameOfList(path)), lines);
  }
}

/** Puts the values of an object into a line; answers the lists it holds. */
function spread(value: Tree, shape: Shape, at: string, line: Line): List[] {
  const lists: List[] = [];
  for (const [name, part] of shape.parts) {
    const [path, found] = [joined(at, name), value[name]];
    const money = part.kind === "money" ? moneyIn(part) : null;
    if (money) {
      for (const each of [found].flat()) {
        if (isTree(each)) put(line, { path, kind: "money", currency: String(each[money.currency]) }, each[money.amount] as Cell);
      }
    } else if (!part.parts.size) {
      put(line, { path, kind: Array.isArray(found) ? "text" : (part.kind ?? "text") }, plain(found));
    } else if (Array.isArray(found)) lists.push({ path, items: found, shape: part });
    else if (isTree(found)) lists.push(...spread(found, part, path, line));
  }
  return lists;
}

function put({ cells, columns }: Line, column: Column, value: Cell): void {
  const key = joined(column.path, column.currency ?? "");
  columns.set(key, column);
  cells.set(key, value);
}

/** A row as those of the lists inside it say what they belong to. */
function below({ cells, columns }: Line, name: string): Line {
  const named = <Value>(map: Map<string, Value>, change: (value: Value) => Value): Map<string, Value> =>
    new Map([...map].map(([key, value]) => [joined(name, key), change(value)]));
  return {
    cells: named(cells, (cell) => cell),
    columns: named(columns, (column) => ({ ...column, path: joined(name, column.path) })),
  };
}

function grid(path: string, lines: Line[]): Grid {
  const found = new Map(lines.flatMap(({ columns }) => [...columns]));
  const paths = [...new Set([...found.values()].map((column) => column.path))];
  const keys = paths.flatMap((each) =>
    [...found.keys()].filter((key) => found.get(key)?.path === each).sort((one, other) => one.localeCompare(other)),
  );
  const columns = keys.map((key) => found.get(key) as Column);
  return {
    path,
    columns,
    rows: lines.map(({ cells }) => keys.map((key) => cells.get(key) ?? nameOfRest(cells, found.get(key) as Column))),
    isGrouped: columns.some((column) => isKey(column)),
  };
}

export const isKey = (column: Column): boolean => column.path.startsWith("key.");

/** Of the rest of the groups, how many they are. */
export const REST = "restOf";

/** What stands for the keys of the rest, which has none. Days are left empty: they are reckoned with. */
function nameOfRest(cells: Map<string, Cell>, column: Column): Cell {
  const rest = cells.get(REST) ?? null;
  return rest !== null && isKey(column) && column.kind !== "day" ? `Rest of ${rest}` : null;
}

/** The names under which an amount and its currency are answered. */
function moneyIn(shape: Shape): { amount: string; currency: string } | null {
  const named = (field: string) => [...shape.parts].find(([, part]) => part.field === field)?.[0];
  const [amount, currency] = [named("amount"), named("currency")];
  return amount && currency ? { amount, currency } : null;
}

function plain(value: unknown): Cell {
  if (Array.isArray(value)) return value.map((each) => String(plain(each) ?? "")).join(", ");
  if (value === undefined || value === null) return null;
  return typeof value === "object" ? JSON.stringify(value) : (value as Cell);
}

/** `aggregate.sum.total` as a head of a column: Sum total. */
export function titleOf({ path, currency }: Column): string {
  const whole = path.split(".");
  const telling = whole.filter((step) => step !== "key" && step !== "aggregate" && !FRAMES.has(step));
  const steps = telling.length ? telling : whole.slice(-1);
  const words = steps.map((step) => step.replaceAll(/(?<=[a-z0-9])(?=[A-Z])|(?<=[a-z])(?=[0-9])/g, " ").toLowerCase()).join(" ");
  const title = words.charAt(0).toUpperCase() + words.slice(1);
  return currency ? `${title}, ${currency}` : title;
}
