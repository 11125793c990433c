/** One proposal or estimate: what it offers, how far it is, and what can be done with it. */
import { FileSignature, Receipt, Send as SendIcon } from "lucide";
import { useState } from "preact/hooks";
import { DeskConvertEstimateDocument } from "../../made/graphql";
import { day, instant } from "../../shared/format";
import { newKey, type Doc } from "../../shared/graph";
import { useQuery } from "../../shared/query";
import { go, Link, useTitle, type Parameters } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Answered, Button, Card, Facts, Notice } from "../../shared/ui";
import { State } from "../core/badges";
import { useCan } from "../core/can";
import { useChanges } from "../core/changes";
import { DocumentLines, Pdf, Signed } from "../core/documents";
import { OnProject } from "../core/on-project";
import { NotHere } from "../core/tabs";
import { Timeline } from "../core/timeline";
import { run } from "../core/verbs";
import { NewContract } from "./contracts";
import { ESTIMATES, PROPOSALS, type Kind, type Offer } from "./kinds";
import { For } from "./list";
import { Send } from "./send";
import { Revise } from "./write";

interface Shown {
  kind: Kind;
  offer: Offer;
  again: () => void;
}

function OfferPage({ kind, id }: { kind: Kind; id: string }) {
  const answer = useQuery(kind.page as unknown as Doc<Record<string, Offer | null>>, { id });
  const offer = answer.data?.[kind.one];
  useChanges(kind.events, answer.again, id);
  useTitle(offer?.title ?? kind.many);
  return (
    <Answered answer={answer} lines={10}>
      {() =>
        offer ? (
          <Found kind={kind} offer={offer} again={answer.again} />
        ) : (
          <NotHere what={kind.one} back={[kind.place, `All ${kind.many.toLowerCase()}`]} />
        )
      }
    </Answered>
  );
}

export const ProposalPage = ({ parameters: { id = "" } }: { parameters: Parameters }) => <OfferPage kind={PROPOSALS} id={id} />;
export const EstimatePage = ({ parameters: { id = "" } }: { parameters: Parameters }) => <OfferPage kind={ESTIMATES} id={id} />;

function Found({ kind, offer, again }: Shown) {
  return (
    <>
      <PageHead title={offer.title} back={[kind.place, kind.many]}>
        <State of={offer.status} />
        <Tools kind={kind} offer={offer} again={again} />
      </PageHead>
      <Says kind={kind} offer={offer} />
      <div class="columns">
        <div class="stack">
          <DocumentLines lines={offer.lines} sums={offer} />
          <Signed by={offer.signature} />
        </div>
        <div class="stack">
          <About offer={offer} again={again} />
          <Card title="Timeline">
            <Timeline filter={{ subject: { eq: offer.id } }} about={offer.id} />
          </Card>
        </div>
      </div>
    </>
  );
}

function Says({ kind, offer }: Omit<Shown, "again">) {
  const said = () => {
    if (offer.status === "DRAFT") return <Notice>This is a draft. Nobody outside reads it before it is sent.</Notice>;
    if (offer.supersededBy) {
      return (
        <Notice kind="warn">
          A later revision took its place: <Link to={`${kind.place}/${offer.supersededBy.id}`}>open it</Link>.
        </Notice>
      );
    }
    if (offer.status === "DECLINED") return <Notice kind="warn">Declined{offer.declineReason ? `: ${offer.declineReason}` : "."}</Notice>;
    return offer.status === "EXPIRED" ? <Notice kind="warn">It expired unanswered. The next revision can be sent.</Notice> : null;
  };
  const notice = said();
  return notice && <div class="part-notice">{notice}</div>;
}

const OPEN = ["DRAFT", "SENT", "VIEWED"];

function Tools({ kind, offer, again }: Shown) {
  const can = useCan();
  const [doing, setDoing] = useState<"send" | "revise" | "contract" | null>(null);
  const [key] = useState(newKey);
  const close = () => setDoing(null);
  const isDraft = offer.status === "DRAFT";
  const isOut = offer.status === "SENT" || offer.status === "VIEWED";
  const withdraw = async () => {
    await kind.withdraw(offer.id);
    again();
  };
  const bill = async () => {
    const made = await run(DeskConvertEstimateDocument, { estimateId: offer.id, idempotencyKey: key }, "The draft of the invoice is made.");
    if (made?.invoice) go(`/invoices/${made.invoice.id}`);
  };
  return (
    <>
      <Pdf of={offer.downloadUrl} />
      {can.work && (OPEN.includes(offer.status) || offer.status === "EXPIRED") && (
        <Button onClick={() => setDoing("revise")}>{isDraft ? "Edit" : "Revise…"}</Button>
      )}
      {can.work && isOut && <Button onClick={() => void withdraw()}>Withdraw</Button>}
      {can.work && isDraft && (
        <Button kind="primary" icon={SendIcon} onClick={() => setDoing("send")}>
          Send…
        </Button>
      )}
      {can.work && kind === PROPOSALS && offer.status === "SIGNED" && offer.client && (
        <Button icon={FileSignature} onClick={() => setDoing("contract")}>
          Make a contract
        </Button>
      )}
      {can.work && kind === ESTIMATES && offer.status === "SIGNED" && offer.client && (
        <Button kind="primary" icon={Receipt} onClick={() => void bill()}>
          Make an invoice
        </Button>
      )}
      {doing === "send" && <Send kind={kind} offer={offer} onClose={close} again={again} />}
      {doing === "revise" && <Revise kind={kind} offer={offer} onClose={close} again={again} />}
      {doing === "contract" && offer.client && (
        <NewContract client={{ id: offer.client.id, title: offer.client.name, note: offer.currency }} proposal={offer} onClose={close} />
      )}
    </>
  );
}

function About({ offer, again }: Pick<Shown, "offer" | "again">) {
  return (
    <Card title="About">
      <Facts
        facts={[
          ["For", <For of={offer} />],
          ["Number", offer.number],
          ["Revision", String(offer.revision)],
          ["Can be signed until", offer.expiresOn && day(offer.expiresOn)],
          ["Project", <OnProject what="document" id={offer.id} clientId={offer.client?.id} project={offer.project} again={again} />],
          ["Written by", offer.createdBy?.name],
          ["Sent", offer.sentAt && instant(offer.sentAt)],
          ["First read", offer.viewedAt && instant(offer.viewedAt)],
          ["Invoice", offer.invoice && <Link to={`/invoices/${offer.invoice.id}`}>{offer.invoice.number ?? "Draft"}</Link>],
        ]}
      />
    </Card>
  );
}
