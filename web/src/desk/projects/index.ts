import "./projects.css";

export { Projects } from "./list";
export { MyTasks } from "./my-tasks";
export { ProjectPage } from "./page";
export { Tasks } from "./task-list";
export { TaskPage } from "./task-page";
