/** When a schedule is due, in words. */
import type { DeskScheduleRowFragment } from "../../made/graphql";
import { words } from "../../shared/format";

export const hourOf = (hour: number): string => `${String(hour).padStart(2, "0")}:00`;

/** Every day at 06:00; every Monday at 06:00; on day 31 of every month at 06:00. */
export function rhythm({ cadence, weekday, dayOfMonth, hour }: DeskScheduleRowFragment): string {
  const days = cadence === "WEEKLY" ? `every ${words(weekday ?? "")}` : cadence === "MONTHLY" ? `on day ${dayOfMonth} of every month` : "every day";
  return `${days} at ${hourOf(hour)}`;
}
