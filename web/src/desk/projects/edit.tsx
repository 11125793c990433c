import {
  DeskPortalSettingsDocument,
  DeskUpdateProjectDocument,
  type BillingMethod,
  type DeskProjectQuery,
  type ProgressMethod,
} from "../../made/graphql";
import { useForm } from "../../shared/form";
import { words } from "../../shared/format";
import { Checkbox, Field, say, Select, TextArea } from "../../shared/ui";
import { optionsOf } from "../core/filters";
import { FormDialog } from "../core/form-dialog";
import { moneyOf } from "../core/money";
import { send } from "../core/verbs";

interface EditProps {
  project: NonNullable<DeskProjectQuery["project"]>;
  onClose: () => void;
  again: () => void;
}

const BILLING: BillingMethod[] = ["PROJECT_HOURS", "TASK_HOURS", "FIXED_PRICE", "NON_BILLABLE"];
const PROGRESS: [ProgressMethod, string][] = [
  ["TASKS", "By its tasks"],
  ["MANUAL", "As it is said"],
];

export function EditProject({ project, onClose, again }: EditProps) {
  const { currency } = project.client;
  const given = {
    name: project.name,
    description: project.description ?? "",
    billingMethod: project.billingMethod,
    hourlyRate: project.hourlyRate?.amount ?? "",
    fixedPrice: project.fixedPrice?.amount ?? "",
    budget: project.budget?.amount ?? "",
    budgetHours: project.budgetMinutes ? String(project.budgetMinutes / 60) : "",
    startsOn: project.startsOn ?? "",
    dueOn: project.dueOn ?? "",
    progressMethod: project.progressMethod,
    manualProgressPercent: project.progressPercent,
    archived: !!project.archivedAt,
  };
  const form = useForm(given, (values) =>
    send(
      DeskUpdateProjectDocument,
      {
        projectId: project.id,
        expectedVersion: project.version,
        name: values.name,
        description: values.description || null,
        billingMethod: values.billingMethod === project.billingMethod ? undefined : values.billingMethod,
        hourlyRate: moneyOf(values.hourlyRate, currency),
        fixedPrice: moneyOf(values.fixedPrice, currency),
        budget: moneyOf(values.budget, currency),
        budgetMinutes: values.budgetHours ? Math.round(Number(values.budgetHours) * 60) : null,
        startsOn: values.startsOn || null,
        dueOn: values.dueOn || null,
        progressMethod: values.progressMethod,
        manualProgressPercent: values.progressMethod === "MANUAL" ? values.manualProgressPercent : undefined,
        archived: values.archived === given.archived ? undefined : values.archived,
      },
      () => {
        say("Saved.");
        again();
        onClose();
      },
    ),
  );
  const { billingMethod, progressMethod } = form.values;
  return (
    <FormDialog title={`Edit ${project.name}`} form={form} onClose={onClose} wide>
      <Field label="Name" name="name" form={form} required autofocus />
      <TextArea label="Description" name="description" rows={3} form={form} optional />
      <div class="form-row">
        <Select label="Billing" name="billingMethod" form={form} options={optionsOf(BILLING, words)} />
        {billingMethod === "FIXED_PRICE" ? (
          <Field label={`Fixed price, ${currency}`} name="fixedPrice" inputMode="decimal" form={form} />
        ) : (
          <Field label={`Hourly rate, ${currency}`} name="hourlyRate" inputMode="decimal" form={form} optional />
        )}
      </div>
      <div class="form-row">
        <Field label={`Budget, ${currency}`} name="budget" inputMode="decimal" form={form} optional />
        <Field label="Budget, hours" name="budgetHours" inputMode="decimal" form={form} optional />
      </div>
      <div class="form-row">
        <Field label="Starts on" name="startsOn" type="date" form={form} optional />
        <Field label="Due on" name="dueOn" type="date" form={form} optional />
      </div>
      <div class="form-row">
        <Select label="How far it is" name="progressMethod" form={form} options={PROGRESS} />
        {progressMethod === "MANUAL" && <Field label="Progress, %" name="manualProgressPercent" inputMode="decimal" form={form} />}
      </div>
      <Checkbox name="archived" form={form}>
        Archived: out of the lists one chooses from
      </Checkbox>
    </FormDialog>
  );
}

const SHOWN = [
  ["visible", "The client sees the project"],
  ["showTasks", "its tasks"],
  ["showChecklists", "their checklists"],
  ["showTaskComments", "what is said about them"],
  ["showTime", "the time spent"],
  ["showAttachments", "the files"],
] as const;
type Switch = (typeof SHOWN)[number][0];

/** What of it the client's people see in the portal. */
export function PortalOfProject({ project, onClose, again }: EditProps) {
  const given = Object.fromEntries(SHOWN.map(([name]) => [name, project.portalSettings?.[name] ?? false])) as Record<Switch, boolean>;
  const form = useForm(given, (settings) =>
    send(DeskPortalSettingsDocument, { projectId: project.id, settings }, () => {
      say(settings.visible ? "The client sees it from now on." : "The client does not see it.");
      again();
      onClose();
    }),
  );
  return (
    <FormDialog title={`${project.name} in the portal`} form={form} onClose={onClose}>
      {SHOWN.map(([name, title]) => (
        <Checkbox key={name} name={name} form={form}>
          {title}
        </Checkbox>
      ))}
    </FormDialog>
  );
}
