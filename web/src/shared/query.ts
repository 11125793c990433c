/** Answers that components show: asked for when they appear, kept while they are asked for again. */
import type { AnyVariables } from "@urql/core";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { ask, GraphFault, watch, type Doc } from "./graph";
import { returns } from "./socket";
import { useStore } from "./store";

export interface Answer<Data> {
  data: Data | undefined;
  fault: GraphFault | undefined;
  isLoading: boolean;
  /** Ask again; what is shown stays until the new answer is there. */
  again: () => void;
  /** Show something before the server says it; `again` shows what it says. */
  foresee: (change: (data: Data) => Data) => void;
}

/** The last answers, shown at once when somebody comes back to a page. */
const kept = new Map<string, unknown>();
const KEPT = 60;

/** Forget every answer: they belong to who was signed in. */
export const forgetAnswers = (): void => kept.clear();

function keep(key: string, data: unknown): void {
  kept.delete(key);
  kept.set(key, data);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value as string);
}

/** Asks whenever the variables change, and again after every time the line was down. `null` variables: not yet. */
export function useQuery<Data, Variables extends AnyVariables>(
  doc: Doc<Data, Variables>,
  variables: Variables | null,
): Answer<Data> {
  const key = variables && JSON.stringify([doc, variables]);
  const [state, setState] = useState<{ key: string | null; data?: Data; fault?: GraphFault }>({ key });
  const [turn, setTurn] = useState(0);
  const back = useStore(returns);
  const latest = useRef(0);

  useEffect(() => {
    if (!key || !variables) return;
    const mine = ++latest.current;
    ask(doc, variables).then(
      (data) => {
        keep(key, data);
        if (mine === latest.current) setState({ key, data });
      },
      (fault: GraphFault) => mine === latest.current && setState((was) => ({ ...was, key, fault })),
    );
    return () => void latest.current++;
  }, [key, turn, back]);

  const isCurrent = state.key === key;
  const data = (isCurrent ? state.data : undefined) ?? (key ? (kept.get(key) as Data | undefined) : undefined);
  const fault = isCurrent ? state.fault : undefined;
  const again = useCallback(() => setTurn((was) => was + 1), []);
  const foresee = useCallback((change: (data: Data) => Data) => {
    latest.current++;
    setState((was) => (was.data === undefined ? was : { ...was, data: change(was.data) }));
  }, []);
  return { data, fault, isLoading: data === undefined && !fault, again, foresee };
}

/** Watches for as long as the component is there. `null` variables: not yet. */
export function useLive<Data, Variables extends AnyVariables>(
  doc: Doc<Data, Variables>,
  variables: Variables | null,
  told: (data: Data) => void,
): void {
  const latest = useRef(told);
  latest.current = told;
  const key = variables && JSON.stringify(variables);
  useEffect(() => (variables ? watch(doc, variables, (data) => latest.current(data)) : undefined), [doc, key]);
}
