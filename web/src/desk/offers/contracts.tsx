import { FileText, Plus, Send as SendIcon } from "lucide";
import { useState } from "preact/hooks";
import {
  DeskContractDocument,
  DeskContractsDocument,
  DeskCreateContractDocument,
  DeskSendContractDocument,
  DeskTerminateContractDocument,
  type DeskContractQuery,
  type DeskContractRowFragment,
} from "../../made/graphql";
import { Form, useForm } from "../../shared/form";
import { day, instant, money, words } from "../../shared/format";
import { useQuery } from "../../shared/query";
import { go, Link, useTitle, type Parameters } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Answered, Button, Card, Dialog, Empty, Facts, Field, Notice, say, TextArea } from "../../shared/ui";
import { AskReason } from "../core/ask-reason";
import { State } from "../core/badges";
import { useCan } from "../core/can";
import { useChanges } from "../core/changes";
import { Combobox, type Choice } from "../core/combobox";
import { today } from "../core/days";
import { Pdf, Signed } from "../core/documents";
import { optionsOf, search, type Filter } from "../core/filters";
import { findClients } from "../core/finders";
import { List, type ListColumn } from "../core/list";
import { moneyOf } from "../core/money";
import { useParameters } from "../core/place";
import { Ref } from "../core/refs";
import { Sections } from "../core/sections";
import { OnProject } from "../core/on-project";
import { NotHere } from "../core/tabs";
import { Timeline } from "../core/timeline";
import { run, send } from "../core/verbs";

type Contract = NonNullable<DeskContractQuery["contract"]>;

const COLUMNS: ListColumn<DeskContractRowFragment>[] = [
  { title: "Title", order: "TITLE", cell: ({ id, title }) => <Link to={`/contracts/${id}`}>{title}</Link> },
  { title: "Client", isAside: true, cell: ({ client }) => <Ref to="/clients" of={client} /> },
  { title: "Status", cell: ({ status }) => <State of={status} /> },
  { title: "Starts", order: "STARTS_ON", isAside: true, cell: ({ startsOn }) => <span class="nowrap">{day(startsOn)}</span> },
  { title: "Ends", order: "ENDS_ON", isAside: true, cell: ({ endsOn }) => <span class="nowrap">{day(endsOn)}</span> },
  { title: "Value", isFigure: true, cell: ({ value }) => money(value) },
];
const FILTERS: Filter[] = [
  search,
  {
    kind: "choice",
    name: "status",
    label: "Any status",
    options: optionsOf(["DRAFT", "SENT", "SIGNED", "ACTIVE", "EXPIRED", "TERMINATED"], words),
  },
  { kind: "find", name: "client", label: "Client", find: findClients, to: (id) => ({ client: { id: { eq: id } } }) },
  { kind: "day", name: "ends", label: "Ends by", to: (ends) => ({ endsOn: { lte: ends } }) },
];

export function Contracts() {
  useTitle("Contracts");
  const can = useCan();
  const kept = useParameters();
  const [isNew, setNew] = useState(kept.values.new === "yes");
  return (
    <>
      <PageHead title="Contracts">
        {can.work && (
          <Button kind="primary" icon={Plus} onClick={() => setNew(true)}>
            New contract
          </Button>
        )}
      </PageHead>
      <Sections of="offers" />
      <List
        name="contracts"
        label="Contracts"
        document={DeskContractsDocument}
        page={(data) => data.contracts}
        columns={COLUMNS}
        filters={FILTERS}
        order="-STARTS_ON"
        views={[{ title: "In force", text: "status=ACTIVE" }]}
        changes={["CONTRACT_"]}
        empty={
          <Empty icon={FileText} title="No contracts yet">
            Write one, or make one of a signed proposal. The client signs it in the portal.
          </Empty>
        }
      />
      {isNew && <NewContract onClose={() => setNew(false)} />}
    </>
  );
}

interface NewContractProps {
  client?: Choice;
  /** The signed proposal it comes from. */
  proposal?: { id: string; title: string; total: { amount: string }; project?: { id: string } | null };
  onClose: () => void;
}

export function NewContract({ client: given, proposal, onClose }: NewContractProps) {
  const [client, setClient] = useState<Choice | null>(given ?? null);
  const start = { clientId: "", title: proposal?.title ?? "", body: "", startsOn: today(), endsOn: "", value: proposal?.total.amount ?? "" };
  const form = useForm(start, (values) =>
    send(
      DeskCreateContractDocument,
      {
        clientId: client?.id ?? "",
        proposalId: proposal?.id ?? null,
        projectId: proposal?.project?.id ?? null,
        title: values.title,
        body: values.body,
        startsOn: values.startsOn,
        endsOn: values.endsOn || null,
        value: moneyOf(values.value, client?.note ?? ""),
      },
      ({ contract }) => {
        say("The contract is written. The client sees it once it is sent.");
        if (contract) go(`/contracts/${contract.id}`);
      },
    ),
  );
  return (
    <Dialog title="New contract" onClose={onClose} wide>
      <Form form={form}>
        {given ? (
          <p class="quiet">With {given.title}</p>
        ) : (
          <Combobox label="Client" find={findClients} chosen={client} onChoose={setClient} error={form.errors.clientId} />
        )}
        <Field label="Title" name="title" form={form} required />
        <TextArea label="Text" name="body" rows={8} form={form} hint="What both sides sign." required />
        <div class="form-row">
          <Field label="Starts" name="startsOn" type="date" form={form} required />
          <Field label="Ends" name="endsOn" type="date" form={form} optional />
          <Field label={`Value${client?.note ? `, ${client.note}` : ""}`} name="value" inputMode="decimal" form={form} optional />
        </div>
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.isBusy}>
            Write the draft
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

export function ContractPage({ parameters: { id = "" } }: { parameters: Parameters }) {
  const answer = useQuery(DeskContractDocument, { id });
  useChanges(["CONTRACT_"], answer.again, id);
  useTitle(answer.data?.contract?.title ?? "Contract");
  return (
    <Answered answer={answer} lines={10}>
      {({ contract }) =>
        contract ? <Found contract={contract} again={answer.again} /> : <NotHere what="contract" back={["/contracts", "All contracts"]} />
      }
    </Answered>
  );
}

function Found({ contract, again }: { contract: Contract; again: () => void }) {
  const can = useCan();
  const [isEnding, setEnding] = useState(false);
  const put = async () => {
    await run(DeskSendContractDocument, { contractId: contract.id, email: true }, "The contract is on its way to the client.");
    again();
  };
  return (
    <>
      <PageHead title={contract.title} back={["/contracts", "Contracts"]}>
        <State of={contract.status} />
        <Pdf of={contract.downloadUrl} />
        {can.work && contract.status === "ACTIVE" && <Button onClick={() => setEnding(true)}>Terminate…</Button>}
        {can.work && contract.status === "DRAFT" && (
          <Button kind="primary" icon={SendIcon} onClick={() => void put()}>
            Send
          </Button>
        )}
      </PageHead>
      {contract.status === "DRAFT" && (
        <div class="part-notice">
          <Notice>This is a draft. The client reads and signs it in the portal once it is sent.</Notice>
        </div>
      )}
      {contract.terminationReason && (
        <div class="part-notice">
          <Notice kind="warn">Terminated: {contract.terminationReason}</Notice>
        </div>
      )}
      <div class="columns">
        <div class="stack">
          <Card title="Text">
            <p class="text">{contract.body}</p>
          </Card>
          <Signed by={contract.signature} />
        </div>
        <div class="stack">
          <Card title="About">
            <Facts
              facts={[
                ["Client", <Link to={`/clients/${contract.client.id}`}>{contract.client.name}</Link>],
                ["Starts", day(contract.startsOn)],
                ["Ends", contract.endsOn && day(contract.endsOn)],
                ["Value", contract.value && money(contract.value)],
                ["Proposal", contract.proposal && <Link to={`/proposals/${contract.proposal.id}`}>{contract.proposal.title}</Link>],
                [
                  "Project",
                  <OnProject what="document" id={contract.id} clientId={contract.client.id} project={contract.project} again={again} />,
                ],
                ["Written by", contract.createdBy?.name],
                ["Sent", contract.sentAt && instant(contract.sentAt)],
              ]}
            />
          </Card>
          <Card title="Timeline">
            <Timeline filter={{ subject: { eq: contract.id } }} about={contract.id} />
          </Card>
        </div>
      </div>
      {isEnding && (
        <AskReason
          title={`Terminate ${contract.title}`}
          verb="Terminate it"
          isDanger
          onClose={() => setEnding(false)}
          send={(reason) => send(DeskTerminateContractDocument, { contractId: contract.id, reason }, again)}
        />
      )}
    </>
  );
}
