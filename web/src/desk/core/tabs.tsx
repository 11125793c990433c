/** The parts of a page, each with an address of its own. */
import { Link } from "../../shared/router";

export interface Part {
  /** The last of its address; none for the first. */
  id: string;
  title: string;
  count?: number;
}

export function Parts({ base, parts, chosen }: { base: string; parts: Part[]; chosen: string }) {
  return (
    <nav class="tabs parts" aria-label="Parts of this page">
      {parts.map(({ id, title, count }) => (
        <Link key={id} to={id ? `${base}/${id}` : base} aria-current={id === chosen ? "page" : undefined}>
          {title}
          {!!count && <span class="count">{count}</span>}
        </Link>
      ))}
    </nav>
  );
}

/** What is shown where a node is not there, or out of the viewer's sight. */
export function NotHere({ what, back }: { what: string; back: [string, string] }) {
  return (
    <div class="empty">
      <p class="empty-title">This {what} is not here</p>
      <p class="quiet">It does not exist, or it is not yours to see.</p>
      <Link class="button" to={back[0]}>
        {back[1]}
      </Link>
    </div>
  );
}
