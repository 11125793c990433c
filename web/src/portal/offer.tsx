/** A proposal, an estimate or a contract: to be read, signed or declined, and kept. */
import type { ComponentChildren } from "preact";
import {
  ContractDocument,
  DeclineEstimateDocument,
  DeclineProposalDocument,
  EstimateDocument,
  ProposalDocument,
  SignContractDocument,
  SignEstimateDocument,
  SignProposalDocument,
  type ContractQuery,
  type EstimateQuery,
  type LineFragment,
  type ProposalShownFragment,
  type SignedFragment,
} from "../made/graphql";
import { day, instant, money, percent, quantity } from "../shared/format";
import { act, type UserError } from "../shared/graph";
import { useQuery, type Answer } from "../shared/query";
import { useTitle, type Parameters } from "../shared/router";
import { useViewer } from "../shared/session";
import { PageHead } from "../shared/shell";
import { Answered, Card, Facts, Notice } from "../shared/ui";
import { Drawn } from "./pad";
import { DownloadButton, NotHere } from "./parts";
import { useNews } from "./pulse";
import { Signing, type Signer } from "./sign";
import { State } from "./states";
import { Sums } from "./sums";

type Priced = ProposalShownFragment | NonNullable<EstimateQuery["estimate"]>;
type Agreed = NonNullable<ContractQuery["contract"]>;

const BACK: [string, string] = ["/documents", "Documents"];
const OPEN = new Set(["SENT", "VIEWED"]);

interface Verbs {
  sign: (signer: Signer) => Promise<UserError[]>;
  decline?: (reason: string) => Promise<UserError[]>;
}

export function Proposal({ parameters }: { parameters: Parameters }) {
  const proposalId = parameters.id ?? "";
  const answer = useQuery(ProposalDocument, { id: proposalId });
  const verbs: Verbs = {
    sign: async (signer) => (await act(SignProposalDocument, { input: { proposalId, ...signer } })).signProposal.userErrors,
    decline: async (reason) =>
      (await act(DeclineProposalDocument, { input: { proposalId, reason } })).declineProposal.userErrors,
  };
  return <OfferPage answer={answer} of={(data) => data.proposal} verbs={verbs} />;
}

export function Estimate({ parameters }: { parameters: Parameters }) {
  const estimateId = parameters.id ?? "";
  const answer = useQuery(EstimateDocument, { id: estimateId });
  const verbs: Verbs = {
    sign: async (signer) => (await act(SignEstimateDocument, { input: { estimateId, ...signer } })).signEstimate.userErrors,
    decline: async (reason) =>
      (await act(DeclineEstimateDocument, { input: { estimateId, reason } })).declineEstimate.userErrors,
  };
  return <OfferPage answer={answer} of={(data) => data.estimate} verbs={verbs} />;
}

interface OfferPageProps<Data> {
  answer: Answer<Data>;
  of: (data: Data) => Priced | null;
  verbs: Verbs;
}

function OfferPage<Data>({ answer, of, verbs }: OfferPageProps<Data>) {
  useNews(["PROPOSAL", "ESTIMATE"], answer.again);
  return (
    <Answered answer={answer} lines={12}>
      {(data) => {
        const offer = of(data);
        if (!offer) return <NotHere back={BACK} />;
        const state = "proposalStatus" in offer ? offer.proposalStatus : offer.estimateStatus;
        return (
          <Page title={offer.title} id={offer.id} state={state} signature={offer.signature} verbs={verbs} again={answer.again}
            about={[["Number", offer.number], ["Sent", offer.sentAt && instant(offer.sentAt)],
              ["Stands until", offer.expiresOn && day(offer.expiresOn)], ["Declined because", offer.declineReason]]}>
            <OfferLines offer={offer} />
          </Page>
        );
      }}
    </Answered>
  );
}

/** What is offered, and what it costs. */
export function OfferLines({ offer }: { offer: Priced }) {
  return (
    <Card flush>
      <ul class="lines">
        {offer.lines.map((line: LineFragment) => (
          <li key={line.id}>
            <div class="list-main">
              <span class="text">{line.description}</span>
              <span class="quiet small">
                {quantity(line)} × {money(line.unitPrice)}
                {Number(line.discountPercent) ? `, less ${percent(line.discountPercent)}` : ""}
              </span>
            </div>
            <span class="figure">{money(line.net)}</span>
          </li>
        ))}
      </ul>
      <Sums
        sums={[
          ["Subtotal", offer.subtotal],
          ...offer.taxes.map((each): [string, typeof each.tax] => [`${each.name} ${percent(each.ratePercent)}`, each.tax]),
        ]}
        total={["Total", offer.total]}
      />
    </Card>
  );
}

export function Contract({ parameters }: { parameters: Parameters }) {
  const contractId = parameters.id ?? "";
  const answer = useQuery(ContractDocument, { id: contractId });
  useNews(["CONTRACT"], answer.again);
  const verbs: Verbs = {
    sign: async (signer) => (await act(SignContractDocument, { input: { contractId, ...signer } })).signContract.userErrors,
  };
  const about = (contract: Agreed): [string, ComponentChildren][] => [
    ["From", day(contract.startsOn)],
    ["Until", contract.endsOn && day(contract.endsOn)],
    ["Value", contract.value && money(contract.value)],
    ["Sent", contract.sentAt && instant(contract.sentAt)],
  ];
  return (
    <Answered answer={answer} lines={12}>
      {({ contract }) =>
        contract ? (
          <Page
            title={contract.title}
            id={contract.id}
            state={contract.contractStatus}
            signature={contract.signature}
            verbs={verbs}
            again={answer.again}
            about={about(contract)}
          >
            <Card>
              <p class="text document">{contract.body}</p>
            </Card>
          </Page>
        ) : (
          <NotHere back={BACK} />
        )
      }
    </Answered>
  );
}

interface PageProps {
  title: string;
  id: string;
  state: string;
  signature: SignedFragment | null;
  about: [string, ComponentChildren][];
  verbs: Verbs;
  again: () => void;
  children: ComponentChildren;
}

function Page({ title, id, state, signature, about, verbs, again, children }: PageProps) {
  const viewer = useViewer();
  useTitle(title);
  return (
    <>
      <PageHead title={title} back={BACK}>
        <State of={state} />
        <DownloadButton id={id}>PDF</DownloadButton>
      </PageHead>
      <div class="columns">
        <div class="stack">{children}</div>
        <div class="stack">
          {signature && <SignedNotice signature={signature} id={id} />}
          {!signature && OPEN.has(state) && <Signing person={viewer.contact} {...verbs} onDone={again} />}
          <Card title="About">
            <Facts facts={about} />
          </Card>
        </div>
      </div>
    </>
  );
}

export function SignedNotice({ signature, id }: { signature: SignedFragment; id?: string }) {
  return (
    <Notice kind="good">
      <p>
        Signed by {signature.name} on {instant(signature.signedAt)}.
      </p>
      {signature.drawing && <Drawn path={signature.drawing} />}
      {id && (
        <DownloadButton id={id} small>
          Keep the signed PDF
        </DownloadButton>
      )}
    </Notice>
  );
}
