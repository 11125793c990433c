/** One lead: who it is, what was said and offered, and the way to make it a client. */
import { ArrowRight, StickyNote } from "lucide";
import { useState } from "preact/hooks";
import {
  DeskConvertLeadDocument,
  DeskLeadDocument,
  DeskMoveLeadDocument,
  DeskReopenLeadDocument,
  type DeskLeadQuery,
} from "../../made/graphql";
import { instant, money, words } from "../../shared/format";
import { useQuery } from "../../shared/query";
import { go, Link, useTitle, type Parameters } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Answered, Button, Card, Dialog, Empty, Facts, Notice } from "../../shared/ui";
import { MessageDialog } from "../clients/message";
import { State } from "../core/badges";
import { useCan } from "../core/can";
import { useChanges } from "../core/changes";
import { Line } from "../core/line";
import { NotHere } from "../core/tabs";
import { Events } from "../core/timeline";
import { answerOf, run, sayRefusals } from "../core/verbs";
import { ESTIMATES, PROPOSALS, type Kind } from "../offers/kinds";
import { NewOffer } from "../offers/write";
import { EditLead } from "./edit";
import { LoseLead } from "./lose";

type Lead = NonNullable<DeskLeadQuery["lead"]>;
type Stage = DeskLeadQuery["pipelineStages"][number];
interface Made {
  client: { id: string; name: string };
  movedDocuments?: number | null;
  movedEvents?: number | null;
}

export function LeadPage({ parameters: { id = "" } }: { parameters: Parameters }) {
  const answer = useQuery(DeskLeadDocument, { id });
  useChanges([""], answer.again, id);
  useTitle(answer.data?.lead?.name ?? "Lead");
  return (
    <Answered answer={answer} lines={10}>
      {({ lead, pipelineStages }) =>
        lead ? <Found lead={lead} stages={pipelineStages} again={answer.again} /> : <NotHere what="lead" back={["/leads", "All leads"]} />
      }
    </Answered>
  );
}

function Found({ lead, stages, again }: { lead: Lead; stages: Stage[]; again: () => void }) {
  const can = useCan();
  const [doing, setDoing] = useState<"note" | "lose" | "edit" | null>(null);
  const [alike, setAlike] = useState<{ id: string; name: string }[]>([]);
  const [made, setMade] = useState<Made | null>(null);
  const close = () => setDoing(null);
  const isOpen = lead.status === "OPEN";
  const convert = async (existingClientId: string | null = null) => {
    const done = await answerOf(DeskConvertLeadDocument, { leadId: lead.id, existingClientId });
    if (!done) return;
    if (done.client) setMade({ ...done, client: done.client });
    else if (!done.candidates?.length) sayRefusals(done.userErrors);
    setAlike(done.client ? [] : (done.candidates ?? []));
    again();
  };
  const move = async (stageId: string) => {
    await run(DeskMoveLeadDocument, { leadId: lead.id, stageId }, "Moved.");
    again();
  };
  const reopen = async () => {
    await run(DeskReopenLeadDocument, { leadId: lead.id }, "The lead is open again.");
    again();
  };
  return (
    <>
      <PageHead title={lead.companyName ?? lead.name} back={["/leads", "Leads"]}>
        <State of={lead.status} />
        {can.work && (
          <Button icon={StickyNote} onClick={() => setDoing("note")}>
            Note
          </Button>
        )}
        {can.work && lead.status !== "CONVERTED" && <Button onClick={() => setDoing("edit")}>Edit</Button>}
        {can.work && isOpen && <Button onClick={() => setDoing("lose")}>Lost…</Button>}
        {can.work && lead.status === "LOST" && <Button onClick={() => void reopen()}>Open again</Button>}
        {can.work && isOpen && (
          <Button kind="primary" icon={ArrowRight} onClick={() => void convert()}>
            Convert
          </Button>
        )}
      </PageHead>
      {lead.convertedClient && (
        <div class="part-notice">
          <Notice kind="good">
            <p>
              This lead is the client <Link to={`/clients/${lead.convertedClient.id}`}>{lead.convertedClient.name}</Link>.
            </p>
          </Notice>
        </div>
      )}
      {isOpen && (
        <ol class="stages" aria-label="Stage">
          {stages.map((each) => (
            <li key={each.id}>
              <button
                type="button"
                aria-current={each.id === lead.stage.id ? "step" : undefined}
                disabled={!can.work || each.id === lead.stage.id}
                onClick={() => void move(each.id)}
              >
                {each.name}
              </button>
            </li>
          ))}
        </ol>
      )}
      <div class="columns">
        <div class="stack">
          <Talk lead={lead} />
          <Offers lead={lead} />
        </div>
        <div class="stack">
          <About lead={lead} />
          <Card title="Timeline">
            <Events events={lead.timeline.nodes} />
          </Card>
        </div>
      </div>
      {doing === "note" && <MessageDialog leadId={lead.id} onClose={close} again={again} />}
      {doing === "edit" && <EditLead lead={lead} onClose={close} again={again} />}
      {doing === "lose" && <LoseLead lead={lead} onClose={close} again={again} />}
      {alike.length > 0 && <Alike alike={alike} onClose={() => setAlike([])} choose={(id) => void convert(id)} />}
      {made && <Converted made={made} onClose={() => setMade(null)} />}
    </>
  );
}

function About({ lead }: { lead: Lead }) {
  const { address } = lead;
  return (
    <Card title="About">
      <Facts
        facts={[
          ["Name", lead.name],
          ["Company", lead.companyName],
          ["E-mail", lead.email && <a href={`mailto:${lead.email}`}>{lead.email}</a>],
          ["Phone", lead.phone && <a href={`tel:${lead.phone}`}>{lead.phone}</a>],
          ["Worth", lead.value && money(lead.value)],
          ["Owner", lead.owner?.name],
          ["Source", lead.source],
          ["Lost because", lead.lostReason],
          ["Address", address && [address.street, address.city, address.postcode].filter(Boolean).join(", ")],
        ]}
      />
    </Card>
  );
}

function Talk({ lead }: { lead: Lead }) {
  return (
    <Card title="Messages and notes" flush>
      {lead.communications.nodes.length ? (
        <ul class="lines">
          {lead.communications.nodes.map((each) => (
            <li key={each.id} class="talk">
              <p class="quiet small">
                {words(each.channel)}
                {each.author?.name ? ` by ${each.author.name}` : ""}, {instant(each.at)}
              </p>
              {each.subject && <strong>{each.subject}</strong>}
              <p class="text">{each.body}</p>
            </li>
          ))}
        </ul>
      ) : (
        <Empty title="Nothing was said yet">Keep a note of a call or a meeting.</Empty>
      )}
    </Card>
  );
}

function Offers({ lead }: { lead: Lead }) {
  const can = useCan();
  const [doing, setDoing] = useState<Kind | null>(null);
  const offers = [
    ...lead.proposals.nodes.map((each) => ({ ...each, to: `/proposals/${each.id}` })),
    ...lead.estimates.nodes.map((each) => ({ ...each, to: `/estimates/${each.id}` })),
  ];
  return (
    <Card
      title="Proposals and estimates"
      flush
      aside={
        can.work &&
        lead.status === "OPEN" && (
          <span class="row">
            <Button small onClick={() => setDoing(PROPOSALS)}>
              New proposal
            </Button>
            <Button small onClick={() => setDoing(ESTIMATES)}>
              New estimate
            </Button>
          </span>
        )
      }
    >
      {offers.length ? (
        <ul class="lines">
          {offers.map(({ id, to, title, total, status }) => (
            <Line key={id} to={to} title={title} note={money(total)} aside={<State of={status} />} />
          ))}
        </ul>
      ) : (
        <Empty title="Nothing is offered yet">Write a proposal to be signed, or an estimate that becomes an invoice.</Empty>
      )}
      {doing && (
        <NewOffer kind={doing} to={{ id: lead.id, title: lead.companyName ?? lead.name, isLead: true }} onClose={() => setDoing(null)} />
      )}
    </Card>
  );
}

interface AlikeProps {
  alike: { id: string; name: string }[];
  onClose: () => void;
  choose: (id: string) => void;
}

/** Somebody like this is a client already: the lead may be theirs. */
function Alike({ alike, onClose, choose }: AlikeProps) {
  return (
    <Dialog title="A client is like this lead" onClose={onClose}>
      <p class="quiet">Is the lead theirs? Then it becomes part of their record.</p>
      {alike.map((each) => (
        <Button key={each.id} wide onClick={() => choose(each.id)}>
          It belongs to {each.name}
        </Button>
      ))}
    </Dialog>
  );
}

function Converted({ made, onClose }: { made: Made; onClose: () => void }) {
  return (
    <Dialog title={`${made.client.name} is a client now`} onClose={onClose}>
      <Facts
        facts={[
          ["Documents taken along", String(made.movedDocuments ?? 0)],
          ["Entries of the timeline taken along", String(made.movedEvents ?? 0)],
        ]}
      />
      <div class="form-actions">
        <Button onClick={onClose}>Stay here</Button>
        <Button kind="primary" onClick={() => go(`/clients/${made.client.id}`)}>
          Open the client
        </Button>
      </div>
    </Dialog>
  );
}
