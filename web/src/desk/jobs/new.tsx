/** A job in a few choices: whatever is chosen narrows what is offered next, and what is not offered says why. */
import { useState } from "preact/hooks";
import { DeskCreateJobDocument, DeskJobOptionsDocument, type DeskJobOptionsQuery } from "../../made/graphql";
import { Form, useForm } from "../../shared/form";
import { instant } from "../../shared/format";
import { newKey } from "../../shared/graph";
import { useQuery } from "../../shared/query";
import { go } from "../../shared/router";
import { Button, Dialog, Facts, Fault, say, Select, Skeleton, TextArea } from "../../shared/ui";
import { Combobox, type Choice } from "../core/combobox";
import { findSites } from "../core/finders";
import { send } from "../core/verbs";
import { NewSite } from "../setup/new-site";

type Options = NonNullable<DeskJobOptionsQuery["jobOptions"]>;
const GIVEN = {
  siteId: "",
  workLogTypeId: "",
  workTypeId: "",
  priorityId: "",
  teamId: "",
  resourceId: "",
  codingId: "",
  activities: "",
  description: "",
};

export function NewJob({ onClose, at = null }: { onClose: () => void; at?: Choice | null }) {
  const [site, setSite] = useState<Choice | null>(at);
  const [activityIds, setActivityIds] = useState<string[]>([]);
  const [isPlacing, setPlacing] = useState(false);
  const [key] = useState(newKey);
  const form = useForm(GIVEN, (values) =>
    send(
      DeskCreateJobDocument,
      {
        siteId: site?.id ?? "",
        workLogTypeId: values.workLogTypeId,
        workTypeId: values.workTypeId || null,
        priorityId: values.priorityId || null,
        teamId: values.teamId || null,
        resourceId: values.resourceId || null,
        codingId: values.codingId || null,
        description: values.description || null,
        activities: activityIds.map((activityId) => ({ activityId })),
        idempotencyKey: key,
      },
      ({ job, warnings }) => {
        say([`${job?.number} is made.`, ...(warnings ?? []).map((each) => each.message)].join(" "));
        if (job) go(`/jobs/${job.id}`);
      },
    ),
  );
  const { values } = form;
  const answer = useQuery(
    DeskJobOptionsDocument,
    site && {
      siteId: site.id,
      workLogTypeId: values.workLogTypeId || null,
      workTypeId: values.workTypeId || null,
      priorityId: values.priorityId || null,
      teamId: values.teamId || null,
      activityIds,
    },
  );
  const [kept, setKept] = useState<Options | null>(null);
  const options = answer.data?.jobOptions ?? kept;
  if (answer.data?.jobOptions && answer.data.jobOptions !== kept) setKept(answer.data.jobOptions);
  const choose = (choice: Choice | null) => {
    setSite(choice);
    setActivityIds([]);
    setKept(null);
    form.reset({ ...GIVEN, description: values.description });
  };
  return (
    <Dialog title="New job" onClose={onClose} wide>
      <Form form={form}>
        <Combobox label="Site" find={findSites} chosen={site} onChoose={choose} error={form.errors.siteId} />
        {!site && (
          <Button kind="plain" small class="as-link" onClick={() => setPlacing(true)}>
            It is not there yet: a new site…
          </Button>
        )}
        {answer.fault && <Fault fault={answer.fault} again={answer.again} />}
        {site && !options && !answer.fault && <Skeleton lines={6} />}
        {site && options && (
          <>
            <div class="form-row">
              <Select label="Kind of work" name="workLogTypeId" form={form} options={listed(options.workLogTypes, "Choose")} />
              <Select
                label="Work type"
                name="workTypeId"
                form={form}
                options={listed(options.workTypes, options.derivedWorkType ? `${options.derivedWorkType.name} (as it follows)` : "As it follows")}
              />
              <Select label="Priority" name="priorityId" form={form} options={listed(options.priorities, "As it follows")} />
            </div>
            <Activities options={options} chosen={activityIds} onChange={setActivityIds} error={form.errors.activities} />
            <div class="form-row">
              <Select
                label="Team"
                name="teamId"
                form={form}
                options={listed(
                  options.teams.filter(({ eligible }) => eligible).map(({ team }) => team),
                  options.derivedTeam ? `${options.derivedTeam.name} (as it follows)` : "Nobody yet",
                )}
              />
              <Select
                label="Resource"
                name="resourceId"
                form={form}
                options={listed(options.resources.filter(({ eligible }) => eligible).map(({ resource }) => resource), "Nobody yet")}
              />
              {options.codings.length > 0 && (
                <Select
                  label="Code"
                  name="codingId"
                  form={form}
                  options={listed(options.codings.map(({ id, code, description }) => ({ id, name: `${code} ${description}` })), "None")}
                />
              )}
            </div>
            <WhyNot options={options} />
            <TextArea label="Description" name="description" rows={2} form={form} optional />
            <Facts
              facts={[
                ["To be done by", options.targetAt && instant(options.targetAt)],
                ["Service", options.derivedService?.name],
              ]}
            />
          </>
        )}
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.isBusy} disabled={!site}>
            Make the job
          </Button>
        </div>
      </Form>
      {isPlacing && <NewSite onClose={() => setPlacing(false)} made={(made) => (setPlacing(false), choose(made))} />}
    </Dialog>
  );
}

const listed = (all: { id: string; name: string }[], none: string): [string, string][] => [
  ["", none],
  ...all.map(({ id, name }): [string, string] => [id, name]),
];

interface ActivitiesProps {
  options: Options;
  chosen: string[];
  onChange: (ids: string[]) => void;
  error?: string;
}

function Activities({ options, chosen, onChange, error }: ActivitiesProps) {
  const toggle = (id: string) => onChange(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id]);
  return (
    <fieldset class="choices">
      <legend>Activities</legend>
      {options.activities.nodes.map(({ id, code, name, durationMinutes }) => (
        <label key={id} class="choice">
          <input type="checkbox" checked={chosen.includes(id)} onChange={() => toggle(id)} />
          <span>
            {name} <span class="quiet small">{`${code}, ${durationMinutes} min`}</span>
          </span>
        </label>
      ))}
      {!options.activities.nodes.length && <p class="quiet">No activities are for this choice.</p>}
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}

/** Who cannot do it, and why. */
function WhyNot({ options }: { options: Options }) {
  const others = [
    ...options.teams.filter(({ eligible }) => !eligible).map(({ team, reasons }) => ({ ...team, reasons })),
    ...options.resources.filter(({ eligible }) => !eligible).map(({ resource, reasons }) => ({ ...resource, reasons })),
  ];
  if (!others.length) return null;
  return (
    <details class="why-not">
      <summary>{others.length} cannot do it</summary>
      <ul>
        {others.map(({ id, name, reasons }) => (
          <li key={id}>
            <strong>{name}</strong>: {reasons.map((each) => each.message).join(" ")}
          </li>
        ))}
      </ul>
    </details>
  );
}
