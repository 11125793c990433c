import "./setup.css";

export { Account } from "./account";
export { Activities } from "./activities";
export { ActivityPage } from "./activity-page";
export { Codings } from "./codings";
export { People, PersonPage } from "./people";
export { Settings } from "./settings/page";
export { SitePage, Sites } from "./sites";
export { Letters } from "./letters";
export { Webhooks } from "./webhooks/list";
export { WebhookPage } from "./webhooks/page";
