export { DiscussionPage, Discussions } from "./discussions";
export { TicketPage } from "./ticket-page";
export { Tickets } from "./tickets";
