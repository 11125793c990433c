/** Money as people type it. Amounts stay text: nothing is counted here. */
import type { MoneyInput } from "../../made/graphql";

/** What was typed, `1,200.50` included, as the graph takes it; null where nothing was. */
export const moneyOf = (amount: string, currency: string): MoneyInput | null => {
  const text = amount.replace(/[\s,]/g, "");
  return text ? { amount: text, currency } : null;
};
