/** A proposal behind the link of a letter: read and answered without signing in. */
import { DeclineProposalDocument, ProposalByTokenDocument, SignProposalDocument } from "../made/graphql";
import { act } from "../shared/graph";
import { useQuery } from "../shared/query";
import { Door } from "../shared/session";
import { Answered, Button, Facts, Notice } from "../shared/ui";
import { day } from "../shared/format";
import { OfferLines, SignedNotice } from "./offer";
import { save } from "./parts";
import { Signing } from "./sign";
import { State } from "./states";

const OPEN = new Set(["SENT", "VIEWED"]);

export function ProposalByToken({ token }: { token: string }) {
  const answer = useQuery(ProposalByTokenDocument, { token });
  return (
    <Answered answer={answer}>
      {({ proposalByToken: proposal }) => {
        if (!proposal) {
          return (
            <Door title="This link is not valid any more">
              <p class="quiet">The proposal was answered, replaced or withdrawn. Ask for a new link.</p>
            </Door>
          );
        }
        return (
          <main class="paper stack">
            <header class="stack">
              <h1>{proposal.title}</h1>
              <Facts
                facts={[
                  ["Number", proposal.number],
                  ["State", <State of={proposal.proposalStatus} />],
                  ["Stands until", proposal.expiresOn && day(proposal.expiresOn)],
                ]}
              />
            </header>
            <OfferLines offer={proposal} />
            {proposal.signature && <SignedNotice signature={proposal.signature} />}
            {proposal.proposalStatus === "DECLINED" && <Notice>You declined this proposal.</Notice>}
            {proposal.downloadUrl && (
              <Button onClick={() => save(proposal.downloadUrl as string)}>Keep it as PDF</Button>
            )}
            {OPEN.has(proposal.proposalStatus) && (
              <Signing
                person={null}
                sign={async (signer) =>
                  (await act(SignProposalDocument, { input: { token, ...signer } })).signProposal.userErrors
                }
                decline={async (reason) =>
                  (await act(DeclineProposalDocument, { input: { token, reason } })).declineProposal.userErrors
                }
                onDone={answer.again}
              />
            )}
          </main>
        );
      }}
    </Answered>
  );
}
