/** The organisation, and the nouns everything else is made of. */
import { Plus } from "lucide";
import { useState } from "preact/hooks";
import {
  DeskCreateResourceDocument,
  DeskCreateServiceDocument,
  DeskCreateStageDocument,
  DeskCreateTeamDocument,
  DeskRenameResourceDocument,
  DeskRenameServiceDocument,
  DeskRenameStageDocument,
  DeskRenameTeamDocument,
  DeskSettingsDocument,
  DeskUpdateOrganisationDocument,
  type DeskSettingsQuery,
} from "../../made/graphql";
import { Form, useForm } from "../../shared/form";
import { day, minutes, number, words } from "../../shared/format";
import type { UserError } from "../../shared/graph";
import { useQuery } from "../../shared/query";
import { useTitle } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Answered, Badge, Button, Card, Checkbox, Dialog, Facts, Field, say, TextArea } from "../../shared/ui";
import { useCan } from "../core/can";
import { useChanges } from "../core/changes";
import { send } from "../core/verbs";

type Organisation = NonNullable<DeskSettingsQuery["organisation"]>;

export function Settings() {
  useTitle("Settings");
  const answer = useQuery(DeskSettingsDocument, {});
  useChanges(["ORGANISATION_", "SETUP_", "PERIOD_"], answer.again);
  return (
    <>
      <PageHead title="Settings" />
      <Answered answer={answer} lines={10}>
        {(data) => (
          <div class="columns even">
            {data.organisation && <About organisation={data.organisation} again={answer.again} />}
            <Nouns
              title="Stages of leads"
              rows={data.pipelineStages.map((each) => ({ ...each, note: `${number(each.probabilityPercent)} %` }))}
              create={(name) => send(DeskCreateStageDocument, { name })}
              rename={(pipelineStageId, name) => send(DeskRenameStageDocument, { pipelineStageId, name })}
              again={answer.again}
            />
            <Nouns
              title="Services"
              rows={data.services.nodes}
              create={(name) => send(DeskCreateServiceDocument, { name })}
              rename={(serviceId, name) => send(DeskRenameServiceDocument, { serviceId, name })}
              again={answer.again}
            />
            <Nouns
              title="Teams"
              rows={data.teams.nodes}
              create={(name) => send(DeskCreateTeamDocument, { name })}
              rename={(teamId, name) => send(DeskRenameTeamDocument, { teamId, name })}
              again={answer.again}
            />
            <Nouns
              title="Resources"
              rows={data.resources.nodes.map((each) => ({ ...each, note: each.team?.name }))}
              create={(name) => send(DeskCreateResourceDocument, { name })}
              rename={(resourceId, name) => send(DeskRenameResourceDocument, { resourceId, name })}
              again={answer.again}
            />
            <Nouns
              title="Priorities"
              rows={data.priorities.map((each) => ({ ...each, note: `done within ${minutes(each.completeWithinMinutes)}` }))}
              again={answer.again}
            />
            <Nouns title="Kinds of work" rows={data.workLogTypes} again={answer.again} />
            <Nouns title="Work types" rows={data.workTypes.nodes} again={answer.again} />
            <Nouns title="Calendars" rows={data.calendars.map((each) => ({ ...each, note: each.timeZone }))} again={answer.again} />
          </div>
        )}
      </Answered>
    </>
  );
}

function About({ organisation, again }: { organisation: Organisation; again: () => void }) {
  const can = useCan();
  const [isEditing, setEditing] = useState(false);
  return (
    <Card title="Organisation" aside={can.admin && <Button small onClick={() => setEditing(true)}>Edit</Button>}>
      <Facts
        facts={[
          ["Name", organisation.name],
          ["E-mail", organisation.email],
          ["Phone", organisation.phone],
          ["Tax number", organisation.taxId],
          ["Currency", organisation.currency],
          ["Time zone", organisation.timeZone],
          ["Payment terms", organisation.paymentTermsDays != null && `${organisation.paymentTermsDays} days`],
          ["Time is rounded", organisation.timeRounding && words(organisation.timeRounding)],
          ["Overlapping time", organisation.overlapPolicy && words(organisation.overlapPolicy)],
          ["Time needs approval", organisation.approvalRequired ? "Yes" : "No"],
          ["Clients may upload", organisation.contactsMayUpload ? "Yes" : "No"],
          ["Locked before", organisation.lockedBeforeOn && day(organisation.lockedBeforeOn)],
          ...(organisation.numberSeries ?? []).map(({ kind, template, next }): [string, string] => [
            `Numbers of ${words(kind).toLowerCase()}s`,
            `${template}, next ${next}`,
          ]),
        ]}
      />
      {isEditing && <EditOrganisation organisation={organisation} onClose={() => setEditing(false)} again={again} />}
    </Card>
  );
}

interface EditProps {
  organisation: Organisation;
  onClose: () => void;
  again: () => void;
}

function EditOrganisation({ organisation, onClose, again }: EditProps) {
  const given = {
    name: organisation.name,
    email: organisation.email ?? "",
    phone: organisation.phone ?? "",
    taxId: organisation.taxId ?? "",
    bankDetails: organisation.bankDetails ?? "",
    paymentTermsDays: String(organisation.paymentTermsDays ?? 30),
    approvalRequired: organisation.approvalRequired ?? false,
    contactsMayUpload: organisation.contactsMayUpload ?? false,
  };
  const form = useForm(given, (values) =>
    send(
      DeskUpdateOrganisationDocument,
      {
        ...values,
        email: values.email || null,
        phone: values.phone || null,
        taxId: values.taxId || null,
        bankDetails: values.bankDetails || null,
        paymentTermsDays: Number(values.paymentTermsDays),
        expectedVersion: organisation.version,
      },
      () => {
        say("Saved.");
        again();
        onClose();
      },
    ),
  );
  return (
    <Dialog title="Organisation" onClose={onClose}>
      <Form form={form}>
        <Field label="Name" name="name" form={form} required autofocus />
        <div class="form-row">
          <Field label="E-mail" name="email" type="email" form={form} optional />
          <Field label="Phone" name="phone" type="tel" form={form} optional />
        </div>
        <div class="form-row">
          <Field label="Tax number" name="taxId" form={form} optional />
          <Field label="Payment terms, days" name="paymentTermsDays" type="number" min={0} form={form} />
        </div>
        <TextArea label="Bank details on invoices" name="bankDetails" rows={3} form={form} optional />
        <Checkbox name="approvalRequired" form={form}>
          Time and expenses need approval before they are billed
        </Checkbox>
        <Checkbox name="contactsMayUpload" form={form}>
          Clients may upload files
        </Checkbox>
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.isBusy}>
            Save
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

interface NounsProps {
  title: string;
  rows: { id: string; name: string; note?: string; active?: boolean }[];
  create?: (name: string) => Promise<UserError[]>;
  rename?: (id: string, name: string) => Promise<UserError[]>;
  again: () => void;
}

/** Rows that have a name, to be added and renamed by administrators. */
function Nouns({ title, rows, create, rename, again }: NounsProps) {
  const can = useCan();
  const [named, setNamed] = useState<{ id: string | null; name: string } | null>(null);
  const keep = (name: string) => (named?.id ? rename?.(named.id, name) : create?.(name)) ?? Promise.resolve([]);
  return (
    <Card
      title={title}
      flush
      aside={
        can.admin &&
        create && (
          <Button small icon={Plus} aria-label={`Add to ${title.toLowerCase()}`} onClick={() => setNamed({ id: null, name: "" })} />
        )
      }
    >
      <ul class="lines">
        {rows.map(({ id, name, note, active }) => (
          <li key={id} class="line">
            <div class="line-text">
              <span>{name}</span>
              {note && <span class="quiet small">{note}</span>}
            </div>
            <span class="row">
              {active === false && <Badge>Not in use</Badge>}
              {can.admin && rename && (
                <Button small kind="plain" aria-label={`Rename ${name}`} onClick={() => setNamed({ id, name })}>
                  Rename
                </Button>
              )}
            </span>
          </li>
        ))}
        {!rows.length && <li class="line quiet">None yet.</li>}
      </ul>
      {named && (
        <NameDialog title={named.id ? `Rename ${named.name}` : title} name={named.name} onClose={() => setNamed(null)} keep={keep} again={again} />
      )}
    </Card>
  );
}

interface NameDialogProps {
  title: string;
  name: string;
  onClose: () => void;
  keep: (name: string) => Promise<UserError[]>;
  again: () => void;
}

function NameDialog({ title, name, onClose, keep, again }: NameDialogProps) {
  const form = useForm({ name }, async (values) => {
    const refusals = await keep(values.name);
    if (!refusals.length) {
      again();
      onClose();
    }
    return refusals;
  });
  return (
    <Dialog title={title} onClose={onClose}>
      <Form form={form}>
        <Field label="Name" name="name" form={form} required autofocus />
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.isBusy}>
            Save
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
