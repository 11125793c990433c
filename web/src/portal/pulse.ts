/** One stream of everything that happens about the client; each screen reads again when it is about its things. */
import { useEffect } from "preact/hooks";
import { PulseDocument, type EventKind } from "../made/graphql";
import { useLive } from "../shared/query";
import { useCursor } from "../shared/session";
import { Store } from "../shared/store";

interface Beat {
  kind: EventKind | null;
}

const beats = new Store<Beat>({ kind: null });
const TOGETHER_MS = 150;

/** Follow the stream; once on the page. */
export function usePulse(): void {
  const after = useCursor();
  useLive(PulseDocument, { after }, ({ clientUpdates }) => beats.set({ kind: clientUpdates.kind }));
}

/** Calls `again` when something of these nouns happened, once for what happens together. */
export function useNews(nouns: string[], again: () => void): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = beats.watch(({ kind }) => {
      if (kind && !nouns.some((noun) => kind.startsWith(noun))) return;
      clearTimeout(timer);
      timer = setTimeout(again, TOGETHER_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [again]);
}
