/** Addresses of a page: patterns such as `/invoices/:id`, below the page's own base. */
import type { ComponentChildren, ComponentType, PartialAnchorHTMLAttributes } from "preact";
import { useEffect } from "preact/hooks";
import { Store, useStore } from "./store";

const base = `/${location.pathname.split("/")[1] ?? ""}`;
const here = new Store(location.pathname + location.search);

addEventListener("popstate", () => here.set(location.pathname + location.search));

/** The address of a place on this page. */
export const addressOf = (place: string): string => base + (place === "/" ? "" : place);

/** Go to a place of this page. `replace`: the present one is not to come back to. */
export function go(place: string, { replace = false } = {}): void {
  history[replace ? "replaceState" : "pushState"](null, "", addressOf(place));
  here.set(location.pathname + location.search);
  if (!replace) scrollTo(0, 0);
}

/** Where we are: the place below the base, and the parameters after the question mark. */
export function usePlace(): { place: string; query: URLSearchParams } {
  const [path = "", search = ""] = useStore(here).split("?");
  return { place: path.slice(base.length) || "/", query: new URLSearchParams(search) };
}

export type Parameters = Record<string, string>;
export type Routes = Record<string, ComponentType<{ parameters: Parameters }>>;

function matched(pattern: string, place: string): Parameters | null {
  const wanted = pattern.split("/");
  const given = place.replace(/\/+$/, "").split("/");
  if (place !== "/" ? wanted.length !== given.length : pattern !== "/") return null;
  const found: Parameters = {};
  for (const [index, part] of wanted.entries()) {
    if (part.startsWith(":")) found[part.slice(1)] = decoded(given[index] ?? "");
    else if (part !== (given[index] ?? "")) return null;
  }
  return found;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Shows the first route that fits the place, else `children`. */
export function Router({ routes, children }: { routes: Routes; children: ComponentChildren }) {
  const { place } = usePlace();
  for (const [pattern, Page] of Object.entries(routes)) {
    const parameters = matched(pattern, place);
    if (parameters) return <Page key={place} parameters={parameters} />;
  }
  return <>{children}</>;
}

interface LinkProps extends Omit<PartialAnchorHTMLAttributes<HTMLAnchorElement>, "href" | "role"> {
  to: string;
}

/** A link within the page. */
export function Link({ to, ...rest }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    go(to);
  };
  return <a href={addressOf(to)} onClick={follow} {...rest} />;
}

/** The title of the tab. */
export function useTitle(title: string): void {
  useEffect(() => void (document.title = title), [title]);
}
