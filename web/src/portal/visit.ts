/** When somebody was here before, on whatever device: what happened since is new to them. */
import { useEffect } from "preact/hooks";
import { NoteVisitDocument } from "../made/graphql";
import { act } from "../shared/graph";
import { Store, useStore } from "../shared/store";

/** While somebody moves about, it is noted that they are here, at most so often. */
const NOTED_MS = 5 * 60 * 1000;

/** The end of the visit before this one; null in the first, undefined until it is known. */
const since = new Store<string | null | undefined>(undefined);
let notedAt = 0;

async function note(): Promise<void> {
  if (document.hidden || Date.now() - notedAt < NOTED_MS) return;
  notedAt = Date.now();
  try {
    since.set((await act(NoteVisitDocument, {})).noteVisit.since);
  } catch {
    // Nothing is lost by it; the next step is soon enough.
    notedAt = 0;
    if (since.get() === undefined) since.set(null);
  }
}

/** Notes that somebody is here, whenever they go on and whenever they come back to the page. */
export function useVisit(place: string): void {
  useEffect(() => void note(), [place]);
  useEffect(() => {
    const back = () => void note();
    document.addEventListener("visibilitychange", back);
    return () => {
      document.removeEventListener("visibilitychange", back);
      notedAt = 0;
      since.set(undefined);
    };
  }, []);
}

export const useNewSince = (): string | null | undefined => useStore(since);
