import { MessagesSquare } from "lucide";
import { DeskMessagesDocument, type DeskMessagesQuery } from "../../made/graphql";
import { instant, words } from "../../shared/format";
import { Empty } from "../../shared/ui";
import { Seen } from "../core/badges";
import { optionsOf, search, type Filter } from "../core/filters";
import { List, type ListColumn } from "../core/list";

type Row = DeskMessagesQuery["communications"]["nodes"][number];

const COLUMNS: ListColumn<Row>[] = [
  { title: "When", order: "AT", cell: ({ at }) => instant(at) },
  { title: "What", cell: ({ channel }) => words(channel) },
  {
    title: "Said",
    cell: ({ subject, body }) => (
      <>
        {subject && <strong>{subject}</strong>}
        <p class="text">{body}</p>
      </>
    ),
  },
  { title: "With", isAside: true, cell: ({ contact }) => contact?.name ?? "–" },
  { title: "Kept by", isAside: true, cell: ({ author }) => author?.name ?? "–" },
  { title: "Seen by", isAside: true, cell: ({ visibility }) => <Seen visibility={visibility} /> },
];
const FILTERS: Filter[] = [
  search,
  { kind: "choice", name: "channel", label: "Anything", options: optionsOf(["NOTE", "CALL", "EMAIL", "MEETING", "CHAT"], words) },
];

/** Calls, letters, meetings, chats and notes. */
export function Messages({ always }: { always: Record<string, unknown> }) {
  return (
    <List
      name="messages"
      label="Messages and notes"
      document={DeskMessagesDocument}
      page={(data) => data.communications}
      columns={COLUMNS}
      filters={FILTERS}
      always={always}
      order="-AT"
      changes={["COMMUNICATION_"]}
      empty={<Empty icon={MessagesSquare} title="Nothing was said yet">Keep a note of a call or a meeting.</Empty>}
    />
  );
}
