export { Activities } from "./activities";
export { People, PersonPage } from "./people";
export { Settings } from "./settings";
export { SitePage, Sites } from "./sites";
