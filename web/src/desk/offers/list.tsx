import { FileSignature, Plus } from "lucide";
import { useState } from "preact/hooks";
import type { DeskProposalRowFragment, DeskProposalsQuery } from "../../made/graphql";
import { day, money, words } from "../../shared/format";
import type { Doc } from "../../shared/graph";
import { Link, useTitle } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Button, Empty } from "../../shared/ui";
import { State } from "../core/badges";
import { useCan } from "../core/can";
import { optionsOf, search, type Filter } from "../core/filters";
import { findClients } from "../core/finders";
import { List, type ListColumn } from "../core/list";
import { useParameters } from "../core/place";
import { Ref } from "../core/refs";
import { Sections } from "../core/sections";
import { ESTIMATES, PROPOSALS, type Kind } from "./kinds";
import { NewOffer } from "./write";

type Row = DeskProposalRowFragment;
type Page = DeskProposalsQuery["proposals"];

const STATUSES = ["DRAFT", "SENT", "VIEWED", "SIGNED", "INVOICED", "DECLINED", "EXPIRED", "WITHDRAWN", "SUPERSEDED"];

const filtersOf = (kind: Kind): Filter[] => [
  search,
  {
    kind: "choice",
    name: "status",
    label: "Any status",
    options: [
      ["waiting", "Waiting for an answer"],
      ...optionsOf(STATUSES.filter((each) => each !== "INVOICED" || kind === ESTIMATES), words),
    ],
    to: (value) => ({ status: value === "waiting" ? { in: ["SENT", "VIEWED"] } : { eq: value } }),
  },
  { kind: "find", name: "client", label: "Client", find: findClients, to: (id) => ({ client: { id: { eq: id } } }) },
  { kind: "day", name: "until", label: "Expires by", to: (until) => ({ expiresOn: { lte: until } }) },
];

/** Whom it is for: a client, or somebody who is to become one. */
export const For = ({ of: { client, lead } }: { of: Pick<Row, "client" | "lead"> }) =>
  client ? <Ref to="/clients" of={client} /> : <Ref to="/leads" of={lead && { id: lead.id, name: lead.companyName ?? lead.name }} />;

const columnsOf = (kind: Kind): ListColumn<Row>[] => [
  {
    title: "Title",
    order: "TITLE",
    cell: ({ id, title, number, revision }) => (
      <div class="line-text">
        <Link to={`${kind.place}/${id}`}>{title}</Link>
        <span class="quiet small">{[number, revision > 1 && `revision ${revision}`].filter(Boolean).join(", ")}</span>
      </div>
    ),
  },
  { title: "For", isAside: true, cell: (row) => <For of={row} /> },
  { title: "Status", cell: ({ status }) => <State of={status} /> },
  { title: "Written", order: "CREATED_AT", isAside: true, cell: ({ createdAt }) => <span class="nowrap">{day(createdAt.slice(0, 10))}</span> },
  { title: "Until", order: "EXPIRES_ON", isAside: true, cell: ({ expiresOn }) => <span class="nowrap">{day(expiresOn)}</span> },
  { title: "Total", order: "TOTAL", isFigure: true, cell: ({ total }) => money(total) },
];

function Offers({ kind }: { kind: Kind }) {
  useTitle(kind.many);
  const can = useCan();
  const kept = useParameters();
  const [isNew, setNew] = useState(kept.values.new === "yes");
  const pageOf = (data: unknown) => Object.values(data as object)[0] as Page;
  return (
    <>
      <PageHead title={kind.many}>
        {can.work && (
          <Button kind="primary" icon={Plus} onClick={() => setNew(true)}>
            New {kind.one}
          </Button>
        )}
      </PageHead>
      <Sections of="offers" />
      <List
        name={kind.many.toLowerCase()}
        label={kind.many}
        document={kind.list as unknown as Doc<unknown>}
        page={pageOf}
        columns={columnsOf(kind)}
        filters={filtersOf(kind)}
        unless={{ status: { status: { notIn: ["SUPERSEDED"] } } }}
        order="-CREATED_AT"
        views={[
          { title: "Waiting for an answer", text: "status=waiting" },
          { title: "Drafts", text: "status=DRAFT" },
          { title: "Signed", text: "status=SIGNED" },
        ]}
        changes={kind.events}
        empty={
          <Empty icon={FileSignature} title={`No ${kind.many.toLowerCase()} yet`}>
            Write one for a client or a lead: it is sent with a link, read, and signed.
          </Empty>
        }
      />
      {isNew && <NewOffer kind={kind} onClose={() => setNew(false)} />}
    </>
  );
}

export const Proposals = () => <Offers kind={PROPOSALS} />;
export const Estimates = () => <Offers kind={ESTIMATES} />;
