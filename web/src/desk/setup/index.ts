import "./setup.css";

export { Activities } from "./activities";
export { People, PersonPage } from "./people";
export { Settings } from "./settings/page";
export { SitePage, Sites } from "./sites";
