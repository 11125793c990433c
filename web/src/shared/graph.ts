/** The graph as pages ask it: trusted documents by their id, over fetch and one socket, signed in by the cookie. */
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { createClient, fetchExchange, subscriptionExchange, type AnyVariables, type CombinedError } from "@urql/core";
import type { ErrorCode, UserErrorsFragment } from "../made/graphql";
import { PAGE, socket } from "./socket";
import { Store } from "./store";

export type Doc<Data, Variables extends AnyVariables = AnyVariables> = TypedDocumentNode<Data, Variables>;
export type UserError = UserErrorsFragment;

/** Codes of errors that mean: nobody is signed in any more. */
const SIGNED_OUT: ReadonlySet<string> = new Set<ErrorCode>(["UNAUTHENTICATED"]);

/** Whether an answer said that the session is over. The session's dialog watches it. */
export const expired = new Store(false);

const BUSY_TRIES = 3;
const BUSY_MS = 1000;
const ENDED = "Your session has ended. Sign in again; what you typed is still here.";

/** What a stranger sees is not shown to somebody whose session ended meanwhile. */
const fetched: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  if (response.headers.get("x-clientgraph-session") === "ended") expired.set(true);
  return response;
};

const client = createClient({
  url: "/graphql",
  fetch: fetched,
  preferGetMethod: false,
  fetchOptions: {
    headers: { "X-Clientgraph-CSRF": "1", "X-Clientgraph-Cookie": "1", "GraphQL-Client-Name": PAGE },
    credentials: "same-origin",
  },
  exchanges: [fetchExchange, subscriptionExchange({ forwardSubscription: socket.forward })],
});

/** Something that went wrong with a whole request; its message is for people. */
export class GraphFault extends Error {
  constructor(
    message: string,
    readonly isOffline: boolean,
    readonly code?: string,
  ) {
    super(message);
  }
}

/** An operation as urql sends it by id: no text, no definitions. */
function trusted<Data, Variables extends AnyVariables>(doc: Doc<Data, Variables>): Doc<Data, Variables> {
  const { documentId } = (doc as unknown as { __meta__: { documentId: string } }).__meta__;
  return { kind: "Document", definitions: [], documentId } as unknown as Doc<Data, Variables>;
}

function faultOf(error: CombinedError): GraphFault {
  const [first] = error.graphQLErrors;
  const code = first?.extensions?.code as string | undefined;
  if (code && SIGNED_OUT.has(code)) expired.set(true);
  if (first) return new GraphFault(first.message, false, code);
  return new GraphFault("There is no connection. Nothing was lost; try again.", true);
}

/** A question is asked again where there was only too much to do at once. */
async function asked<Data, Variables extends AnyVariables>(doc: Doc<Data, Variables>, variables: Variables) {
  for (let left = BUSY_TRIES; ; left--) {
    const result = await client.query(trusted(doc), variables, { requestPolicy: "network-only" }).toPromise();
    if (!left || result.error?.graphQLErrors[0]?.extensions?.code !== "BUSY") return result;
    await new Promise((go) => setTimeout(go, BUSY_MS));
  }
}

/** Ask. Throws GraphFault. Parts of an answer that could not be read are null in it. `evenEnded`: a stranger may ask. */
export async function ask<Data, Variables extends AnyVariables>(
  doc: Doc<Data, Variables>,
  variables: Variables,
  options: { evenEnded?: boolean } = {},
): Promise<Data> {
  const { data, error } = await asked(doc, variables);
  if (error && (data == null || error.networkError)) throw faultOf(error);
  if (expired.get() && !options.evenEnded) throw new GraphFault(ENDED, false);
  return data as Data;
}

/** Write. Throws GraphFault; refusals of the business are in the payload's `userErrors`. */
export async function act<Data, Variables extends AnyVariables>(
  doc: Doc<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const { data, error } = await client.mutation(trusted(doc), variables).toPromise();
  if (error && data == null) throw faultOf(error);
  const payload = Object.values(data as Record<string, unknown>)[0] as { userErrors?: UserError[] } | null;
  if (payload?.userErrors?.some((each) => SIGNED_OUT.has(each.code))) {
    expired.set(true);
    throw new GraphFault(ENDED, false);
  }
  return data as Data;
}

/** Watch. The stream goes on from its last cursor whenever the connection comes back; ends when called again. */
export function watch<Data, Variables extends AnyVariables>(
  doc: Doc<Data, Variables>,
  variables: Variables,
  told: (data: Data) => void,
): () => void {
  const { unsubscribe } = client.subscription(trusted(doc), variables).subscribe(({ data, error }) => {
    if (data) told(data);
    else if (error) faultOf(error);
  });
  return unsubscribe;
}

/** A key for a verb that must not be done twice, however often it is sent. */
export const newKey = (): string => crypto.randomUUID();
