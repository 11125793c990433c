/** One schedule, and how its files went. */
import { Download, MoreVertical, Play } from "lucide";
import { useState } from "preact/hooks";
import {
  DeskArchiveScheduleDocument,
  DeskPauseScheduleDocument,
  DeskResumeScheduleDocument,
  DeskRunScheduleDocument,
  DeskExportScheduleDocument,
} from "../../made/graphql";
import { bytes, instant, number } from "../../shared/format";
import { useQuery } from "../../shared/query";
import { useTitle, type Parameters } from "../../shared/router";
import { useViewer } from "../../shared/session";
import { PageHead } from "../../shared/shell";
import { Answered, Button, Card, Empty, Facts, Icon, Notice, Table } from "../../shared/ui";
import { State } from "../core/badges";
import { useChanges } from "../core/changes";
import { NamedMenu } from "../core/menu";
import { NotHere } from "../core/tabs";
import { run } from "../core/verbs";
import { rhythm } from "./rhythm";
import { EditSchedule, type Schedule } from "./write";

export function SchedulePage({ parameters: { id = "" } }: { parameters: Parameters }) {
  const answer = useQuery(DeskExportScheduleDocument, { id });
  useChanges(["SCHEDULED_EXPORT_"], answer.again);
  useTitle(answer.data?.scheduledExport?.name ?? "Schedule");
  return (
    <Answered answer={answer} lines={8}>
      {({ scheduledExport }) =>
        scheduledExport ? (
          <Found schedule={scheduledExport} again={answer.again} />
        ) : (
          <NotHere what="schedule" back={["/schedules", "All schedules"]} />
        )
      }
    </Answered>
  );
}

function Found({ schedule, again }: { schedule: Schedule; again: () => void }) {
  const viewer = useViewer();
  const [isEditing, setEditing] = useState(false);
  const input = { scheduledExportId: schedule.id };
  const isMine = viewer.user?.id === schedule.owner.id;
  const done = async (doing: Promise<unknown>) => {
    await doing;
    again();
  };
  const { recipients, webhookEndpoint, savedQuery, query, runs } = schedule;
  return (
    <>
      <PageHead title={schedule.name} back={["/schedules", "Schedules"]}>
        <State of={schedule.status} />
        {schedule.status !== "ARCHIVED" && (
          <>
            {isMine && (
              <>
                <Button icon={Play} onClick={() => void done(run(DeskRunScheduleDocument, input, "It is being made."))}>
                  Make it now
                </Button>
                <Button onClick={() => setEditing(true)}>Edit</Button>
              </>
            )}
            {schedule.status === "ACTIVE" && (
              <Button onClick={() => void done(run(DeskPauseScheduleDocument, input, "Paused: none is made until it is resumed."))}>Pause</Button>
            )}
            {isMine && schedule.status === "PAUSED" && (
              <Button kind="primary" onClick={() => void done(run(DeskResumeScheduleDocument, input, "Resumed. What fell into the pause is not made up."))}>
                Resume
              </Button>
            )}
            <NamedMenu name="More to do with the schedule" label={<Icon of={MoreVertical} size={18} />}>
              <Button kind="plain" onClick={() => void done(run(DeskArchiveScheduleDocument, input, "It is put away."))}>
                Put away for good
              </Button>
            </NamedMenu>
          </>
        )}
      </PageHead>
      {schedule.pausedReason && (
        <div class="part-notice">
          <Notice kind="warn">{schedule.pausedReason}</Notice>
        </div>
      )}
      <div class="columns">
        <Card title="Made so far" flush>
          {runs.nodes.length ? (
            <Table
              label="Made so far"
              rows={runs.nodes}
              keyOf={({ id }) => id}
              columns={[
                { title: "Due", cell: ({ dueAt }) => <span class="nowrap">{instant(dueAt)}</span> },
                { title: "State", cell: ({ status }) => <State of={status} /> },
                { title: "How it went", isAside: true, cell: ({ outcome }) => <span class="text">{outcome ?? "–"}</span> },
                { title: "Rows", isFigure: true, isAside: true, cell: ({ rows }) => (rows === null ? "–" : number(rows)) },
                {
                  title: "",
                  isFigure: true,
                  cell: ({ file, byteSize, dueAt }) =>
                    file && (
                      <a class="button plain small" href={file} download aria-label={`Download the file of ${instant(dueAt)}, ${bytes(byteSize ?? 0)}`}>
                        <Icon of={Download} size={16} /> {bytes(byteSize ?? 0)}
                      </a>
                    ),
                },
              ]}
            />
          ) : (
            <Empty title="None yet">{schedule.nextAt && `The first is made on ${instant(schedule.nextAt)}.`}</Empty>
          )}
        </Card>
        <Card title="About">
          <Facts
            facts={[
              ["Of", savedQuery?.title ?? (query ? "A query of its own" : "A saved query that is gone")],
              ["When", rhythm(schedule)],
              ["Next", schedule.nextAt && instant(schedule.nextAt)],
              ["As", schedule.form === "JSON_LINES" ? "JSON Lines" : schedule.form],
              ["As seen by", schedule.owner.name],
              ["Told", webhookEndpoint ? webhookEndpoint.name : recipients.nodes.map(({ name }) => name).join(", ")],
              ["Scheduled", instant(schedule.createdAt)],
            ]}
          />
          {query && <pre class="text small">{query}</pre>}
        </Card>
      </div>
      {isEditing && <EditSchedule schedule={schedule} onClose={() => setEditing(false)} again={again} />}
    </>
  );
}
