export { ReportPage } from "./page";
