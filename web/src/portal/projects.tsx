/** Projects, and one of them with everything that is shared of it. */
import { FolderKanban } from "lucide";
import {
  ProjectDocument,
  ProjectHappeningsDocument,
  ProjectMovesDocument,
  ProjectsDocument,
  type ProjectQuery,
} from "../made/graphql";
import { ago, day } from "../shared/format";
import { useLive, useQuery } from "../shared/query";
import { Link, useTitle, type Parameters } from "../shared/router";
import { useCursor } from "../shared/session";
import { PageHead } from "../shared/shell";
import { Answered, Card, Empty, Facts, ProgressBar } from "../shared/ui";
import { Files, NotHere, RowLink, Timeline } from "./parts";
import { useNews } from "./pulse";
import { SendFiles, useMaySend } from "./sending";
import { State } from "./states";
import { TaskList } from "./tasks";

type Shown = NonNullable<ProjectQuery["project"]>;

export function Projects() {
  const answer = useQuery(ProjectsDocument, {});
  useNews(["PROJECT", "TASK"], answer.again);
  useTitle("Projects");
  return (
    <>
      <PageHead title="Projects" />
      <Answered answer={answer}>
        {({ projects }) =>
          projects.nodes.length ? (
            <ul class="tiles">
              {projects.nodes.map((each) => (
                <li key={each.id}>
                  <Link class="tile" to={`/projects/${each.id}`}>
                    <span class="row spread">
                      <strong>{each.name}</strong>
                      <State of={each.status} isOverdue={each.isOverdue} />
                    </span>
                    <ProgressBar percent={each.progressPercent} label={`Progress of ${each.name}`} />
                    <span class="quiet small">
                      {[
                        counted(each.tasks.totalCount, "task"),
                        counted(each.discussions.totalCount, "discussion"),
                        each.dueOn && `due ${day(each.dueOn)}`,
                      ]
                        .filter(Boolean)
                        .join(" · ")}
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          ) : (
            <Card>
              <Empty icon={FolderKanban} title="No projects yet">
                When we begin to work for you, you can watch it here.
              </Empty>
            </Card>
          )
        }
      </Answered>
    </>
  );
}

const counted = (count: number, noun: string): string => count && `${count} ${noun}${count === 1 ? "" : "s"}` || "";

export function Project({ parameters }: { parameters: Parameters }) {
  const id = parameters.id ?? "";
  const answer = useQuery(ProjectDocument, { id });
  const after = useCursor();
  useNews(["PROJECT", "TASK", "MILESTONE", "DISCUSSION", "FILE"], answer.again);
  useLive(ProjectMovesDocument, answer.data?.project ? { projectId: id, after } : null, ({ projectProgress: moved }) =>
    answer.foresee((was) => moveOn(was, moved)),
  );
  return (
    <Answered answer={answer} lines={12}>
      {({ project }) => (project ? <Whole project={project} again={answer.again} /> : <NotHere back={["/projects", "All projects"]} />)}
    </Answered>
  );
}

interface Moved {
  progressPercent: string;
  task: { id: string; status: Shown["tasks"]["nodes"][number]["status"] } | null;
}

/** The project as the stream says it is by now. */
function moveOn(was: ProjectQuery, { progressPercent, task }: Moved): ProjectQuery {
  if (!was.project) return was;
  const nodes = was.project.tasks.nodes.map((each) => (each.id === task?.id ? { ...each, status: task.status } : each));
  return { ...was, project: { ...was.project, progressPercent, tasks: { ...was.project.tasks, nodes } } };
}

function Whole({ project, again }: { project: Shown; again: () => void }) {
  const maySend = useMaySend();
  useTitle(project.name);
  const discussions = project.discussions.nodes;
  return (
    <>
      <PageHead title={project.name} back={["/projects", "Projects"]}>
        <State of={project.status} isOverdue={project.isOverdue} />
      </PageHead>
      <div class="columns">
        <div class="stack">
          <Card class="progress-card">
            <ProgressBar percent={project.progressPercent} label={`Progress of ${project.name}`} />
            {!!project.milestones.length && <Milestones milestones={project.milestones} />}
            {project.description && <p class="text">{project.description}</p>}
          </Card>
          <TaskList project={project} />
          <Card title="Discussions" flush>
            {!discussions.length && (
              <Empty title="No discussions yet">When we have a question about this project, you can answer it here.</Empty>
            )}
            <ul class="list">
              {discussions.map((each) => (
                <RowLink
                  key={each.id}
                  to={`/discussions/${each.id}`}
                  title={each.subject}
                  detail={`${each.author?.name ?? "Our team"}, ${ago(each.createdAt)}`}
                >
                  <span class="quiet small">{counted(each.replies.totalCount, "reply").replace("replys", "replies")}</span>
                </RowLink>
              ))}
            </ul>
          </Card>
        </div>
        <div class="stack">
          <Card title="About">
            <Facts
              facts={[
                ["Start", project.startsOn && day(project.startsOn)],
                ["Due", project.dueOn && day(project.dueOn)],
                ["Team", project.members.map((each) => each.user.name).join(", ")],
              ]}
            />
          </Card>
          {(maySend || !!project.files.nodes.length) && (
            <Card title="Files" aside={<SendFiles to={{ projectId: project.id }} onDone={again} />} flush>
              {project.files.nodes.length ? (
                <Files files={project.files.nodes} />
              ) : (
                <Empty title="No files yet">What we need for this project, you can send us here.</Empty>
              )}
            </Card>
          )}
          <Card title="What happened">
            <Happened id={project.id} />
          </Card>
        </div>
      </div>
    </>
  );
}

function Happened({ id }: { id: string }) {
  const answer = useQuery(ProjectHappeningsDocument, { id });
  useNews([""], answer.again);
  return <Answered answer={answer}>{({ project }) => <Timeline events={project?.timeline.nodes ?? []} />}</Answered>;
}

function Milestones({ milestones }: { milestones: Shown["milestones"] }) {
  return (
    <ol class="milestones">
      {milestones.map((each) => (
        <li key={each.id}>
          <span class="row spread">
            <span>{each.name}</span>
            <span class="quiet small">{each.dueOn ? day(each.dueOn) : ""}</span>
          </span>
          <ProgressBar percent={each.progressPercent} label={`Progress of ${each.name}`} />
        </li>
      ))}
    </ol>
  );
}
