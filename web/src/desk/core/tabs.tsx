/** The parts of a page, each with an address of its own. */
import { useEffect, useRef } from "preact/hooks";
import { Link } from "../../shared/router";

export interface Part {
  /** The last of its address; none for the first. */
  id: string;
  title: string;
  count?: number;
}

/** Where there is no room for all of them, the chosen one is in sight. */
export function useChosenInSight(chosen: string) {
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    const here = nav.current?.querySelector<HTMLElement>("[aria-current]");
    if (here && nav.current) nav.current.scrollLeft = here.offsetLeft - (nav.current.clientWidth - here.offsetWidth) / 2;
  }, [chosen]);
  return nav;
}

export function Parts({ base, parts, chosen }: { base: string; parts: Part[]; chosen: string }) {
  return (
    <nav class="tabs parts" aria-label="Parts of this page" ref={useChosenInSight(chosen)}>
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
      <h1 class="empty-title">This {what} is not here</h1>
      <p class="quiet">It does not exist, or it is not yours to see.</p>
      <Link class="button" to={back[0]}>
        {back[1]}
      </Link>
    </div>
  );
}
