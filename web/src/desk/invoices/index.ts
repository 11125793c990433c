import "./invoices.css";

export { CreditNotePage, CreditNotes } from "./credit-notes";
export { Invoices } from "./list";
export { InvoicePage } from "./page";
export { PaymentPage } from "./payment-page";
export { Payments } from "./payments";
export { RecurringInvoices, RecurringPage } from "./recurring";
