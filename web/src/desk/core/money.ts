/** Money as people type it. Amounts stay text: nothing is counted here. */
import type { MoneyInput } from "../../made/graphql";

/** What was typed, `1,200.50` included, as the graph takes it; null where nothing was. */
export const moneyOf = (amount: string, currency: string): MoneyInput | null => {
  const text = amount.replace(/[\s,]/g, "");
  return text ? { amount: text, currency } : null;
};

/** VAT of a rate that was typed, as `20` or `17,5`; null for none. What is no number goes as it is, for the server to refuse. */
export const vatOf = (rate: string): { name: string; ratePercent: string }[] | null => {
  const ratePercent = rate.trim().replace(",", ".");
  return /^0*\.?0*$/.test(ratePercent) ? null : [{ name: "VAT", ratePercent }];
};
