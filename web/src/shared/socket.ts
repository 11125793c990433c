/**
 * The one socket of a page: graphql-transport-ws. One connection carries every stream, where server-sent events would
 * take one each of the six a browser opens to a host.
 */
import type { SubscriptionForwarder } from "@urql/core";
import { createClient, type Client } from "graphql-ws";
import { Store } from "./store";

/** `idle`: nothing is watched. `caught-up`: the line was down, and what was missed has come. */
export type Line = "idle" | "live" | "down" | "caught-up";

/** How the line is, for the banner. */
export const line = new Store<Line>("idle");
/** Counts the times a line came back, so that what is shown can be read again where no stream tells its changes. */
export const returns = new Store(0);
/** Since when the line is down. */
export const downSince = new Store<Date | null>(null);

const TOLD_MS = 4000;
const PING_MS = 10_000;
/** The name of the error by which graphql-ws says that `terminate` was called. */
const TERMINATED = "TerminatedCloseEvent";
const MOST_MS = 5000;

/** What the page calls itself, so that the house knows who still asks for a field. */
export const PAGE = location.pathname.split("/")[1] || "landing";

let open: WebSocket | null = null;

function lineUp(): void {
  const wasDown = line.get() === "down";
  downSince.set(null);
  line.set(wasDown ? "caught-up" : "live");
  if (!wasDown) return;
  returns.set(returns.get() + 1);
  setTimeout(() => line.get() === "caught-up" && line.set("live"), TOLD_MS);
}

function lineDown(): void {
  open = null;
  if (line.get() === "idle") return;
  if (line.get() !== "down") downSince.set(new Date());
  line.set("down");
}

let late: ReturnType<typeof setTimeout> | undefined;

const client: Client = createClient({
  url: () => `${location.origin.replace(/^http/, "ws")}/graphql`,
  connectionParams: { client: { name: PAGE } },
  lazy: true,
  keepAlive: PING_MS,
  retryAttempts: Infinity,
  // A line that broke is tried again; a fault of ours is not, or it would be tried without end.
  shouldRetry: (broken) => broken instanceof Event || (broken instanceof Error && broken.name === TERMINATED),
  retryWait: (retries) =>
    new Promise((go) => {
      // Offline, there is nothing to try before the browser says otherwise.
      const timer = navigator.onLine ? setTimeout(go, Math.min(MOST_MS, 250 * 2 ** retries)) : undefined;
      addEventListener("online", () => (clearTimeout(timer), go()), { once: true });
    }),
  on: {
    connected: (socket) => {
      open = socket as WebSocket;
      lineUp();
    },
    closed: (event) => ((event as CloseEvent).code === 1000 ? (open = null) : lineDown()),
    ping: (received) => {
      if (!received) late = setTimeout(() => client.terminate(), PING_MS / 2);
    },
    pong: (received) => received && clearTimeout(late),
  },
});

/** A browser that knows it is offline says so long before a ping stays unanswered. */
addEventListener("offline", () => {
  if (line.get() !== "idle") client.terminate();
});

/** The cursor of an event, where the stream asked for it. */
function cursorOf(data: unknown): string | undefined {
  const [first] = Object.values((data ?? {}) as Record<string, { cursor?: string } | null>);
  return first?.cursor;
}

/** Carries a stream. Its variable `after` moves with it, so that a new connection goes on where the last one ended. */
const forward: SubscriptionForwarder = (body) => ({
  subscribe: (sink) => {
    // The protocol asks for a query; the document is named by documentId.
    const payload = { ...body, query: "", variables: { ...body.variables } as Record<string, unknown> };
    const unsubscribe = client.subscribe(payload as never, {
      next: (result) => {
        payload.variables.after = cursorOf(result.data) ?? payload.variables.after;
        sink.next(result as never);
      },
      error: (error) => sink.error(error as Error),
      complete: () => sink.complete(),
    });
    return { unsubscribe };
  },
});

/** Close the line, for a session that ended; whatever is watched connects again as who is signed in then. */
function restart(): void {
  open?.close(4205, "Client Restart");
}

export const socket = { forward, restart };
