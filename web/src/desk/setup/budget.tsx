/** How much the viewer may still ask for, and when it has come back. */
import { RefreshCw } from "lucide";
import { DeskBudgetDocument, type DeskBudgetQuery } from "../../made/graphql";
import { number } from "../../shared/format";
import { useQuery } from "../../shared/query";
import { Answered, Button, Card, ProgressBar } from "../../shared/ui";

type Budget = DeskBudgetQuery["rateLimit"];

export function Budget() {
  const answer = useQuery(DeskBudgetDocument, {});
  return (
    <Card
      title="What you may ask for"
      aside={
        <Button small kind="plain" icon={RefreshCw} onClick={answer.again}>
          Look again
        </Button>
      }
    >
      <Answered answer={answer} lines={2}>
        {({ rateLimit }) => <Left {...rateLimit} />}
      </Answered>
    </Card>
  );
}

function Left({ limit, remaining, used, resetAt }: Budget) {
  const seconds = Math.max(1, Math.ceil((new Date(resetAt).getTime() - Date.now()) / 1000));
  return (
    <div class="stack">
      <p class="flat" role="status">
        {number(remaining)} of {number(limit)} points are left to you and to your keys.{" "}
        {used ? `They come back evenly; all of them are back in ${seconds === 1 ? "a second" : `${seconds} seconds`}.` : "Nothing was used in the last minute."}
      </p>
      <ProgressBar percent={(100 * remaining) / limit} label="What is left" />
      <p class="quiet small flat">A point is an object of an answer, and these are the points of a minute. Who asks for more is told when to ask again.</p>
    </div>
  );
}
