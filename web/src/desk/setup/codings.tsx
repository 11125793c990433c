/** Cost codes, and which jobs may carry them: those of the clients and of the kinds of work a code is for. */
import { Hash, Plus } from "lucide";
import { useState } from "preact/hooks";
import {
  DeskAssignCodingDocument,
  DeskCodingDocument,
  DeskCodingsDocument,
  DeskCodingsFileDocument,
  DeskCreateCodingDocument,
  DeskUpdateCodingDocument,
  DeskWorkLogTypesDocument,
  type DeskCodingQuery,
  type DeskCodingsQuery,
  type DeskWorkLogTypesQuery,
} from "../../made/graphql";
import { useForm } from "../../shared/form";
import { useQuery } from "../../shared/query";
import { useTitle } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Badge, Button, Checkbox, Empty, Field, say } from "../../shared/ui";
import { useCan } from "../core/can";
import { Choices } from "../core/choices";
import type { Choice } from "../core/combobox";
import { inUse, searchIn, type Filter } from "../core/filters";
import { findClients } from "../core/finders";
import { FormDialog } from "../core/form-dialog";
import { edits, List, type ListColumn } from "../core/list";
import { Sections } from "../core/sections";
import { Several } from "../core/several";
import { inTurn, send } from "../core/verbs";

type Row = DeskCodingsQuery["codings"]["nodes"][number];
type Kinds = DeskWorkLogTypesQuery["workLogTypes"];

const named = (rows: { name: string }[], others = 0) =>
  [...rows.map(({ name }) => name), ...(others ? [`${others} more`] : [])].join(", ") || <span class="quiet">None</span>;

const columns = (edit?: (row: Row) => void): ListColumn<Row>[] => [
  { title: "Code", order: "CODE", cell: ({ code }) => code },
  { title: "Stands for", cell: ({ description, active }) => (active ? description : <span>{description} <Badge>Not in use</Badge></span>) },
  { title: "Clients", isAside: true, cell: ({ clients }) => named(clients.nodes, clients.totalCount - clients.nodes.length) },
  { title: "Kinds of work", isAside: true, cell: ({ workLogTypes }) => named(workLogTypes) },
  ...edits<Row>(edit, ({ code }) => code),
];

const filters = (kinds: Kinds): Filter[] => [
  searchIn("code", "description"),
  inUse,
  { kind: "find", name: "client", label: "Client", find: findClients, to: (id) => ({ client: { id: { eq: id } } }) },
  {
    kind: "choice",
    name: "for",
    label: "Any kind of work",
    options: kinds.map(({ id, name }): [string, string] => [id, name]),
    to: (id) => ({ workLogType: { id: { eq: id } } }),
  },
];

export function Codings() {
  useTitle("Codings");
  const can = useCan();
  const { data } = useQuery(DeskWorkLogTypesDocument, {});
  const kinds = data?.workLogTypes ?? [];
  const [edited, setEdited] = useState<Row | "new" | null>(null);
  const close = () => setEdited(null);
  return (
    <>
      <PageHead title="Codings">
        {can.admin && (
          <Button kind="primary" icon={Plus} onClick={() => setEdited("new")}>
            New coding
          </Button>
        )}
      </PageHead>
      <Sections of="work" />
      <List
        name="codings"
        label="Codings"
        document={DeskCodingsDocument}
        file={DeskCodingsFileDocument}
        page={(page) => page.codings}
        columns={columns(can.admin ? setEdited : undefined)}
        filters={filters(kinds)}
        order="CODE"
        changes={["SETUP_"]}
        empty={<Empty icon={Hash} title="No codings yet">A job carries one where it is for its client and its kind of work.</Empty>}
      />
      {edited === "new" && data && <WriteCoding row={null} kinds={kinds} onClose={close} />}
      {edited && edited !== "new" && data && <ChangeCoding id={edited.id} kinds={kinds} onClose={close} />}
    </>
  );
}

function ChangeCoding({ id, kinds, onClose }: { id: string; kinds: Kinds; onClose: () => void }) {
  const { data } = useQuery(DeskCodingDocument, { id });
  return data?.coding ? <WriteCoding row={data.coding} kinds={kinds} onClose={onClose} /> : null;
}

interface WriteCodingProps {
  row: NonNullable<DeskCodingQuery["coding"]> | null;
  kinds: Kinds;
  onClose: () => void;
}

function WriteCoding({ row, kinds, onClose }: WriteCodingProps) {
  const [clients, setClients] = useState<Choice[]>(row?.clients.nodes.map(({ id, name }) => ({ id, title: name })) ?? []);
  const start = {
    code: "",
    description: row?.description ?? "",
    active: row?.active ?? true,
    clientIds: "",
    workLogTypeIds: row?.workLogTypes.map(({ id }) => id) ?? kinds.map(({ id }) => id),
  };
  const form = useForm(start, async ({ code, description, active, workLogTypeIds }) => {
    const whose = { clientIds: clients.map(({ id }) => id), workLogTypeIds };
    const refusals = row
      ? await inTurn(
          () => send(DeskUpdateCodingDocument, { codingId: row.id, description, active }),
          () => send(DeskAssignCodingDocument, { codingId: row.id, ...whose }),
        )
      : await send(DeskCreateCodingDocument, { code, description, ...whose });
    if (refusals.length) return refusals;
    say("Saved.");
    onClose();
    return [];
  });
  return (
    <FormDialog title={row ? `Edit ${row.code}` : "New coding"} form={form} onClose={onClose}>
      {!row && <Field label="Code" name="code" form={form} required autofocus />}
      <Field label="Stands for" name="description" form={form} required autofocus={!!row} />
      <Several label="For the clients" find={findClients} chosen={clients} onChange={setClients} error={form.errors.clientIds} />
      <Choices label="For the kinds of work" name="workLogTypeIds" form={form} options={kinds} />
      {row && (
        <Checkbox name="active" form={form}>
          In use
        </Checkbox>
      )}
    </FormDialog>
  );
}
