export { Clients } from "./list";
export { ClientPage } from "./page";
