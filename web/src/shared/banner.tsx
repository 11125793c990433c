/** Says when the line is down, and when everything that was missed has come. */
import { CheckCircle2, WifiOff } from "lucide";
import { time } from "./format";
import { downSince, line } from "./socket";
import { useStore } from "./store";
import { Icon } from "./ui";

export function LineBanner() {
  const now = useStore(line);
  const since = useStore(downSince);
  return (
    <div class="line-banner" role="status" aria-live="polite">
      {now === "down" && (
        <p class="warn">
          <Icon of={WifiOff} size={16} /> Offline. You see what was here at {time(since ?? new Date())}.
        </p>
      )}
      {now === "caught-up" && (
        <p class="good">
          <Icon of={CheckCircle2} size={16} /> Back online, and up to date.
        </p>
      )}
    </div>
  );
}
