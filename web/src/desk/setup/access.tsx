/** Whether somebody sees a record and why, as the graph itself answers it. */
import { Eye } from "lucide";
import { useState } from "preact/hooks";
import { DeskAccessDocument, DeskFindAnyContactsDocument, DeskFindUsersDocument, type DeskAccessQuery } from "../../made/graphql";
import { words } from "../../shared/format";
import { ask } from "../../shared/graph";
import { useQuery } from "../../shared/query";
import { Link, useTitle } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Answered, Button, Card, Empty, Facts, Notice } from "../../shared/ui";
import { useCan } from "../core/can";
import { chosenOf, keptOf } from "../core/filters";
import { Combobox, type Choice, type Find } from "../core/combobox";
import { useParameters } from "../core/place";
import { placeOf } from "../core/refs";
import { NotHere } from "../core/tabs";
import { findAnything } from "../frame/palette";
import { Paste } from "./paste";

/** Before the id of a contact, to tell it from a user's. */
const CONTACT = "contact:";

const findPeople: Find = async (text) => {
  const filter = text.trim() ? { name: { contains: text.trim() } } : {};
  const [{ users }, { contacts }] = await Promise.all([
    ask(DeskFindUsersDocument, { filter }),
    ask(DeskFindAnyContactsDocument, { filter: { ...filter, archived: false } }),
  ]);
  return [
    ...users.nodes.map(({ id, name, role }): Choice => ({ id, title: name, note: role ? words(role) : undefined })),
    ...contacts.nodes.map(({ id, name, client }): Choice => ({ id: CONTACT + id, title: name, note: client.name })),
  ];
};

const findRecords: Find = async (text) =>
  text.trim().length < 2 ? [] : (await findAnything(text)).map(({ key, title, note }) => ({ id: key, title, note }));

export function Access() {
  useTitle("Who sees what");
  const can = useCan();
  return can.admin ? <Asking /> : <NotHere what="page" back={["/", "Today"]} />;
}

function Asking() {
  const { values, set } = useParameters();
  const [isPasting, setPasting] = useState(false);
  const [who, what] = [chosenOf(values.who), chosenOf(values.what)];
  return (
    <>
      <PageHead title="Who sees what" back={["/people", "People"]} />
      <div class="stack">
        <Card>
          <div class="form-row">
            <Combobox label="Who" placeholder="A name" find={findPeople} chosen={who} onChoose={(choice) => set({ who: keptOf(choice) })} />
            <div class="stack-tight">
              <Combobox label="Which record" placeholder="A name or a number" find={findRecords} chosen={what} onChoose={(choice) => set({ what: keptOf(choice) })} />
              <div>
                <Button small kind="plain" onClick={() => setPasting(true)}>
                  Or by its address or id…
                </Button>
              </div>
            </div>
          </div>
        </Card>
        {who && what ? (
          <Explained key={`${who.id} ${what.id}`} who={who} what={what} />
        ) : (
          <Card>
            <Empty icon={Eye} title="Choose a person and a record">
              Here it is said whether the person sees the record, by which rule, and what of it is kept back. Nothing is changed by asking.
            </Empty>
          </Card>
        )}
      </div>
      {isPasting && <Paste onClose={() => setPasting(false)} onFound={(choice) => set({ what: keptOf(choice) })} />}
    </>
  );
}

function Explained({ who, what }: { who: Choice; what: Choice }) {
  const isContact = who.id.startsWith(CONTACT);
  const person = isContact ? { contactId: who.id.slice(CONTACT.length) } : { userId: who.id };
  const answer = useQuery(DeskAccessDocument, { nodeId: what.id, userId: null, contactId: null, ...person });
  return <Answered answer={answer}>{(data) => <Verdict {...data} who={who} what={what} />}</Answered>;
}

function Verdict({ explainAccess: found, node, who, what }: DeskAccessQuery & { who: Choice; what: Choice }) {
  if (!found) return <Notice kind="warn">There is no such person, or no such record. Was the id copied whole?</Notice>;
  const place = node && placeOf(node.__typename, node.id);
  return (
    <Card title={`${who.title} and ${what.title}`}>
      <div class="stack">
        <Notice kind={found.allowed ? "good" : "warn"}>
          <strong>
            {who.title} {found.allowed ? "sees it." : "does not see it."}
          </strong>
        </Notice>
        <div>
          <h3>Why</h3>
          <ol class="reasons">
            {found.because.map((each) => (
              <li key={each}>{spoken(each)}</li>
            ))}
          </ol>
        </div>
        <Facts
          facts={[
            ["The record", place ? <Link to={place}>{what.title}</Link> : node?.__typename],
            ["Kept back", !found.allowed ? null : (found.withheld.length ? found.withheld.map(nameOf).join(", ") : "Nothing of it")],
          ]}
        />
      </div>
    </Card>
  );
}

/** A rule with roles as people say them, and without where it is written down. */
const spoken = (rule: string): string =>
  rule.replaceAll(/ \(\w+\.md [^)]*\)/g, "").replaceAll(/\b(?:OWNER|ADMIN|STAFF|ANALYST|[A-Z]+_[A-Z_]+)\b/g, (name) => words(name).toLowerCase());

/** `internalNotes`: Internal notes. */
const nameOf = (field: string): string => words(field.replaceAll(/[A-Z]/g, (letter) => `_${letter}`));
