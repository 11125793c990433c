/** The line above a list: what it is filtered by. The address holds it. */
import { Search, SlidersHorizontal, X } from "lucide";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Button, Icon } from "../../shared/ui";
import { Combobox, type Choice, type Find } from "./combobox";
import type { Kept } from "./place";

interface Named {
  /** In the address. */
  name: string;
  label: string;
}
type Input = Record<string, unknown>;

export interface SearchFilter extends Named {
  kind: "search";
  /** What it means; the noun's own search unless said. */
  to?: (text: string) => Input;
}
export interface ChoiceFilter extends Named {
  kind: "choice";
  options: [value: string, label: string][];
  /** What it means; the field of that name being equal to it unless said. */
  to?: (value: string) => Input;
}
export interface FindFilter extends Named {
  kind: "find";
  find: Find;
  to: (id: string) => Input;
}
export interface DayFilter extends Named {
  kind: "day";
  to: (day: string) => Input;
}
export type Filter = SearchFilter | ChoiceFilter | FindFilter | DayFilter;

export const search: SearchFilter = { kind: "search", name: "q", label: "Search" };

/** A search of nouns without one of their own: a part of any of these fields. */
export const searchIn = (...fields: string[]): SearchFilter => ({
  ...search,
  to: (text) => ({ or: fields.map((field) => ({ [field]: { contains: text } })) }),
});

/** Whether something is still made use of. */
export const inUse: ChoiceFilter = {
  kind: "choice",
  name: "active",
  label: "Used or not",
  options: [["yes", "In use"], ["no", "Not in use"]],
  to: (value) => ({ active: value === "yes" }),
};

/** The values of an enumeration as options. */
export const optionsOf = (values: readonly string[], words: (value: string) => string): [string, string][] =>
  values.map((value) => [value, words(value)]);

const idOf = (kept: string): string => kept.split("~")[0] ?? "";
/** A choice as the address keeps it, and back. */
export const keptOf = (choice: Choice | null): string => (choice ? `${choice.id}~${choice.title}` : "");
export const chosenOf = (kept: string | undefined): Choice | null =>
  kept ? { id: idOf(kept), title: kept.slice(idOf(kept).length + 1) || "Chosen" } : null;

/** What the address says, as the graph takes it. */
export function filterOf(filters: Filter[], values: Record<string, string>): Input[] {
  return filters.flatMap((each): Input[] => {
    const value = values[each.name];
    if (!value) return [];
    if (each.kind === "search") return [each.to ? each.to(value) : { search: value }];
    if (each.kind === "choice") return [each.to ? each.to(value) : { [each.name]: { eq: value } }];
    return [each.to(each.kind === "find" ? idOf(value) : value)];
  });
}

export function FilterBar({ filters, kept, children }: { filters: Filter[]; kept: Kept; children?: preact.ComponentChildren }) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const used = filters.filter((each) => kept.values[each.name]);
  const [first, others] = [filters.filter(({ kind }) => kind === "search"), filters.filter(({ kind }) => kind !== "search")];
  const one = (each: Filter) => <OneFilter key={each.name} filter={each} kept={kept} />;
  const clear = () => kept.set({ after: "", ...Object.fromEntries(used.map((each) => [each.name, ""])) });
  return (
    <div class="filters" role="search" aria-label="Filter">
      {first.map(one)}
      {others.length > 0 && (
        <Button class="filters-opener" small icon={SlidersHorizontal} aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
          Filter{used.length > 0 && <span class="count">{used.length}</span>}
        </Button>
      )}
      <div class={`filters-others ${isOpen ? "open" : ""}`} id={id}>
        {others.map(one)}
        {used.length > 0 && (
          <Button kind="plain" small icon={X} onClick={clear}>
            Clear
          </Button>
        )}
      </div>
      <div class="filters-tools">{children}</div>
    </div>
  );
}

function OneFilter({ filter, kept }: { filter: Filter; kept: Kept }) {
  const id = useId();
  const value = kept.values[filter.name] ?? "";
  const set = (to: string) => kept.set({ [filter.name]: to, after: "" });
  if (filter.kind === "search") return <SearchBox label={filter.label} value={value} onChange={set} />;
  if (filter.kind === "find") {
    return (
      <Combobox
        bare
        optional
        label={filter.label}
        placeholder={filter.label}
        find={filter.find}
        chosen={chosenOf(value)}
        onChoose={(choice) => set(keptOf(choice))}
      />
    );
  }
  if (filter.kind === "day") {
    return (
      <label class="filter-day">
        <span class="quiet small">{filter.label}</span>
        <input type="date" value={value} onChange={(event) => set(event.currentTarget.value)} />
      </label>
    );
  }
  return (
    <div>
      <label class="hidden" for={id}>
        {filter.label}
      </label>
      <select id={id} value={value} class={value ? "is-set" : undefined} onChange={(event) => set(event.currentTarget.value)}>
        <option value="">{filter.label}</option>
        {filter.options.map(([option, label]) => (
          <option key={option} value={option}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}

const TYPING_MS = 200;

function SearchBox({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const id = useId();
  useEffect(() => setText(value), [value]);
  const type = (to: string) => {
    setText(to);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onChange(to), TYPING_MS);
  };
  return (
    <div class="search-box">
      <label class="hidden" for={id}>
        {label}
      </label>
      <Icon of={Search} size={16} />
      <input id={id} type="search" placeholder={label} value={text} onInput={(event) => type(event.currentTarget.value)} />
    </div>
  );
}
