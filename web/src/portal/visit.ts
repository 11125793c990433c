/** When somebody was here before, on this device: what happened since is new to them. */
const AWAY_MS = 30 * 60 * 1000;

interface Visit {
  /** The end of the visit before this one. */
  since: string | null;
  last: string;
}

/** Notes that somebody is here; answers until when they were the last time, null the first time. */
export function visited(whose: string): string | null {
  const key = `clientgraph-visit-${whose}`;
  const now = new Date().toISOString();
  const before = JSON.parse(localStorage.getItem(key) ?? "null") as Visit | null;
  const isNew = before !== null && Date.parse(now) - Date.parse(before.last) > AWAY_MS;
  const since = isNew ? before.last : (before?.since ?? null);
  localStorage.setItem(key, JSON.stringify({ since, last: now } satisfies Visit));
  return since;
}
