/** The frame of a page: its name, where one can go, who is signed in; and what every page starts with. */
import type { IconNode } from "lucide";
import { LogOut, Moon, Sun } from "lucide";
import { render, type ComponentChildren, type ComponentType } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { LineBanner } from "./banner";
import { Link, usePlace } from "./router";
import { nameOf, signOut, SignedIn, useOrganisation, useViewer, type Viewer } from "./session";
import { Button, Icon, Menu, Toasts } from "./ui";
import { theme, turnTheme } from "./theme";
import { useStore } from "./store";
import "./styles";

export interface Place {
  to: string;
  title: string;
  icon: IconNode;
  /** Other places that belong to it. */
  also?: string | string[];
  /** How many things wait there. */
  count?: number;
}

interface ShellProps {
  places: Place[];
  /** At the right of the head, before the account. */
  tools?: ComponentChildren;
  /** In the menu of the account. */
  account?: ComponentChildren;
  children: ComponentChildren;
}

const isAt = (place: string, to: string) => (to === "/" ? place === "/" : place === to || place.startsWith(`${to}/`));
const isAmong = (place: string, also: string | string[] = []) => [also].flat().some((each) => isAt(place, each));

export function Shell({ places, tools, account, children }: ShellProps) {
  const viewer = useViewer();
  const organisation = useOrganisation();
  const { place } = usePlace();
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    const here = nav.current?.querySelector<HTMLElement>("[aria-current]");
    if (here && nav.current) nav.current.scrollLeft = here.offsetLeft - (nav.current.clientWidth - here.offsetWidth) / 2;
  }, [place]);
  return (
    <div class="shell">
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="shell-head">
        <Link to="/" class="shell-name">
          <img src="/mark.svg" alt="" width="26" height="26" />
          <span>{organisation?.name ?? "clientgraph"}</span>
        </Link>
        <div class="shell-tools">
          {tools}
          <Account viewer={viewer}>{account}</Account>
        </div>
      </header>
      <nav class="shell-nav" aria-label="Main" ref={nav}>
        {places.map(({ to, title, icon, also, count }) => (
          <Link key={to} to={to} aria-current={isAt(place, to) || isAmong(place, also) ? "page" : undefined}>
            <Icon of={icon} />
            <span>{title}</span>
            {!!count && <span class="count">{count}</span>}
          </Link>
        ))}
      </nav>
      <main class="shell-main" id="main" tabindex={-1}>
        <LineBanner />
        {children}
      </main>
    </div>
  );
}

function Account({ viewer, children }: { viewer: Viewer; children?: ComponentChildren }) {
  const now = useStore(theme);
  const name = nameOf(viewer);
  return (
    <Menu
      label={
        <>
          <span class="avatar" aria-hidden="true">
            {initials(name)}
          </span>
          <span class="hidden">Account of {name}</span>
        </>
      }
    >
      <p class="menu-head">
        <strong>{name}</strong>
        <span class="quiet">{viewer.client?.name ?? (viewer.contact ?? viewer.user)?.email}</span>
      </p>
      {children}
      <Button kind="plain" icon={now === "dark" ? Sun : Moon} onClick={turnTheme}>
        {now === "dark" ? "Light colours" : "Dark colours"}
      </Button>
      <Button kind="plain" icon={LogOut} onClick={() => void signOut()}>
        Sign out
      </Button>
    </Menu>
  );
}

const initials = (name: string): string => {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? "")][0] ?? "").join("").toUpperCase();
};

/** The head of what is shown in the frame. */
export function PageHead({ title, back, children }: { title: string; back?: [string, string]; children?: ComponentChildren }) {
  return (
    <div class="page-head">
      {back && (
        <Link class="back" to={back[0]}>
          ← {back[1]}
        </Link>
      )}
      <div class="page-head-line">
        <h1>{title}</h1>
        {children && <div class="page-tools">{children}</div>}
      </div>
    </div>
  );
}

interface Start {
  title: string;
  isFor: (viewer: Viewer) => boolean;
  page: ComponentType;
  /** For what can be seen without signing in: shown instead, where it answers something. */
  open?: () => ComponentChildren;
}

function Root({ title, isFor, page, open }: Start) {
  return (
    <>
      {open?.() ?? <SignedIn title={title} isFor={isFor} page={page} />}
      <Toasts />
    </>
  );
}

/** Start a page. */
export function start(page: Start): void {
  render(<Root {...page} />, document.getElementById("root") as HTMLElement);
}
