import { useState } from "preact/hooks";
import { DeskInvoiceJobsDocument } from "../../made/graphql";
import { useForm } from "../../shared/form";
import { newKey } from "../../shared/graph";
import { go } from "../../shared/router";
import { Field, say } from "../../shared/ui";
import { FormDialog } from "../core/form-dialog";
import { vatOf } from "../core/money";
import { send } from "../core/verbs";
import type { Job } from "./page";

/** The draft of an invoice for what was done. */
export function BillJob({ job, onClose }: { job: Job; onClose: () => void }) {
  const [key] = useState(newKey);
  const form = useForm({ ratePercent: "20" }, async ({ ratePercent }) => {
    const taxes = vatOf(ratePercent) ?? [];
    if (taxes.some((each) => Number.isNaN(Number(each.ratePercent)))) {
      return [{ code: "INVALID", message: "A number, as 20 or 17.5; 0 for none.", path: ["ratePercent"] }];
    }
    return send(DeskInvoiceJobsDocument, { jobIds: [job.id], taxes, idempotencyKey: key }, ({ invoice }) => {
      say("The draft is made.");
      if (invoice) go(`/invoices/${invoice.id}`);
    });
  });
  return (
    <FormDialog title={`Invoice ${job.number}`} form={form} verb="Make a draft" onClose={onClose}>
      <Field label="VAT, %" name="ratePercent" inputMode="decimal" form={form} hint="None where it is 0." autofocus />
    </FormDialog>
  );
}
