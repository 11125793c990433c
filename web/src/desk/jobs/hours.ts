/** The hours of a day that the planner shows. */
import { startOf } from "../core/days";

export const HOUR_MS = 60 * 60 * 1000;
const USUAL: [number, number] = [7, 19];

export interface Window {
  day: string;
  first: number;
  last: number;
}

/** Hours since the day began; what begins or ends on another day is less than 0, or more than 24. */
export const hourOf = (day: string, instant: string | Date): number => (new Date(instant).getTime() - startOf(day).getTime()) / HOUR_MS;

/** The usual hours, and as many more as there is work in. */
export function windowOf(day: string, spans: { startsAt: string; endsAt: string }[]): Window {
  const within = (hour: number) => Math.max(0, Math.min(24, hour));
  const first = Math.min(USUAL[0], ...spans.map(({ startsAt }) => Math.floor(within(hourOf(day, startsAt)))));
  const last = Math.max(USUAL[1], ...spans.map(({ endsAt }) => Math.ceil(within(hourOf(day, endsAt)))));
  return { day, first, last };
}

export const hoursOf = ({ first, last }: Window): number[] => Array.from({ length: last - first }, (_, index) => first + index);

/** Where an instant lies in the window, in percent. */
export const placed = ({ day, first, last }: Window, instant: string): number =>
  Math.max(0, Math.min(100, ((hourOf(day, instant) - first) / (last - first)) * 100));

export const at = (day: string, hour: number): Date => new Date(startOf(day).getTime() + hour * HOUR_MS);

/** `09:30` on a day. */
export function clockAt(day: string, clock: string): string {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  return at(day, hours + minutes / 60).toISOString();
}

/** `09:30` of an instant, by the viewer's own clock. */
export function clockOf(instant: string): string {
  const moment = new Date(instant);
  return `${String(moment.getHours()).padStart(2, "0")}:${String(moment.getMinutes()).padStart(2, "0")}`;
}
