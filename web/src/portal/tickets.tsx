/** Tickets: what was asked, what was answered. */
import { LifeBuoy } from "lucide";
import { useState } from "preact/hooks";
import {
  CloseTicketDocument,
  OpenTicketDocument,
  ReplyToTicketDocument,
  TicketDocument,
  TicketProjectsDocument,
  TicketsDocument,
  type PriorityLevel,
  type TicketQuery,
} from "../made/graphql";
import { Form, useForm } from "../shared/form";
import { ago, words } from "../shared/format";
import { act } from "../shared/graph";
import { useQuery } from "../shared/query";
import { go, useTitle, type Parameters } from "../shared/router";
import { may, nameOf, useViewer } from "../shared/session";
import { PageHead } from "../shared/shell";
import { Answered, Button, Card, Dialog, Empty, Field, say, Select, TextArea } from "../shared/ui";
import { Files, NotHere, RowLink, Thread } from "./parts";
import { useNews } from "./pulse";
import { SendFiles, useMaySend } from "./sending";
import { State } from "./states";

const PRIORITIES: PriorityLevel[] = ["LOW", "NORMAL", "HIGH", "URGENT"];

export function Tickets() {
  const answer = useQuery(TicketsDocument, {});
  const [isOpening, setOpening] = useState(false);
  useNews(["TICKET"], answer.again);
  useTitle("Tickets");
  return (
    <>
      <PageHead title="Tickets">
        <Button kind="primary" onClick={() => setOpening(true)}>
          New ticket
        </Button>
      </PageHead>
      <Answered answer={answer}>
        {({ tickets }) => (
          <Card flush>
            {!tickets.nodes.length && (
              <Empty icon={LifeBuoy} title="No tickets yet">
                Open one when something does not work, or when you need something.
              </Empty>
            )}
            <ul class="list">
              {tickets.nodes.map((each) => (
                <RowLink
                  key={each.id}
                  to={`/tickets/${each.id}`}
                  title={each.subject}
                  detail={`${each.number}, ${ago(each.createdAt)}`}
                >
                  <State of={each.status} />
                </RowLink>
              ))}
            </ul>
          </Card>
        )}
      </Answered>
      {isOpening && <OpenTicket onClose={() => setOpening(false)} />}
    </>
  );
}

function OpenTicket({ onClose }: { onClose: () => void }) {
  const viewer = useViewer();
  const projects = useQuery(TicketProjectsDocument, may(viewer, "PROJECTS") ? {} : null);
  const initial = { subject: "", body: "", priority: "NORMAL" as PriorityLevel, projectId: "" };
  const form = useForm(initial, async ({ projectId, ...values }) => {
    const { openTicket } = await act(OpenTicketDocument, { input: { ...values, projectId: projectId || null } });
    if (openTicket.ticket) go(`/tickets/${openTicket.ticket.id}`);
    return openTicket.userErrors;
  });
  const nodes = projects.data?.projects.nodes ?? [];
  return (
    <Dialog title="New ticket" onClose={onClose}>
      <Form form={form}>
        <Field label="Subject" name="subject" form={form} autofocus />
        <TextArea label="What is it about?" name="body" form={form} rows={6} />
        <div class="form-row">
          <Select label="Priority" name="priority" form={form} options={PRIORITIES.map((each) => [each, words(each)])} />
          {!!nodes.length && (
            <Select
              label="Project"
              name="projectId"
              form={form}
              options={[["", "None"], ...nodes.map((each): [string, string] => [each.id, each.name])]}
            />
          )}
        </div>
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.isBusy}>
            Open the ticket
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

export function Ticket({ parameters }: { parameters: Parameters }) {
  const answer = useQuery(TicketDocument, { id: parameters.id ?? "" });
  useNews(["TICKET", "FILE"], answer.again);
  return (
    <Answered answer={answer}>
      {({ ticket }) =>
        ticket ? <Whole ticket={ticket} again={answer.again} /> : <NotHere back={["/tickets", "All tickets"]} />
      }
    </Answered>
  );
}

function Whole({ ticket, again }: { ticket: NonNullable<TicketQuery["ticket"]>; again: () => void }) {
  useTitle(ticket.subject);
  const viewer = useViewer();
  const maySend = useMaySend() && ticket.status !== "CLOSED";
  const close = async () => {
    const { closeTicket } = await act(CloseTicketDocument, { input: { ticketId: ticket.id } });
    const [refusal] = closeTicket.userErrors;
    if (refusal) say(refusal.message, "bad");
    again();
  };
  return (
    <>
      <PageHead title={ticket.subject} back={["/tickets", "Tickets"]}>
        <span class="quiet">{ticket.number}</span>
        <State of={ticket.status} />
        {ticket.status === "RESOLVED" && <Button onClick={() => void close()}>Close it</Button>}
      </PageHead>
      <div class="stack narrow">
        <Thread
          first={{ author: ticket.contact, body: ticket.body, createdAt: ticket.createdAt }}
          replies={ticket.replies.nodes}
          me={nameOf(viewer)}
        />
        {(maySend || !!ticket.files.nodes.length) && (
          <Card title="Files" aside={maySend && <SendFiles to={{ ticketId: ticket.id }} onDone={again} />} flush>
            {ticket.files.nodes.length ? (
              <Files files={ticket.files.nodes} />
            ) : (
              <Empty title="No files yet">A picture of what is wrong often helps us.</Empty>
            )}
          </Card>
        )}
        {ticket.status === "CLOSED" ? (
          <p class="quiet">This ticket is closed. Open a new one if something is left.</p>
        ) : (
          <Card>
            <Answer id={ticket.id} onDone={again} />
          </Card>
        )}
      </div>
    </>
  );
}

function Answer({ id, onDone }: { id: string; onDone: () => void }) {
  const form = useForm({ body: "" }, async (values) => {
    const { replyToTicket } = await act(ReplyToTicketDocument, { input: { ticketId: id, ...values } });
    if (!replyToTicket.userErrors.length) {
      form.reset({ body: "" });
      onDone();
    }
    return replyToTicket.userErrors;
  });
  return (
    <Form form={form}>
      <TextArea label="Your answer" name="body" form={form} />
      <div class="form-actions">
        <Button kind="primary" type="submit" busy={form.isBusy}>
          Send
        </Button>
      </div>
    </Form>
  );
}
