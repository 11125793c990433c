/** Where a calendar program reads the appointments of a team or a resource. */
import { Copy } from "lucide";
import { useId, useState } from "preact/hooks";
import { DeskRotateFeedDocument } from "../../../made/graphql";
import { Button, say } from "../../../shared/ui";
import { run } from "../../core/verbs";

interface FeedProps {
  of: { teamId: string } | { resourceId: string };
  address: string;
}

export function Feed({ of, address }: FeedProps) {
  const id = useId();
  const [shown, setShown] = useState(address);
  const copy = async () => {
    await navigator.clipboard.writeText(shown);
    say("Copied.");
  };
  const renew = async () => {
    const made = await run(DeskRotateFeedDocument, of, "There is another address; the one before answers nothing any more.");
    const feed = made?.team?.calendarFeedUrl ?? made?.resource?.calendarFeedUrl;
    if (feed) setShown(feed);
  };
  return (
    <div class="field">
      <label for={id}>Appointments for calendar programs</label>
      <div class="row">
        <input id={id} type="text" readOnly value={shown} onFocus={(event) => event.currentTarget.select()} />
        <Button icon={Copy} aria-label="Copy the address" onClick={() => void copy()} />
        <Button onClick={() => void renew()}>Renew</Button>
      </div>
      <p class="field-hint">Whoever knows the address reads them.</p>
    </div>
  );
}
