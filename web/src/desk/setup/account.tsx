/** What is one's own: letters about what is new, and keys for programs that act as oneself. */
import { KeyRound, Plus } from "lucide";
import { useState } from "preact/hooks";
import { DeskAccountDocument, DeskKeysDocument, DeskLettersDocument, DeskRevokeKeyDocument, type DeskKeysQuery } from "../../made/graphql";
import { ago, instant, words } from "../../shared/format";
import { useQuery } from "../../shared/query";
import { useTitle } from "../../shared/router";
import { nameOf, useViewer } from "../../shared/session";
import { PageHead } from "../../shared/shell";
import { Badge, Button, Card, Empty } from "../../shared/ui";
import { useCan } from "../core/can";
import { searchIn, type Filter } from "../core/filters";
import { FormDialog } from "../core/form-dialog";
import { List, type ListColumn } from "../core/list";
import { run, send } from "../core/verbs";
import { useForm } from "../../shared/form";
import { Budget } from "./budget";
import { NewKey } from "./new-key";

type Row = DeskKeysQuery["apiTokens"]["nodes"][number];

const FILTERS: Filter[] = [
  searchIn("name"),
  {
    kind: "choice",
    name: "ended",
    label: "Ended or not",
    options: [["no", "Not ended"], ["yes", "Ended"]],
    to: (value) => ({ revoked: value === "yes" }),
  },
];

const stateOf = ({ revokedAt, expiresAt }: Row) => {
  if (revokedAt) return <Badge tone="bad">Ended</Badge>;
  return new Date(expiresAt) < new Date() ? <Badge tone="warn">Run out</Badge> : <Badge tone="good">Works</Badge>;
};

const columns = (revoke: (row: Row) => void): ListColumn<Row>[] => [
  { title: "For", order: "NAME", cell: ({ name }) => name },
  { title: "Begins with", isAside: true, cell: ({ prefix }) => <code>{prefix}…</code> },
  { title: "May do as", cell: ({ role }) => words(role) },
  { title: "Clients", isAside: true, cell: ({ allClients }) => (allClients ? "All" : "Some") },
  { title: "Made by", isAside: true, cell: ({ createdBy }) => createdBy?.name ?? "–" },
  { title: "Last used", isAside: true, cell: ({ lastUsedAt }) => (lastUsedAt ? ago(lastUsedAt) : "Never") },
  { title: "Works until", isAside: true, cell: ({ expiresAt }) => instant(expiresAt) },
  { title: "State", cell: stateOf },
  {
    title: "",
    isFigure: true,
    cell: (row) =>
      !row.revokedAt && (
        <Button small kind="plain" aria-label={`End ${row.name}`} onClick={() => revoke(row)}>
          End
        </Button>
      ),
  },
];

export function Account() {
  useTitle("Your account");
  const can = useCan();
  const viewer = useViewer();
  return (
    <>
      <PageHead title={nameOf(viewer)} />
      <div class="stack">
        <Letters />
        <Budget />
      </div>
      {can.work && <Keys />}
    </>
  );
}

function Keys() {
  const [isNew, setNew] = useState(false);
  const [ended, setEnded] = useState<Row | null>(null);
  return (
    <>
      <div class="stack part-notice">
        <h2 class="after-card">Keys for programs</h2>
        <p class="quiet">A program that asks the graph with a key acts as you do, at most, and for the clients you give it.</p>
        <div>
          <Button icon={Plus} onClick={() => setNew(true)}>
            New key
          </Button>
        </div>
      </div>
      <List
        name="keys"
        label="Keys"
        document={DeskKeysDocument}
        page={(data) => data.apiTokens}
        columns={columns(setEnded)}
        filters={FILTERS}
        order="-CREATED_AT"
        changes={["API_TOKEN_"]}
        empty={<Empty icon={KeyRound} title="No keys yet">Make one for a program that reads or writes for you.</Empty>}
      />
      {isNew && <NewKey onClose={() => setNew(false)} />}
      {ended && <EndKey row={ended} onClose={() => setEnded(null)} />}
    </>
  );
}

function Letters() {
  const viewer = useViewer();
  const { data, again, foresee } = useQuery(DeskAccountDocument, viewer.user && { id: viewer.user.id });
  const user = data?.user;
  const turn = async (emailNotifications: boolean) => {
    foresee((was) => ({ ...was, user: was.user && { ...was.user, emailNotifications } }));
    await run(DeskLettersDocument, { emailNotifications }, emailNotifications ? "Letters will come." : "No more letters.");
    again();
  };
  return (
    <Card title="Letters">
      <label class="choice">
        <input
          type="checkbox"
          checked={!!user?.emailNotifications}
          disabled={!user}
          onChange={(event) => void turn(event.currentTarget.checked)}
        />
        <span>Send me what is new by e-mail as well</span>
      </label>
    </Card>
  );
}

function EndKey({ row, onClose }: { row: Row; onClose: () => void }) {
  const form = useForm({}, () => send(DeskRevokeKeyDocument, { apiTokenId: row.id }, onClose));
  return (
    <FormDialog title={`End ${row.name}`} form={form} verb="End it" isDanger onClose={onClose}>
      <p>The program that has it is refused from now on. It cannot be taken back.</p>
    </FormDialog>
  );
}
