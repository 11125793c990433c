/** Who is reminded of a task, and when. */
import { BellPlus } from "lucide";
import { useState } from "preact/hooks";
import { DeskAddReminderDocument } from "../../made/graphql";
import { useForm } from "../../shared/form";
import { instant } from "../../shared/format";
import { Button, Card, Field, say } from "../../shared/ui";
import { useCan } from "../core/can";
import { Combobox, type Choice } from "../core/combobox";
import { plus, today } from "../core/days";
import { findUsers, WORKERS } from "../core/finders";
import { FormDialog } from "../core/form-dialog";
import { send } from "../core/verbs";
import type { Shown } from "./task-page";

export function Reminders({ task, again }: Shown) {
  const can = useCan();
  const [isNew, setNew] = useState(false);
  if (!can.work && !task.reminders.length) return null;
  return (
    <Card
      title="Reminders"
      flush
      aside={can.work && <Button small icon={BellPlus} aria-label="Add a reminder" onClick={() => setNew(true)} />}
    >
      <ul class="lines">
        {task.reminders.map(({ id, recipient, remindAt, sentAt, note }) => (
          <li key={id} class="line">
            <div class="line-text">
              <span>{note ?? "Look at it"}</span>
              <span class="quiet small">
                {recipient.name}, {instant(remindAt)}
                {sentAt ? ", done" : ""}
              </span>
            </div>
          </li>
        ))}
        {!task.reminders.length && <li class="line quiet">None.</li>}
      </ul>
      {isNew && <NewReminder task={task} again={again} onClose={() => setNew(false)} />}
    </Card>
  );
}

function NewReminder({ task, again, onClose }: Shown & { onClose: () => void }) {
  const [user, setUser] = useState<Choice | null>(null);
  const form = useForm({ remindAt: `${plus(today(), 1)}T09:00`, note: "", userId: "" }, async ({ remindAt, note }) => {
    if (!remindAt) return [{ code: "REQUIRED", message: "Say when.", path: ["remindAt"] }];
    const given = { taskId: task.id, remindAt: new Date(remindAt).toISOString(), note: note || null, userId: user?.id ?? null };
    return send(DeskAddReminderDocument, given, () => {
      say(user ? `${user.title} will be reminded.` : "You will be reminded.");
      again();
      onClose();
    });
  });
  return (
    <FormDialog title="Remind of it" form={form} verb="Remind" onClose={onClose}>
      <Field label="When" name="remindAt" type="datetime-local" form={form} autofocus />
      <Field label="Of what" name="note" form={form} optional />
      <Combobox label="Whom" optional placeholder="Yourself" find={findUsers(WORKERS)} chosen={user} onChoose={setUser} error={form.errors.userId} />
    </FormDialog>
  );
}
