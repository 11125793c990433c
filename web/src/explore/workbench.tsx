/** Where queries are written, weighed and run. */
import { AlignLeft, BookOpen, Link2, Play, Plus, Save, Square, X } from "lucide";
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { number } from "../shared/format";
import { useTitle } from "../shared/router";
import { useViewer } from "../shared/session";
import { useStore } from "../shared/store";
import { Button, Notice, say } from "../shared/ui";
import type { Cost, Problem } from "./ask";
import { Choose } from "./charts/charts";
import { Docs } from "./docs";
import type { EditorProps } from "./editor";
import { book, close, edit, linkTo, openBlank, sheetOf, turnTo, type Sheet } from "./notebook";
import { Result } from "./result/result";
import { SaveDialog } from "./saved";
import { prettify, useRunning, type Running } from "./running";
import { schema, schemaFault, titleOf } from "./schema";

let loaded: ComponentType<EditorProps> | undefined;

/** The editor, which is large: everything else is there before it. */
function Editor(props: EditorProps) {
  const [Loaded, setLoaded] = useState(() => loaded);
  const [isLost, setLost] = useState(false);
  useEffect(() => {
    import("./editor").then(
      (module) => setLoaded(() => (loaded = module.Editor)),
      () => setLost(true),
    );
  }, []);
  if (isLost) return <Notice kind="warn">The editor could not be loaded. Reload the page; your queries are kept.</Notice>;
  return Loaded ? <Loaded {...props} /> : <div class={`editor ${props.language}`} aria-busy="true" />;
}

export function Workbench() {
  useTitle("Explore");
  const { sheets, active } = useStore(book);
  const sheet = sheetOf(useStore(book));
  const [docs, setDocs] = useState<{ type?: string; field?: string } | null>(null);
  return (
    <>
      <h1 class="hidden">Query</h1>
      <Sheets sheets={sheets} active={active} />
      <div class={`bench ${docs ? "with-docs" : ""}`} id="bench">
        <Bench key={sheet.id} sheet={sheet} onDocs={(type, field) => setDocs(docs && !type ? null : { type, field })} />
        {docs && (
          <aside class="bench-docs" aria-label="Documentation">
            <Button kind="plain" icon={X} aria-label="Close the documentation" onClick={() => setDocs(null)} />
            <Docs type={docs.type} field={docs.field} onGo={(type, field) => setDocs({ type, field })} />
          </aside>
        )}
      </div>
    </>
  );
}

function Sheets({ sheets, active }: { sheets: Sheet[]; active: string }) {
  return (
    <nav class="sheets" aria-label="Open queries">
      {sheets.map((sheet) => {
        const title = sheet.name ?? titleOf(sheet.query);
        return (
          <span key={sheet.id} class={`sheet-tab ${sheet.id === active ? "now" : ""}`}>
            <button type="button" aria-current={sheet.id === active ? "true" : undefined} onClick={() => turnTo(sheet.id)}>
              {title}
            </button>
            <Button kind="plain" small icon={X} aria-label={`Close ${title}`} onClick={() => close(sheet.id)} />
          </span>
        );
      })}
      <Button kind="plain" small icon={Plus} aria-label="New query" onClick={openBlank} />
    </nav>
  );
}

function Bench({ sheet, onDocs }: { sheet: Sheet; onDocs: (type?: string, field?: string) => void }) {
  const known = useStore(schema);
  const fault = useStore(schemaFault);
  const isAdmin = ["OWNER", "ADMIN"].includes(useViewer().role);
  const running = useRunning(sheet, isAdmin);
  const [isSaving, setSaving] = useState(false);
  const [withVariables, setVariables] = useState(!!sheet.variables.trim());
  const pretty = () => {
    if (!prettify(sheet)) say("This is no whole document yet.", "bad");
  };
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey)) return;
      if (event.key === "s") setSaving(true);
      else if (event.shiftKey && event.key.toLowerCase() === "f") pretty();
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", key);
    return () => removeEventListener("keydown", key);
  });

  return (
    <>
      <section class="bench-ask" aria-label="Query">
        <div class="bench-tools">
          <Go running={running} />
          {running.names.length > 1 && (
            <Choose label="Operation" value={running.chosen ?? ""} options={running.names.map((name) => [name, name || "Unnamed"])} onChange={running.choose} />
          )}
          <Button kind="plain" icon={AlignLeft} aria-label="Lay out" title="Lay out (Ctrl-Shift-F)" onClick={() => pretty()} />
          <Button kind="plain" icon={Save} aria-label="Save" title="Save (Ctrl-S)" onClick={() => setSaving(true)} />
          <Button kind="plain" icon={Link2} aria-label="Copy the link" title="Copy the link" onClick={() => void copyLink(sheet)} />
          <Button kind="plain" icon={BookOpen} aria-label="Documentation" title="Documentation (F1 on a field)" onClick={() => onDocs()} />
        </div>
        <Price running={running} />
        {fault && <Notice kind="warn">{fault}</Notice>}
        <Editor
          value={sheet.query}
          onChange={(query) => edit(sheet.id, { query })}
          language="graphql"
          label="Query"
          schema={known}
          onRun={running.go}
          onDocs={onDocs}
        />
        <Button kind="plain" small aria-expanded={withVariables} onClick={() => setVariables(!withVariables)}>
          {withVariables ? "Hide the variables" : "Variables"}
        </Button>
        {withVariables && (
          <Editor
            value={sheet.variables}
            onChange={(variables) => edit(sheet.id, { variables })}
            language="json"
            label="Variables"
            hint={'{"first": 50}'}
            onRun={running.go}
          />
        )}
      </section>
      <section class="bench-answer" aria-label="Answer" aria-busy={running.isBusy}>
        <Result sheet={sheet} running={running} />
      </section>
      {isSaving && <SaveDialog sheet={sheet} onClose={() => setSaving(false)} />}
    </>
  );
}

const RUN = { query: "Run", mutation: "Run and write", subscription: "Watch" };

function Go({ running: { meant, isBusy, go, stop } }: { running: Running }) {
  if (isBusy) {
    return (
      <Button icon={Square} onClick={stop}>
        Stop
      </Button>
    );
  }
  return (
    <Button kind="primary" icon={Play} disabled={!meant} title="Ctrl-Enter" onClick={go}>
      {RUN[meant?.kind ?? "query"]}
    </Button>
  );
}

const isProblem = (cost: Cost | Problem): cost is Problem => "message" in cost;

/** What running it would cost, or why it cannot be run. */
function Price({ running: { cost, reason } }: { running: Running }) {
  return (
    <p class={`price ${cost && isProblem(cost) ? "bad" : ""}`} role="status" aria-label="Cost">
      {reason ??
        (!cost
          ? "Weighing…"
          : isProblem(cost)
            ? cost.message
            : `Asks for ${number(cost.requestedQueryCost)} points. At once, ${number(cost.allowedQueryCost ?? 0)} are allowed.`)}
    </p>
  );
}

async function copyLink(sheet: Sheet): Promise<void> {
  const link = linkTo(sheet);
  history.replaceState(null, "", link);
  try {
    await navigator.clipboard.writeText(new URL(link, location.href).href);
    say("The link is copied. It holds the query, not its answer.");
  } catch {
    say("The link stands in the address bar. It holds the query, not its answer.");
  }
}
