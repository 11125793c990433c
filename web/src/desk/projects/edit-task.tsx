import { DeskMilestonesDocument, DeskTaskProgressDocument, DeskUpdateTaskDocument, type PriorityLevel } from "../../made/graphql";
import { useForm } from "../../shared/form";
import { words } from "../../shared/format";
import { useQuery } from "../../shared/query";
import { Checkbox, Field, say, Select, TextArea } from "../../shared/ui";
import { optionsOf } from "../core/filters";
import { FormDialog } from "../core/form-dialog";
import { inTurn, send } from "../core/verbs";
import type { Shown } from "./task-page";

const PRIORITIES: PriorityLevel[] = ["LOW", "NORMAL", "HIGH", "URGENT"];
type Milestones = { id: string; name: string }[];
type EditTaskProps = Shown & { onClose: () => void };

export function EditTask(props: EditTaskProps) {
  const { project } = props.task;
  const { data } = useQuery(DeskMilestonesDocument, project && { id: project.id });
  if (project && !data) return null;
  return <Edit {...props} milestones={data?.project?.milestones ?? []} />;
}

function Edit({ task, onClose, again, milestones }: EditTaskProps & { milestones: Milestones }) {
  const given = {
    name: task.name,
    description: task.description ?? "",
    priority: task.priority,
    startsOn: task.startsOn ?? "",
    dueOn: task.dueOn ?? "",
    estimateMinutes: task.estimateMinutes ? String(task.estimateMinutes) : "",
    percentComplete: String(task.percentComplete),
    milestoneId: task.milestone?.id ?? "",
    clientVisible: task.clientVisible,
  };
  const isOpen = task.status !== "DONE" && task.status !== "CANCELLED";
  const hasProgress = isOpen && !task.checklist.length;
  const form = useForm(given, async (values) => {
    const isFurther = hasProgress && values.percentComplete !== given.percentComplete;
    const refusals = await inTurn(
      async () =>
        isFurther ? send(DeskTaskProgressDocument, { taskId: task.id, percentComplete: Math.round(Number(values.percentComplete)) }) : [],
      () =>
        send(DeskUpdateTaskDocument, {
          taskId: task.id,
          expectedVersion: isFurther ? undefined : task.version,
          name: values.name,
          description: values.description || null,
          priority: values.priority,
          startsOn: values.startsOn || null,
          dueOn: values.dueOn || null,
          estimateMinutes: values.estimateMinutes ? Number(values.estimateMinutes) : null,
          milestoneId: values.milestoneId || null,
          clientVisible: values.clientVisible,
        }),
    );
    again();
    if (refusals.length) return refusals;
    say("Saved.");
    onClose();
    return [];
  });
  return (
    <FormDialog title="Edit the task" form={form} onClose={onClose}>
      <Field label="Name" name="name" form={form} required autofocus />
      <TextArea label="Description" name="description" form={form} optional />
      <div class="form-row">
        <Select label="Priority" name="priority" form={form} options={optionsOf(PRIORITIES, words)} />
        {hasProgress && <Field label="Done, %" name="percentComplete" type="number" min={0} max={100} form={form} />}
        <Field label="Estimate, minutes" name="estimateMinutes" type="number" min={0} form={form} optional />
      </div>
      <div class="form-row">
        <Field label="Starts on" name="startsOn" type="date" form={form} optional />
        <Field label="Due on" name="dueOn" type="date" form={form} optional />
      </div>
      {milestones.length > 0 && (
        <Select
          label="Milestone"
          name="milestoneId"
          form={form}
          options={[["", "–"], ...milestones.map(({ id, name }): [string, string] => [id, name])]}
        />
      )}
      <Checkbox name="clientVisible" form={form}>
        The client sees it
      </Checkbox>
    </FormDialog>
  );
}
