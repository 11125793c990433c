/** Values as people read them. */
import { day, instant, minutes, money, number, percent, words } from "../../shared/format";
import type { Cell, Column } from "./grid";

export function say(value: Cell, { kind, currency }: Pick<Column, "kind" | "currency">): string {
  if (value === null) return "–";
  switch (kind) {
    case "money":
      return money({ amount: String(value), currency: currency ?? "" });
    case "number":
      return number(value as string);
    case "seconds":
      return minutes(Math.round(Number(value) / 60));
    case "minutes":
      return minutes(Math.round(Number(value)));
    case "percent":
      return percent(value as string);
    case "day":
      return day(String(value));
    case "instant":
      return instant(String(value));
    case "enum":
      return words(String(value));
    case "boolean":
      return value ? "Yes" : "No";
    default:
      return String(value);
  }
}

/** Exact decimals added up, as text; nothing is rounded. */
export function sum(values: string[]): string {
  const places = Math.max(0, ...values.map((each) => (each.split(".")[1] ?? "").length));
  const scaled = (text: string) => {
    const [whole = "0", rest = ""] = text.replace("-", "").split(".");
    return BigInt(whole + rest.padEnd(places, "0")) * (text.startsWith("-") ? -1n : 1n);
  };
  const total = values.reduce((so, each) => so + scaled(each), 0n);
  const digits = (total < 0n ? -total : total).toString().padStart(places + 1, "0");
  const text = places ? `${digits.slice(0, -places)}.${digits.slice(-places)}` : digits;
  return total < 0n ? `-${text}` : text;
}
