/** One ticket: what was asked, what was answered, and what staff say among themselves. */
import { useState } from "preact/hooks";
import {
  DeskAssignTicketDocument,
  DeskCloseTicketDocument,
  DeskReplyTicketDocument,
  DeskResolveTicketDocument,
  DeskTicketDocument,
  type DeskTicketQuery,
} from "../../made/graphql";
import { Form, useForm } from "../../shared/form";
import { instant } from "../../shared/format";
import { useQuery } from "../../shared/query";
import { Link, useTitle, type Parameters } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Answered, Badge, Button, Card, Checkbox, Facts, TextArea } from "../../shared/ui";
import { AskReason } from "../core/ask-reason";
import { State } from "../core/badges";
import { useCan } from "../core/can";
import { useChanges } from "../core/changes";
import { Combobox } from "../core/combobox";
import { findUsers, WORKERS } from "../core/finders";
import { OnProject } from "../core/on-project";
import { Said } from "../core/said";
import { NotHere } from "../core/tabs";
import { run, send } from "../core/verbs";

type Ticket = NonNullable<DeskTicketQuery["ticket"]>;
interface Shown {
  ticket: Ticket;
  again: () => void;
}

export function TicketPage({ parameters: { id = "" } }: { parameters: Parameters }) {
  const answer = useQuery(DeskTicketDocument, { id });
  useChanges(["TICKET_", "FILE_"], answer.again);
  useTitle(answer.data?.ticket?.subject ?? "Ticket");
  return (
    <Answered answer={answer} lines={8}>
      {({ ticket }) =>
        ticket ? <Found ticket={ticket} again={answer.again} /> : <NotHere what="ticket" back={["/tickets", "All tickets"]} />
      }
    </Answered>
  );
}

function Found({ ticket, again }: Shown) {
  const can = useCan();
  const [isResolving, setResolving] = useState(false);
  const isOpen = ticket.status !== "RESOLVED" && ticket.status !== "CLOSED";
  const close = async () => {
    await run(DeskCloseTicketDocument, { ticketId: ticket.id }, "The ticket is closed.");
    again();
  };
  return (
    <>
      <PageHead title={ticket.subject} back={["/tickets", "Tickets"]}>
        <State of={ticket.status} />
        {can.work && isOpen && <Button onClick={() => setResolving(true)}>Resolve…</Button>}
        {can.work && ticket.status === "RESOLVED" && <Button onClick={() => void close()}>Close</Button>}
      </PageHead>
      <div class="columns">
        <Card>
          <div class="stack">
            <Said author={ticket.contact?.name ?? ticket.client.name} at={ticket.createdAt} body={ticket.body} />
            {ticket.replies.nodes.map((each) => (
              <Said
                key={each.id}
                author={each.author?.name}
                at={each.createdAt}
                body={each.body}
                isInternal={each.visibility === "INTERNAL"}
                aside={each.visibility === "INTERNAL" && <Badge tone="warn">Internal note</Badge>}
              >
                {each.files.map((file) =>
                  file.downloadUrl ? (
                    <a key={file.id} href={file.downloadUrl} download>
                      {file.name}
                    </a>
                  ) : null,
                )}
              </Said>
            ))}
            {can.work && <Answer ticket={ticket} again={again} />}
          </div>
        </Card>
        <About ticket={ticket} again={again} />
      </div>
      {isResolving && (
        <AskReason
          title="Resolve the ticket"
          label="How it was solved"
          verb="Resolve"
          onClose={() => setResolving(false)}
          send={(resolution) => send(DeskResolveTicketDocument, { ticketId: ticket.id, resolution: resolution || null }, again)}
        />
      )}
    </>
  );
}

function Answer({ ticket, again }: Shown) {
  const form = useForm({ body: "", internal: false, wait: false }, ({ body, internal, wait }) =>
    send(
      DeskReplyTicketDocument,
      { ticketId: ticket.id, body, visibility: internal ? "INTERNAL" : "CLIENT", waitForClient: wait && !internal },
      () => {
        form.reset({ body: "", internal: false, wait: false });
        again();
      },
    ),
  );
  const { internal } = form.values;
  return (
    <Form form={form}>
      <TextArea label={internal ? "Internal note" : "Answer"} name="body" form={form} hint="Ctrl-Enter sends it." />
      <div class="row spread">
        <div class="row">
          <Checkbox name="internal" form={form}>
            Internal note
          </Checkbox>
          {!internal && (
            <Checkbox name="wait" form={form}>
              Wait for the client
            </Checkbox>
          )}
        </div>
        <Button kind="primary" type="submit" busy={form.isBusy}>
          {internal ? "Keep the note" : "Answer"}
        </Button>
      </div>
    </Form>
  );
}

function About({ ticket, again }: Shown) {
  const can = useCan();
  const assign = async (userId: string | null) => {
    await run(DeskAssignTicketDocument, { ticketId: ticket.id, userId });
    again();
  };
  return (
    <Card title="About">
      <div class="stack">
        {can.work && (
          <Combobox
            label="Assigned to"
            optional
            find={findUsers(WORKERS)}
            chosen={ticket.assignee ? { id: ticket.assignee.id, title: ticket.assignee.name } : null}
            onChoose={(choice) => void assign(choice?.id ?? null)}
          />
        )}
        <Facts
          facts={[
            ["Number", ticket.number],
            ["Priority", <State of={ticket.priority} />],
            ["Client", <Link to={`/clients/${ticket.client.id}`}>{ticket.client.name}</Link>],
            ["Contact", ticket.contact?.name],
            ["Project", <OnProject what="ticket" id={ticket.id} clientId={ticket.client.id} project={ticket.project} again={again} />],
            ["Department", ticket.department],
            ["Opened", instant(ticket.createdAt)],
            ["Answer by", ticket.dueAt && instant(ticket.dueAt)],
            ["Resolved", ticket.resolvedAt && instant(ticket.resolvedAt)],
            ["Tags", ticket.tags.join(", ")],
          ]}
        />
      </div>
    </Card>
  );
}
