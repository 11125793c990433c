import "./leads.css";

export { LeadList, Leads } from "./board";
export { LeadPage } from "./page";
