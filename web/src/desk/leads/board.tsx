/** Leads by stage: what was asked for, how far it is, and what it may be worth. */
import { Handshake, Plus } from "lucide";
import { useState } from "preact/hooks";
import {
  DeskConvertLeadDocument,
  DeskCreateLeadDocument,
  DeskLeadBoardDocument,
  DeskLeadsDocument,
  DeskMoveLeadDocument,
  type DeskLeadBoardQuery,
  type DeskLeadCardFragment,
  type DeskLeadsQuery,
} from "../../made/graphql";
import { Form, useForm } from "../../shared/form";
import { ago, money, words } from "../../shared/format";
import { go, Link, useTitle } from "../../shared/router";
import { useOrganisation } from "../../shared/session";
import { PageHead } from "../../shared/shell";
import { Answered, Button, Card, Dialog, Empty, Field, say } from "../../shared/ui";
import { State } from "../core/badges";
import { Board } from "../core/board";
import { useCan } from "../core/can";
import { useChanges } from "../core/changes";
import { FilterBar, filterOf, optionsOf, search, type Filter } from "../core/filters";
import { findUsers, WORKERS } from "../core/finders";
import { Import } from "../core/import";
import { List, type ListColumn } from "../core/list";
import { moneyOf } from "../core/money";
import { More, usePages, type Pages } from "../core/more";
import { useParameters } from "../core/place";
import { answerOf, sayRefusals, send } from "../core/verbs";
import { LoseLead } from "./lose";

const FILTERS: Filter[] = [
  search,
  { kind: "find", name: "owner", label: "Owner", find: findUsers(WORKERS), to: (id) => ({ owner: { id: { eq: id } } }) },
];

export function Leads() {
  useTitle("Leads");
  const can = useCan();
  const kept = useParameters();
  const [isNew, setNew] = useState(kept.values.new === "yes");
  const filter = { and: [{ status: { eq: "OPEN" as const } }, ...filterOf(FILTERS, kept.values)] };
  const answer = usePages(DeskLeadBoardDocument, { filter }, (data) => data.leads);
  useChanges(["LEAD_", "COMMUNICATION_", "SETUP_"], answer.again);
  return (
    <>
      <PageHead title="Leads">
        <Link class="button" to="/leads/list">
          List
        </Link>
        <Import what="leads" />
        {can.work && (
          <Button kind="primary" icon={Plus} onClick={() => setNew(true)}>
            New lead
          </Button>
        )}
      </PageHead>
      <FilterBar filters={FILTERS} kept={kept} />
      <Answered answer={answer}>{(data) => <Pipeline data={data} answer={answer} />}</Answered>
      {isNew && <NewLead onClose={() => setNew(false)} again={answer.again} />}
    </>
  );
}

function Pipeline({ data, answer }: { data: DeskLeadBoardQuery; answer: Pages<DeskLeadBoardQuery, DeskLeadCardFragment> }) {
  const can = useCan();
  const [lost, setLost] = useState<DeskLeadCardFragment | null>(null);
  const { pipelineStages: stages, leads } = data;
  const of = (stage: string) => leads.groups.find(({ key }) => key.stage?.id === stage)?.aggregate;
  const worth = (stage: string) => of(stage)?.sum?.value.map((each) => money(each)).join(", ");
  const cards = answer.rows.map((lead) => ({
    id: lead.id,
    column: lead.stage.id,
    title: lead.companyName ?? lead.name,
    to: `/leads/${lead.id}`,
    body: <LeadBody lead={lead} />,
    lead,
  }));
  type Card = (typeof cards)[number];

  const move = async (card: Card, stageId: string) => {
    const stage = stages.find((each) => each.id === stageId);
    if (!stage) return;
    answer.foreseeRows((lead) => (lead.id === card.id ? { ...lead, stage } : lead));
    const done = await answerOf(DeskMoveLeadDocument, { leadId: card.id, stageId });
    if (!done || done.userErrors.length) {
      answer.foreseeRows((lead) => (lead.id === card.id ? { ...lead, stage: card.lead.stage } : lead));
      if (done) say(`${card.title} stays in ${card.lead.stage.name}. ${done.userErrors.map((each) => each.message).join(" ")}`, "bad");
    }
    answer.again();
  };

  if (!cards.length) {
    return (
      <Card>
        <Empty icon={Handshake} title="No open leads">
          Leads come from the contact form of your site, from an import, or by hand.
        </Empty>
      </Card>
    );
  }
  return (
    <>
      <Board
        label="Leads by stage"
        columns={stages.map(({ id, name }) => ({ id, title: name, note: worth(id), count: of(id)?.count }))}
        cards={cards}
        more={!!answer.more}
        onMove={can.work ? (card, column) => void move(card, column) : undefined}
        menu={
          can.work
            ? ({ lead }) => (
                <>
                  <Button kind="plain" onClick={() => void convert(lead)}>
                    Convert to a client
                  </Button>
                  <Button kind="plain" onClick={() => setLost(lead)}>
                    Lost…
                  </Button>
                </>
              )
            : undefined
        }
        empty="Drag a lead here."
      />
      <More shown={cards.length} total={answer.total} what="leads" more={answer.more}>
        The latest come first.
      </More>
      {lost && <LoseLead lead={lost} onClose={() => setLost(null)} again={answer.again} />}
    </>
  );
}

function LeadBody({ lead }: { lead: DeskLeadCardFragment }) {
  return (
    <div class="board-card-body small">
      {lead.companyName && <span class="quiet">{lead.name}</span>}
      <span class="row spread">
        <strong class="figure">{lead.value ? money(lead.value) : ""}</strong>
        <span class="quiet">{ago(lead.lastActivityAt)}</span>
      </span>
      {lead.owner && <span class="quiet">{lead.owner.name}</span>}
    </div>
  );
}

/** One click: the lead becomes a client with everything it has. Where a client is like it, its page asks which. */
export async function convert(lead: { id: string; name: string; companyName?: string | null }): Promise<void> {
  const made = await answerOf(DeskConvertLeadDocument, { leadId: lead.id });
  if (!made) return;
  if (!made.client) {
    sayRefusals(made.userErrors);
    return go(`/leads/${lead.id}`);
  }
  const brought = [made.movedDocuments && `${made.movedDocuments} documents`, made.movedEvents && `${made.movedEvents} entries of its timeline`];
  const what = brought.filter(Boolean).join(" and ");
  say(`${made.client.name} is a client now${what ? `, with ${what}` : ""}.`);
  go(`/clients/${made.client.id}`);
}

function NewLead({ onClose, again }: { onClose: () => void; again: () => void }) {
  const organisation = useOrganisation();
  const form = useForm({ name: "", companyName: "", email: "", phone: "", source: "", value: "" }, (values) =>
    send(
      DeskCreateLeadDocument,
      {
        name: values.name,
        companyName: values.companyName || null,
        email: values.email || null,
        phone: values.phone || null,
        source: values.source || null,
        value: moneyOf(values.value, organisation?.currency ?? ""),
      },
      () => {
        say(`${values.companyName || values.name} is on the board.`);
        again();
        onClose();
      },
    ),
  );
  return (
    <Dialog title="New lead" onClose={onClose}>
      <Form form={form}>
        <Field label="Name" name="name" form={form} required autofocus />
        <Field label="Company" name="companyName" form={form} optional />
        <div class="form-row">
          <Field label="E-mail" name="email" type="email" form={form} optional />
          <Field label="Phone" name="phone" type="tel" form={form} optional />
        </div>
        <div class="form-row">
          <Field label="Source" name="source" form={form} optional />
          <Field label={`Worth, ${organisation?.currency ?? ""}`} name="value" inputMode="decimal" form={form} optional />
        </div>
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.isBusy}>
            Add
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

type Row = DeskLeadsQuery["leads"]["nodes"][number];

const COLUMNS: ListColumn<Row>[] = [
  { title: "Lead", order: "NAME", cell: ({ id, name }) => <Link to={`/leads/${id}`}>{name}</Link> },
  { title: "Company", cell: ({ companyName }) => companyName ?? "–", isAside: true },
  { title: "Stage", order: "STAGE", cell: ({ stage }) => stage.name },
  { title: "Status", cell: ({ status }) => <State of={status} /> },
  { title: "Owner", cell: ({ owner }) => owner?.name ?? "–", isAside: true },
  { title: "Source", cell: ({ source }) => source ?? "–", isAside: true },
  { title: "Worth", order: "VALUE", isFigure: true, isAside: true, cell: ({ value }) => money(value) },
  { title: "Last activity", order: "LAST_ACTIVITY_AT", isAside: true, cell: ({ lastActivityAt }) => ago(lastActivityAt) },
];

const LIST_FILTERS: Filter[] = [
  ...FILTERS,
  { kind: "choice", name: "status", label: "Any status", options: optionsOf(["OPEN", "CONVERTED", "LOST"], words) },
];

/** All leads, converted and lost ones as well. */
export function LeadList() {
  useTitle("All leads");
  return (
    <>
      <PageHead title="All leads" back={["/leads", "Board"]}>
        <Import what="leads" />
      </PageHead>
      <List
        name="leads"
        label="Leads"
        document={DeskLeadsDocument}
        page={(data) => data.leads}
        columns={COLUMNS}
        filters={LIST_FILTERS}
        order="-LAST_ACTIVITY_AT"
        changes={["LEAD_"]}
        empty={<Empty icon={Handshake} title="No leads yet" />}
      />
    </>
  );
}
