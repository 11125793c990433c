/** One endpoint, and how what was sent to it went. */
import { MoreVertical, Send } from "lucide";
import { useState } from "preact/hooks";
import {
  DeskArchiveWebhookDocument,
  DeskDeliveriesDocument,
  DeskDisableWebhookDocument,
  DeskEnableWebhookDocument,
  DeskReplayDeliveryDocument,
  DeskRotateWebhookDocument,
  DeskTestWebhookDocument,
  DeskWebhookDocument,
  type DeskDeliveriesQuery,
} from "../../../made/graphql";
import { ago, instant, words } from "../../../shared/format";
import { useQuery } from "../../../shared/query";
import { useTitle, type Parameters } from "../../../shared/router";
import { PageHead } from "../../../shared/shell";
import { Answered, Button, Card, Empty, Facts, Icon, Notice } from "../../../shared/ui";
import { State } from "../../core/badges";
import { useChanges } from "../../core/changes";
import { optionsOf, type Filter } from "../../core/filters";
import { List, type ListColumn } from "../../core/list";
import { NamedMenu } from "../../core/menu";
import { Secret } from "../../core/secret";
import { NotHere } from "../../core/tabs";
import { run } from "../../core/verbs";
import { stateOf } from "./list";
import { EditWebhook, type Webhook } from "./write";

type Row = DeskDeliveriesQuery["webhookDeliveries"]["nodes"][number];

export function WebhookPage({ parameters: { id = "" } }: { parameters: Parameters }) {
  const answer = useQuery(DeskWebhookDocument, { id });
  useChanges(["WEBHOOK_"], answer.again);
  useTitle(answer.data?.webhookEndpoint?.name ?? "Endpoint");
  return (
    <Answered answer={answer} lines={8}>
      {({ webhookEndpoint }) =>
        webhookEndpoint ? (
          <Found webhook={webhookEndpoint} again={answer.again} />
        ) : (
          <NotHere what="endpoint" back={["/webhooks", "All endpoints"]} />
        )
      }
    </Answered>
  );
}

function Found({ webhook, again }: { webhook: Webhook; again: () => void }) {
  const [isEditing, setEditing] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const input = { webhookEndpointId: webhook.id };
  const isActive = webhook.status === "ACTIVE";
  const turn = async () => {
    await (isActive ? run(DeskDisableWebhookDocument, input, "It is told nothing more.") : run(DeskEnableWebhookDocument, input, "It is told again."));
    again();
  };
  const rotate = async () => setSecret((await run(DeskRotateWebhookDocument, input))?.secret ?? null);
  const away = async () => {
    await run(DeskArchiveWebhookDocument, input, "It is put away.");
    again();
  };
  return (
    <>
      <PageHead title={webhook.name} back={["/webhooks", "Webhooks"]}>
        {stateOf(webhook)}
        {!webhook.archivedAt && (
          <>
            <Button icon={Send} onClick={() => void run(DeskTestWebhookDocument, input, "A test is on its way.")}>
              Test
            </Button>
            <Button onClick={() => setEditing(true)}>Edit</Button>
            <Button onClick={() => void turn()}>{isActive ? "Disable" : "Enable"}</Button>
            <NamedMenu name="More to do with the endpoint" label={<Icon of={MoreVertical} size={18} />}>
              <Button kind="plain" onClick={() => void rotate()}>
                Make another secret
              </Button>
              <Button kind="plain" onClick={() => void away()}>
                Put away for good
              </Button>
            </NamedMenu>
          </>
        )}
      </PageHead>
      {webhook.disabledReason && (
        <div class="part-notice">
          <Notice kind="warn">{webhook.disabledReason}</Notice>
        </div>
      )}
      <div class="stack">
        <Card title="About">
          <Facts
            facts={[
              ["Address", <span class="breaks">{webhook.url}</span>],
              ["As seen by", webhook.owner?.name],
              ["Made", instant(webhook.createdAt)],
              ["Told of", webhook.kinds.map(words).join(", ")],
            ]}
          />
          {webhook.document && <pre class="text small">{webhook.document}</pre>}
        </Card>
        <h2>What was sent</h2>
      </div>
      <Deliveries id={webhook.id} />
      {isEditing && <EditWebhook webhook={webhook} onClose={() => setEditing(false)} again={again} />}
      {secret && <Secret title="What messages are signed by from now on" secret={secret} onClose={() => setSecret(null)} />}
    </>
  );
}

const FILTERS: Filter[] = [
  { kind: "choice", name: "status", label: "Any state", options: optionsOf(["WAITING", "DELIVERED", "FAILED", "WITHHELD"], words) },
];

const COLUMNS: ListColumn<Row>[] = [
  { title: "Begun", order: "CREATED_AT", cell: ({ createdAt }) => ago(createdAt) },
  { title: "About", cell: ({ kind, isTest }) => (isTest ? "A test" : kind ? words(kind) : "–") },
  { title: "State", cell: ({ status }) => <State of={status} /> },
  { title: "Answer", isAside: true, cell: ({ statusCode, reason }) => [statusCode, reason].filter(Boolean).join(", ") || "–" },
  { title: "Attempts", isFigure: true, isAside: true, cell: ({ attempts }) => attempts },
  { title: "Took, ms", isFigure: true, isAside: true, cell: ({ milliseconds }) => milliseconds ?? "–" },
  {
    title: "",
    isFigure: true,
    cell: ({ id, status, messageId }) =>
      status !== "WAITING" && (
        <Button
          small
          kind="plain"
          aria-label={`Send ${messageId} again`}
          onClick={() => void run(DeskReplayDeliveryDocument, { webhookDeliveryId: id }, "It is sent again.")}
        >
          Again
        </Button>
      ),
  },
];

function Deliveries({ id }: { id: string }) {
  return (
    <List
      name="deliveries"
      label="What was sent"
      document={DeskDeliveriesDocument}
      page={(data) => data.webhookDeliveries}
      columns={COLUMNS}
      filters={FILTERS}
      always={{ endpoint: { id: { eq: id } } }}
      order="-CREATED_AT"
      changes={["WEBHOOK_"]}
      empty={<Empty icon={Send} title="Nothing was sent yet">Send a test to see whether it arrives.</Empty>}
    />
  );
}
