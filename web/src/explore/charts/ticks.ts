/** Figures beside an axis, as short as they can be. */
import type { Column } from "../result/grid";

const locale = navigator.languages?.length ? [...navigator.languages] : undefined;

/** 12.5K, £1.2M, 40 h, 75 % */
export function short(value: number, { kind, currency }: Pick<Column, "kind" | "currency">): string {
  const compact: Intl.NumberFormatOptions = { notation: "compact", maximumFractionDigits: 1 };
  if (kind === "seconds" || kind === "minutes") {
    const hours = value / (kind === "seconds" ? 3600 : 60);
    return `${new Intl.NumberFormat(locale, compact).format(hours)} h`;
  }
  if (kind === "percent") return new Intl.NumberFormat(locale, { style: "percent" }).format(value / 100);
  const money: Intl.NumberFormatOptions = kind === "money" ? { style: "currency", currency } : {};
  return new Intl.NumberFormat(locale, { ...compact, ...money }).format(value);
}
