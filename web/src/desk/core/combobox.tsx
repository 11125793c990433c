/** A field that finds one of many while one types: arrow keys, Enter, Escape, or the mouse. */
import { X } from "lucide";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Button } from "../../shared/ui";

export interface Choice {
  id: string;
  title: string;
  /** A word more, to tell two of a name apart. */
  note?: string;
}

export type Find = (text: string) => Promise<Choice[]>;

interface ComboboxProps {
  label: string;
  find: Find;
  chosen: Choice | null;
  onChoose: (choice: Choice | null) => void;
  optional?: boolean;
  error?: string;
  /** No label above, only for those who do not see. */
  bare?: boolean;
  placeholder?: string;
}

const WAIT_MS = 120;

export function Combobox({ label, find, chosen, onChoose, optional, error, bare, placeholder }: ComboboxProps) {
  const [text, setText] = useState("");
  const [found, setFound] = useState<Choice[] | null>(null);
  const [at, setAt] = useState(0);
  const [isOpen, setOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();

  useEffect(() => {
    if (!isOpen) return;
    let isLate = false;
    const timer = setTimeout(() => void find(text).then((all) => !isLate && (setFound(all), setAt(0))), WAIT_MS);
    return () => {
      isLate = true;
      clearTimeout(timer);
    };
  }, [text, isOpen]);

  const choose = (choice: Choice | null) => {
    onChoose(choice);
    setText("");
    setOpen(false);
  };
  const key = (event: KeyboardEvent) => {
    const most = (found?.length ?? 0) - 1;
    if (event.key === "ArrowDown") (event.preventDefault(), isOpen ? setAt(Math.min(at + 1, most)) : setOpen(true));
    else if (event.key === "ArrowUp") (event.preventDefault(), setAt(Math.max(at - 1, 0)));
    else if (event.key === "Enter" && isOpen && found?.[at]) (event.preventDefault(), choose(found[at]));
    else if (event.key === "Escape" && isOpen) (event.preventDefault(), event.stopPropagation(), setOpen(false));
  };

  return (
    <div class={`field combobox ${error ? "wrong" : ""}`}>
      <label for={id} class={bare ? "hidden" : undefined}>
        {label}
        {optional && <span class="quiet"> (optional)</span>}
      </label>
      <div class="combobox-line">
        <input
          ref={input}
          id={id}
          type="text"
          role="combobox"
          autocomplete="off"
          aria-autocomplete="list"
          aria-expanded={isOpen}
          aria-controls={`${id}-list`}
          aria-activedescendant={isOpen && found?.[at] ? `${id}-${at}` : undefined}
          aria-invalid={error ? "true" : undefined}
          aria-describedby={error ? `${id}-says` : undefined}
          placeholder={chosen ? chosen.title : (placeholder ?? "Type to find")}
          class={chosen ? "has-choice" : undefined}
          value={isOpen ? text : (chosen?.title ?? "")}
          onInput={(event) => (setText(event.currentTarget.value), setOpen(true))}
          onFocus={() => setOpen(true)}
          onClick={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={key}
        />
        {chosen && optional && (
          <Button kind="plain" small icon={X} aria-label={`Clear ${label.toLowerCase()}`} onClick={() => choose(null)} />
        )}
      </div>
      <ul class="combobox-list" id={`${id}-list`} role="listbox" aria-label={label} hidden={!isOpen || !found}>
        {isOpen &&
          found?.map((each, index) => (
            <li
              key={each.id}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === at}
              onMouseDown={(event) => (event.preventDefault(), choose(each), input.current?.blur())}
            >
              <span>{each.title}</span>
              {each.note && <span class="quiet small">{each.note}</span>}
            </li>
          ))}
        {isOpen && found?.length === 0 && (
          <li class="quiet" role="option" aria-disabled="true" aria-selected={false}>
            Nothing is called so.
          </li>
        )}
      </ul>
      {error && (
        <p class="field-error" id={`${id}-says`} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
