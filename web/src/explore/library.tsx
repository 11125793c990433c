/** What one can begin with: examples, what was saved, what was run, and the schema. */
import { BookMarked, History, Trash2 } from "lucide";
import { useState } from "preact/hooks";
import { ago } from "../shared/format";
import { go, useTitle } from "../shared/router";
import { PageHead } from "../shared/shell";
import { useViewer } from "../shared/session";
import { useStore } from "../shared/store";
import { Button, Empty, Tabs } from "../shared/ui";
import { Docs } from "./docs";
import { examplesFor } from "./examples";
import { book, forget, forgetHistory, linkTo, open } from "./notebook";
import { titleOf } from "./schema";

function take(sheet: Parameters<typeof open>[0]): void {
  open(sheet);
  go("/");
}

export function Examples() {
  useTitle("Examples");
  return (
    <>
      <PageHead title="Examples" />
      <ul class="library">
        {examplesFor(useViewer()).map(({ title, about, query }) => (
          <li key={title}>
            <button type="button" class="library-item" onClick={() => take({ query, variables: "", name: title })}>
              <strong>{title}</strong>
              <span class="quiet">{about}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

export function Saved() {
  useTitle("Saved");
  const { saved, history } = useStore(book);
  const [tab, setTab] = useState("saved");
  return (
    <>
      <PageHead title="Saved and run before" />
      <Tabs
        tabs={[
          { id: "saved", title: "Saved", count: saved.length },
          { id: "history", title: "History", count: history.length },
        ]}
        chosen={tab}
        onChoose={setTab}
      >
        {tab === "saved" ? <SavedList /> : <HistoryList />}
      </Tabs>
    </>
  );
}

function SavedList() {
  const { saved } = useStore(book);
  if (!saved.length) {
    return (
      <Empty icon={BookMarked} title="Nothing is saved yet">
        Save a query to have it here, in this browser. Its link can be given to colleagues.
      </Empty>
    );
  }
  return (
    <ul class="library">
      {saved.map((sheet) => (
        <li key={sheet.id} class="library-row">
          <a
            class="library-item"
            href={linkTo(sheet)}
            onClick={(event) => {
              event.preventDefault();
              take(sheet);
            }}
          >
            <strong>{sheet.name}</strong>
            <code class="quiet">{titleOf(sheet.query)}</code>
          </a>
          <Button kind="plain" icon={Trash2} aria-label={`Forget ${sheet.name}`} onClick={() => forget(sheet.id)} />
        </li>
      ))}
    </ul>
  );
}

function HistoryList() {
  const { history } = useStore(book);
  if (!history.length) {
    return (
      <Empty icon={History} title="Nothing was run yet">
        What you run is kept here, in this browser: the last hundred.
      </Empty>
    );
  }
  return (
    <div class="stack">
      <ul class="library">
        {history.map((ran) => (
          <li key={ran.query + ran.variables}>
            <button type="button" class="library-item" onClick={() => take(ran)}>
              <strong>{titleOf(ran.query)}</strong>
              <span class="quiet">{ago(ran.at)}</span>
            </button>
          </li>
        ))}
      </ul>
      <div>
        <Button onClick={forgetHistory}>Forget all of it</Button>
      </div>
    </div>
  );
}

export function Schema({ parameters }: { parameters: Record<string, string> }) {
  const { type } = parameters;
  useTitle(type ? `${type} – Schema` : "Schema");
  return (
    <>
      <PageHead title="Schema" />
      <Docs type={type} onGo={(name) => go(name ? `/schema/${name}` : "/schema")} />
    </>
  );
}
