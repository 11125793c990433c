/** The organisation, and the nouns everything else is made of. */
import { DeskSettingsDocument } from "../../../made/graphql";
import { minutes, number } from "../../../shared/format";
import { useQuery } from "../../../shared/query";
import { useTitle } from "../../../shared/router";
import { PageHead } from "../../../shared/shell";
import { Answered } from "../../../shared/ui";
import { useCan } from "../../core/can";
import { useChanges } from "../../core/changes";
import { Sections } from "../../core/sections";
import { EditCalendar, openOn } from "./calendar";
import { EditPriority, EditService, EditStage, EditWorkLogType, EditWorkType } from "./kinds";
import { Nouns } from "./nouns";
import { Organisation } from "./organisation";
import { EditResource, EditTeam } from "./people";

export function Settings() {
  useTitle("Settings");
  const answer = useQuery(DeskSettingsDocument, {});
  const { again } = answer;
  const can = useCan();
  useChanges(["ORGANISATION_", "SETUP_", "PERIOD_"], again);
  return (
    <>
      <PageHead title="Settings" />
      {can.admin && <Sections of="settings" />}
      {!can.admin && <p class="quiet part-notice">This is how the business is set up. Administrators change it.</p>}
      <Answered answer={answer} lines={10}>
        {(data) => (
          <div class="settings">
            {data.organisation && <Organisation organisation={data.organisation} again={again} />}
            <Nouns title="Stages of leads" rows={data.pipelineStages} note={(each) => `${number(each.probabilityPercent)} %`}>
              {(row, onClose) => <EditStage row={row} onClose={onClose} again={again} />}
            </Nouns>
            <Nouns title="Services" rows={data.services.nodes}>
              {(row, onClose) => <EditService row={row} onClose={onClose} again={again} />}
            </Nouns>
            <Nouns title="Kinds of work" rows={data.workLogTypes}>
              {(row, onClose) => <EditWorkLogType row={row} onClose={onClose} again={again} />}
            </Nouns>
            <Nouns title="Work types" rows={data.workTypes.nodes} note={(each) => namesOf(each.services, data.services.nodes)}>
              {(row, onClose) => <EditWorkType row={row} all={data} onClose={onClose} again={again} />}
            </Nouns>
            <Nouns
              title="Priorities"
              rows={data.priorities}
              note={(each) => `done within ${minutes(each.completeWithinMinutes)}${each.emergency ? ", by the clock on the wall" : ""}`}
            >
              {(row, onClose) => <EditPriority row={row} all={data} onClose={onClose} again={again} />}
            </Nouns>
            <Nouns title="Teams" rows={data.teams.nodes} note={(each) => namesOf(each.services, data.services.nodes)}>
              {(row, onClose) => <EditTeam row={row} all={data} onClose={onClose} again={again} />}
            </Nouns>
            <Nouns title="Resources" rows={data.resources.nodes} note={(each) => each.team?.name}>
              {(row, onClose) => <EditResource row={row} all={data} onClose={onClose} again={again} />}
            </Nouns>
            <Nouns title="Calendars" rows={data.calendars} note={openOn}>
              {(row, onClose) => <EditCalendar row={row} onClose={onClose} again={again} />}
            </Nouns>
          </div>
        )}
      </Answered>
    </>
  );
}

const namesOf = (some: { id: string }[], all: { id: string; name: string }[]): string =>
  all
    .filter(({ id }) => some.some((each) => each.id === id))
    .map(({ name }) => name)
    .join(", ");
