/** A client's record: everything of it on one page. */
import { StickyNote } from "lucide";
import { useState } from "preact/hooks";
import { DeskClientDocument, type DeskClientQuery } from "../../made/graphql";
import { day, isZero, money, words } from "../../shared/format";
import { useQuery } from "../../shared/query";
import { Link, useTitle, type Parameters } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Answered, Button, Card, Empty, Facts, ProgressBar } from "../../shared/ui";
import { State } from "../core/badges";
import { useCan } from "../core/can";
import { useChanges } from "../core/changes";
import { Line } from "../core/line";
import { NotHere, Parts } from "../core/tabs";
import { Events, Timeline } from "../core/timeline";
import { InvoiceList } from "../invoices/list";
import { JobTable } from "../jobs/list";
import { OffersOf } from "../offers/of-client";
import { ProjectList } from "../projects/list";
import { SiteList } from "../setup/sites";
import { DiscussionList } from "../talk/discussions";
import { FileList } from "../talk/files";
import { TicketList } from "../talk/tickets";
import { Contacts } from "./contacts";
import { EditClient } from "./edit";
import { MessageDialog } from "./message";
import { Messages } from "./messages";
import { ClientMenu } from "./more";

export type Client = NonNullable<DeskClientQuery["client"]>;

export function ClientPage({ parameters: { id = "", part = "" } }: { parameters: Parameters }) {
  const answer = useQuery(DeskClientDocument, { id });
  useChanges([""], answer.again, id);
  useTitle(answer.data?.client?.name ?? "Client");
  return (
    <Answered answer={answer} lines={10}>
      {({ client }) =>
        client ? <Found client={client} part={part} again={answer.again} /> : <NotHere what="client" back={["/clients", "All clients"]} />
      }
    </Answered>
  );
}

function Found({ client, part, again }: { client: Client; part: string; again: () => void }) {
  const can = useCan();
  const [doing, setDoing] = useState<"note" | "edit" | null>(null);
  const close = () => setDoing(null);
  return (
    <>
      <PageHead title={client.name} back={["/clients", "Clients"]}>
        <State of={client.status} />
        {can.work && (
          <>
            <Button icon={StickyNote} onClick={() => setDoing("note")}>
              Note
            </Button>
            <Button onClick={() => setDoing("edit")}>Edit</Button>
            <ClientMenu client={client} again={again} />
          </>
        )}
      </PageHead>
      <Parts base={`/clients/${client.id}`} chosen={part} parts={partsOf(client)} />
      <Part client={client} part={part} />
      {doing === "note" && <MessageDialog clientId={client.id} onClose={close} again={again} />}
      {doing === "edit" && <EditClient client={client} onClose={close} again={again} />}
    </>
  );
}

const partsOf = (client: Client) => [
  { id: "", title: "Overview" },
  { id: "contacts", title: "Contacts", count: client.contactCount.totalCount },
  { id: "messages", title: "Messages", count: client.messageCount.totalCount },
  { id: "offers", title: "Offers" },
  { id: "projects", title: "Projects", count: client.projectCount.totalCount },
  { id: "invoices", title: "Invoices", count: client.invoiceCount.totalCount },
  { id: "jobs", title: "Jobs", count: client.jobCount.totalCount },
  { id: "sites", title: "Sites", count: client.siteCount.totalCount },
  { id: "tickets", title: "Tickets", count: client.ticketCount.totalCount },
  { id: "discussions", title: "Discussions", count: client.discussionCount.totalCount },
  { id: "files", title: "Files", count: client.fileCount.totalCount },
  { id: "timeline", title: "Timeline" },
];

function Part({ client, part }: { client: Client; part: string }) {
  const always = { client: { id: { eq: client.id } } };
  if (part === "contacts") return <Contacts clientId={client.id} always={always} />;
  if (part === "messages") return <Messages always={always} />;
  if (part === "offers") return <OffersOf client={client} />;
  if (part === "projects") return <ProjectList always={always} />;
  if (part === "invoices") return <InvoiceList always={always} />;
  if (part === "jobs") return <JobTable always={always} />;
  if (part === "sites") return <SiteList always={always} />;
  if (part === "tickets") return <TicketList always={always} />;
  if (part === "discussions") return <DiscussionList always={always} />;
  if (part === "files") return <FileList always={always} to={{ clientId: client.id }} />;
  if (part === "timeline") return <Card>{<Timeline filter={always} about={client.id} />}</Card>;
  return <Overview client={client} />;
}

function Overview({ client }: { client: Client }) {
  const { balance, pointOfContact: contact, billingAddress: address } = client;
  return (
    <>
      {balance && (
        <div class="figures">
          <Amount name="Outstanding" value={balance.outstanding} />
          <Amount name="Overdue" value={balance.overdue} isBad />
          <Amount name="Billed" value={balance.billed} />
          <Amount name="Paid" value={balance.paid} />
          <Amount name="Credit to use" value={balance.unallocatedCredit} />
        </div>
      )}
      <div class="columns">
        <div class="stack">
          <OpenProjects client={client} />
          <OpenInvoices client={client} />
          {client.jobs.nodes.length > 0 && <OpenJobs client={client} />}
        </div>
        <div class="stack">
          <Card title="About">
            <Facts
              facts={[
                ["Contact", contact?.name],
                ["E-mail", contact?.email && <a href={`mailto:${contact.email}`}>{contact.email}</a>],
                ["Phone", contact?.phone && <a href={`tel:${contact.phone}`}>{contact.phone}</a>],
                ["Type", words(client.type)],
                ["Account", client.accountNumber],
                ["Tax number", client.taxId],
                ["Source", client.source],
                ["Payment terms", `${client.paymentTermsDays} days`],
                ["Hourly rate", client.hourlyRate && money(client.hourlyRate)],
                ["Client since", day(client.createdAt.slice(0, 10))],
                ["Billing address", address && [address.street, address.city, address.postcode, address.country].filter(Boolean).join(", ")],
              ]}
            />
            {client.internalNotes && <p class="text quiet aside-text">{client.internalNotes}</p>}
          </Card>
          <Card title="Latest" aside={<Link to={`/clients/${client.id}/timeline`}>Timeline</Link>}>
            <Events events={client.timeline.nodes} />
          </Card>
        </div>
      </div>
    </>
  );
}

function OpenProjects({ client }: { client: Client }) {
  return (
    <Card title="Projects" flush aside={<Link to={`/clients/${client.id}/projects`}>All</Link>}>
      {client.projects.nodes.length ? (
        <ul class="lines">
          {client.projects.nodes.map((each) => (
            <Line
              key={each.id}
              to={`/projects/${each.id}`}
              title={each.name}
              note={each.dueOn ? `due ${day(each.dueOn)}` : words(each.status)}
              aside={
                <div class="line-progress">
                  <ProgressBar percent={each.progressPercent} label={`Progress of ${each.name}`} />
                </div>
              }
            />
          ))}
        </ul>
      ) : (
        <Empty title="No open projects">Projects begin from the list of projects.</Empty>
      )}
    </Card>
  );
}

function OpenInvoices({ client }: { client: Client }) {
  return (
    <Card title="Open invoices" flush aside={<Link to={`/clients/${client.id}/invoices`}>All</Link>}>
      {client.invoices.nodes.length ? (
        <ul class="lines">
          {client.invoices.nodes.map((each) => (
            <Line
              key={each.id}
              to={`/invoices/${each.id}`}
              title={each.number ?? "Draft"}
              note={<span class={each.isOverdue ? "bad-text" : ""}>due {day(each.dueOn)}</span>}
              aside={<span class="figure">{money(each.balance)}</span>}
            />
          ))}
        </ul>
      ) : (
        <Empty title="Nothing is owed" />
      )}
    </Card>
  );
}

function OpenJobs({ client }: { client: Client }) {
  return (
    <Card title="Open jobs" flush aside={<Link to={`/clients/${client.id}/jobs`}>All</Link>}>
      <ul class="lines">
        {client.jobs.nodes.map((each) => (
          <Line
            key={each.id}
            to={`/jobs/${each.id}`}
            title={`${each.number} ${each.workType.name}`}
            note={each.site.name}
            aside={
              <span class="row">
                <State of={each.slaState} /> <State of={each.status} />
              </span>
            }
          />
        ))}
      </ul>
    </Card>
  );
}

function Amount({ name, value, isBad }: { name: string; value: { amount: string; currency: string }; isBad?: boolean }) {
  return (
    <div class={`figure-card ${isBad && !isZero(value) ? "bad" : ""}`}>
      <span class="figure-value">{money(value)}</span>
      <span class="quiet small">{name}</span>
    </div>
  );
}
