import { useState } from "preact/hooks";
import {
  DeskLockPeriodDocument,
  DeskUpdateOrganisationDocument,
  type OverlapPolicy,
  type TimeRounding,
} from "../../../made/graphql";
import { useForm } from "../../../shared/form";
import { day, words } from "../../../shared/format";
import { newKey } from "../../../shared/graph";
import { Button, Card, Checkbox, Facts, Field, Select, TextArea } from "../../../shared/ui";
import { AddressFields, addressInput, addressValues } from "../../core/address";
import { useCan } from "../../core/can";
import { optionsOf } from "../../core/filters";
import { FormDialog } from "../../core/form-dialog";
import { send } from "../../core/verbs";
import { keeping, type All } from "./editing";

type Given = NonNullable<All["organisation"]>;
interface Shown {
  organisation: Given;
  again: () => void;
}
const ROUNDINGS: TimeRounding[] = ["NONE", "NEAREST_6", "NEAREST_15", "NEAREST_30", "UP_6", "UP_15", "UP_30"];
const OVERLAPS: OverlapPolicy[] = ["ALLOW", "WARN", "REFUSE"];

export function Organisation({ organisation, again }: Shown) {
  const can = useCan();
  const [doing, setDoing] = useState<"edit" | "rules" | "lock" | null>(null);
  const onClose = () => setDoing(null);
  const { address } = organisation;
  return (
    <Card
      title="Organisation"
      aside={
        can.admin && (
          <span class="row">
            <Button small onClick={() => setDoing("edit")}>
              Edit
            </Button>
            <Button small onClick={() => setDoing("rules")}>
              Rules
            </Button>
            <Button small onClick={() => setDoing("lock")}>
              Lock a period
            </Button>
          </span>
        )
      }
    >
      <Facts
        facts={[
          ["Name", organisation.name],
          ["E-mail", organisation.email],
          ["Phone", organisation.phone],
          ["Address", address && [address.street, address.city, address.postcode].filter(Boolean).join(", ")],
          ["Tax number", organisation.taxId],
          ["Currency", organisation.currency],
          ["Time zone", organisation.timeZone],
          ["Payment terms", organisation.paymentTermsDays != null && `${organisation.paymentTermsDays} days`],
          ["Time is rounded", organisation.timeRounding && words(organisation.timeRounding)],
          ["Overlapping time", organisation.overlapPolicy && words(organisation.overlapPolicy)],
          ["Time needs approval", organisation.approvalRequired ? "Yes" : "No"],
          ["Clients may upload", organisation.contactsMayUpload ? "Yes" : "No"],
          ["Locked before", organisation.lockedBeforeOn && day(organisation.lockedBeforeOn)],
          ...(organisation.numberSeries ?? []).map(({ kind, template, next }): [string, string] => [
            `Numbers of ${words(kind).toLowerCase()}s`,
            `${template}, next ${next}`,
          ]),
        ]}
      />
      {doing === "edit" && <Edit organisation={organisation} again={again} onClose={onClose} />}
      {doing === "rules" && <Rules organisation={organisation} again={again} onClose={onClose} />}
      {doing === "lock" && <Lock organisation={organisation} again={again} onClose={onClose} />}
    </Card>
  );
}

function Edit({ organisation, ...rest }: Shown & { onClose: () => void }) {
  const given = {
    name: organisation.name,
    email: organisation.email ?? "",
    phone: organisation.phone ?? "",
    taxId: organisation.taxId ?? "",
    registrationNumber: organisation.registrationNumber ?? "",
    bankDetails: organisation.bankDetails ?? "",
    paymentTermsDays: String(organisation.paymentTermsDays ?? 30),
    ...addressValues(organisation.address),
  };
  const form = useForm(given, async (values) =>
    keeping(rest)(
      await send(DeskUpdateOrganisationDocument, {
        expectedVersion: organisation.version,
        name: values.name,
        email: values.email || null,
        phone: values.phone || null,
        taxId: values.taxId || null,
        registrationNumber: values.registrationNumber || null,
        bankDetails: values.bankDetails || null,
        paymentTermsDays: Number(values.paymentTermsDays),
        address: addressInput(values),
      }),
    ),
  );
  return (
    <FormDialog title="Organisation" form={form} onClose={rest.onClose} wide>
      <Field label="Name" name="name" form={form} required autofocus />
      <div class="form-row">
        <Field label="E-mail" name="email" type="email" form={form} optional />
        <Field label="Phone" name="phone" type="tel" form={form} optional />
      </div>
      <AddressFields form={form} />
      <div class="form-row">
        <Field label="Tax number" name="taxId" form={form} optional />
        <Field label="Registration number" name="registrationNumber" form={form} optional />
        <Field label="Payment terms, days" name="paymentTermsDays" type="number" min={0} form={form} />
      </div>
      <TextArea label="Bank details on invoices" name="bankDetails" rows={3} form={form} optional />
    </FormDialog>
  );
}

function Rules({ organisation, ...rest }: Shown & { onClose: () => void }) {
  const series = organisation.numberSeries ?? [];
  const given = {
    timeRounding: organisation.timeRounding ?? "NONE",
    overlapPolicy: organisation.overlapPolicy ?? "ALLOW",
    approvalRequired: organisation.approvalRequired ?? false,
    contactsMayUpload: organisation.contactsMayUpload ?? false,
    limitStaffToOwnTeam: organisation.limitStaffToOwnTeam ?? false,
    showJobSaleInPortal: organisation.showJobSaleInPortal ?? false,
    ...Object.fromEntries(series.map(({ kind, template }) => [kind, template])),
  };
  const form = useForm(given, async (values) => {
    const typed = values as unknown as Record<string, string>;
    const { timeRounding, overlapPolicy, approvalRequired, contactsMayUpload, limitStaffToOwnTeam, showJobSaleInPortal } = values;
    return keeping(rest)(
      await send(DeskUpdateOrganisationDocument, {
        expectedVersion: organisation.version,
        timeRounding,
        overlapPolicy,
        approvalRequired,
        contactsMayUpload,
        limitStaffToOwnTeam,
        showJobSaleInPortal,
        numberSeries: series
          .filter(({ kind, template }) => typed[kind] !== template)
          .map(({ kind }) => ({ kind, template: typed[kind] ?? "" })),
      }),
    );
  });
  return (
    <FormDialog title="Rules" form={form} onClose={rest.onClose} wide>
      <div class="form-row">
        <Select label="Time is rounded" name="timeRounding" form={form} options={optionsOf(ROUNDINGS, words)} />
        <Select label="Overlapping time" name="overlapPolicy" form={form} options={optionsOf(OVERLAPS, words)} />
      </div>
      <Checkbox name="approvalRequired" form={form}>
        Time and expenses need approval before they are billed
      </Checkbox>
      <Checkbox name="contactsMayUpload" form={form}>
        Clients may upload files
      </Checkbox>
      <Checkbox name="limitStaffToOwnTeam" form={form}>
        Limited staff see the jobs of their own team alone
      </Checkbox>
      <Checkbox name="showJobSaleInPortal" form={form}>
        Clients see in the portal what a job costs them
      </Checkbox>
      <div class="week-hours">
        {series.map(({ kind }) => (
          <Field key={kind} label={`Numbers of ${words(kind).toLowerCase()}s`} name={kind as never} form={form} />
        ))}
      </div>
    </FormDialog>
  );
}

function Lock({ organisation, ...rest }: Shown & { onClose: () => void }) {
  const form = useForm({ beforeOn: organisation.lockedBeforeOn ?? "" }, async ({ beforeOn }) =>
    keeping(rest)(await send(DeskLockPeriodDocument, { beforeOn: beforeOn || null, idempotencyKey: newKey() })),
  );
  return (
    <FormDialog title="Lock a period" form={form} onClose={rest.onClose} verb="Lock">
      <Field label="Everything before" name="beforeOn" type="date" form={form} hint="Time before it is neither logged nor changed any more." />
    </FormDialog>
  );
}
