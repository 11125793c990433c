import type { ComponentChildren } from "preact";
import { ago, instant } from "../../shared/format";

interface SaidProps {
  author?: string | null;
  at: string;
  body: string;
  aside?: ComponentChildren;
  /** Staff alone read it. */
  isInternal?: boolean;
  children?: ComponentChildren;
}

/** What somebody wrote: shown as text, whatever is in it. */
export function Said({ author, at, body, aside, isInternal, children }: SaidProps) {
  return (
    <article class={`said ${isInternal ? "internal" : ""}`}>
      <header>
        <strong>{author ?? "Somebody"}</strong>
        <time class="quiet small" dateTime={at} title={instant(at)}>
          {ago(at)}
        </time>
        {aside}
      </header>
      <p class="text">{body}</p>
      {children}
    </article>
  );
}
