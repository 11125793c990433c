/** Saved queries: kept by the server under a name, shared with colleagues, and asked again at an address of their own. */
import { BookMarked, Link2, Trash2 } from "lucide";
import { useEffect, useState } from "preact/hooks";
import {
  ChangeSavedQueryDocument,
  RemoveSavedQueryDocument,
  SavedQueriesDocument,
  SaveQueryDocument,
  type SavedQueryShownFragment,
} from "../made/graphql";
import { Form, useForm } from "../shared/form";
import { ago } from "../shared/format";
import { act, type UserError } from "../shared/graph";
import { useQuery } from "../shared/query";
import { useViewer } from "../shared/session";
import { Answered, Badge, Button, Checkbox, Dialog, Empty, Field, say } from "../shared/ui";
import type { Choice } from "./charts/model";
import { edit, forgetSaved, type Sheet } from "./notebook";
import { titleOf } from "./schema";

const ADDRESS = /[^a-z0-9]+/g;
const LONGEST_NAME = 60;

/** A title as it can stand in an address. */
const nameFor = (title: string): string =>
  title
    .normalize("NFD")
    .replace(/(?<=[a-z0-9])(?=[A-Z])|[\u0300-\u036f]/g, (mark) => (mark ? "" : "-"))
    .toLowerCase()
    .replace(ADDRESS, "-")
    .slice(0, LONGEST_NAME)
    .replace(/^-|-$/g, "");

/** What a saved query is as a tab. */
export function sheetFrom({ id, title, query, variables, chart, owner }: SavedQueryShownFragment, me: string): Omit<Sheet, "id"> {
  let choice: Partial<Choice> | undefined;
  try {
    choice = (JSON.parse(chart ?? "null") as Partial<Choice> | null) ?? undefined;
  } catch {
    choice = undefined;
  }
  return { query, variables: variables ?? "", name: title, choice, saved: owner?.id === me ? id : undefined };
}

interface SaveDialogProps {
  sheet: Sheet;
  onClose: () => void;
}

/** Keep what stands in a tab. What was saved before from it, and is one's own, is changed. */
export function SaveDialog({ sheet, onClose }: SaveDialogProps) {
  const me = useViewer().user?.id ?? "";
  const answer = useQuery(SavedQueriesDocument, {});
  return (
    <Dialog title="Save the query" onClose={onClose}>
      <Answered answer={answer} lines={3}>
        {({ savedQueries }) => (
          <SaveForm
            sheet={sheet}
            onClose={onClose}
            kept={savedQueries.nodes.find((each) => each.id === sheet.saved && each.owner?.id === me)}
          />
        )}
      </Answered>
    </Dialog>
  );
}

function SaveForm({ sheet, kept, onClose }: SaveDialogProps & { kept: SavedQueryShownFragment | undefined }) {
  const me = useViewer().user?.id ?? "";
  const first = kept?.title ?? sheet.name ?? titleOf(sheet.query);
  const [typed, setTyped] = useState(!!kept);
  const initial = { title: first, name: kept?.name ?? nameFor(first), isShared: kept?.isShared ?? false, isAnother: false };
  const form = useForm(initial, async ({ isAnother, ...values }) => {
    const { query, variables, choice } = sheet;
    const input = { ...values, query, variables: variables.trim() || null, chart: choice ? JSON.stringify(choice) : null };
    const { savedQuery, userErrors } =
      kept && !isAnother
        ? (await act(ChangeSavedQueryDocument, { input: { savedQueryId: kept.id, ...input } })).updateSavedQuery
        : (await act(SaveQueryDocument, { input })).createSavedQuery;
    if (savedQuery) {
      const { saved, name } = sheetFrom(savedQuery, me);
      edit(sheet.id, { saved, name });
      say(savedQuery.isShared ? "Saved, and shared with everybody who works here." : "Saved. You alone see it.");
      onClose();
    }
    return userErrors.map((each): UserError => (each.code === "DUPLICATE" ? { ...each, path: ["name"] } : each));
  });
  const { title, name } = form.values;
  useEffect(() => void (typed || form.set("name", nameFor(title))), [title]);
  return (
    <Form form={form}>
      <Field label="Title" name="title" form={form} autofocus />
      <div onInput={() => setTyped(true)}>
        <Field
          label="Name in the address"
          name="name"
          form={form}
          hint={`Asked again at /q/${name || "…"}.json and .csv, with the rights of whoever asks.`}
        />
      </div>
      <Checkbox name="isShared" form={form}>
        Share it with everybody who works here. Each sees their own rows.
      </Checkbox>
      {kept && (
        <Checkbox name="isAnother" form={form}>
          Keep “{kept.title}” as it is, and save this beside it.
        </Checkbox>
      )}
      <div class="form-actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="primary" type="submit" busy={form.isBusy}>
          Save
        </Button>
      </div>
    </Form>
  );
}

interface SavedListProps {
  answer: ReturnType<typeof useSaved>;
  onTake: (sheet: Omit<Sheet, "id">) => void;
}

export const useSaved = () => useQuery(SavedQueriesDocument, {});

export function SavedList({ answer, onTake }: SavedListProps) {
  const me = useViewer().user?.id ?? "";
  const [going, setGoing] = useState<SavedQueryShownFragment | null>(null);
  return (
    <>
      <Answered answer={answer}>
        {({ savedQueries: { nodes } }) =>
          nodes.length ? (
            <ul class="library">
              {nodes.map((each) => (
                <li key={each.id} class="library-row">
                  <button type="button" class="library-item" onClick={() => onTake(sheetFrom(each, me))}>
                    <span class="row spread">
                      <strong>{each.title}</strong>
                      {each.isShared && <Badge tone="accent">Shared</Badge>}
                    </span>
                    <code class="quiet">/q/{each.name}</code>
                    <span class="quiet small">
                      {each.owner?.id === me ? "Yours" : (each.owner?.name ?? "A colleague")}, {ago(each.updatedAt)}
                    </span>
                  </button>
                  <Button kind="plain" icon={Link2} aria-label={`Copy the address of ${each.title}`} onClick={() => void copy(each.name)} />
                  {each.owner?.id === me && (
                    <Button kind="plain" icon={Trash2} aria-label={`Remove ${each.title}`} onClick={() => setGoing(each)} />
                  )}
                </li>
              ))}
            </ul>
          ) : (
            <Empty icon={BookMarked} title="Nothing is saved yet">
              Save a query to find it here on every device, to share it, and to have its answer at a fixed address for
              spreadsheets and programs.
            </Empty>
          )
        }
      </Answered>
      {going && <RemoveDialog query={going} onClose={() => setGoing(null)} onDone={answer.again} />}
    </>
  );
}

async function copy(name: string): Promise<void> {
  const address = new URL(`/q/${name}.csv`, location.href).href;
  try {
    await navigator.clipboard.writeText(address);
    say("The address is copied. Programs ask it with an API token.");
  } catch {
    say(address);
  }
}

function RemoveDialog({ query, onClose, onDone }: { query: SavedQueryShownFragment; onClose: () => void; onDone: () => void }) {
  const form = useForm({}, async () => {
    const { deleteSavedQuery } = await act(RemoveSavedQueryDocument, { input: { savedQueryId: query.id } });
    if (!deleteSavedQuery.userErrors.length) {
      forgetSaved(query.id);
      onDone();
      onClose();
    }
    return deleteSavedQuery.userErrors;
  });
  return (
    <Dialog title={`Remove ${query.title}?`} onClose={onClose}>
      <Form form={form}>
        <p class="quiet">
          Its address /q/{query.name} answers nothing any more{query.isShared ? ", for your colleagues neither" : ""}.
        </p>
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="danger" type="submit" busy={form.isBusy}>
            Remove
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
