// Mercurius with its JIT and batched loaders, on pg. It answers the same documents as the graph does. One process, ten
// connections; nobody signs in, and every row is everybody's.
import Fastify from "fastify";
import mercurius from "mercurius";
import pg from "pg";

pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => text.replace(" ", "T"));

const { PGHOST, PGUSER, PGDATABASE, PORT, POOL } = process.env;
const pool = new pg.Pool({ host: PGHOST, user: PGUSER, database: PGDATABASE, max: Number(POOL), min: Number(POOL) });

const schema = `
  scalar Date
  scalar DateTime
  type Money { amount: String! currency: String! }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type Client {
    id: ID! name: String! type: String! status: String! currency: String! paymentTermsDays: Int! createdAt: DateTime!
    projects(first: Int = 50): ProjectConnection!
    invoices(first: Int = 50): InvoiceConnection!
  }
  type Project {
    id: ID! name: String! status: String! startsOn: Date
    client: Client
    tasks(first: Int = 50): TaskConnection!
  }
  type Task {
    id: ID! name: String! status: String! priority: String! estimateMinutes: Int dueOn: Date
    project: Project
  }
  type Invoice {
    id: ID! number: String status: String! issuedOn: Date dueOn: Date total: Money!
    client: Client
    lines: [InvoiceLine!]!
  }
  type InvoiceLine { id: ID! description: String! quantity: String! unitPrice: Money! }
  type ClientConnection { nodes: [Client!]! }
  type ProjectConnection { nodes: [Project!]! }
  type TaskConnection { nodes: [Task!]! }
  type MonthKey { issuedOn: Date! }
  type Sums { total: [Money!]! }
  type Figures { sum: Sums! }
  type InvoiceGroup { key: MonthKey! aggregate: Figures! }
  type InvoiceConnection {
    nodes: [Invoice!]!
    totalCount: Int!
    pageInfo: PageInfo!
    groups(by: [GroupBy!]!): [InvoiceGroup!]!
  }
  enum GroupField { ISSUED_ON }
  enum Bucket { MONTH }
  enum InvoiceStatus { DRAFT ISSUED PARTIALLY_PAID PAID VOID }
  input GroupBy { field: GroupField! bucket: Bucket! }
  input IDFilter { eq: ID in: [ID!] }
  input StringFilter { eq: String! }
  input DateFilter { gte: Date! lt: Date! }
  input StatusFilter { in: [InvoiceStatus!]! }
  input ClientFilter { id: IDFilter accountNumber: StringFilter }
  input TaskFilter { client: ClientFilter! }
  input InvoiceFilter { client: ClientFilter status: StatusFilter issuedOn: DateFilter }
  type Query {
    client(id: ID!): Client
    clients(filter: ClientFilter!, first: Int = 50): ClientConnection!
    tasks(filter: TaskFilter!, first: Int = 50): TaskConnection!
    invoices(filter: InvoiceFilter!, first: Int = 50): InvoiceConnection!
  }
`;

const CLIENT = `id, name, type, status, currency, payment_terms_days AS "paymentTermsDays", created_at AS "createdAt"`;
const PROJECT = `id, client_id AS "clientId", name, status, starts_on AS "startsOn"`;
const TASK = `id, project_id AS "projectId", name, status, priority, estimate_minutes AS "estimateMinutes",
  due_on AS "dueOn"`;
const INVOICE = `id, client_id AS "clientId", number, status, issued_on AS "issuedOn", due_on AS "dueOn",
  round(total, 2)::text AS amount, currency`;
const LINE = `id, invoice_id AS "invoiceId", description, quantity::text AS quantity,
  round(unit_price, 2)::text AS amount, currency`;

// A statement is prepared once on each connection, under the name of its place in this file.
const rows = async (name, text, values) => (await pool.query({ name, text, values })).rows;
const money = ({ amount, currency }) => ({ amount, currency });

async function byId(name, columns, table, ids) {
  const found = await rows(name, `SELECT ${columns} FROM ${table} WHERE id = ANY ($1)`, [[...new Set(ids)]]);
  const byKey = new Map(found.map((row) => [row.id, row]));
  return ids.map((id) => byKey.get(id) ?? null);
}

async function firstOf(name, columns, table, parent, order, queries) {
  const keys = queries.map(({ obj }) => obj.id);
  const first = Math.max(...queries.map(({ params }) => params.first ?? 1000));
  const text = `SELECT parent, page.* FROM unnest($1::uuid[]) parent CROSS JOIN LATERAL (
    SELECT ${columns} FROM ${table} WHERE ${parent} = parent ORDER BY ${order} LIMIT $2) page`;
  const children = new Map(keys.map((key) => [key, []]));
  for (const row of await rows(name, text, [keys, first])) children.get(row.parent).push(row);
  return keys.map((key) => children.get(key));
}

const pages = (lists) => lists.map((nodes) => ({ nodes }));
const unpaged = { opts: { cache: false } };

const loaders = {
  Client: {
    projects: {
      loader: async (queries) => pages(await firstOf("projects", PROJECT, "project", "client_id", "due_on, id", queries)),
      ...unpaged,
    },
    invoices: {
      loader: async (queries) =>
        pages(await firstOf("invoices", INVOICE, "invoice", "client_id", "issued_on DESC, id", queries)),
      ...unpaged,
    },
  },
  Project: {
    client: {
      loader: (queries) => byId("client", CLIENT, "client", queries.map(({ obj }) => obj.clientId)),
      ...unpaged,
    },
    tasks: {
      loader: async (queries) => pages(await firstOf("tasks", TASK, "task", "project_id", "due_on, id", queries)),
      ...unpaged,
    },
  },
  Task: {
    project: {
      loader: (queries) => byId("project", PROJECT, "project", queries.map(({ obj }) => obj.projectId)),
      ...unpaged,
    },
  },
  Invoice: {
    client: {
      loader: (queries) => byId("client", CLIENT, "client", queries.map(({ obj }) => obj.clientId)),
      ...unpaged,
    },
    lines: {
      loader: (queries) => firstOf("lines", LINE, "invoice_line", "invoice_id", "position, id", queries),
      ...unpaged,
    },
  },
};

const UNPAID = "client_id = ANY ($1) AND status = ANY ($2)";

const resolvers = {
  Query: {
    client: async (_, { id }) => (await rows("one", `SELECT ${CLIENT} FROM client WHERE id = $1`, [id]))[0],
    clients: async (_, { filter, first }) => ({
      nodes: await rows(
        "clients",
        `SELECT ${CLIENT} FROM client WHERE account_number = $1 ORDER BY name, id LIMIT $2`,
        [filter.accountNumber.eq, first],
      ),
    }),
    tasks: async (_, { filter, first }) => ({
      nodes: await rows("list", `SELECT ${TASK} FROM task WHERE client_id = $1 ORDER BY due_on, id LIMIT $2`, [
        filter.client.id.eq,
        first,
      ]),
    }),
    invoices: (_, { filter, first }) => ({ filter, first }),
  },
  Invoice: { total: money },
  InvoiceLine: { unitPrice: money },
  InvoiceConnection: {
    nodes: async (page) => page.nodes ?? (await unpaid(page)).slice(0, page.first),
    totalCount: async ({ filter }) => {
      const values = [filter.client.id.in, filter.status.in];
      return (await rows("count", `SELECT count(*) FROM invoice WHERE ${UNPAID}`, values))[0].count;
    },
    pageInfo: async (page) => {
      const found = await unpaid(page);
      const last = found[Math.min(page.first, found.length) - 1];
      return { hasNextPage: found.length > page.first, endCursor: last ? `${last.issuedOn}|${last.id}` : null };
    },
    groups: async ({ filter }) => {
      const text = `SELECT date_trunc('month', issued_on)::date AS month, currency, round(sum(total), 2)::text AS amount
        FROM invoice WHERE issued_on >= $1 AND issued_on < $2 GROUP BY 1, 2 ORDER BY 1`;
      const months = new Map();
      for (const row of await rows("months", text, [filter.issuedOn.gte, filter.issuedOn.lt])) {
        months.set(row.month, [...(months.get(row.month) ?? []), money(row)]);
      }
      return [...months].map(([issuedOn, total]) => ({ key: { issuedOn }, aggregate: { sum: { total } } }));
    },
  },
};

// One row more than is shown, read once for the page.
function unpaid(page) {
  const text = `SELECT ${INVOICE} FROM invoice WHERE ${UNPAID} ORDER BY issued_on DESC, id LIMIT $3`;
  page.found ??= rows("unpaid", text, [page.filter.client.id.in, page.filter.status.in, page.first + 1]);
  return page.found;
}

const app = Fastify();
await app.register(mercurius, { schema, resolvers, loaders, jit: 1 });
await app.listen({ port: Number(PORT), host: "127.0.0.1" });
