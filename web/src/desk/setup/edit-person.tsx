import { DeskChangeRoleDocument, DeskUpdateUserDocument, type Ability, type DeskUserQuery, type Role } from "../../made/graphql";
import { useForm } from "../../shared/form";
import { words } from "../../shared/format";
import { useOrganisation } from "../../shared/session";
import { Checkbox, Field, say, Select } from "../../shared/ui";
import { optionsOf } from "../core/filters";
import { FormDialog } from "../core/form-dialog";
import { moneyOf } from "../core/money";
import { send } from "../core/verbs";
import { ROLES } from "./people";

interface EditPersonProps {
  user: NonNullable<DeskUserQuery["user"]>;
  onClose: () => void;
  again: () => void;
}

/** Rates, hours and state; and where they changed, the role and what it may do. */
export function EditPerson({ user, onClose, again }: EditPersonProps) {
  const currency = useOrganisation()?.currency ?? "";
  const given = {
    name: user.name,
    role: user.role as Role,
    bill: !!user.abilities?.includes("BILL"),
    costs: !!user.abilities?.includes("SEE_COSTS"),
    hours: user.weeklyCapacityMinutes ? String(user.weeklyCapacityMinutes / 60) : "",
    hourlyRate: user.hourlyRate?.amount ?? "",
    costRate: user.costRate?.amount ?? "",
    disabled: user.status === "DISABLED",
  };
  const form = useForm(given, async ({ name, role, bill, costs, hours, hourlyRate, costRate, disabled }) => {
    const refusals = await send(DeskUpdateUserDocument, {
      userId: user.id,
      expectedVersion: user.version,
      name,
      weeklyCapacityMinutes: hours ? Math.round(Number(hours) * 60) : null,
      hourlyRate: moneyOf(hourlyRate, currency),
      costRate: moneyOf(costRate, currency),
      status: disabled === given.disabled ? undefined : disabled ? "DISABLED" : "ACTIVE",
    });
    if (refusals.length) return refusals;
    const abilities: Ability[] = [...(bill ? ["BILL" as const] : []), ...(costs ? ["SEE_COSTS" as const] : [])];
    const isOther = role !== given.role || bill !== given.bill || costs !== given.costs;
    const refused = isOther ? await send(DeskChangeRoleDocument, { userId: user.id, role, abilities }) : [];
    again();
    if (refused.length) return refused;
    say("Saved.");
    onClose();
    return [];
  });
  return (
    <FormDialog title={`Edit ${user.name}`} form={form} onClose={onClose}>
      <Field label="Name" name="name" form={form} required autofocus />
      <div class="form-row">
        <Select label="Role" name="role" form={form} options={optionsOf(ROLES, words)} />
        <Field label="Hours a week" name="hours" inputMode="decimal" form={form} optional />
      </div>
      <div class="form-row">
        <Field label={`Rate of an hour, ${currency}`} name="hourlyRate" inputMode="decimal" form={form} optional />
        <Field label={`Cost of an hour, ${currency}`} name="costRate" inputMode="decimal" form={form} optional />
      </div>
      <Checkbox name="bill" form={form}>
        May bill
      </Checkbox>
      <Checkbox name="costs" form={form}>
        Sees costs
      </Checkbox>
      <Checkbox name="disabled" form={form}>
        May not sign in any more
      </Checkbox>
    </FormDialog>
  );
}
