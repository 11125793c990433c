import { useState } from "preact/hooks";
import { Form, useForm } from "../../shared/form";
import { go } from "../../shared/router";
import { useOrganisation } from "../../shared/session";
import { Button, Dialog, Field, Notice, say } from "../../shared/ui";
import { Combobox } from "../core/combobox";
import { LineInputs, NO_LINE, inputsOf, lineOf } from "../core/line-inputs";
import { findParties, type Kind, type Offer, type Party } from "./kinds";

interface NewOfferProps {
  kind: Kind;
  /** Whom it is for, where that is known. */
  to?: Party;
  onClose: () => void;
}

export function NewOffer({ kind, to, onClose }: NewOfferProps) {
  const usual = useOrganisation()?.currency ?? "";
  const [party, setParty] = useState<Party | null>(to ?? null);
  const [lines, setLines] = useState([NO_LINE]);
  const currency = party?.currency ?? usual;
  const form = useForm({ title: "", expiresOn: "", lines: "", clientId: "" }, async ({ title, expiresOn }) => {
    if (!party) return [{ code: "REQUIRED", message: "Say whom it is for.", path: ["clientId"] }];
    const whom = { clientId: party.isLead ? null : party.id, leadId: party.isLead ? party.id : null, projectId: null };
    const given = { ...whom, title, currency, expiresOn: expiresOn || null, lines: inputsOf(lines, currency) };
    return kind.create(given, (id) => {
      say(`The ${kind.one} is written. Nobody sees it before it is sent.`);
      if (id) go(`${kind.place}/${id}`);
    });
  });
  return (
    <Dialog title={`New ${kind.one}`} onClose={onClose} wide>
      <Form form={form}>
        <Combobox
          label="For"
          placeholder="A client or a lead"
          find={findParties}
          chosen={party}
          onChoose={(choice) => setParty(choice as Party | null)}
          error={form.errors.clientId}
        />
        <div class="form-row">
          <Field label="Title" name="title" form={form} required />
          <Field label="Can be signed until" name="expiresOn" type="date" form={form} optional />
        </div>
        <LineInputs lines={lines} onChange={setLines} currency={currency} error={form.errors.lines} />
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

interface ReviseProps {
  kind: Kind;
  offer: Offer;
  onClose: () => void;
  again: () => void;
}

/** A draft is changed; what was sent gets a next revision, and is superseded by it. */
export function Revise({ kind, offer, onClose, again }: ReviseProps) {
  const [lines, setLines] = useState(offer.lines.map(lineOf));
  const isDraft = offer.status === "DRAFT";
  const form = useForm({ title: offer.title, expiresOn: offer.expiresOn ?? "", lines: "" }, ({ title, expiresOn }) =>
    kind.revise(
      offer.id,
      { title, expiresOn: expiresOn || null, lines: inputsOf(lines, offer.currency), expectedVersion: offer.version },
      (id) => {
        say(isDraft ? "Saved." : "The next revision is written; send it when it is ready.");
        if (id && id !== offer.id) return go(`${kind.place}/${id}`);
        again();
        onClose();
      },
    ),
  );
  return (
    <Dialog title={isDraft ? `Edit ${offer.title}` : `Next revision of ${offer.title}`} onClose={onClose} wide>
      <Form form={form}>
        {!isDraft && <Notice>This {kind.one} was sent. It stays as it was, and the next revision takes its place.</Notice>}
        <div class="form-row">
          <Field label="Title" name="title" form={form} required autofocus />
          <Field label="Can be signed until" name="expiresOn" type="date" form={form} optional />
        </div>
        <LineInputs lines={lines} onChange={setLines} currency={offer.currency} error={form.errors.lines} />
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.isBusy}>
            {isDraft ? "Save" : "Write it"}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
