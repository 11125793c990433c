/** Who else is told what happens here. */
import { Plus, Webhook as Hook } from "lucide";
import { useState } from "preact/hooks";
import { DeskWebhooksDocument, type DeskWebhooksQuery } from "../../../made/graphql";
import { ago, words } from "../../../shared/format";
import { Link, useTitle } from "../../../shared/router";
import { PageHead } from "../../../shared/shell";
import { Badge, Button, Empty } from "../../../shared/ui";
import { State } from "../../core/badges";
import { useCan } from "../../core/can";
import { optionsOf, searchIn, type Filter } from "../../core/filters";
import { List, type ListColumn } from "../../core/list";
import { Sections } from "../../core/sections";
import { NotHere } from "../../core/tabs";
import { NewWebhook } from "./write";

type Row = DeskWebhooksQuery["webhookEndpoints"]["nodes"][number];

export const stateOf = ({ archivedAt, status }: Pick<Row, "archivedAt" | "status">) =>
  archivedAt ? <Badge>Put away</Badge> : <State of={status} />;

const COLUMNS: ListColumn<Row>[] = [
  { title: "Name", order: "NAME", cell: ({ id, name }) => <Link to={`/webhooks/${id}`}>{name}</Link> },
  { title: "State", cell: stateOf },
  { title: "Address", isAside: true, cell: ({ url }) => <span class="breaks">{url}</span> },
  { title: "As seen by", isAside: true, cell: ({ owner }) => owner?.name ?? "–" },
  { title: "Made", order: "CREATED_AT", isAside: true, cell: ({ createdAt }) => ago(createdAt) },
];
const FILTERS: Filter[] = [
  searchIn("name"),
  { kind: "choice", name: "status", label: "Any state", options: optionsOf(["ACTIVE", "DISABLED"], words) },
  {
    kind: "choice",
    name: "away",
    label: "Not put away",
    options: [["yes", "Put away"]],
    to: (value) => ({ archived: value === "yes" }),
  },
];

export function Webhooks() {
  useTitle("Webhooks");
  const can = useCan();
  const [isNew, setNew] = useState(false);
  if (!can.admin) return <NotHere what="page" back={["/", "Today"]} />;
  return (
    <>
      <PageHead title="Webhooks">
        <Button kind="primary" icon={Plus} onClick={() => setNew(true)}>
          New endpoint
        </Button>
      </PageHead>
      <Sections of="settings" />
      <List
        name="webhooks"
        label="Endpoints"
        document={DeskWebhooksDocument}
        page={(data) => data.webhookEndpoints}
        columns={COLUMNS}
        filters={FILTERS}
        unless={{ away: { archived: false } }}
        order="NAME"
        changes={["WEBHOOK_"]}
        empty={<Empty icon={Hook} title="Nobody else is told">Make an endpoint for a program that follows what happens here.</Empty>}
      />
      {isNew && <NewWebhook onClose={() => setNew(false)} />}
    </>
  );
}
