/** What happened, newest first; more of it when asked. */
import { useState } from "preact/hooks";
import { DeskTimelineDocument, type DeskEventFragment, type EventFilter } from "../../made/graphql";
import { ago, instant } from "../../shared/format";
import { ask } from "../../shared/graph";
import { useQuery } from "../../shared/query";
import { Link } from "../../shared/router";
import { Answered, Button, Empty } from "../../shared/ui";
import { useChanges } from "./changes";
import { placeOf } from "./refs";

export function Events({ events }: { events: DeskEventFragment[] }) {
  if (!events.length) return <Empty title="Nothing happened yet" />;
  return (
    <ol class="events">
      {events.map(({ id, at, summary, actor, subject }) => {
        const to = placeOf(subject?.__typename, subject?.id ?? "");
        return (
          <li key={id}>
            <span class="event-what">{to ? <Link to={to}>{summary}</Link> : summary}</span>
            <span class="quiet small">
              {actor?.name ? `${actor.name}, ` : ""}
              <time dateTime={at} title={instant(at)}>
                {ago(at)}
              </time>
            </span>
          </li>
        );
      })}
    </ol>
  );
}

/** The whole timeline of what the filter names. `about`: the node whose changes it shows at once. */
export function Timeline({ filter, about }: { filter: EventFilter; about: string }) {
  const answer = useQuery(DeskTimelineDocument, { filter, after: null });
  const [older, setOlder] = useState<{ nodes: DeskEventFragment[]; next?: string | null } | null>(null);
  useChanges([""], answer.again, about);
  return (
    <Answered answer={answer}>
      {({ events }) => {
        const next = older ? older.next : events.pageInfo.hasNextPage ? events.pageInfo.endCursor : null;
        const more = async () => {
          const found = (await ask(DeskTimelineDocument, { filter, after: next ?? null })).events;
          const nodes = [...(older?.nodes ?? []), ...found.nodes];
          setOlder({ nodes, next: found.pageInfo.hasNextPage ? found.pageInfo.endCursor : null });
        };
        return (
          <>
            <Events events={[...events.nodes, ...(older?.nodes ?? [])]} />
            {next && (
              <Button small onClick={() => void more()}>
                Older
              </Button>
            )}
          </>
        );
      }}
    </Answered>
  );
}
