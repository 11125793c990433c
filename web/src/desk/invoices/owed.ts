import type { InvoiceFilter } from "../../made/graphql";
import { DeskOwedDocument } from "../../made/graphql";
import { money } from "../../shared/format";
import { ask } from "../../shared/graph";
import type { Find } from "../core/combobox";

/** Finds the open invoices of a client in a currency, the oldest first. */
export const findOwed =
  (clientId: string, currency: string): Find =>
  async (text) => {
    const open: InvoiceFilter = { client: { id: { eq: clientId } }, status: { in: ["ISSUED", "PARTIALLY_PAID"] }, currency: { eq: currency } };
    const { invoices } = await ask(DeskOwedDocument, { filter: text.trim() ? { ...open, number: { contains: text.trim() } } : open });
    return invoices.nodes.map(({ id, number, balance }) => ({ id, title: number ?? "Invoice", note: `${money(balance)} to be paid` }));
  };
