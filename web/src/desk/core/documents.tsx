/** What documents that are written, sent and signed have in common. */
import { Download } from "lucide";
import type { DeskDocumentLineFragment, DeskSignatureFragment } from "../../made/graphql";
import { instant, money, quantity } from "../../shared/format";
import { Card, Facts, Icon, Table } from "../../shared/ui";
import { Sums } from "./sums";

interface DocumentLinesProps {
  lines: DeskDocumentLineFragment[];
  sums: Parameters<typeof Sums>[0]["sums"];
}

export function DocumentLines({ lines, sums }: DocumentLinesProps) {
  return (
    <Card title="Lines" flush>
      <Table
        label="Lines"
        rows={lines}
        keyOf={({ id }) => id}
        columns={[
          { title: "Description", cell: ({ description }) => <span class="text">{description}</span> },
          { title: "Quantity", isFigure: true, isAside: true, cell: quantity },
          { title: "Price", isFigure: true, isAside: true, cell: ({ unitPrice }) => money(unitPrice) },
          { title: "Net", isFigure: true, cell: ({ net }) => money(net) },
        ]}
      />
      <div class="card-foot">
        <Sums sums={sums} />
      </div>
    </Card>
  );
}

/** Who signed it, and what the signature is proven by. */
export function Signed({ by }: { by: DeskSignatureFragment | null | undefined }) {
  if (!by) return null;
  return (
    <Card title="Signature">
      <Facts
        facts={[
          ["Signed by", by.name],
          ["E-mail", by.email],
          ["At", instant(by.signedAt)],
          ["From", by.ipAddress],
          ["Proof of the text", <code class="proof">{by.contentSha256}</code>],
        ]}
      />
    </Card>
  );
}

export const Pdf = ({ of }: { of: string | null | undefined }) =>
  of ? (
    <a class="button" href={of} download>
      <Icon of={Download} /> PDF
    </a>
  ) : null;
