/** Lists that belong together stand behind one entry of the navigation, and lead to each other. */
import { Link, usePlace } from "../../shared/router";
import { useChosenInSight } from "./tabs";

export const SECTIONS = {
  offers: [
    ["/proposals", "Proposals"],
    ["/estimates", "Estimates"],
    ["/contracts", "Contracts"],
  ],
  money: [
    ["/invoices", "Invoices"],
    ["/recurring", "Recurring"],
    ["/credit-notes", "Credit notes"],
    ["/payments", "Payments"],
  ],
  work: [
    ["/activities", "Activities"],
    ["/codings", "Codings"],
    ["/imports", "Imports"],
  ],
  settings: [
    ["/settings", "Business"],
    ["/webhooks", "Webhooks"],
    ["/letters", "Letters sent"],
    ["/usage", "Fields asked for"],
  ],
  time: [
    ["/timesheet", "Timesheet"],
    ["/time", "Time entries"],
    ["/expenses", "Expenses"],
  ],
} as const;

export function Sections({ of }: { of: keyof typeof SECTIONS }) {
  const { place } = usePlace();
  return (
    <nav class="tabs parts" aria-label="Lists" ref={useChosenInSight(place)}>
      {SECTIONS[of].map(([to, title]) => (
        <Link key={to} to={to} aria-current={place === to ? "page" : undefined}>
          {title}
        </Link>
      ))}
    </nav>
  );
}
