import { Plus } from "lucide";
import { Link } from "../../shared/router";
import { Button } from "../../shared/ui";
import { useCan } from "../core/can";

/** From one way of looking at jobs to the others, and to a new one. */
export function JobTools({ onNew }: { onNew: () => void }) {
  const can = useCan();
  return (
    <>
      <Link class="button" to="/jobs">
        Board
      </Link>
      <Link class="button" to="/planner">
        Planner
      </Link>
      <Link class="button" to="/jobs/list">
        List
      </Link>
      {can.work && (
        <Button kind="primary" icon={Plus} onClick={onNew}>
          New job
        </Button>
      )}
    </>
  );
}
