/** What somebody works on here: open tabs, and what they ran. Kept in this browser, for each viewer apart. */
import { Store } from "../shared/store";
import type { Choice } from "./charts/model";

export interface Sheet {
  id: string;
  query: string;
  /** JSON, as it was typed. */
  variables: string;
  /** What it is called. */
  name?: string;
  /** The id of the saved query it is, where that is the viewer's own. */
  saved?: string;
  choice?: Partial<Choice>;
}

export interface Ran {
  query: string;
  variables: string;
  at: string;
}

interface Book {
  sheets: Sheet[];
  active: string;
  history: Ran[];
}

const HISTORY = 100;
const BLANK = "# Type a query; Ctrl-Space completes, Ctrl-Enter runs it.\n# Examples to begin with are at the left.\n\n";

const newId = (): string => crypto.randomUUID();
const blank = (): Sheet => ({ id: newId(), query: BLANK, variables: "" });

function fresh(): Book {
  const sheet = blank();
  return { sheets: [sheet], active: sheet.id, history: [] };
}

export const book = new Store<Book>(fresh());

let key = "";

/** Take up the book of a viewer. */
export function openBook(viewerId: string): void {
  key = `clientgraph-explore-${viewerId}`;
  let kept: Partial<Book> = {};
  try {
    kept = JSON.parse(localStorage.getItem(key) ?? "{}") as Partial<Book>;
  } catch {
    localStorage.removeItem(key);
  }
  const next = { ...fresh(), ...kept };
  book.set(next.sheets.some((each) => each.id === next.active) ? next : { ...next, ...only(next.sheets) });
}

const only = (sheets: Sheet[]): Pick<Book, "sheets" | "active"> => {
  const some = sheets.length ? sheets : [blank()];
  return { sheets: some, active: (some.at(-1) as Sheet).id };
};

function change(part: Partial<Book>): void {
  const next = { ...book.get(), ...part };
  book.set(next);
  try {
    localStorage.setItem(key, JSON.stringify(next));
  } catch {
    // The browser's room is full: the book lives on until the page is closed.
  }
}

export const sheetOf = ({ sheets, active }: Book): Sheet => sheets.find((each) => each.id === active) ?? (sheets[0] as Sheet);

export function edit(id: string, part: Partial<Sheet>): void {
  change({ sheets: book.get().sheets.map((each) => (each.id === id ? { ...each, ...part } : each)) });
}

export const turnTo = (id: string): void => change({ active: id });

/** Show a text in a tab: the one that has it, an untouched one, or a new one. */
export function open({ query, variables, name, choice, saved }: Omit<Sheet, "id">): void {
  const { sheets } = book.get();
  const same = sheets.find((each) => each.query === query && each.variables === variables);
  if (same) return turnTo(same.id);
  const sheet: Sheet = { id: newId(), query, variables, name, choice, saved };
  change({ sheets: [...sheets.filter((each) => each.query !== BLANK), sheet], active: sheet.id });
}

export function openBlank(): void {
  const sheet = blank();
  change({ sheets: [...book.get().sheets, sheet], active: sheet.id });
}

/** Close a tab; the last one leaves an empty one behind. */
export function close(id: string): void {
  const { sheets, active } = book.get();
  const at = sheets.findIndex((each) => each.id === id);
  const rest = sheets.filter((each) => each.id !== id);
  if (!rest.length || active === id) change({ ...only(rest), active: (rest[Math.max(at - 1, 0)] ?? only(rest).sheets[0])?.id ?? "" });
  else change({ sheets: rest });
}

export function remember(sheet: Sheet): void {
  const { query, variables } = sheet;
  const others = book.get().history.filter((each) => each.query !== query || each.variables !== variables);
  change({ history: [{ query, variables, at: new Date().toISOString() }, ...others].slice(0, HISTORY) });
}

/** A saved query is there no more; tabs that came of it stay. */
export const forgetSaved = (id: string): void =>
  change({ sheets: book.get().sheets.map((each) => (each.saved === id ? { ...each, saved: undefined } : each)) });

export const forgetHistory = (): void => change({ history: [] });

/** The address of a query: everything is behind the #, which is sent to no server. */
export function linkTo({ query, variables, choice }: Sheet): string {
  const parameters = new URLSearchParams({ query });
  if (variables.trim()) parameters.set("variables", variables);
  if (choice && Object.keys(choice).length) parameters.set("chart", JSON.stringify(choice));
  return `/explore#${parameters}`;
}

/** Take up what the address says. It is shown and not run: who follows a link decides that. */
export function openAddress(): void {
  const parameters = new URLSearchParams(location.hash.slice(1));
  const query = parameters.get("query");
  if (!query) return;
  let choice: Partial<Choice> | undefined;
  try {
    choice = JSON.parse(parameters.get("chart") ?? "null") ?? undefined;
  } catch {
    choice = undefined;
  }
  open({ query, variables: parameters.get("variables") ?? "", choice });
}
