import "./setup.css";

export { Access } from "./access";
export { Account } from "./account";
export { Activities } from "./activities";
export { ActivityPage } from "./activity-page";
export { Codings } from "./codings";
export { ImportPage, Imports } from "./imports";
export { People, PersonPage } from "./people";
export { Settings } from "./settings/page";
export { SitePage, Sites } from "./sites";
export { Letters } from "./letters";
export { Usage } from "./usage";
export { Webhooks } from "./webhooks/list";
export { WebhookPage } from "./webhooks/page";
