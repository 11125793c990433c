/** What one can begin with: examples, what was saved, what was run, and the schema. */
import { History } from "lucide";
import { useState } from "preact/hooks";
import { ago } from "../shared/format";
import { go, useTitle } from "../shared/router";
import { PageHead } from "../shared/shell";
import { useViewer } from "../shared/session";
import { useStore } from "../shared/store";
import { Button, Empty, Tabs } from "../shared/ui";
import { Docs } from "./docs";
import { examplesFor } from "./examples";
import { book, forgetHistory, open } from "./notebook";
import { SavedList, useSaved } from "./saved";
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
        {examplesFor(useViewer()).map(({ title, about, query, choice }) => (
          <li key={title}>
            <button type="button" class="library-item" onClick={() => take({ query, variables: "", name: title, choice })}>
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
  const { history } = useStore(book);
  const saved = useSaved();
  const [tab, setTab] = useState("saved");
  return (
    <>
      <PageHead title="Saved and run before" />
      <Tabs
        tabs={[
          { id: "saved", title: "Saved", count: saved.data?.savedQueries.totalCount },
          { id: "history", title: "History", count: history.length },
        ]}
        chosen={tab}
        onChoose={setTab}
      >
        {tab === "saved" ? <SavedList answer={saved} onTake={take} /> : <HistoryList />}
      </Tabs>
    </>
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
