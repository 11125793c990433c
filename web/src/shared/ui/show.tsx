import type { IconNode } from "lucide";
import { AlertTriangle, CheckCircle2, Info } from "lucide";
import type { ComponentChildren } from "preact";
import { percent as inPercent } from "../format";
import type { GraphFault } from "../graph";
import { Button } from "./button";
import { Icon } from "./icon";

interface CardProps {
  title?: ComponentChildren;
  /** Beside the title. */
  aside?: ComponentChildren;
  /** No space around what is inside, for tables and lists. */
  flush?: boolean;
  children: ComponentChildren;
  class?: string;
}

export function Card({ title, aside, flush, children, class: name = "" }: CardProps) {
  return (
    <section class={`card ${flush ? "flush" : ""} ${name}`}>
      {(title || aside) && (
        <header class="card-head">
          <h2>{title}</h2>
          {aside}
        </header>
      )}
      {children}
    </section>
  );
}

export type Tone = "neutral" | "accent" | "good" | "warn" | "bad";

/** A state in one word. Colour never says it alone. */
export function Badge({ tone = "neutral", children }: { tone?: Tone; children: ComponentChildren }) {
  return <span class={`badge ${tone}`}>{children}</span>;
}

interface EmptyProps {
  icon?: IconNode;
  title: string;
  /** What to do about it. */
  children?: ComponentChildren;
}

/** Where there is nothing yet: says so, and what to do. */
export function Empty({ icon, title, children }: EmptyProps) {
  return (
    <div class="empty">
      {icon && <Icon of={icon} size={28} />}
      <p class="empty-title">{title}</p>
      {children && <div class="quiet">{children}</div>}
    </div>
  );
}

/** How far something is, from 0 to 100. */
export function ProgressBar({ percent, label }: { percent: string | number; label: string }) {
  const value = Math.max(0, Math.min(100, Number(percent)));
  return (
    <div class="progress">
      <div
        class="progress-line"
        role="progressbar"
        aria-label={label}
        aria-valuenow={value}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <div class="progress-done" style={{ width: `${value}%` }} />
      </div>
      <span class="progress-figure">{inPercent(value)}</span>
    </div>
  );
}

/** Something is on its way, and nothing is there to show yet. */
export function Progress() {
  return (
    <div class="loading" role="status">
      <span class="hidden">Loading</span>
    </div>
  );
}

/** The shape of lines to come. */
export function Skeleton({ lines = 4 }: { lines?: number }) {
  return (
    <div class="skeleton" role="status">
      <span class="hidden">Loading</span>
      {Array.from({ length: lines }, (_, index) => (
        <div key={index} class="skeleton-line" />
      ))}
    </div>
  );
}

const NOTICES = { good: CheckCircle2, warn: AlertTriangle, bad: AlertTriangle, info: Info };

export function Notice({ kind = "info", children }: { kind?: keyof typeof NOTICES; children: ComponentChildren }) {
  return (
    <div class={`notice ${kind}`} role={kind === "bad" ? "alert" : undefined}>
      <Icon of={NOTICES[kind]} />
      <div>{children}</div>
    </div>
  );
}

/** What went wrong with reading, and the way to try again. */
export function Fault({ fault, again }: { fault: GraphFault; again: () => void }) {
  return (
    <Notice kind={fault.isOffline ? "warn" : "bad"}>
      <p>{fault.message}</p>
      <Button small onClick={again}>
        Try again
      </Button>
    </Notice>
  );
}

/** What of an answer to show: its shape while it is on its way, what went wrong, or itself. */
export function Answered<Data>({
  answer,
  children,
  lines,
}: {
  answer: { data: Data | undefined; fault: GraphFault | undefined; again: () => void };
  children: (data: Data) => ComponentChildren;
  lines?: number;
}) {
  if (answer.data !== undefined) return <>{children(answer.data)}</>;
  if (answer.fault) return <Fault fault={answer.fault} again={answer.again} />;
  return <Skeleton lines={lines} />;
}

/** Name and value, one below the other. */
export function Facts({ facts }: { facts: [string, ComponentChildren][] }) {
  return (
    <dl class="facts">
      {facts
        .filter(([, value]) => value !== null && value !== undefined && value !== "")
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
