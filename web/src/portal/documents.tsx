/** Offers, contracts and files. */
import { FilePen, FolderOpen } from "lucide";
import { DocumentsDocument, type DocumentsQuery } from "../made/graphql";
import { day, money } from "../shared/format";
import { useQuery } from "../shared/query";
import { useTitle } from "../shared/router";
import { useViewer } from "../shared/session";
import { PageHead } from "../shared/shell";
import { Answered, Card, Empty } from "../shared/ui";
import { Files, RowLink } from "./parts";
import { useNews } from "./pulse";
import { SendFiles, useMaySend } from "./sending";
import { State } from "./states";

export function Documents() {
  const answer = useQuery(DocumentsDocument, {});
  const { client } = useViewer();
  const maySend = useMaySend();
  useNews(["PROPOSAL", "ESTIMATE", "CONTRACT", "FILE"], answer.again);
  useTitle("Documents");
  return (
    <>
      <PageHead title="Documents" />
      <Answered answer={answer}>
        {(data) => (
          <div class="stack">
            <Offers data={data} />
            <Card title="Files" aside={<SendFiles to={{ clientId: client?.id }} onDone={answer.again} />} flush>
              {data.files.nodes.length ? (
                <Files files={data.files.nodes} showProject />
              ) : (
                <Empty icon={FolderOpen} title="No files yet">
                  Files that are shared with you appear here{maySend && ", and those you send us"}.
                </Empty>
              )}
            </Card>
          </div>
        )}
      </Answered>
    </>
  );
}

function Offers({ data }: { data: DocumentsQuery }) {
  const offers = [
    ...data.proposals.nodes.map((each) => ({ ...each, kind: "proposal", state: each.proposalStatus, value: each.total })),
    ...data.estimates.nodes.map((each) => ({ ...each, kind: "estimate", state: each.estimateStatus, value: each.total })),
    ...data.contracts.nodes.map((each) => ({ ...each, kind: "contract", state: each.contractStatus, number: null })),
  ].sort((one, other) => (other.sentAt ?? "").localeCompare(one.sentAt ?? ""));
  return (
    <Card title="Proposals, estimates and contracts" flush>
      {!offers.length && (
        <Empty icon={FilePen} title="Nothing was sent to you yet">
          What you can read and sign appears here.
        </Empty>
      )}
      <ul class="list">
        {offers.map((each) => (
          <RowLink
            key={each.id}
            to={`/documents/${each.kind}/${each.id}`}
            title={each.title}
            detail={[each.number ?? "Contract", each.sentAt && `sent ${day(each.sentAt.slice(0, 10))}`]
              .filter(Boolean)
              .join(", ")}
          >
            <span class="figure">{each.value ? money(each.value) : ""}</span>
            <State of={each.state} />
          </RowLink>
        ))}
      </ul>
    </Card>
  );
}
