/** From one status of a job to the next: which are there, which verb it takes, and what has to be said with it. */
import { useState } from "preact/hooks";
import {
  DeskCancelJobDocument,
  DeskCompleteJobDocument,
  DeskHoldJobDocument,
  DeskReadyJobDocument,
  DeskResumeJobDocument,
  DeskStartJobDocument,
  type DeskJobCardFragment,
  type JobStatus,
} from "../../made/graphql";
import { AskReason } from "../core/ask-reason";
import { run, send } from "../core/verbs";

type Job = Pick<DeskJobCardFragment, "id" | "number" | "status">;

/** Where a job may be moved from a status. Whom it is given and when is said in the planner. */
export const NEXT: Partial<Record<JobStatus, JobStatus[]>> = {
  NEW: ["CANCELLED"],
  ASSIGNED: ["CANCELLED"],
  SCHEDULED: ["IN_PROGRESS", "CANCELLED"],
  IN_PROGRESS: ["COMPLETED", "ON_HOLD"],
  ON_HOLD: ["IN_PROGRESS"],
  COMPLETED: ["READY_TO_INVOICE"],
};

export const VERBS: Partial<Record<JobStatus, string>> = {
  IN_PROGRESS: "Start",
  ON_HOLD: "Hold…",
  COMPLETED: "Complete…",
  READY_TO_INVOICE: "Ready to invoice",
  CANCELLED: "Cancel…",
};

interface Moves {
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
  if (to === "ON_HOLD") {
    return (
      <AskReason
        title={`Hold ${job.number}`}
        verb="Hold"
        onClose={onClose}
        send={(reason) => send(DeskHoldJobDocument, { jobId: job.id, reason })}
      />
    );
  }
  return (
    <AskReason
      title={`Cancel ${job.number}`}
      verb="Cancel the job"
      isDanger
      onClose={onClose}
      send={(reason) => send(DeskCancelJobDocument, { jobId: job.id, reason })}
    />
  );
}
