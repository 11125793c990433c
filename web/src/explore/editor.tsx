/**
 * The editor: CodeMirror with the schema. It lies in a shadow tree, whose style sheets are made by code, because the
 * page's policy lets no style element in.
 */
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json, jsonParseLinter } from "@codemirror/lang-json";
import { bracketMatching, foldGutter, foldKeymap, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { linter, lintKeymap } from "@codemirror/lint";
import { Annotation, EditorState, Prec, type Extension } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { graphql, showInDocsCommand, updateSchema } from "cm6-graphql";
import type { GraphQLSchema } from "graphql";
import { useEffect, useRef } from "preact/hooks";

export interface EditorProps {
  value: string;
  onChange: (value: string) => void;
  language: "graphql" | "json";
  label: string;
  hint?: string;
  schema?: GraphQLSchema | null;
  onRun: () => void;
  /** Show what is known of a type, or of a field of it. */
  onDocs?: (type: string, field?: string) => void;
}

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.definitionKeyword, tags.modifier], color: "var(--code-word)" },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--code-name)" },
  { tag: [tags.attributeName, tags.variableName], color: "var(--code-given)" },
  { tag: [tags.string], color: "var(--code-text)" },
  { tag: [tags.number, tags.integer, tags.float, tags.bool, tags.null, tags.special(tags.name)], color: "var(--code-value)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--quiet)" },
  { tag: [tags.atom], color: "var(--code-type)" },
]);

const looks = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--surface)", fontSize: "var(--text-small)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55" },
  ".cm-content": { padding: "var(--step-1) 0", caretColor: "var(--ink)" },
  ".cm-gutters": { color: "var(--quiet)", backgroundColor: "var(--surface)", border: "0" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-placeholder": { color: "var(--quiet)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--accent-soft)",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--accent-soft)", outline: "1px solid var(--line-strong)" },
  ".cm-tooltip": {
    color: "var(--ink)",
    backgroundColor: "var(--raised)",
    border: "1px solid var(--line)",
    borderRadius: "var(--corner)",
    boxShadow: "var(--shadow-high)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "16em" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { color: "var(--on-accent)", backgroundColor: "var(--accent)" },
  ".cm-completionDetail": { fontStyle: "normal", color: "var(--quiet)" },
  "li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "650" },
  ".cm-tooltip.cm-completionInfo": { padding: "var(--step-1) var(--step-2)", maxWidth: "22rem", fontFamily: "var(--font)" },
  ".cm-diagnostic": { padding: "var(--step-1) var(--step-2)", fontFamily: "var(--font)", maxWidth: "30rem" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--bad)" },
  ".cm-foldPlaceholder": { color: "var(--quiet)", backgroundColor: "var(--sunken)", borderColor: "var(--line)" },
});

const common: Extension[] = [
  lineNumbers(),
  foldGutter(),
  history(),
  drawSelection(),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  autocompletion(),
  EditorView.lineWrapping,
  syntaxHighlighting(colours),
  looks,
  keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...foldKeymap, ...completionKeymap, ...lintKeymap]),
];

const noJson = jsonParseLinter();
const fromOutside = Annotation.define<boolean>();

/** Tab leaves the editor, so that the keyboard is not caught in it. */
export function Editor({ value, onChange, language, label, hint, schema, onRun, onDocs }: EditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef({ onChange, onRun, onDocs });
  latest.current = { onChange, onRun, onDocs };
  /** What was told and has not come back as `value` yet: it is late, and not a change from outside. */
  const told = useRef(new Set<string>());

  useEffect(() => {
    const host = place.current as HTMLDivElement;
    const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
    const showInDocs = (field?: string, type?: string, parent?: string) => {
      const name = parent ?? type?.replaceAll(/[[\]!]/g, "");
      if (name) latest.current.onDocs?.(name, field);
    };
    const language_: Extension[] =
      language === "graphql"
        ? graphql(schema ?? undefined, { onShowInDocs: showInDocs })
        : [json(), linter((of) => (of.state.doc.toString().trim() ? noJson(of) : []))];
    const made = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: value,
        extensions: [
          Prec.highest(
            keymap.of([
              { key: "Mod-Enter", run: () => (latest.current.onRun(), true) },
              ...(language === "graphql" ? [{ key: "F1", run: showInDocsCommand, preventDefault: true }] : []),
            ]),
          ),
          common,
          language_,
          hint ? placeholder(hint) : [],
          EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0", spellcheck: "false", autocapitalize: "off" }),
          EditorView.updateListener.of((update) => {
            if (!update.docChanged || update.transactions.some((each) => each.annotation(fromOutside))) return;
            const text = update.state.doc.toString();
            told.current.add(text);
            latest.current.onChange(text);
          }),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, []);

  useEffect(() => {
    if (language === "graphql" && schema && view.current) updateSchema(view.current, schema);
  }, [schema]);

  useEffect(() => {
    const shown = view.current;
    if (!shown) return;
    if (shown.state.doc.toString() === value) return told.current.clear();
    if (told.current.has(value)) return;
    const changes = { from: 0, to: shown.state.doc.length, insert: value };
    shown.dispatch({ changes, annotations: fromOutside.of(true) });
  }, [value]);

  return <div class={`editor ${language}`} ref={place} />;
}
