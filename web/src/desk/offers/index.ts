export { ContractPage, Contracts } from "./contracts";
export { Estimates, Proposals } from "./list";
export { EstimatePage, ProposalPage } from "./page";
