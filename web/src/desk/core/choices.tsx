import type { FormState } from "../../shared/form";

interface ChoicesProps<Values> {
  label: string;
  /** Holds the ids that are chosen. */
  name: keyof Values & string;
  form: FormState<Values>;
  options: { id: string; name: string }[];
}

/** Any number of a few. */
export function Choices<Values>({ label, name, form, options }: ChoicesProps<Values>) {
  const chosen = form.values[name] as string[];
  const choose = (id: string, isChosen: boolean) =>
    form.set(name, (isChosen ? [...chosen, id] : chosen.filter((each) => each !== id)) as Values[keyof Values]);
  const error = form.errors[name];
  return (
    <fieldset class="choices">
      <legend>{label}</legend>
      {options.map((each) => (
        <label key={each.id} class="choice">
          <input
            type="checkbox"
            checked={chosen.includes(each.id)}
            onChange={(event) => choose(each.id, event.currentTarget.checked)}
          />
          <span>{each.name}</span>
        </label>
      ))}
      {!options.length && <p class="quiet small">None yet.</p>}
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}
