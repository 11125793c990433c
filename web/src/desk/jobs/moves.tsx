/** From one status of a job to the next: which are there, which verb it takes, and what has to be said with it. */
import { useState } from "preact/hooks";
import {
  DeskAbortJobDocument,
  DeskCancelJobDocument,
  DeskCompleteJobDocument,
  DeskHoldJobDocument,
  DeskReadyJobDocument,
  DeskResumeJobDocument,
  DeskStartJobDocument,
  DeskWaiveJobDocument,
  type DeskJobCardFragment,
  type JobStatus,
} from "../../made/graphql";
import { useForm } from "../../shared/form";
import type { UserError } from "../../shared/graph";
import { Checkbox, TextArea } from "../../shared/ui";
import { AskReason } from "../core/ask-reason";
import { FormDialog } from "../core/form-dialog";
import { run, send } from "../core/verbs";

type Job = Pick<DeskJobCardFragment, "id" | "number" | "status">;

/** Where a job may be moved from a status. Whom it is given and when is said in the planner. */
export const NEXT: Partial<Record<JobStatus, JobStatus[]>> = {
  NEW: ["CANCELLED"],
  ASSIGNED: ["CANCELLED"],
  SCHEDULED: ["IN_PROGRESS", "CANCELLED"],
  IN_PROGRESS: ["COMPLETED", "ON_HOLD", "ABORTED"],
  ON_HOLD: ["IN_PROGRESS", "ABORTED"],
  COMPLETED: ["READY_TO_INVOICE", "NON_CHARGEABLE"],
};

const VERBS: Partial<Record<JobStatus, string>> = {
  IN_PROGRESS: "Start",
  ON_HOLD: "Hold…",
  COMPLETED: "Complete…",
  READY_TO_INVOICE: "Ready to invoice",
  CANCELLED: "Cancel…",
  ABORTED: "Abort…",
  NON_CHARGEABLE: "Do not charge…",
};

/** What the button that takes a job there says. */
export const verbOf = (from: JobStatus, to: JobStatus): string => (from === "ON_HOLD" && to === "IN_PROGRESS" ? "Resume" : (VERBS[to] ?? to));

export interface Moves {
  move: (job: Job, to: JobStatus) => void;
  /** What has to be asked on the way. */
  dialog: preact.ComponentChildren;
}

/** `done` is called after every move, refused ones too, so that what was foreseen is corrected. */
export function useMoves(done: () => void): Moves {
  const [asked, setAsked] = useState<{ job: Job; to: JobStatus } | null>(null);
  const move = async (job: Job, to: JobStatus) => {
    const input = { jobId: job.id };
    if (to === "IN_PROGRESS") await (job.status === "ON_HOLD" ? run(DeskResumeJobDocument, input) : run(DeskStartJobDocument, input));
    else if (to === "READY_TO_INVOICE") await run(DeskReadyJobDocument, input);
    else return setAsked({ job, to });
    done();
  };
  const close = () => {
    setAsked(null);
    done();
  };
  return { move: (job, to) => void move(job, to), dialog: asked && <Ask {...asked} onClose={close} /> };
}

function Ask({ job, to, onClose }: { job: Job; to: JobStatus; onClose: () => void }) {
  if (to === "COMPLETED") {
    return (
      <AskReason
        title={`Complete ${job.number}`}
        label="What was done"
        verb="Complete"
        onClose={onClose}
        send={(resolution) => send(DeskCompleteJobDocument, { jobId: job.id, resolution: resolution || null })}
      />
    );
  }
  if (to === "ON_HOLD") return <Hold job={job} onClose={onClose} />;
  const { title, verb, done } = REASONS[to] ?? GIVE_UP;
  return (
    <AskReason title={title(job.number)} verb={verb} isDanger={to !== "NON_CHARGEABLE"} onClose={onClose} send={(reason) => done({ jobId: job.id, reason })} />
  );
}

interface Asked {
  title: (number: string) => string;
  verb: string;
  done: (given: { jobId: string; reason: string }) => Promise<UserError[]>;
}

const GIVE_UP: Asked = {
  title: (number) => `Cancel ${number}`,
  verb: "Cancel the job",
  done: (given) => send(DeskCancelJobDocument, given),
};
const REASONS: Partial<Record<JobStatus, Asked>> = {
  ABORTED: { title: (number) => `Abort ${number}`, verb: "Abort the job", done: (given) => send(DeskAbortJobDocument, given) },
  NON_CHARGEABLE: {
    title: (number) => `Do not charge ${number}`,
    verb: "Charge nothing",
    done: (given) => send(DeskWaiveJobDocument, given),
  },
};

function Hold({ job, onClose }: { job: Job; onClose: () => void }) {
  const form = useForm({ reason: "", waitsForClient: false }, async (values) => {
    const refusals = await send(DeskHoldJobDocument, { jobId: job.id, ...values });
    if (!refusals.length) onClose();
    return refusals;
  });
  return (
    <FormDialog title={`Hold ${job.number}`} form={form} verb="Hold" onClose={onClose}>
      <TextArea label="Reason" name="reason" form={form} rows={3} />
      <Checkbox name="waitsForClient" form={form}>
        It waits for the client: the clock of its target stands still
      </Checkbox>
    </FormDialog>
  );
}
