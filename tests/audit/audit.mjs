// Asks a served instance as others' programs do, and prints one line of JSON: the audits of GraphQL over HTTP by their
// outcome, and what clients of graphql-ws and graphql-sse were told. Arguments: address, token, id of a client.
import { serverAudits } from "graphql-http";
import { createClient as overSse } from "graphql-sse";
import { createClient as overWs } from "graphql-ws";
import WebSocket from "ws";

const [url, token, id] = process.argv.slice(2);
const authorization = `Bearer ${token}`;
const NAME = "query ($id: ID!) { client(id: $id) { name } }";
const RENAME = "mutation ($id: ID!, $name: String!) { updateClient(input: {clientId: $id, name: $name}) { client { name } } }";
const UPDATES = "subscription ($id: ID!) { clientUpdates(clientId: $id) { client { name } } }";
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

async function audited() {
  const outcomes = { ok: [], notice: [], warn: [], error: [] };
  for (const audit of serverAudits({ url, fetchFn: fetch })) {
    const found = await audit.fn();
    outcomes[found.status].push(`${audit.id} ${audit.name}${found.reason ? `: ${found.reason}` : ""}`);
    found.response?.body?.cancel().catch(() => {});
  }
  return outcomes;
}

async function once(client, query, variables) {
  for await (const answer of client.iterate({ query, variables })) return answer;
}

// A question, a write, an event of a stream that is left after it, and a document that is refused.
async function told(client, name) {
  const stream = client.iterate({ query: UPDATES, variables: { id } });
  const coming = stream.next();
  await pause(500);
  const written = await once(client, RENAME, { id, name });
  const event = (await coming).value;
  await stream.return();
  const read = await once(client, NAME, { id });
  const refused = await once(client, "{ nothing }").catch((errors) => ({ errors: [errors].flat() }));
  return {
    written: written.data.updateClient.client.name,
    event: event.data.clientUpdates.client.name,
    read: read.data.client.name,
    refused: refused.errors[0].extensions.code,
  };
}

const socket = overWs({ url: url.replace("http", "ws"), connectionParams: { authorization }, webSocketImpl: WebSocket });
const events = overSse({ url, headers: { authorization }, singleConnection: false });
const answer = { audits: await audited(), ws: await told(socket, "By socket"), sse: await told(events, "By events") };
await socket.dispose();
events.dispose();
console.log(JSON.stringify(answer));
