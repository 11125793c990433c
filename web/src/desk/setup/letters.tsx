/** Every letter the platform wrote, and whether it left. */
import { Mail } from "lucide";
import { useState } from "preact/hooks";
import { DeskLetterListDocument, type DeskLetterListQuery } from "../../made/graphql";
import { instant, words } from "../../shared/format";
import { useTitle } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Button, Dialog, Empty, Facts } from "../../shared/ui";
import { State } from "../core/badges";
import { useCan } from "../core/can";
import { optionsOf, searchIn, type Filter } from "../core/filters";
import { List, type ListColumn } from "../core/list";
import { Sections } from "../core/sections";
import { NotHere } from "../core/tabs";

type Row = DeskLetterListQuery["outbox"]["nodes"][number];

const FILTERS: Filter[] = [
  searchIn("recipient", "subject"),
  { kind: "choice", name: "status", label: "Any state", options: optionsOf(["WAITING", "SENT", "FAILED", "KEPT"], words) },
];
const columns = (open: (row: Row) => void): ListColumn<Row>[] => [
  { title: "Written", order: "CREATED_AT", isAside: true, cell: ({ createdAt }) => instant(createdAt) },
  { title: "To", cell: ({ recipient }) => <span class="breaks">{recipient}</span> },
  {
    title: "About",
    cell: (row) => (
      <Button kind="plain" class="as-link" onClick={() => open(row)}>
        {row.subject}
      </Button>
    ),
  },
  { title: "State", cell: ({ status }) => <State of={status} /> },
];

export function Letters() {
  useTitle("Letters sent");
  const can = useCan();
  const [open, setOpen] = useState<Row | null>(null);
  if (!can.admin) return <NotHere what="page" back={["/", "Today"]} />;
  return (
    <>
      <PageHead title="Letters sent" />
      <Sections of="settings" />
      <List
        name="letters"
        label="Letters"
        document={DeskLetterListDocument}
        page={(data) => data.outbox}
        columns={columns(setOpen)}
        filters={FILTERS}
        order="-CREATED_AT"
        changes={[]}
        empty={<Empty icon={Mail} title="No letter was written yet" />}
      />
      {open && <Letter row={open} onClose={() => setOpen(null)} />}
    </>
  );
}

function Letter({ row, onClose }: { row: Row; onClose: () => void }) {
  return (
    <Dialog title={row.subject} onClose={onClose} wide>
      <div class="stack">
        <Facts
          facts={[
            ["To", row.recipient],
            ["Written", instant(row.createdAt)],
            ["Left", row.sentAt && instant(row.sentAt)],
            ["Attempts", String(row.attempts)],
            ["What the mail service said", row.lastError],
          ]}
        />
        {row.body ? <p class="text">{row.body}</p> : <p class="quiet">It holds a link that only its reader may have.</p>}
      </div>
    </Dialog>
  );
}
