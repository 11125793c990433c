/** A postal address, as forms have its parts among their own values. */
import type { AddressInput } from "../../made/graphql";
import type { FormState } from "../../shared/form";
import { Field } from "../../shared/ui";

export interface AddressValues {
  street: string;
  city: string;
  region: string;
  postcode: string;
  country: string;
}

type Given = { [Part in keyof AddressValues]?: string | null } | null | undefined;

export const addressValues = (given: Given): AddressValues => ({
  street: given?.street ?? "",
  city: given?.city ?? "",
  region: given?.region ?? "",
  postcode: given?.postcode ?? "",
  country: given?.country ?? "",
});

/** As verbs take it; null where nothing was typed. */
export function addressInput({ street, city, region, postcode, country }: AddressValues): AddressInput | null {
  if (![street, city, region, postcode, country].some((each) => each.trim())) return null;
  return { street, city: city || null, region: region || null, postcode: postcode || null, country: country || null };
}

export function AddressFields<Values extends AddressValues>({ form, required }: { form: FormState<Values>; required?: boolean }) {
  const of = form as unknown as FormState<AddressValues>;
  return (
    <>
      <Field label="Street" name="street" form={of} required={required} optional={!required} />
      <div class="form-row">
        <Field label="City" name="city" form={of} optional />
        <Field label="Postcode" name="postcode" form={of} optional />
      </div>
      <div class="form-row">
        <Field label="Region" name="region" form={of} optional />
        <Field label="Country" name="country" form={of} optional hint="Two letters, such as GB" maxLength={2} />
      </div>
    </>
  );
}
