/** Ctrl-K: goes anywhere, and finds anything the viewer may see. */
import { ArrowRight, Search } from "lucide";
import { useEffect, useRef, useState } from "preact/hooks";
import { DeskSearchDocument, type DeskSearchQuery } from "../../made/graphql";
import { ask } from "../../shared/graph";
import { go } from "../../shared/router";
import type { Place } from "../../shared/shell";
import { Button, Icon } from "../../shared/ui";
import { iconOf, placeOf } from "../core/refs";

type Node = DeskSearchQuery["search"][number]["node"];

export interface Entry {
  key: string;
  title: string;
  note: string;
  icon: Place["icon"];
  to: string;
}

const WAIT_MS = 120;

/** Another thing to do from anywhere, such as making something new. */
export type Action = Pick<Place, "to" | "title" | "icon">;

export function Palette({ places, actions }: { places: Place[]; actions: Action[] }) {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setOpen((was) => !was);
    };
    addEventListener("keydown", key);
    return () => removeEventListener("keydown", key);
  }, []);
  return (
    <>
      <button type="button" class="search-open" onClick={() => setOpen(true)} aria-label="Search Ctrl K" aria-keyshortcuts="Control+K">
        <Icon of={Search} size={16} />
        <span>Search</span>{" "}
        <kbd>Ctrl K</kbd>
      </button>
      {isOpen && <Open places={[...places, ...actions]} onClose={() => setOpen(false)} />}
    </>
  );
}

function Open({ places, onClose }: { places: Action[]; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState("");
  const [found, setFound] = useState<Entry[]>([]);
  const [at, setAt] = useState(0);
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    setAt(0);
    if (text.trim().length < 2) return setFound([]);
    let isLate = false;
    const timer = setTimeout(async () => {
      const all = await findAnything(text).catch(() => []);
      if (!isLate) setFound(all);
    }, WAIT_MS);
    return () => {
      isLate = true;
      clearTimeout(timer);
    };
  }, [text]);

  const wanted = text.trim().toLowerCase();
  const going = places
    .filter((each) => each.title.toLowerCase().includes(wanted))
    .slice(0, wanted ? 5 : 30)
    .map(({ to, title, icon }): Entry => ({ key: `go ${to}`, to, title, icon, note: "" }));
  const entries = [...going, ...found];
  const follow = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    go(entry.to);
  };
  const key = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && entries.length) {
      event.preventDefault();
      setAt((at + step + entries.length) % entries.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      follow(entries[at]);
    }
  };
  useEffect(() => document.getElementById(`palette-${at}`)?.scrollIntoView({ block: "nearest" }), [at]);

  return (
    <dialog
      ref={dialog}
      class="dialog palette"
      aria-label="Search"
      onCancel={(event) => (event.preventDefault(), onClose())}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div class="palette-line">
        <Icon of={Search} />
        <input
          type="text"
          role="combobox"
          aria-label="Search for anything"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={entries[at] ? `palette-${at}` : undefined}
          autocomplete="off"
          placeholder="Find clients, projects, invoices, jobs …"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={key}
        />
        <Button kind="plain" small onClick={onClose}>
          Close
        </Button>
      </div>
      <ul class="palette-list" id="palette-list" role="listbox" aria-label="Found">
        {entries.map((entry, index) => (
          <li
            key={entry.key}
            id={`palette-${index}`}
            role="option"
            aria-selected={index === at}
            onClick={() => follow(entry)}
            onMouseMove={() => setAt(index)}
          >
            <Icon of={entry.icon} size={16} />
            <span class="palette-title">{entry.title}</span>
            <span class="quiet small palette-note">{entry.note}</span>
            <Icon of={ArrowRight} size={14} />
          </li>
        ))}
      </ul>
      {wanted.length > 1 && !entries.length && <p class="palette-empty quiet">Nothing was found for “{text.trim()}”.</p>}
    </dialog>
  );
}

/** What the viewer may see of what was typed. */
export async function findAnything(text: string): Promise<Entry[]> {
  const { search } = await ask(DeskSearchDocument, { text: text.trim(), first: 12 });
  return search.flatMap(({ node, excerpt }) => entryOf(node, excerpt));
}

/** What is found leads to its own page, or to the client's it belongs to. */
function entryOf(node: Node, excerpt: string): Entry[] {
  const client = "client" in node ? node.client : undefined;
  const to = placeOf(node.__typename, node.id) ?? (client ? `/clients/${client.id}` : null);
  if (!to) return [];
  const note = [node.__typename, client?.name].filter(Boolean).join(" · ");
  return [{ key: node.id, to, title: titleOf(node) ?? excerpt, note, icon: iconOf(node.__typename) }];
}

function titleOf(node: Node): string | null {
  if ("subjectLine" in node && node.subjectLine) return node.subjectLine;
  if ("title" in node && node.title) return node.title;
  if ("jobNumber" in node && node.jobNumber) return node.jobNumber;
  return "number" in node ? (node.number ?? "Draft invoice") : null;
}
