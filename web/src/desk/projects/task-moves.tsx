/** Where a task stands, and where it can go from there. */
import { useState } from "preact/hooks";
import { DeskCancelTaskDocument, DeskDeleteTaskDocument, DeskReopenTaskDocument, DeskReviewTaskDocument, DeskStartTaskDocument } from "../../made/graphql";
import { words } from "../../shared/format";
import { go } from "../../shared/router";
import { Button } from "../../shared/ui";
import { AskReason } from "../core/ask-reason";
import { State } from "../core/badges";
import { useCan } from "../core/can";
import { NamedMenu } from "../core/menu";
import { run, send } from "../core/verbs";
import type { Shown, Task } from "./task-page";

type Verb = "start" | "review" | "reopen" | "cancel";
const NEXT: Record<Task["status"], [Verb, string][]> = {
  TODO: [["start", "Begin"], ["cancel", "Give up…"]],
  IN_PROGRESS: [["review", "Have it looked over"], ["cancel", "Give up…"]],
  IN_REVIEW: [["start", "Back to work"], ["cancel", "Give up…"]],
  DONE: [["reopen", "Open again"], ["cancel", "Give up…"]],
  CANCELLED: [],
};

export function TaskMoves({ task, back, again }: Shown & { back: string }) {
  const can = useCan();
  const [isCancelling, setCancelling] = useState(false);
  const input = { taskId: task.id };
  const turn = async (verb: Verb) => {
    if (verb === "cancel") return setCancelling(true);
    if (verb === "start") await run(DeskStartTaskDocument, input);
    else if (verb === "review") await run(DeskReviewTaskDocument, input);
    else await run(DeskReopenTaskDocument, input);
    again();
  };
  const remove = async () => {
    if (await run(DeskDeleteTaskDocument, input, `${task.name} is gone.`)) go(back);
  };
  if (!can.work) return <State of={task.status} />;
  return (
    <>
      <NamedMenu name={`Status: ${words(task.status)}. Change`} label={<State of={task.status} />}>
        {NEXT[task.status].map(([verb, title]) => (
          <Button key={verb} kind="plain" onClick={() => void turn(verb)}>
            {title}
          </Button>
        ))}
        {!task.timeEntries.nodes.length && (
          <Button kind="plain" onClick={() => void remove()}>
            Delete
          </Button>
        )}
      </NamedMenu>
      {isCancelling && (
        <AskReason
          title={`Give up ${task.name}`}
          verb="Give it up"
          isDanger
          onClose={() => setCancelling(false)}
          send={(reason) => send(DeskCancelTaskDocument, { ...input, reason: reason || null }, again)}
        />
      )}
    </>
  );
}
