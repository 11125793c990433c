/** Calendar days as the graph writes them, `2026-11-22`, by the viewer's own clock. */

export const dayOf = (moment: Date): string => {
  const [year, month, date] = [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()];
  return `${year}-${String(month).padStart(2, "0")}-${String(date).padStart(2, "0")}`;
};

export const today = (): string => dayOf(new Date());

/** The moment a day begins. */
export const startOf = (day: string): Date => {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date);
};

/** A day so many later, or earlier. */
export const plus = (day: string, days: number): string => {
  const moment = startOf(day);
  moment.setDate(moment.getDate() + days);
  return dayOf(moment);
};

/** The Monday of its week. */
export const mondayOf = (day: string): string => plus(day, -((startOf(day).getDay() + 6) % 7));

/** Now, as a field of a day and a time holds it. */
export const localNow = (): string => {
  const now = new Date();
  return `${dayOf(now)}T${String(now.getHours()).padStart(2, "0")}:${String(now.getMinutes()).padStart(2, "0")}`;
};
