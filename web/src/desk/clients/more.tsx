/** What is done seldom with a client: its work types, its type, and its end. */
import { MoreVertical } from "lucide";
import { useState } from "preact/hooks";
import {
  DeskArchiveClientDocument,
  DeskChangeClientTypeDocument,
  DeskClientWorkDocument,
  DeskClientWorkTypesDocument,
  DeskMergeClientsDocument,
  type ClientType,
  type DeskClientWorkQuery,
} from "../../made/graphql";
import { useForm } from "../../shared/form";
import { useQuery } from "../../shared/query";
import { go } from "../../shared/router";
import { Button, Icon, Notice, say } from "../../shared/ui";
import { useCan } from "../core/can";
import { Choices } from "../core/choices";
import { Combobox, type Choice } from "../core/combobox";
import { findClients } from "../core/finders";
import { FormDialog } from "../core/form-dialog";
import { NamedMenu } from "../core/menu";
import { run, send } from "../core/verbs";
import type { Client } from "./page";

interface OfClient {
  client: Client;
  again: () => void;
}
type Dialog = OfClient & { onClose: () => void };

export function ClientMenu({ client, again }: OfClient) {
  const can = useCan();
  const [doing, setDoing] = useState<"work" | "merge" | "archive" | null>(null);
  const close = () => setDoing(null);
  const isCompany = client.type === "COMPANY";
  const turn = async () => {
    const type: ClientType = isCompany ? "INDIVIDUAL" : "COMPANY";
    await run(DeskChangeClientTypeDocument, { clientId: client.id, type }, isCompany ? "It is a person now." : "It is a company now.");
    again();
  };
  const given = { client, again, onClose: close };
  return (
    <>
      <NamedMenu name="More to do with the client" label={<Icon of={MoreVertical} size={18} />}>
        {can.admin && (
          <Button kind="plain" onClick={() => setDoing("work")}>
            What is done for it…
          </Button>
        )}
        <Button kind="plain" onClick={() => void turn()}>
          {isCompany ? "Make it a person" : "Make it a company"}
        </Button>
        {can.admin && (
          <Button kind="plain" onClick={() => setDoing("merge")}>
            Merge into another…
          </Button>
        )}
        {client.status !== "ARCHIVED" && (
          <Button kind="plain" onClick={() => setDoing("archive")}>
            Archive…
          </Button>
        )}
      </NamedMenu>
      {doing === "work" && <WorkTypes {...given} />}
      {doing === "merge" && <Merge {...given} />}
      {doing === "archive" && <Archive {...given} />}
    </>
  );
}

function WorkTypes(props: Dialog) {
  const { data } = useQuery(DeskClientWorkDocument, { id: props.client.id });
  return data?.client ? <ChooseWork {...props} data={data} /> : null;
}

function ChooseWork({ client, again, onClose, data }: Dialog & { data: DeskClientWorkQuery }) {
  const form = useForm({ workTypeIds: data.client?.workTypes?.nodes.map(({ id }) => id) ?? [] }, ({ workTypeIds }) =>
    send(DeskClientWorkTypesDocument, { clientId: client.id, workTypeIds }, () => {
      say("Saved.");
      again();
      onClose();
    }),
  );
  return (
    <FormDialog title={`What is done for ${client.name}`} form={form} onClose={onClose}>
      <Choices label="Work types" name="workTypeIds" form={form} options={data.workTypes.nodes} />
    </FormDialog>
  );
}

function Merge({ client, onClose }: Dialog) {
  const [into, setInto] = useState<Choice | null>(null);
  const form = useForm({ intoClientId: "" }, async () => {
    if (!into) return [{ code: "REQUIRED", message: "Choose the client that stays.", path: ["intoClientId"] }];
    return send(DeskMergeClientsDocument, { fromClientId: client.id, intoClientId: into.id }, (done) => {
      say(`${client.name} is merged into ${done.client?.name}.`);
      onClose();
      go(`/clients/${into.id}`);
    });
  });
  return (
    <FormDialog title={`Merge ${client.name}`} form={form} verb="Merge" isDanger onClose={onClose}>
      <p>
        Everything of {client.name} becomes the other client's: contacts, projects, invoices, jobs and all that was said. It cannot be taken
        back.
      </p>
      <Combobox label="Into the client" find={findClients} chosen={into} onChoose={setInto} error={form.errors.intoClientId} />
    </FormDialog>
  );
}

function Archive({ client, again, onClose }: Dialog) {
  const form = useForm({}, () =>
    send(DeskArchiveClientDocument, { clientId: client.id }, () => {
      say(`${client.name} is archived.`);
      again();
      onClose();
    }),
  );
  return (
    <FormDialog title={`Archive ${client.name}`} form={form} verb="Archive" isDanger onClose={onClose}>
      <p>Business with {client.name} ends. All that was done stays to be read, and nothing new begins.</p>
      {client.balance && <Notice kind="warn">What is still open, such as invoices, stays open.</Notice>}
    </FormDialog>
  );
}
