/** The foot of a bill: what it adds up to, as the server added it up. */
import { money, type Money } from "../shared/format";

type Sum = [name: string, value: Money | null];

export function Sums({ sums, total, rest = [], open }: { sums: Sum[]; total: Sum; rest?: Sum[]; open?: Sum }) {
  const line = ([name, value]: Sum, look = "") =>
    value && (
      <div key={name} class={look}>
        <dt>{name}</dt>
        <dd class="figure">{money(value)}</dd>
      </div>
    );
  return (
    <dl class="sums">
      {sums.map((each) => line(each))}
      {line(total, "total")}
      {rest.map((each) => line(each))}
      {open && line(open, "total")}
    </dl>
  );
}
