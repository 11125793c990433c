import { DeskCreateCalendarDocument, DeskUpdateCalendarDocument, type Weekday } from "../../../made/graphql";
import { useForm } from "../../../shared/form";
import { words } from "../../../shared/format";
import type { UserError } from "../../../shared/graph";
import { Field, TextArea } from "../../../shared/ui";
import { FormDialog } from "../../core/form-dialog";
import { send } from "../../core/verbs";
import { keeping, titleOf, type All, type Editing } from "./editing";

type Calendar = All["calendars"][number];
const DAYS: Weekday[] = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];
const short = (day: Weekday) => words(day).slice(0, 2);

/** Mo Tu We Th Fr, Europe/London */
export const openOn = ({ hours, timeZone }: Calendar): string =>
  `${DAYS.filter((day) => hours.some((each) => each.weekday === day)).map(short).join(" ") || "Never open"}, ${timeZone}`;

/** `08:00-12:00 13:00-17:00` */
const SPAN = /^(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})$/;
const padded = (clock: string): string => clock.padStart(5, "0");

const spansOf = (hours: Calendar["hours"], day: Weekday): string =>
  hours
    .filter(({ weekday }) => weekday === day)
    .map(({ from, to }) => `${from}-${to}`)
    .join(", ");

type Values = Record<Weekday, string> & { name: string; timeZone: string; holidays: string };

/** Open hours as they were typed, and what cannot be read in them. */
function hoursOf(values: Values): { hours: Calendar["hours"]; faults: UserError[] } {
  const hours: Calendar["hours"] = [];
  const faults: UserError[] = [];
  for (const weekday of DAYS) {
    for (const text of values[weekday].split(",").map((each) => each.trim()).filter(Boolean)) {
      const [, from, to] = SPAN.exec(text) ?? [];
      if (from && to) hours.push({ weekday, from: padded(from), to: padded(to) });
      else faults.push({ code: "INVALID", message: "Write hours such as 08:00-12:00, 13:00-17:00.", path: [weekday] });
    }
  }
  return { hours, faults };
}

function holidaysOf(text: string): { holidays: Calendar["holidays"]; faults: UserError[] } {
  const lines = text.split("\n").map((each) => each.trim()).filter(Boolean);
  const isFine = (line: string) => /^\d{4}-\d{2}-\d{2} \S/.test(line);
  const faults: UserError[] = lines.every(isFine)
    ? []
    : [{ code: "INVALID", message: "A line each: 2026-12-25 Christmas Day.", path: ["holidays"] }];
  return { holidays: lines.map((line) => ({ on: line.slice(0, 10), name: line.slice(11) })), faults };
}

export function EditCalendar({ row, ...rest }: Editing<Calendar>) {
  const hours = row?.hours ?? DAYS.slice(0, 5).map((weekday) => ({ weekday, from: "09:00", to: "17:00" }));
  const start = {
    name: row?.name ?? "",
    timeZone: row?.timeZone ?? "",
    holidays: row?.holidays.map(({ on, name }) => `${on} ${name}`).join("\n") ?? "",
    ...Object.fromEntries(DAYS.map((day) => [day, spansOf(hours, day)])),
  } as Values;
  const form = useForm(start, async (values) => {
    const [open, closed] = [hoursOf(values), holidaysOf(values.holidays)];
    const faults = [...open.faults, ...closed.faults];
    if (faults.length) return faults;
    const given = { name: values.name, hours: open.hours, holidays: closed.holidays, timeZone: values.timeZone || undefined };
    return keeping(rest)(
      row
        ? await send(DeskUpdateCalendarDocument, { ...given, calendarId: row.id, expectedVersion: row.version })
        : await send(DeskCreateCalendarDocument, given),
    );
  });
  return (
    <FormDialog title={titleOf(row, "calendar")} form={form} onClose={rest.onClose} wide>
      <div class="form-row">
        <Field label="Name" name="name" form={form} required autofocus />
        <Field label="Time zone" name="timeZone" form={form} optional hint="Such as Europe/London; the organisation's unless said." />
      </div>
      <div class="week-hours">
        {DAYS.map((day) => (
          <Field key={day} label={words(day)} name={day} form={form} placeholder="Closed" />
        ))}
      </div>
      <TextArea label="Closed on" name="holidays" rows={4} form={form} optional hint="A line each: 2026-12-25 Christmas Day" />
    </FormDialog>
  );
}
