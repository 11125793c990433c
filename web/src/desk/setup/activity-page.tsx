/** One activity: what it is, whom it is done for, and what it costs whom and when. */
import { Plus } from "lucide";
import { useState } from "preact/hooks";
import { DeskActivityPageDocument, type DeskActivityPageQuery } from "../../made/graphql";
import { day, minutes, money, quantity } from "../../shared/format";
import { useQuery } from "../../shared/query";
import { Link, useTitle, type Parameters } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Answered, Badge, Button, Card, Empty, Facts, Table } from "../../shared/ui";
import { useCan } from "../core/can";
import { useChanges } from "../core/changes";
import { NotHere } from "../core/tabs";
import { WriteActivity } from "./edit-activity";
import { SetPrice } from "./set-price";

export type Activity = NonNullable<DeskActivityPageQuery["activity"]>;
export type Price = NonNullable<Activity["rates"]>[number];

export function ActivityPage({ parameters: { id = "" } }: { parameters: Parameters }) {
  const answer = useQuery(DeskActivityPageDocument, { id });
  useChanges(["ACTIVIT"], answer.again);
  useTitle(answer.data?.activity?.name ?? "Activity");
  return (
    <Answered answer={answer} lines={8}>
      {({ activity }) =>
        activity ? <Found activity={activity} again={answer.again} /> : <NotHere what="activity" back={["/activities", "All activities"]} />
      }
    </Answered>
  );
}

function Found({ activity, again }: { activity: Activity; again: () => void }) {
  const can = useCan();
  const [doing, setDoing] = useState<"edit" | null>(null);
  const { sale, cost, clients } = activity;
  const close = () => (setDoing(null), again());
  return (
    <>
      <PageHead title={`${activity.code} ${activity.name}`} back={["/activities", "Activities"]}>
        {!activity.active && <Badge>Not in use</Badge>}
        {can.admin && <Button onClick={() => setDoing("edit")}>Edit</Button>}
      </PageHead>
      <div class="columns">
        {activity.rates && <Prices activity={activity} rates={activity.rates} again={again} />}
        <div class="stack">
          <Card title="About">
            <Facts
              facts={[
                ["Service", activity.service.name],
                ["Team at first", activity.defaultTeam?.name],
                ["Takes", minutes(activity.durationMinutes)],
                ["At first", quantity({ quantity: activity.defaultQuantity, unit: activity.unit })],
                [`Sale of one ${activity.unit}`, sale && money(sale)],
                [`Cost of one ${activity.unit}`, cost && money(cost)],
              ]}
            />
          </Card>
          {clients && (
            <Card title="Done for" flush>
              <ul class="lines">
                {clients.nodes.map((each) => (
                  <li key={each.id} class="line">
                    <Link to={`/clients/${each.id}`}>{each.name}</Link>
                  </li>
                ))}
                {clients.totalCount > clients.nodes.length && (
                  <li class="line quiet">and {clients.totalCount - clients.nodes.length} more</li>
                )}
              </ul>
              {!clients.nodes.length && <Empty title="For no client yet">Say for which clients it may be used.</Empty>}
            </Card>
          )}
        </div>
      </div>
      {doing === "edit" && <WriteActivity id={activity.id} onClose={close} />}
    </>
  );
}

const spanOf = ({ startsOn, endsOn }: Price): string => {
  if (!startsOn && !endsOn) return "Always";
  if (!endsOn) return `from ${day(startsOn)}`;
  return startsOn ? `${day(startsOn)} to ${day(endsOn)}` : `until ${day(endsOn)}`;
};

function Prices({ activity, rates, again }: { activity: Activity; rates: Price[]; again: () => void }) {
  const can = useCan();
  const [isSetting, setSetting] = useState(false);
  const any = <span class="quiet">Any</span>;
  return (
    <Card
      title="Prices"
      flush
      aside={
        can.admin && (
          <Button small icon={Plus} onClick={() => setSetting(true)}>
            Set a price
          </Button>
        )
      }
    >
      <Table
        label="Prices"
        rows={rates}
        keyOf={({ id }) => id}
        empty={
          <Empty title="One price for all">
            Set another for a client, a kind of work, a team or a span of days: of those that fit a job the nearest holds.
          </Empty>
        }
        columns={[
          { title: "Client", cell: ({ client }) => (client ? <Link to={`/clients/${client.id}`}>{client.name}</Link> : any) },
          { title: "Kind of work", isAside: true, cell: ({ workLogType }) => workLogType?.name ?? any },
          { title: "Team", isAside: true, cell: ({ team }) => team?.name ?? any },
          { title: "When", cell: spanOf },
          { title: "Sale", isFigure: true, cell: ({ sale }) => money(sale) },
          { title: "Cost", isFigure: true, isAside: true, cell: ({ cost }) => money(cost) },
        ]}
      />
      {isSetting && <SetPrice activity={activity} onClose={() => setSetting(false)} again={again} />}
    </Card>
  );
}
