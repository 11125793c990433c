import { money, number, type Money } from "../../shared/format";

interface SumsProps {
  sums: { subtotal: Money; taxes: { name: string; ratePercent: string; tax: Money }[]; total: Money };
}

/** Subtotal, each tax, total. */
export function Sums({ sums: { subtotal, taxes, total } }: SumsProps) {
  return (
    <dl class="sums">
      <dt>Subtotal</dt>
      <dd class="figure">{money(subtotal)}</dd>
      {taxes.map((each) => [
        <dt key={`${each.name} name`}>
          {each.name} {number(each.ratePercent)} %
        </dt>,
        <dd key={`${each.name} sum`} class="figure">
          {money(each.tax)}
        </dd>,
      ])}
      <dt class="sums-total">Total</dt>
      <dd class="figure sums-total">{money(total)}</dd>
    </dl>
  );
}
