/** The part of an address after the question mark, as lists keep their filters in it. */
import { go, usePlace } from "../../shared/router";

export type Parameters = Record<string, string>;

export interface Kept {
  values: Parameters;
  /** Change some; empty ones are left out. What is changed here is not a place to come back to. */
  set: (changes: Parameters) => void;
  /** All of it, as text. */
  text: string;
  /** Another text instead, as a place to come back to. */
  replace: (text: string) => void;
}

export function useParameters(): Kept {
  const { place, query } = usePlace();
  const to = (text: string) => (text ? `${place}?${text}` : place);
  const set = (changes: Parameters) => {
    const next = new URLSearchParams(query);
    for (const [name, value] of Object.entries(changes)) value ? next.set(name, value) : next.delete(name);
    go(to(next.toString()), { replace: true });
  };
  return { values: Object.fromEntries(query), set, text: query.toString(), replace: (text) => go(to(text)) };
}
