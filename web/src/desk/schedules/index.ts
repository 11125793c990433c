export { Schedules } from "./list";
export { SchedulePage } from "./page";
