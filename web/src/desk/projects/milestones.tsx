/** The steps of a project, each with a day. */
import { Plus } from "lucide";
import { useState } from "preact/hooks";
import { DeskCreateMilestoneDocument, DeskMilestonesDocument, DeskUpdateMilestoneDocument, type DeskMilestonesQuery } from "../../made/graphql";
import { useForm } from "../../shared/form";
import { day } from "../../shared/format";
import { useQuery } from "../../shared/query";
import { Button, Card, Field, ProgressBar, say } from "../../shared/ui";
import { useCan } from "../core/can";
import { useChanges } from "../core/changes";
import { FormDialog } from "../core/form-dialog";
import { send } from "../core/verbs";

type Milestone = NonNullable<DeskMilestonesQuery["project"]>["milestones"][number];

export function Milestones({ projectId }: { projectId: string }) {
  const can = useCan();
  const { data, again } = useQuery(DeskMilestonesDocument, { id: projectId });
  const [edited, setEdited] = useState<{ row: Milestone | null } | null>(null);
  useChanges(["MILESTONE_", "TASK_"], again);
  const rows = data?.project?.milestones ?? [];
  if (!can.work && !rows.length) return null;
  return (
    <Card
      title="Milestones"
      flush
      aside={can.work && <Button small icon={Plus} aria-label="Add a milestone" onClick={() => setEdited({ row: null })} />}
    >
      <ul class="lines">
        {rows.map((row) => (
          <li key={row.id} class="line">
            <div class="line-text">
              {can.work ? (
                <Button kind="plain" class="as-link" onClick={() => setEdited({ row })}>
                  {row.name}
                </Button>
              ) : (
                <span>{row.name}</span>
              )}
              {row.dueOn && <span class={`small ${row.isOverdue ? "bad-text" : "quiet"}`}>by {day(row.dueOn)}</span>}
            </div>
            <div class="line-progress">
              <ProgressBar percent={row.progressPercent} label={`Progress of ${row.name}`} />
            </div>
          </li>
        ))}
        {!rows.length && <li class="line quiet">None yet.</li>}
      </ul>
      {edited && <WriteMilestone row={edited.row} projectId={projectId} again={again} onClose={() => setEdited(null)} />}
    </Card>
  );
}

interface WriteMilestoneProps {
  row: Milestone | null;
  projectId: string;
  again: () => void;
  onClose: () => void;
}

function WriteMilestone({ row, projectId, again, onClose }: WriteMilestoneProps) {
  const form = useForm({ name: row?.name ?? "", dueOn: row?.dueOn ?? "" }, ({ name, dueOn }) => {
    const done = () => {
      say("Saved.");
      again();
      onClose();
    };
    return row
      ? send(DeskUpdateMilestoneDocument, { milestoneId: row.id, expectedVersion: row.version, name, dueOn: dueOn || null }, done)
      : send(DeskCreateMilestoneDocument, { projectId, name, dueOn: dueOn || null }, done);
  });
  return (
    <FormDialog title={row ? `Edit ${row.name}` : "New milestone"} form={form} onClose={onClose}>
      <Field label="Name" name="name" form={form} required autofocus />
      <Field label="By" name="dueOn" type="date" form={form} optional />
    </FormDialog>
  );
}
