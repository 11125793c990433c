/** Running what stands in a tab: its cost while one types, its answer, or its stream. */
import { parse, print } from "graphql";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { run, stream, weigh, type Call, type Cost, type Outcome, type Problem } from "./ask";
import { edit, remember, type Sheet } from "./notebook";
import { operationsOf, parsed } from "./schema";

const PAUSE_MS = 350;

/** What a tab asks for: an operation of its text, and its variables. */
export interface Meant {
  call: Call;
  kind: "query" | "mutation" | "subscription";
}

export interface Running {
  /** The operations of the text, by name. */
  names: string[];
  chosen: string | undefined;
  choose: (name: string) => void;
  meant: Meant | null;
  /** Why nothing can be run. */
  reason: string | undefined;
  cost: Cost | Problem | null;
  outcome: Outcome | undefined;
  fault: string | undefined;
  isBusy: boolean;
  go: () => void;
  stop: () => void;
}

interface State {
  outcome?: Outcome;
  fault?: string;
  /** What the outcome answers. */
  meant?: Meant;
}

/** Outcomes stay with their tabs for as long as the page is open. */
const kept = new Map<string, State>();

export const answeredTo = (id: string): Meant | undefined => kept.get(id)?.meant;

function variablesIn(text: string): Record<string, unknown> | null {
  if (!text.trim()) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

export function useRunning(sheet: Sheet, explain: boolean): Running {
  const [, again] = useState({});
  const [cost, setCost] = useState<Cost | Problem | null>(null);
  const [choice, choose] = useState<string>();
  const [busy, setBusy] = useState<{ id: string; stop: () => void } | null>(null);
  const working = useRef(busy);
  working.current = busy;

  const document = useMemo(() => parsed(sheet.query), [sheet.query]);
  const operations = useMemo(() => operationsOf(document), [document]);
  const names = operations.map(({ name }) => name?.value ?? "");
  const chosen = choice && names.includes(choice) ? choice : names[0];
  const variables = useMemo(() => variablesIn(sheet.variables), [sheet.variables]);
  const operation = operations[names.indexOf(chosen ?? "")];
  const reason = variables === null ? "The variables are no JSON object." : operation ? undefined : "There is no whole operation yet.";

  const key = operation && variables ? JSON.stringify([sheet.query, variables, chosen]) : null;
  const meant = useMemo<Meant | null>(() => {
    if (!operation || !variables) return null;
    return { call: { query: sheet.query, variables, operationName: chosen || undefined }, kind: operation.operation };
  }, [key]);

  useEffect(() => {
    if (!meant) return setCost(null);
    const asking = new AbortController();
    const told = (found: Cost | Problem | null) => !asking.signal.aborted && setCost(found);
    const timer = setTimeout(() => void weigh(meant.call, asking.signal).then(told, () => told(null)), PAUSE_MS);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [meant]);

  const stop = useCallback(() => working.current?.stop(), []);
  useEffect(() => stop, []);

  const keep = (id: string, state: State) => {
    kept.set(id, state);
    again({});
  };

  const go = () => {
    if (!meant) return;
    stop();
    const { id } = sheet;
    remember(sheet);
    if (meant.kind === "subscription") {
      keep(id, { meant });
      const end = stream(
        meant.call,
        (outcome) => keep(id, { outcome, meant }),
        (fault) => (setBusy(null), fault && keep(id, { ...kept.get(id), fault, meant })),
      );
      return setBusy({ id, stop: () => (end(), setBusy(null)) });
    }
    const asking = new AbortController();
    setBusy({ id, stop: () => (asking.abort(), setBusy(null)) });
    run(meant.call, explain, asking.signal).then(
      (outcome) => (setBusy(null), keep(id, { outcome, meant })),
      (raised: Error) => {
        if (raised.name === "AbortError") return;
        setBusy(null);
        keep(id, { fault: raised.message, meant });
      },
    );
  };

  const state = kept.get(sheet.id) ?? {};
  return {
    names,
    chosen,
    choose,
    meant,
    reason,
    cost,
    outcome: state.outcome,
    fault: state.fault,
    isBusy: busy?.id === sheet.id,
    go,
    stop,
  };
}

/** Lay a text out; what is no document stays as it is. */
export function prettify(sheet: Sheet): boolean {
  try {
    const head = /^(?:\s*#.*\n)+/.exec(sheet.query)?.[0].trimStart() ?? "";
    const variables = variablesIn(sheet.variables);
    const laid = variables && sheet.variables.trim() ? JSON.stringify(variables, null, 2) : sheet.variables;
    edit(sheet.id, { query: `${head}${print(parse(sheet.query))}\n`, variables: laid });
    return true;
  } catch {
    return false;
  }
}
