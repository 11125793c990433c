/** Lists as files: the server makes them from the very query they are shown by, says how far they are, and keeps them an hour. */
import { expired } from "./graph";
import { Store } from "./store";
import { say } from "./ui";

export const FORMS = [
  ["csv", "CSV"],
  ["xlsx", "Excel (XLSX)"],
  ["jsonl", "JSON Lines"],
  ["parquet", "Parquet"],
  ["arrows", "Arrow"],
] as const;
export type Form = (typeof FORMS)[number][0];

/** As `/exports/{id}` tells it. */
interface Told {
  id: string;
  state: "MAKING" | "MADE" | "FAILED";
  rows: number;
  total: number | null;
  bytes: number | null;
  until: string;
  file: string | null;
  withheld: string[];
  errors: { message: string }[];
}

export interface Made extends Told {
  /** What it is a file of, and its form. */
  title: string;
  /** Asked how far it is, nobody answered. */
  isCut?: boolean;
}

/** Those worth showing: what is made at once is only downloaded. */
export const made = new Store<Made[]>([]);

const LOOKS_MS = [150, 250, 400, 1000];
const KEPT = "clientgraph-files";
const LOST = "The file is no longer there. Ask for it again.";

/** Ask for a file. `body` is what `/graphql` takes. Where it takes longer than a moment it is shown how far it is. */
export async function makeFile(what: string, form: Form, body: object, headers: Record<string, string> = {}): Promise<void> {
  const title = `${what} as ${FORMS.find(([each]) => each === form)?.[1]}`;
  const options = { "Content-Type": "application/json", "X-Clientgraph-CSRF": "1", Prefer: "respond-async", ...headers };
  try {
    const response = await fetch(`/export.${form}`, { method: "POST", headers: options, body: JSON.stringify(body) });
    if (response.status === 401) expired.set(true);
    if (!response.ok) return say(await reason(response), "bad");
    await follow({ ...((await response.json()) as Told), title });
  } catch {
    say("There is no connection. Nothing was exported.", "bad");
  }
}

/** Those asked for before the page was loaded anew, as long as they are there for whoever is signed in now. */
export async function goOnWithFiles(): Promise<void> {
  if (made.get().length) return;
  for (const each of JSON.parse(sessionStorage.getItem(KEPT) ?? "[]") as Made[]) {
    const now = await looked(each);
    if (now.state === "FAILED") continue;
    put(now);
    if (now.state === "MAKING") void follow(now);
  }
}

export const dismiss = (id: string): void => write(made.get().filter((each) => each.id !== id));

const isShown = ({ id }: Made): boolean => made.get().some((each) => each.id === id);

function put(file: Made): void {
  const all = made.get();
  write(isShown(file) ? all.map((each) => (each.id === file.id ? file : each)) : [...all, file]);
}

function write(files: Made[]): void {
  made.set(files);
  sessionStorage.setItem(KEPT, JSON.stringify(files));
}

async function follow(file: Made): Promise<void> {
  for (let turn = 0; file.state === "MAKING"; turn++) {
    await new Promise((go) => setTimeout(go, LOOKS_MS[Math.min(turn, LOOKS_MS.length - 1)]));
    file = await looked(file);
    if (isShown(file) || turn >= LOOKS_MS.length - 1) put(file);
  }
  if (file.state === "FAILED") return isShown(file) ? undefined : say(file.errors[0]?.message ?? LOST, "bad");
  if (isShown(file)) return say(`${file.title}: the file is ready.`);
  download(file);
  say(`${file.title}: the file is in your downloads.`);
}

async function looked(file: Made): Promise<Made> {
  const response = await fetch(`/exports/${file.id}`).catch(() => null);
  if (response?.ok) return { ...file, ...((await response.json()) as Told), isCut: false };
  if (response?.status === 404) return { ...file, state: "FAILED", errors: [{ message: LOST }] };
  if (response?.status === 401) expired.set(true);
  return { ...file, isCut: true };
}

/** The browser's own download, which goes on where it was cut. */
function download({ file }: Made): void {
  Object.assign(document.createElement("a"), { href: file ?? "", download: "" }).click();
}

async function reason(response: Response): Promise<string> {
  const answer = (await response.json().catch(() => null)) as { errors?: { message: string }[] } | null;
  return answer?.errors?.[0]?.message ?? "The list could not be exported.";
}

/** Give the browser a file that was made here. */
export function save(blob: Blob, name: string): void {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
