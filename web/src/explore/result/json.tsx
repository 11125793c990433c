/** The answer as it came, laid out, its parts told apart by colour. */
import { useMemo, useState } from "preact/hooks";
import { Button } from "../../shared/ui";

const PARTS = /("(?:\\.|[^"\\])*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** Characters shown at first: more makes a browser slow. */
const SHOWN = 100_000;

function coloured(text: string) {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(PARTS)) {
    if (found.index > from) parts.push(text.slice(from, found.index));
    from = found.index + found[0].length;
    const kind = found[1] ? (found[2] ? "name" : "text") : "value";
    parts.push(<span class={`code-${kind}`}>{found[1] ?? found[0]}</span>, found[2] ?? "");
  }
  return [...parts, text.slice(from)];
}

export function Json({ value }: { value: unknown }) {
  const [isWhole, setWhole] = useState(false);
  const text = useMemo(() => JSON.stringify(value, null, 2) ?? "", [value]);
  const shown = isWhole ? text : text.slice(0, SHOWN);
  const parts = useMemo(() => coloured(shown), [shown]);
  return (
    <div class="code-frame">
      <pre class="code" tabindex={0} role="region" aria-label="Answer as JSON">
        {parts}
      </pre>
      {shown.length < text.length && <Button onClick={() => setWhole(true)}>Show all of it</Button>}
    </div>
  );
}
