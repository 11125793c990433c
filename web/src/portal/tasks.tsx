/** The tasks of a project that are shared with its client. */
import { CheckCircle2, Circle, CircleDashed, CircleSlash } from "lucide";
import { useState } from "preact/hooks";
import type { ProjectQuery } from "../made/graphql";
import { day } from "../shared/format";
import { Card, Empty, Icon, Tabs } from "../shared/ui";
import { State } from "./states";

type Shown = NonNullable<ProjectQuery["project"]>;
type Task = Shown["tasks"]["nodes"][number];

const ICONS = { DONE: CheckCircle2, CANCELLED: CircleSlash, TODO: CircleDashed, IN_PROGRESS: Circle, IN_REVIEW: Circle };
const isOver = (task: Task) => task.status === "DONE" || task.status === "CANCELLED";

export function TaskList({ project }: { project: Shown }) {
  const open = project.tasks.nodes.filter((each) => !isOver(each));
  const over = project.tasks.nodes.filter(isOver);
  const [chosen, setChosen] = useState("open");
  if (!project.tasks.totalCount) return null;
  const shown = chosen === "open" ? open : over;
  return (
    <Card title="Tasks">
      <Tabs
        tabs={[
          { id: "open", title: "Open", count: open.length },
          { id: "done", title: "Done", count: over.length },
        ]}
        chosen={chosen}
        onChoose={setChosen}
      >
        {!shown.length && <Empty title={chosen === "open" ? "Everything is done" : "Nothing is done yet"} />}
        <ul class="tasks">
          {shown.map((task) => (
            <li key={task.id} class={task.status === "DONE" ? "done" : ""}>
              <Icon of={ICONS[task.status]} />
              <div class="list-main">
                <span class="list-title">{task.name}</span>
                <span class="quiet small">
                  {[
                    project.milestones.find((each) => each.id === task.milestone?.id)?.name,
                    task.dueOn && !isOver(task) && `due ${day(task.dueOn)}`,
                    task.assignees.map((each) => each.name).join(", "),
                  ]
                    .filter(Boolean)
                    .join(" · ")}
                </span>
                {!!task.checklist.length && (
                  <span class="quiet small">
                    {task.checklist.filter((each) => each.done).length} of {task.checklist.length} steps done
                  </span>
                )}
              </div>
              {task.status !== "TODO" && task.status !== "DONE" && <State of={task.status} isOverdue={task.isOverdue} />}
            </li>
          ))}
        </ul>
      </Tabs>
    </Card>
  );
}
