import "./jobs.css";

export { Jobs } from "./board";
export { JobList } from "./list";
export { JobPage } from "./page";
export { Planner } from "./planner";
