/** Lines of a document as they are typed: what for, how many, at what price, with what tax. */
import { Plus, X } from "lucide";
import type { LineInput } from "../../made/graphql";
import type { Money } from "../../shared/format";
import { Button } from "../../shared/ui";
import { moneyOf, vatOf } from "./money";

export interface Line {
  description: string;
  quantity: string;
  unit: string;
  price: string;
  tax: string;
  discount: string;
  /** Taxes that one field cannot say: they stay as they are. */
  taxes?: LineInput["taxes"];
}

export interface LineShown {
  description: string;
  quantity: string;
  unit: string;
  unitPrice: Money;
  discountPercent: string;
  taxes: { name: string; ratePercent: string; compound: boolean }[];
}

export const NO_LINE: Line = { description: "", quantity: "1", unit: "unit", price: "", tax: "20", discount: "0" };

/** What is there already, to be typed over. */
export function lineOf({ description, quantity, unit, unitPrice, discountPercent, taxes }: LineShown): Line {
  const [first, ...others] = taxes;
  const isPlain = !others.length && (!first || first.name === "VAT");
  return {
    description,
    quantity: plain(quantity),
    unit,
    price: plain(unitPrice.amount),
    discount: plain(discountPercent),
    tax: isPlain ? plain(first?.ratePercent ?? "0") : "",
    taxes: isPlain ? undefined : taxes.map(({ name, ratePercent, compound }) => ({ name, ratePercent, compound })),
  };
}

const plain = (figure: string): string => (figure.includes(".") ? figure.replace(/\.?0+$/, "") : figure);
const isTyped = (line: Line) => !!(line.description || line.price);

/** What was typed, as verbs take it; lines in which nothing was typed are left out. */
export const inputsOf = (lines: Line[], currency: string): LineInput[] =>
  lines.filter(isTyped).map(({ description, quantity, unit, price, tax, discount, taxes }) => ({
    description,
    quantity: quantity || "1",
    unit: unit || "unit",
    discountPercent: discount || "0",
    unitPrice: moneyOf(price, currency) ?? { amount: "0", currency },
    taxes: taxes ?? vatOf(tax),
  }));

interface LineInputsProps {
  lines: Line[];
  onChange: (lines: Line[]) => void;
  currency: string;
  error?: string;
}

export function LineInputs({ lines, onChange, currency, error }: LineInputsProps) {
  const change = (at: number, part: Partial<Line>) =>
    onChange(lines.map((line, index) => (index === at ? { ...line, ...part } : line)));
  return (
    <fieldset class={`line-inputs ${error ? "wrong" : ""}`}>
      <legend>Lines{currency && `, in ${currency}`}</legend>
      <div class="line-input line-input-head small quiet" aria-hidden="true">
        <span>Description</span>
        <span>Quantity</span>
        <span>Unit</span>
        <span>Price</span>
        <span>VAT, %</span>
        <span />
      </div>
      {lines.map((line, at) => {
        const input = (name: keyof Omit<Line, "taxes">, label: string, isFigure = true) => (
          <input
            aria-label={`Line ${at + 1}, ${label}`}
            title={label}
            placeholder={isFigure ? label.split(" ").at(-1) : "What it is for"}
            class={`line-${name}`}
            inputMode={isFigure && name !== "unit" ? "decimal" : undefined}
            value={line[name]}
            onInput={(event) => change(at, { [name]: event.currentTarget.value })}
          />
        );
        return (
          <div key={at} class="line-input">
            {input("description", "description", false)}
            {input("quantity", "quantity")}
            {input("unit", "unit")}
            {input("price", "unit price")}
            {line.taxes ? <span class="small quiet">{line.taxes.map((each) => each.name).join(", ")}</span> : input("tax", "VAT")}
            <Button
              kind="plain"
              icon={X}
              aria-label={`Remove line ${at + 1}`}
              disabled={lines.length === 1}
              onClick={() => onChange(lines.filter((_, index) => index !== at))}
            />
          </div>
        );
      })}
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
      <Button kind="plain" small icon={Plus} onClick={() => onChange([...lines, { ...NO_LINE, tax: lines.at(-1)?.tax || NO_LINE.tax }])}>
        Another line
      </Button>
    </fieldset>
  );
}
