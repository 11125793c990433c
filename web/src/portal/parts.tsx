/** What several screens of the portal show alike. */
import { Download } from "lucide";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { DownloadAddressDocument, type FileRowFragment, type HappeningFragment, type SaidFragment } from "../made/graphql";
import { ago, bytes, instant } from "../shared/format";
import { ask, GraphFault } from "../shared/graph";
import { Link } from "../shared/router";
import { Button, say } from "../shared/ui";
import { placeOf } from "./place";

interface DownloadProps {
  id: string;
  kind?: "primary" | "normal" | "plain";
  small?: boolean;
  children: ComponentChildren;
}

/** Saves a document. Its address is asked for when it is wanted, because it is good for minutes only. */
export function DownloadButton({ id, kind, small, children }: DownloadProps) {
  const [isBusy, setBusy] = useState(false);
  const download = async () => {
    setBusy(true);
    try {
      const { node } = await ask(DownloadAddressDocument, { id });
      const address = node && "downloadUrl" in node ? node.downloadUrl : null;
      if (address) save(address);
      else say("This document is not here any more.", "bad");
    } catch (fault) {
      say((fault as GraphFault).message, "bad");
    }
    setBusy(false);
  };
  return (
    <Button icon={Download} kind={kind} small={small} busy={isBusy} onClick={() => void download()}>
      {children}
    </Button>
  );
}

/** Follow the address of a download: the server sends it as an attachment, and the page stays. */
export function save(address: string): void {
  const { pathname, search } = new URL(address, location.href);
  location.assign(pathname + search);
}

export const Who = ({ of }: { of: { name?: string | null } | null }) => <strong>{of?.name ?? "Our team"}</strong>;

/** What happened, the newest first. `since`: what is newer is marked as new. */
export function Timeline({ events, since }: { events: HappeningFragment[]; since?: string | null }) {
  if (!events.length) return <p class="quiet">Nothing has happened yet.</p>;
  return (
    <ol class="timeline">
      {events.map((event) => {
        const place = placeOf(event.subject);
        const isNew = !!since && event.at > since;
        return (
          <li key={event.id} class={isNew ? "new" : ""}>
            <span>
              {place ? <Link to={place}>{event.summary}</Link> : event.summary}
              {isNew && <span class="hidden"> (new)</span>}
            </span>
            <time class="quiet small" dateTime={event.at} title={instant(event.at)}>
              {event.actor?.name ? `${event.actor.name}, ` : ""}
              {ago(event.at)}
            </time>
          </li>
        );
      })}
    </ol>
  );
}

/** Files, each to be saved. */
export function Files({ files, showProject }: { files: FileRowFragment[]; showProject?: boolean }) {
  return (
    <ul class="list">
      {files.map((file) => (
        <li key={file.id}>
          <div class="list-main">
            <span class="list-title">{file.name}</span>
            <span class="quiet small">
              {[bytes(file.byteSize), showProject && file.project?.name, file.uploadedBy?.name, ago(file.createdAt)]
                .filter(Boolean)
                .join(" · ")}
            </span>
          </div>
          <DownloadButton id={file.id} kind="plain" small>
            Save
            <span class="hidden"> {file.name}</span>
          </DownloadButton>
        </li>
      ))}
    </ul>
  );
}

interface ThreadProps {
  first: { author: { name?: string } | null; body: string; createdAt: string };
  replies: SaidFragment[];
  /** Contacts of this name are oneself. */
  me: string;
}

/** A conversation, the oldest first. */
export function Thread({ first, replies, me }: ThreadProps) {
  const said = [{ id: "first", files: [], ...first }, ...replies];
  return (
    <ol class="thread">
      {said.map((each) => (
        <li key={each.id} class={each.author?.name === me ? "mine" : ""}>
          <header>
            <Who of={each.author} />
            <time class="quiet small" dateTime={each.createdAt} title={instant(each.createdAt)}>
              {ago(each.createdAt)}
            </time>
          </header>
          <p class="text">{each.body}</p>
          {each.files.map((file) => (
            <DownloadButton key={file.id} id={file.id} kind="plain" small>
              {file.name}
            </DownloadButton>
          ))}
        </li>
      ))}
    </ol>
  );
}

/** Where somebody types an address of what is not theirs, or was taken away. */
export function NotHere({ back }: { back?: [string, string] }) {
  return (
    <div class="empty">
      <h1>There is nothing here for you</h1>
      <p class="quiet">It does not exist, or is not shared with you.</p>
      <Link class="button" to={back?.[0] ?? "/"}>
        {back?.[1] ?? "Back to the overview"}
      </Link>
    </div>
  );
}

interface RowLinkProps {
  to: string;
  title: ComponentChildren;
  detail?: ComponentChildren;
  children?: ComponentChildren;
}

/** One line of a list that leads somewhere. */
export function RowLink({ to, title, detail, children }: RowLinkProps) {
  return (
    <li>
      <Link class="list-link" to={to}>
        <div class="list-main">
          <span class="list-title">{title}</span>
          {detail && <span class="quiet small">{detail}</span>}
        </div>
        {children}
      </Link>
    </li>
  );
}
