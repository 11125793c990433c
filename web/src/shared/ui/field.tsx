import type { ComponentChildren, PartialInputHTMLAttributes, TextareaHTMLAttributes } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import type { FormState } from "../form";

interface FrameProps {
  id: string;
  label: string;
  hint?: ComponentChildren;
  error?: string;
  optional?: boolean;
  children: ComponentChildren;
}

/** A label, the control, and below it what is wrong or what helps. */
function Frame({ id, label, hint, error, optional, children }: FrameProps) {
  return (
    <div class={`field ${error ? "wrong" : ""}`}>
      <label for={id}>
        {label}
        {optional && <span class="quiet"> (optional)</span>}
      </label>
      {children}
      {error ? (
        <p class="field-error" id={`${id}-says`} role="alert">
          {error}
        </p>
      ) : (
        hint && (
          <p class="field-hint" id={`${id}-says`}>
            {hint}
          </p>
        )
      )}
    </div>
  );
}

interface Common<Values> {
  label: string;
  name: keyof Values & string;
  form: FormState<Values>;
  hint?: ComponentChildren;
  optional?: boolean;
}

function attributes<Values>({ name, form, hint }: Common<Values>, id: string) {
  const error = form.errors[name];
  return {
    id,
    name,
    "aria-invalid": error ? ("true" as const) : undefined,
    "aria-describedby": error || hint ? `${id}-says` : undefined,
  };
}

type InputProps<Values> = Common<Values> &
  Omit<PartialInputHTMLAttributes<HTMLInputElement>, "form" | "name" | "label" | "role" | "type"> & {
    type?: "text" | "email" | "password" | "date" | "datetime-local" | "number" | "search" | "tel" | "time" | "url";
    autofocus?: boolean;
  };

/** One line of text, a number, a date or a password. */
export function Field<Values>({ label, name, form, hint, optional, autofocus, ...rest }: InputProps<Values>) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => void (autofocus && input.current?.focus()), []);
  return (
    <Frame id={id} label={label} hint={hint} error={form.errors[name]} optional={optional}>
      <input
        {...(rest as object)}
        {...attributes({ label, name, form, hint }, id)}
        autofocus={autofocus}
        ref={input}
        value={form.values[name] as string}
        onInput={(event) => form.set(name, event.currentTarget.value as Values[keyof Values])}
      />
    </Frame>
  );
}

type TextAreaProps<Values> = Common<Values> &
  Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "form" | "name" | "label">;

/** Several lines of text. Ctrl-Enter sends the form. */
export function TextArea<Values>({ label, name, form, hint, optional, ...rest }: TextAreaProps<Values>) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={form.errors[name]} optional={optional}>
      <textarea
        rows={4}
        {...rest}
        {...attributes({ label, name, form, hint }, id)}
        value={form.values[name] as string}
        onInput={(event) => form.set(name, event.currentTarget.value as Values[keyof Values])}
        onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && void form.submit()}
      />
    </Frame>
  );
}

type SelectProps<Values> = Common<Values> & { options: [value: string, label: string][] };

/** One of several. */
export function Select<Values>({ label, name, form, hint, optional, options }: SelectProps<Values>) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={form.errors[name]} optional={optional}>
      <select
        {...attributes({ label, name, form, hint }, id)}
        value={form.values[name] as string}
        onChange={(event) => form.set(name, event.currentTarget.value as Values[keyof Values])}
      >
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </Frame>
  );
}

type CheckboxProps<Values> = Omit<Common<Values>, "label"> & { children: ComponentChildren };

/** Yes or no. */
export function Checkbox<Values>({ name, form, children }: CheckboxProps<Values>) {
  const id = useId();
  const error = form.errors[name];
  return (
    <div class={`check ${error ? "wrong" : ""}`}>
      <input
        type="checkbox"
        {...attributes({ label: "", name, form }, id)}
        checked={form.values[name] as boolean}
        onChange={(event) => form.set(name, event.currentTarget.checked as Values[keyof Values])}
      />
      <label for={id}>{children}</label>
      {error && (
        <p class="field-error" id={`${id}-says`} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
