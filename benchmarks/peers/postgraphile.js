// PostGraphile 5 in production mode on the same tables, with the plugins our questions need: filters, and figures by
// month. One process, ten connections, as the owner of the tables: no scope and no wall.
import { createServer } from "node:http";
import { PgAggregatesPreset } from "@graphile/pg-aggregates";
import { PgSimplifyInflectionPreset } from "@graphile/simplify-inflection";
import { grafserv } from "postgraphile/grafserv/node";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { TYPES } from "postgraphile/@dataplan/pg";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { PostGraphileConnectionFilterPreset } from "postgraphile-plugin-connection-filter";
import { sql } from "postgraphile/pg-sql2";

const GroupByMonthPlugin = {
  name: "GroupByMonthPlugin",
  version: "1.0.0",
  schema: {
    hooks: {
      build: {
        after: ["aggregates"],
        callback(build) {
          build.pgAggregateGroupBySpecs.push({
            id: "truncated-to-month",
            isSuitableType: (codec) => codec === TYPES.date,
            sqlWrap: (value) => sql`date_trunc('month', ${value})::date`,
            sqlWrapCodec: (codec) => codec,
          });
          return build;
        },
      },
    },
  },
};

const { PGHOST, PGUSER, PGDATABASE, PORT, POOL } = process.env;

const preset = {
  extends: [
    PostGraphileAmberPreset,
    PgSimplifyInflectionPreset,
    PostGraphileConnectionFilterPreset,
    PgAggregatesPreset,
  ],
  plugins: [GroupByMonthPlugin],
  // It hides the way back over a key of two columns, whose index is on the first of them.
  disablePlugins: ["PgIndexBehaviorsPlugin"],
  pgServices: [
    makePgService({
      schemas: ["public"],
      poolConfig: { host: PGHOST, user: PGUSER, database: PGDATABASE, max: Number(POOL), min: Number(POOL) },
    }),
  ],
  grafserv: { graphqlPath: "/graphql", graphiql: false, watch: false },
  grafast: { explain: false },
};

const instance = postgraphile(preset);
if (process.argv[2] === "schema") {
  const { printSchema } = await import("graphql");
  console.log(printSchema(await instance.getSchema()));
  process.exit(0);
}
const server = createServer();
server.on("error", (error) => { throw error; });
const serving = instance.createServ(grafserv);
await serving.addTo(server);
server.listen(Number(PORT), "127.0.0.1");
