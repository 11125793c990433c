/** Notifications: the bell in the head, and the list behind it. */
import { Bell } from "lucide";
import { useState } from "preact/hooks";
import {
  LettersDocument,
  MarkReadDocument,
  NotificationMovesDocument,
  NotificationsDocument,
  UnreadDocument,
  type NotificationsQuery,
} from "../made/graphql";
import { ago, instant } from "../shared/format";
import { act, GraphFault } from "../shared/graph";
import { useLive, useQuery } from "../shared/query";
import { go, Link, useTitle } from "../shared/router";
import { useCursor } from "../shared/session";
import { PageHead } from "../shared/shell";
import { Store, useStore } from "../shared/store";
import { Answered, Button, Card, Empty, Icon, say } from "../shared/ui";
import { placeOf } from "./place";

type Row = NonNullable<NotificationsQuery["viewer"]>["notifications"]["nodes"][number];

/** Counts what the stream told, so that the list reads again. */
const told = new Store(0);

export function NotificationBell() {
  const answer = useQuery(UnreadDocument, {});
  const after = useCursor();
  const [moved, setMoved] = useState<number>();
  useLive(NotificationMovesDocument, { after }, ({ notifications }) => {
    setMoved(notifications.unreadCount);
    told.set(told.get() + 1);
  });
  const unread = moved ?? answer.data?.viewer?.notifications.totalCount ?? 0;
  return (
    <Link class="button plain square bell" to="/notifications" aria-label={`Notifications, ${unread} unread`}>
      <Icon of={Bell} />
      {!!unread && <span class="bell-count">{unread > 99 ? "99+" : unread}</span>}
    </Link>
  );
}

export function Notifications() {
  return <List key={useStore(told)} />;
}

function List() {
  const answer = useQuery(NotificationsDocument, {});
  useTitle("Notifications");
  const read = async (id: string | null) => {
    const now = new Date().toISOString();
    answer.foresee((was) => {
      const notifications = was.viewer?.notifications;
      if (!notifications) return was;
      const nodes = notifications.nodes.map((each) => (!id || each.id === id ? { ...each, readAt: each.readAt ?? now } : each));
      return { ...was, viewer: was.viewer && { ...was.viewer, notifications: { ...notifications, nodes } } };
    });
    try {
      await act(MarkReadDocument, { input: { notificationId: id } });
    } catch (fault) {
      say(`It is still unread. ${(fault as GraphFault).message}`, "bad");
      answer.again();
    }
  };
  const open = (row: Row) => {
    if (!row.readAt) void read(row.id);
    const place = placeOf(row.subject);
    if (place) go(place);
  };
  const write = async (emailNotifications: boolean) => {
    try {
      const done = await act(LettersDocument, { input: { emailNotifications } });
      const [refusal] = done.setEmailNotifications.userErrors;
      if (refusal) throw new GraphFault(refusal.message, false);
      say(emailNotifications ? "E-mails will come." : "No more e-mails.");
    } catch (fault) {
      say((fault as GraphFault).message, "bad");
    }
    answer.again();
  };
  const me = answer.data?.viewer?.contact;
  const rows = answer.data?.viewer?.notifications.nodes ?? [];
  return (
    <>
      <PageHead title="Notifications">
        {rows.some((each) => !each.readAt) && <Button onClick={() => void read(null)}>Mark all as read</Button>}
      </PageHead>
      <Answered answer={answer}>
        {() => (
          <Card flush>
            {!rows.length && (
              <Empty icon={Bell} title="Nothing so far">
                Whatever needs your attention appears here.
              </Empty>
            )}
            <ul class="list">
              {rows.map((row) => (
                <li key={row.id} class={row.readAt ? "" : "unread"}>
                  <button type="button" class="list-link" onClick={() => open(row)}>
                    <span class="list-main">
                      <span class="list-title">
                        {row.title}
                        {!row.readAt && <span class="hidden"> (unread)</span>}
                      </span>
                      <time class="quiet small" dateTime={row.createdAt} title={instant(row.createdAt)}>
                        {ago(row.createdAt)}
                      </time>
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          </Card>
        )}
      </Answered>
      {me && (
        <Card class="letters">
          <div class="check">
            <input id="letters" type="checkbox" checked={!!me.emailNotifications} onChange={(event) => void write(event.currentTarget.checked)} />
            <label for="letters">Send me these by e-mail as well</label>
          </div>
        </Card>
      )}
    </>
  );
}
