/** What was offered to a client, and agreed with it. */
import { Plus } from "lucide";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { DeskClientOffersDocument } from "../../made/graphql";
import { day, money } from "../../shared/format";
import { useQuery } from "../../shared/query";
import { Link } from "../../shared/router";
import { Answered, Button, Card, Empty } from "../../shared/ui";
import { State } from "../core/badges";
import { useCan } from "../core/can";
import { useChanges } from "../core/changes";
import { Line } from "../core/line";
import { NewContract } from "./contracts";
import { ESTIMATES, PROPOSALS } from "./kinds";
import { NewOffer } from "./write";

interface OffersOfProps {
  client: { id: string; name: string; currency: string };
}

export function OffersOf({ client }: OffersOfProps) {
  const answer = useQuery(DeskClientOffersDocument, { client: client.id });
  const [doing, setDoing] = useState<"proposal" | "estimate" | "contract" | null>(null);
  useChanges(["PROPOSAL_", "ESTIMATE_", "CONTRACT_"], answer.again, client.id);
  const close = () => setDoing(null);
  const to = { id: client.id, title: client.name, note: client.currency, currency: client.currency, isLead: false };
  const all = (place: string) => `${place}?client=${encodeURIComponent(`${client.id}~${client.name}`)}`;
  return (
    <Answered answer={answer}>
      {({ proposals, estimates, contracts }) => (
        <div class="stack">
          <Some title="Proposals" all={all("/proposals")} onNew={() => setDoing("proposal")} isEmpty={!proposals.nodes.length}>
            {proposals.nodes.map((each) => (
              <Line
                key={each.id}
                to={`/proposals/${each.id}`}
                title={each.title}
                note={[each.number, money(each.total)].filter(Boolean).join(", ")}
                aside={<State of={each.status} />}
              />
            ))}
          </Some>
          <Some title="Estimates" all={all("/estimates")} onNew={() => setDoing("estimate")} isEmpty={!estimates.nodes.length}>
            {estimates.nodes.map((each) => (
              <Line
                key={each.id}
                to={`/estimates/${each.id}`}
                title={each.title}
                note={[each.number, money(each.total)].filter(Boolean).join(", ")}
                aside={<State of={each.status} />}
              />
            ))}
          </Some>
          <Some title="Contracts" all={all("/contracts")} onNew={() => setDoing("contract")} isEmpty={!contracts.nodes.length}>
            {contracts.nodes.map((each) => (
              <Line
                key={each.id}
                to={`/contracts/${each.id}`}
                title={each.title}
                note={`from ${day(each.startsOn)}${each.endsOn ? ` to ${day(each.endsOn)}` : ""}`}
                aside={<State of={each.status} />}
              />
            ))}
          </Some>
          {doing === "proposal" && <NewOffer kind={PROPOSALS} to={to} onClose={close} />}
          {doing === "estimate" && <NewOffer kind={ESTIMATES} to={to} onClose={close} />}
          {doing === "contract" && <NewContract client={to} onClose={close} />}
        </div>
      )}
    </Answered>
  );
}

interface SomeProps {
  title: string;
  all: string;
  isEmpty: boolean;
  onNew: () => void;
  children: ComponentChildren;
}

function Some({ title, all, isEmpty, onNew, children }: SomeProps) {
  const can = useCan();
  const one = title.toLowerCase().slice(0, -1);
  return (
    <Card
      title={title}
      flush
      aside={
        <span class="row">
          <Link to={all}>All</Link>
          {can.work && <Button small icon={Plus} aria-label={`New ${one}`} onClick={onNew} />}
        </span>
      }
    >
      {isEmpty ? <Empty title={`No ${title.toLowerCase()} yet`} /> : <ul class="lines">{children}</ul>}
    </Card>
  );
}
