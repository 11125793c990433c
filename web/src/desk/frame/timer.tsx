/** The timer in the head: what runs, since when, and the way to start and stop it from anywhere. */
import { Play, Square } from "lucide";
import { useEffect, useState } from "preact/hooks";
import {
  DeskDiscardTimerDocument,
  DeskRunningTimerDocument,
  DeskStartTimerDocument,
  DeskStopTimerDocument,
  type DeskTimerFragment,
  type StartTimerInput,
} from "../../made/graphql";
import { minutes } from "../../shared/format";
import { Form, useForm } from "../../shared/form";
import { newKey } from "../../shared/graph";
import { useQuery } from "../../shared/query";
import { Link } from "../../shared/router";
import { Store, useStore } from "../../shared/store";
import { Button, Checkbox, Dialog, Field, Icon, Notice, say } from "../../shared/ui";
import { useChanges } from "../core/changes";
import { Combobox, type Choice } from "../core/combobox";
import { findProjects, findTasks } from "../core/finders";
import { run, send } from "../core/verbs";

/** What a timer is to be started for, wherever that was asked; null while nothing was. */
const asked = new Store<{ task?: Choice; project?: Choice } | null>(null);

/** Start the timer for a task or a project; what runs is stopped first. */
export async function startTimer(input: Pick<StartTimerInput, "taskId" | "projectId">): Promise<void> {
  await run(DeskStartTimerDocument, { ...input, stopRunning: true, idempotencyKey: newKey() }, "The timer runs.");
}

export function Timer() {
  const answer = useQuery(DeskRunningTimerDocument, {});
  useChanges(["TIMER_", "TIME_"], answer.again);
  const wanted = useStore(asked);
  const [isStopping, setStopping] = useState(false);
  const timer = answer.data?.runningTimer;
  return (
    <>
      {timer ? (
        <button type="button" class="timer running" onClick={() => setStopping(true)}>
          <Icon of={Square} size={14} />
          <span class="hidden">Stop the timer</span>
          <Clock since={timer.startedAt} />
          <span class="timer-what">{timer.task?.name ?? timer.project.name}</span>
        </button>
      ) : (
        <Button kind="plain" small icon={Play} class="timer-start" onClick={() => asked.set({})} aria-label="Start timer">
          <span class="wide-only">Start timer</span>
        </Button>
      )}
      {wanted && <StartDialog onClose={() => asked.set(null)} again={answer.again} />}
      {isStopping && timer && <StopDialog timer={timer} onClose={() => setStopping(false)} again={answer.again} />}
    </>
  );
}

function Clock({ since }: { since: string }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return <span class="figure">{clockOf(Math.max(0, Math.floor((now - new Date(since).getTime()) / 1000)))}</span>;
}

const clockOf = (seconds: number): string =>
  [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((each) => String(each).padStart(2, "0")).join(":");

interface Closing {
  onClose: () => void;
  again: () => void;
}

function StartDialog({ onClose, again }: Closing) {
  const [task, setTask] = useState<Choice | null>(null);
  const [project, setProject] = useState<Choice | null>(null);
  const form = useForm({ note: "", taskId: "", projectId: "" }, ({ note }) =>
    send(
      DeskStartTimerDocument,
      { taskId: task?.id ?? null, projectId: task ? null : (project?.id ?? null), note: note || null, idempotencyKey: newKey() },
      () => {
        again();
        onClose();
      },
    ),
  );
  return (
    <Dialog title="Start a timer" onClose={onClose}>
      <Form form={form}>
        <Combobox label="Task" optional find={findTasks} chosen={task} onChoose={setTask} error={form.errors.taskId} />
        {!task && <Combobox label="Or a project" optional find={findProjects} chosen={project} onChoose={setProject} error={form.errors.projectId} />}
        <Field label="Note" name="note" form={form} optional />
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" icon={Play} busy={form.isBusy}>
            Start
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

function StopDialog({ timer, onClose, again }: Closing & { timer: DeskTimerFragment }) {
  const form = useForm({ note: timer.note ?? "", billable: true }, ({ note, billable }) =>
    send(DeskStopTimerDocument, { note: note || null, billable: billable ? null : false, idempotencyKey: newKey() }, (payload) => {
      const logged = payload.timeEntry ? minutes(Math.round(payload.timeEntry.seconds / 60)) : "";
      say([`${logged} logged.`, ...(payload.warnings ?? []).map((each) => each.message)].join(" "));
      again();
      onClose();
    }),
  );
  const discard = async () => {
    if (await run(DeskDiscardTimerDocument, { timerId: timer.id }, "The timer was discarded; nothing is logged.")) {
      again();
      onClose();
    }
  };
  return (
    <Dialog title="Stop the timer" onClose={onClose}>
      <Form form={form}>
        <Notice>
          <p>
            <Clock since={timer.startedAt} /> on <strong>{timer.task?.name ?? timer.project.name}</strong>,{" "}
            <Link to={`/projects/${timer.project.id}`} onClickCapture={onClose}>
              {timer.project.name}
            </Link>
          </p>
        </Notice>
        <Field label="Note" name="note" form={form} optional autofocus />
        <Checkbox name="billable" form={form}>
          Billable, where the project bills time
        </Checkbox>
        <div class="form-actions">
          <Button kind="danger" onClick={() => void discard()}>
            Discard
          </Button>
          <Button kind="primary" type="submit" icon={Square} busy={form.isBusy}>
            Stop and log
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
