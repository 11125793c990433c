/** Days along an axis: the buckets between them that hold nothing, and short names. */
import type { Cell } from "../result/grid";

const DAY_MS = 86_400_000;
const MOST = 400;
const locale = navigator.languages?.length ? [...navigator.languages] : undefined;

const divisor = (one: number, other: number): number => (other ? divisor(other, one % other) : one);
const steps = (numbers: number[]): number =>
  numbers.slice(1).reduce((so, each, at) => divisor(so, each - (numbers[at] as number)), 0);

const monthOf = (text: string): number => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7)) - 1;
const dayOf = (text: string): number => Date.parse(`${text}T00:00:00Z`) / DAY_MS;
const month = (index: number): string => `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, "0")}-01`;
const date = (index: number): string => new Date(index * DAY_MS).toISOString().slice(0, 10);

const areMonths = (days: string[]): boolean => days.every((each) => each.endsWith("-01"));

/** All buckets from the first day to the last; a row without a day stands at the end. */
export function gapless(values: Cell[]): Cell[] {
  const days = values.filter((each): each is string => typeof each === "string").sort();
  const none = values.includes(null) ? [null] : [];
  const [indexOf, textOf] = areMonths(days) ? [monthOf, month] : [dayOf, date];
  const numbers = days.map(indexOf);
  const step = steps(numbers);
  const [first, last] = [numbers[0], numbers.at(-1)];
  if (!step || first === undefined || last === undefined || (last - first) / step > MOST) return [...days, ...none];
  return [...Array.from({ length: (last - first) / step + 1 }, (_, at) => textOf(first + at * step)), ...none];
}

/** Names days as shortly as they can be told apart. */
export function labelOf(values: Cell[]): (value: Cell) => string {
  const days = values.filter((each): each is string => typeof each === "string");
  const step = areMonths(days) ? steps(days.map(monthOf)) : 0;
  const isOneYear = new Set(days.map((each) => each.slice(0, 4))).size === 1;
  const year = isOneYear ? undefined : "numeric";
  const options: Intl.DateTimeFormatOptions =
    areMonths(days) && days.length > 1
      ? step % 12 === 0
        ? { year: "numeric" }
        : { month: "short", year: isOneYear ? undefined : "2-digit" }
      : { day: "numeric", month: "short", year };
  const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
  return (value) => (value === null ? "None" : format.format(new Date(`${String(value)}T00:00:00Z`)));
}
