/** Money, numbers and dates in the viewer's locale. Amounts are exact decimals as text; they are never summed here. */
export interface Money {
  amount: string;
  currency: string;
}

const locale = navigator.languages?.length ? [...navigator.languages] : undefined;
const formats = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>();

function once<Format extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>(
  key: string,
  make: () => Format,
): Format {
  if (!formats.has(key)) formats.set(key, make());
  return formats.get(key) as Format;
}

/** £1,234.50. Nothing is rounded: the server says an amount as precisely as it is. */
export function money(value: Money | null | undefined): string {
  if (!value) return "–";
  const { currency } = value;
  const format = once(`money ${currency}`, () => new Intl.NumberFormat(locale, { style: "currency", currency }));
  return format.format(value.amount as unknown as number);
}

export const isZero = (value: Money | null | undefined): boolean => !value || /^-?0*\.?0*$/.test(value.amount);

/** 12.5 */
export const number = (value: string | number): string =>
  once("number", () => new Intl.NumberFormat(locale, { maximumFractionDigits: 4 })).format(value as number);

/** Units that are counted in the plural, as on the printed documents. */
const COUNTED = new Set(
  "hour day night week month year page piece image item session visit licence user mile".split(" "),
);

/** 3.5 hours; a plain figure where the unit says nothing. */
export function quantity({ quantity: value, unit }: { quantity: string; unit: string }): string {
  if (unit === "unit") return number(value);
  return `${number(value)} ${unit}${COUNTED.has(unit) && Number(value) !== 1 ? "s" : ""}`;
}

/** 75 % */
export const percent = (value: string | number): string =>
  once("percent", () => new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 })).format(
    Number(value) / 100,
  );

/** 3 h 20 min */
export function minutes(value: number): string {
  const hours = Math.floor(value / 60);
  const rest = value % 60;
  return [hours && `${hours} h`, (rest || !hours) && `${rest} min`].filter(Boolean).join(" ");
}

/** A calendar day, `2026-11-22`: the same day wherever it is read. */
export function day(value: string | null | undefined): string {
  if (!value) return "–";
  const format = once("day", () => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }));
  return format.format(new Date(`${value}T00:00:00Z`));
}

/** The month of a calendar day. */
export const month = (value: string): string =>
  once("month", () => new Intl.DateTimeFormat(locale, { month: "short", year: "numeric", timeZone: "UTC" })).format(
    new Date(`${value}T00:00:00Z`),
  );

/** An instant, by the viewer's own clock. */
export function instant(value: string | Date | null | undefined): string {
  if (!value) return "–";
  const format = once("instant", () => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }));
  return format.format(new Date(value));
}

/** The time of an instant, by the viewer's own clock. */
export const time = (value: string | Date): string =>
  once("time", () => new Intl.DateTimeFormat(locale, { timeStyle: "short" })).format(new Date(value));

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["second", 60],
  ["minute", 60],
  ["hour", 24],
  ["day", 7],
  ["week", 4.35],
  ["month", 12],
  ["year", Infinity],
];

/** 3 hours ago */
export function ago(value: string | Date): string {
  let distance = (new Date(value).getTime() - Date.now()) / 1000;
  const format = once("ago", () => new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "long" }));
  for (const [unit, most] of STEPS) {
    if (Math.abs(distance) < most) return format.format(Math.round(distance), unit);
    distance /= most;
  }
  return instant(value);
}

/** `PARTIALLY_PAID` as people read it: Partially paid. */
export function words(value: string): string {
  const text = value.toLowerCase().replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** 1.4 MB */
export function bytes(value: number): string {
  const [size, unit] = value < 1e6 ? [Math.max(value / 1e3, 0.1), "kilobyte"] : [value / 1e6, "megabyte"];
  const style = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 } as const;
  return once(`bytes ${unit}`, () => new Intl.NumberFormat(locale, style)).format(size);
}

/** 8:00 – 9:30 on the same day, with both days otherwise. */
export const span = (from: string, to: string): string =>
  once("span", () => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" })).formatRange(
    new Date(from),
    new Date(to),
  );
