import { X } from "lucide";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Store, useStore } from "../store";
import { Button } from "./button";

interface DialogProps {
  title: string;
  /** Called when it is closed; null where it has to be answered. */
  onClose: (() => void) | null;
  wide?: boolean;
  children: ComponentChildren;
}

/** A modal dialog. The browser keeps the focus inside it; afterwards it is back where it was. */
export function Dialog({ title, onClose, wide, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Before the next key: one pressed right after the choice that opens the dialog is meant for the dialog.
  useLayoutEffect(() => {
    const element = dialog.current;
    const before = document.activeElement as HTMLElement | null;
    element?.showModal();
    return () => {
      element?.close();
      before?.focus();
    };
  }, []);
  const cancel = (event: Event) => {
    event.preventDefault();
    onClose?.();
  };
  // A browser does not always ask: a second Escape closes even what is not to be closed.
  const closed = () => {
    if (!dialog.current || dialog.current.open) return;
    if (onClose) onClose();
    else dialog.current.showModal();
  };
  // What was typed is not lost by a press beside it.
  const beside = (event: Event) => event.target === dialog.current && !dialog.current?.querySelector(".form") && onClose?.();
  return (
    <dialog
      ref={dialog}
      class={`dialog ${wide ? "wide" : ""}`}
      aria-labelledby={id}
      onCancel={cancel}
      onClose={closed}
      onPointerDown={beside}
    >
      <div class="dialog-inside">
        <header>
          <h2 id={id}>{title}</h2>
          {onClose && <Button kind="plain" icon={X} aria-label="Close" onClick={onClose} />}
        </header>
        {children}
      </div>
    </dialog>
  );
}

interface MenuProps {
  /** What the button says, or shows. */
  label: ComponentChildren;
  children: ComponentChildren;
}

/** A button that opens a list of buttons or links. Escape, a choice and a click elsewhere close it. */
export function Menu({ label, children }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const whole = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    if (!isOpen) return;
    whole.current?.querySelector<HTMLElement>(".menu-list a, .menu-list button")?.focus();
    const away = (event: Event) => !whole.current?.contains(event.target as Node) && setOpen(false);
    document.addEventListener("pointerdown", away);
    return () => document.removeEventListener("pointerdown", away);
  }, [isOpen]);
  const toButton = () => whole.current?.querySelector("button")?.focus();
  const back = () => (setOpen(false), toButton());
  // Before the choice itself: a dialog it opens gives the focus back to the button, as the choice is gone by then.
  const choosing = (event: MouseEvent) => !(event.target as HTMLElement).closest("a") && toButton();
  const key = (event: KeyboardEvent) => {
    const found = [...(whole.current?.querySelectorAll<HTMLElement>(".menu-list a, .menu-list button") ?? [])];
    const at = found.indexOf(document.activeElement as HTMLElement);
    if (event.key === "Escape" && isOpen) (event.preventDefault(), back());
    else if (isOpen && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      found[(at + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length]?.focus();
    }
  };
  return (
    <div class="menu" ref={whole} onKeyDown={key}>
      <button
        type="button"
        class="button plain"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        {label}
      </button>
      {isOpen && (
        <div class="menu-list" id={id} onClickCapture={choosing} onClick={() => setOpen(false)}>
          {children}
        </div>
      )}
    </div>
  );
}

interface Toast {
  number: number;
  text: string;
  kind: "good" | "bad";
}

const toasts = new Store<Toast[]>([]);
const SHOWN_MS = 6000;
let count = 0;

/** Say something that needs no answer. */
export function say(text: string, kind: Toast["kind"] = "good"): void {
  const number = ++count;
  toasts.set([...toasts.get(), { number, text, kind }]);
  setTimeout(() => toasts.set(toasts.get().filter((each) => each.number !== number)), SHOWN_MS);
}

/** Where it is said; once on every page. */
export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {useStore(toasts).map(({ number, text, kind }) => (
        <p key={number} class={`toast ${kind}`}>
          {text}
        </p>
      ))}
    </div>
  );
}
