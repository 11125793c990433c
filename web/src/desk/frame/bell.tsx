/** What is new for the viewer: its count in the head, and the list behind it. */
import { Bell as BellIcon } from "lucide";
import { useEffect, useState } from "preact/hooks";
import {
  DeskMarkReadDocument,
  DeskNotificationsDocument,
  DeskNotifiedDocument,
  DeskUnreadDocument,
  type DeskNotificationsQuery,
} from "../../made/graphql";
import { ago, instant } from "../../shared/format";
import { useLive, useQuery } from "../../shared/query";
import { go } from "../../shared/router";
import { useCursor } from "../../shared/session";
import { Answered, Button, Dialog, Empty, Icon } from "../../shared/ui";
import { placeOf } from "../core/refs";
import { run } from "../core/verbs";

type Row = NonNullable<DeskNotificationsQuery["viewer"]>["notifications"]["nodes"][number];

export function Bell() {
  const answer = useQuery(DeskUnreadDocument, {});
  const after = useCursor();
  const [told, setTold] = useState<number>();
  const [isOpen, setOpen] = useState(false);
  useLive(DeskNotifiedDocument, { after }, ({ notifications }) => setTold(notifications.unreadCount));
  const unread = told ?? answer.data?.viewer?.notifications.totalCount ?? 0;
  return (
    <>
      <button type="button" class="button plain square bell" aria-label={`Notifications, ${unread} unread`} onClick={() => setOpen(true)}>
        <Icon of={BellIcon} />
        {unread > 0 && <span class="bell-count">{unread > 99 ? "99+" : unread}</span>}
      </button>
      {isOpen && <News unread={unread} onClose={() => setOpen(false)} setUnread={setTold} />}
    </>
  );
}

interface NewsProps {
  /** How many; they are read again when it changes. */
  unread: number;
  onClose: () => void;
  setUnread: (count: number) => void;
}

function News({ unread, onClose, setUnread }: NewsProps) {
  const answer = useQuery(DeskNotificationsDocument, {});
  useEffect(() => answer.again(), [unread]);
  const read = async (notificationId: string | null) => {
    const done = await run(DeskMarkReadDocument, { notificationId });
    if (done?.unreadCount != null) setUnread(done.unreadCount);
    answer.again();
  };
  const open = ({ id, readAt, subject }: Row) => {
    if (!readAt) void read(id);
    const to = placeOf(subject?.__typename, subject?.id ?? "");
    if (!to) return;
    onClose();
    go(to);
  };
  return (
    <Dialog title="Notifications" onClose={onClose}>
      <Answered answer={answer}>
        {({ viewer }) => {
          const rows = viewer?.notifications.nodes ?? [];
          if (!rows.length) return <Empty icon={BellIcon} title="Nothing so far">Whatever is assigned to you or waits for you is told here.</Empty>;
          return (
            <>
              <ul class="news">
                {rows.map((row) => (
                  <li key={row.id}>
                    <button type="button" class={row.readAt ? "" : "unread"} onClick={() => open(row)}>
                      <span>
                        {row.title}
                        {!row.readAt && <span class="hidden"> (unread)</span>}
                      </span>
                      <time class="quiet small" dateTime={row.createdAt} title={instant(row.createdAt)}>
                        {ago(row.createdAt)}
                      </time>
                    </button>
                  </li>
                ))}
              </ul>
              {rows.some(({ readAt }) => !readAt) && (
                <div class="form-actions">
                  <Button onClick={() => void read(null)}>Mark all as read</Button>
                </div>
              )}
            </>
          );
        }}
      </Answered>
    </Dialog>
  );
}
