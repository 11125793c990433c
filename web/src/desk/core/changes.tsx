/** One stream of everything that happens in the viewer's sight; screens ask again when it is about them. */
import { useEffect, useRef } from "preact/hooks";
import { DeskChangesDocument, type DeskChangesSubscription, type EventKind } from "../../made/graphql";
import { useLive } from "../../shared/query";
import { useCursor } from "../../shared/session";

type Change = DeskChangesSubscription["events"];

const told = new Set<(change: Change) => void>();
const TOGETHER_MS = 60;

/** Holds the stream; once on the page. */
export function Changes() {
  const after = useCursor();
  useLive(DeskChangesDocument, { after }, ({ events }) => told.forEach((each) => each(events)));
  return null;
}

/**
 * Calls `again` soon after something happened whose kind begins with one of `kinds`. Changes that come together are one.
 * `about`: only what is about this node or the client with this id.
 */
export function useChanges(kinds: string[], again: () => void, about?: string): void {
  const latest = useRef(again);
  latest.current = again;
  const wanted = kinds.join(" ");
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const isMine = ({ kind, event, resyncRequired }: Change) =>
      resyncRequired || (begins(kind, kinds) && (!about || event?.subject?.id === about || event?.client?.id === about));
    const tell = (change: Change) => {
      if (!isMine(change)) return;
      clearTimeout(timer);
      timer = setTimeout(() => latest.current(), TOGETHER_MS);
    };
    told.add(tell);
    return () => {
      clearTimeout(timer);
      told.delete(tell);
    };
  }, [wanted, about]);
}

const begins = (kind: EventKind | null | undefined, kinds: string[]): boolean =>
  !!kind && kinds.some((each) => kind.startsWith(each));
