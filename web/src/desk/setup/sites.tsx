import { MapPin, Plus } from "lucide";
import { useState } from "preact/hooks";
import { DeskSiteDocument, DeskSitesDocument, type DeskSitesQuery } from "../../made/graphql";
import { useQuery } from "../../shared/query";
import { go, Link, useTitle, type Parameters } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { Answered, Badge, Button, Card, Empty, Facts } from "../../shared/ui";
import { useCan } from "../core/can";
import { useChanges } from "../core/changes";
import { inUse, search, type Filter } from "../core/filters";
import { findClients } from "../core/finders";
import { List, type ListColumn } from "../core/list";
import { Ref } from "../core/refs";
import { NotHere } from "../core/tabs";
import { JobTable } from "../jobs/list";
import { NewJob } from "../jobs/new";
import { EditSite } from "./edit-site";
import { NewSite } from "./new-site";

type Row = DeskSitesQuery["sites"]["nodes"][number];

const COLUMNS: ListColumn<Row>[] = [
  { title: "Site", order: "NAME", cell: ({ id, name }) => <Link to={`/sites/${id}`}>{name}</Link> },
  { title: "Client", cell: ({ client }) => <Ref to="/clients" of={client} /> },
  { title: "Address", isAside: true, cell: ({ address }) => [address.street, address.city].filter(Boolean).join(", ") },
  { title: "Postcode", isAside: true, cell: ({ address }) => address.postcode ?? "–" },
  { title: "Reference", isAside: true, cell: ({ reference }) => reference ?? "–" },
];
const FILTERS: Filter[] = [
  search,
  inUse,
  { kind: "find", name: "client", label: "Client", find: findClients, to: (id) => ({ client: { id: { eq: id } } }) },
];

export function SiteList({ always }: { always?: Record<string, unknown> }) {
  return (
    <List
      name="sites"
      label="Sites"
      document={DeskSitesDocument}
      page={(data) => data.sites}
      columns={COLUMNS}
      filters={FILTERS}
      always={always}
      order="NAME"
      changes={["SITE_"]}
      empty={<Empty icon={MapPin} title="No sites yet">Sites are where jobs are done: make the first by New site.</Empty>}
    />
  );
}

export function Sites() {
  useTitle("Sites");
  const can = useCan();
  const [isNew, setNew] = useState(false);
  return (
    <>
      <PageHead title="Sites">
        {can.work && (
          <Button kind="primary" icon={Plus} onClick={() => setNew(true)}>
            New site
          </Button>
        )}
      </PageHead>
      <SiteList />
      {isNew && <NewSite onClose={() => setNew(false)} made={({ id }) => go(`/sites/${id}`)} />}
    </>
  );
}

export function SitePage({ parameters: { id = "" } }: { parameters: Parameters }) {
  const can = useCan();
  const answer = useQuery(DeskSiteDocument, { id });
  const [isNew, setNew] = useState(false);
  const [isEditing, setEditing] = useState(false);
  useChanges(["SITE_"], answer.again);
  useTitle(answer.data?.site?.name ?? "Site");
  return (
    <Answered answer={answer} lines={8}>
      {({ site }) =>
        site ? (
          <>
            <PageHead title={site.name} back={["/sites", "Sites"]}>
              {!site.active && <Badge>Not in use</Badge>}
              {can.work && <Button onClick={() => setEditing(true)}>Edit</Button>}
              {can.work && site.active && (
                <Button kind="primary" icon={Plus} onClick={() => setNew(true)}>
                  New job here
                </Button>
              )}
            </PageHead>
            <div class="stack">
              <Card>
                <Facts
                  facts={[
                    ["Client", <Link to={`/clients/${site.client.id}`}>{site.client.name}</Link>],
                    ["Address", [site.address.street, site.address.city, site.address.postcode].filter(Boolean).join(", ")],
                    ["Reference", site.reference],
                    ["How to get in", site.accessNotes],
                  ]}
                />
              </Card>
              <div>
                <h2 class="part-title">Jobs</h2>
                <JobTable always={{ site: { id: { eq: site.id } } }} />
              </div>
            </div>
            {isEditing && <EditSite site={site} onClose={() => setEditing(false)} again={answer.again} />}
            {isNew && <NewJob at={{ id: site.id, title: site.name }} onClose={() => setNew(false)} />}
          </>
        ) : (
          <NotHere what="site" back={["/sites", "All sites"]} />
        )
      }
    </Answered>
  );
}
