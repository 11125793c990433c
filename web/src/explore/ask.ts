/** Any document, asked as the viewer: what only this page may send, over fetch, and over a socket of its own for streams. */
import { createClient } from "graphql-ws";
import { expired } from "../shared/graph";

export interface Call {
  query: string;
  variables: Record<string, unknown>;
  operationName?: string;
}

export interface Problem {
  message: string;
  path?: (string | number)[];
  extensions?: { code?: string; [name: string]: unknown };
}

export interface Cost {
  requestedQueryCost: number;
  actualQueryCost: number;
  allowedQueryCost?: number;
}

/** What a query became, as docs/explaining.md says. */
export interface Explained {
  compiled: boolean;
  reason?: string;
  sql?: string;
  parameters?: { place: number; name: string; type: string }[];
  cost?: { total: number; rows: number };
  plan?: Step;
}

/** A step of PostgreSQL's plan. */
export interface Step {
  "Node Type": string;
  "Total Cost": number;
  "Plan Rows": number;
  "Relation Name"?: string;
  "Index Name"?: string;
  Plans?: Step[];
}

export interface Body {
  data?: unknown;
  errors?: Problem[];
  extensions?: { cost?: Cost; explain?: Explained; withheld?: string[] };
}

/** An answer, and how it came. */
export interface Outcome {
  body: Body;
  milliseconds: number;
  /** Which event of a stream it is, from 1. */
  event?: number;
}

const HEADERS = {
  "Content-Type": "application/json",
  "X-Clientgraph-CSRF": "1",
  "X-Clientgraph-Explore": "1",
  "GraphQL-Client-Name": "explore",
};
const OFFLINE = "There is no connection. Nothing was lost; try again.";

async function post(address: string, body: object, signal?: AbortSignal): Promise<Response> {
  const options = { method: "POST", headers: HEADERS, body: JSON.stringify(body), signal };
  const response = await fetch(address, options).catch((reason: Error) => {
    throw reason.name === "AbortError" ? reason : new Error(OFFLINE);
  });
  if (response.headers.get("x-clientgraph-session") === "ended") expired.set(true);
  return response;
}

/** Run an operation. `explain`: with the SQL and the plan, which administrators are told. */
export async function run(call: Call, explain: boolean, signal: AbortSignal): Promise<Outcome> {
  const began = performance.now();
  const response = await post("/graphql", explain ? { ...call, extensions: { explain } } : call, signal);
  const body = (await response.json()) as Body;
  return { body, milliseconds: performance.now() - began };
}

/** What an operation would cost, without running it; null where it cannot be said. */
export async function weigh(call: Call, signal: AbortSignal): Promise<Cost | Problem | null> {
  const response = await post("/graphql", { ...call, extensions: { cost: "only" } }, signal);
  const { extensions, errors } = (await response.json()) as Body;
  return extensions?.cost ?? errors?.[0] ?? null;
}

/** Watch a stream until it is stopped. */
export function stream(call: Call, told: (outcome: Outcome) => void, ended: (problem?: string) => void): () => void {
  const began = performance.now();
  let event = 0;
  const client = createClient({
    url: `${location.origin.replace(/^http/, "ws")}/graphql`,
    connectionParams: { explore: true, client: { name: "explore" } },
    retryAttempts: 0,
  });
  const stop = client.subscribe(
    { ...call },
    {
      next: (body) => told({ body: body as Body, milliseconds: performance.now() - began, event: ++event }),
      error: (raised) => ended(Array.isArray(raised) ? (raised as Problem[])[0]?.message : OFFLINE),
      complete: () => ended(),
    },
  );
  return () => {
    stop();
    void client.dispose();
  };
}
