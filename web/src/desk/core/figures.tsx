import type { ComponentChildren } from "preact";
import { money, type Money } from "../../shared/format";

/** Figures above a list. */
export function Figures({ figures }: { figures: [name: string, value: ComponentChildren, isBad?: boolean][] }) {
  return (
    <div class="figures">
      {figures.map(([name, value, isBad]) => (
        <div key={name} class={`figure-card ${isBad ? "bad" : ""}`}>
          <span class="figure-value">{value}</span>
          <span class="quiet small">{name}</span>
        </div>
      ))}
    </div>
  );
}

/** Sums in several currencies, one after the other. */
export const sums = (values: Money[] | null | undefined): string => values?.map((each) => money(each)).join(" + ") || "–";
