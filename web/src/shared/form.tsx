/** Forms: what was typed stays whatever happens, and a refusal appears at the field it is about. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { GraphFault, type UserError } from "./graph";

export interface FormState<Values> {
  values: Values;
  set: (name: keyof Values & string, value: Values[keyof Values]) => void;
  /** What is wrong with a field, by its name. */
  errors: Record<string, string>;
  /** What is wrong with the whole. */
  problem: string | undefined;
  isBusy: boolean;
  submit: () => Promise<void>;
  reset: (values: Values) => void;
}

/** The field a refusal is about: the innermost part of its path that the form has. */
function fieldOf(error: UserError, names: string[]): string | undefined {
  const whole = error.path?.join(".");
  if (whole && names.includes(whole)) return whole;
  return [...(error.path ?? [])].reverse().find((part) => names.includes(part));
}

/** `send` answers the refusals of the verb, none when it was done. */
export function useForm<Values extends object>(
  initial: Values,
  send: (values: Values) => Promise<UserError[]>,
): FormState<Values> {
  const [values, setValues] = useState(initial);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);

  const told = (refusals: UserError[]) => {
    const names = Object.keys(values);
    const found: Record<string, string> = {};
    const others: string[] = [];
    for (const each of refusals) {
      const field = fieldOf(each, names);
      if (field) found[field] = each.message;
      else others.push(each.message);
    }
    setErrors(found);
    setProblem(others.join(" ") || undefined);
  };

  const submit = async () => {
    if (isBusy) return;
    setBusy(true);
    try {
      told(await send(values));
    } catch (fault) {
      setProblem(fault instanceof GraphFault ? fault.message : String(fault));
    } finally {
      setBusy(false);
    }
  };

  return {
    values,
    set: (name, value) => {
      setValues((was) => ({ ...was, [name]: value }));
      setErrors(({ [name]: _, ...rest }) => rest);
    },
    errors,
    problem,
    isBusy,
    submit,
    reset: (to) => (setValues(to), told([])),
  };
}

interface FormProps<Values> {
  form: FormState<Values>;
  children: ComponentChildren;
  class?: string;
}

export function Form<Values>({ form, children, class: name = "" }: FormProps<Values>) {
  const submit = (event: Event) => {
    event.preventDefault();
    void form.submit();
  };
  return (
    <form class={`form ${name}`} onSubmit={submit} noValidate>
      {children}
      {form.problem && (
        <p class="form-problem" role="alert">
          {form.problem}
        </p>
      )}
    </form>
  );
}
