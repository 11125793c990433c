/** What the business comes to: one report at a time, each with an address of its own. */
import type { ComponentType } from "preact";
import { Link, useTitle } from "../../shared/router";
import { PageHead } from "../../shared/shell";
import { useCan } from "../core/can";
import { NotHere, Parts } from "../core/tabs";
import { WhatIsLeft, WhatIsOwed, WhatWaits, WhatWasBilled } from "./money";
import { Clocks, HoursWorked, OverdueTasks, Utilisation } from "./work";

interface Shown {
  id: string;
  title: string;
  of: ComponentType;
  /** Of what something costs. */
  isOfCosts?: boolean;
}

const REPORTS: Shown[] = [
  { id: "", title: "Owed", of: WhatIsOwed },
  { id: "revenue", title: "Revenue", of: WhatWasBilled },
  { id: "profit", title: "Profit", of: WhatIsLeft, isOfCosts: true },
  { id: "unbilled", title: "Not yet billed", of: WhatWaits, isOfCosts: true },
  { id: "hours", title: "Hours", of: HoursWorked },
  { id: "utilisation", title: "Utilisation", of: Utilisation },
  { id: "overdue", title: "Overdue tasks", of: OverdueTasks },
  { id: "clocks", title: "Clocks of jobs", of: Clocks },
];

export function ReportPage({ parameters }: { parameters: { part?: string } }) {
  const can = useCan();
  const open = REPORTS.filter(({ isOfCosts }) => can.seeCosts || !isOfCosts);
  const shown = open.find(({ id }) => id === (parameters.part ?? ""));
  useTitle(shown ? `Reports: ${shown.title}` : "Reports");
  if (!shown) return <NotHere what="report" back={["/reports", "All reports"]} />;
  return (
    <>
      <PageHead title="Reports">
        <Link class="button" to="/schedules">
          Schedules
        </Link>
      </PageHead>
      <Parts base="/reports" parts={open} chosen={shown.id} />
      <shown.of key={shown.id} />
    </>
  );
}
