/** Proposals and estimates are written, sent and signed alike; this says in what they differ. */
import {
  DeskCreateEstimateDocument,
  DeskCreateProposalDocument,
  DeskEstimateDocument,
  DeskEstimatesDocument,
  DeskFindPartiesDocument,
  DeskProposalDocument,
  DeskProposalsDocument,
  DeskReviseEstimateDocument,
  DeskReviseProposalDocument,
  DeskSendEstimateDocument,
  DeskSendProposalDocument,
  DeskWithdrawEstimateDocument,
  DeskWithdrawProposalDocument,
  type DeskEstimateQuery,
  type DeskProposalQuery,
} from "../../made/graphql";
import { ask } from "../../shared/graph";
import type { Choice, Find } from "../core/combobox";
import { run, send } from "../core/verbs";

type Proposal = NonNullable<DeskProposalQuery["proposal"]>;
type Estimate = NonNullable<DeskEstimateQuery["estimate"]>;
export type Offer = Proposal & Partial<Pick<Estimate, "invoice">>;

export type Written = Parameters<typeof send<unknown, { title: string }>>[1] & {
  expiresOn: string | null;
  lines: ReturnType<typeof import("../core/line-inputs").inputsOf>;
};
export interface New extends Written {
  clientId: string | null;
  leadId: string | null;
  projectId: string | null;
  currency: string;
}
type Done = (id: string | undefined) => void;

const made = <Row extends { id: string }>(done: Done, row: Row | null | undefined) => done(row?.id);

export const PROPOSALS = {
  place: "/proposals",
  one: "proposal",
  many: "Proposals",
  events: ["PROPOSAL_"],
  list: DeskProposalsDocument,
  page: DeskProposalDocument,
  create: (given: New, done: Done) => send(DeskCreateProposalDocument, given, ({ proposal }) => made(done, proposal)),
  revise: (id: string, given: Written & { expectedVersion: number }, done: Done) =>
    send(DeskReviseProposalDocument, { proposalId: id, ...given }, ({ proposal }) => made(done, proposal)),
  send: (id: string, email: boolean, expectedVersion: number, done: (token: string | null) => void) =>
    send(DeskSendProposalDocument, { proposalId: id, email, expectedVersion }, ({ signingToken }) => done(signingToken ?? null)),
  withdraw: (id: string) => run(DeskWithdrawProposalDocument, { proposalId: id }, "The proposal is withdrawn; its link opens nothing any more."),
};

export const ESTIMATES = {
  place: "/estimates",
  one: "estimate",
  many: "Estimates",
  events: ["ESTIMATE_"],
  list: DeskEstimatesDocument,
  page: DeskEstimateDocument,
  create: (given: New, done: Done) => send(DeskCreateEstimateDocument, given, ({ estimate }) => made(done, estimate)),
  revise: (id: string, given: Written & { expectedVersion: number }, done: Done) =>
    send(DeskReviseEstimateDocument, { estimateId: id, ...given }, ({ estimate }) => made(done, estimate)),
  send: (id: string, email: boolean, expectedVersion: number, done: (token: string | null) => void) =>
    send(DeskSendEstimateDocument, { estimateId: id, email, expectedVersion }, () => done(null)),
  withdraw: (id: string) => run(DeskWithdrawEstimateDocument, { estimateId: id }, "The estimate is withdrawn."),
};

export type Kind = typeof PROPOSALS | typeof ESTIMATES;

/** Whom an offer may be made to: a client, or a lead. */
export interface Party extends Choice {
  isLead: boolean;
  currency?: string;
}

export const findParties: Find = async (text) => {
  const name = text.trim() ? { name: { contains: text.trim() } } : {};
  const leadText = text.trim() ? { search: text.trim() } : {};
  const { clients, leads } = await ask(DeskFindPartiesDocument, {
    clients: name,
    leads: { ...leadText, status: { eq: "OPEN" } },
  });
  return [
    ...clients.nodes.map(({ id, name: title, currency }): Party => ({ id, title, note: `Client, ${currency}`, currency, isLead: false })),
    ...leads.nodes.map((each): Party => ({ id: each.id, title: each.companyName ?? each.name, note: "Lead", isLead: true })),
  ];
};
