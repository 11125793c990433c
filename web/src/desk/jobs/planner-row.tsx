/** One resource's day: jobs are dropped into it, and its appointments are moved by mouse and keyboard. */
import { MoveHorizontal } from "lucide";
import { useState } from "preact/hooks";
import { time } from "../../shared/format";
import { Link } from "../../shared/router";
import { Icon } from "../../shared/ui";
import { at, hoursOf, hourOf, placed, type Window } from "./hours";
import type { Appointment, Resource } from "./plan";

/** What is dragged: `job` or `appointment`, and its id. */
export const KIND = "text/plain";
const HALF = 0.5;

interface RowProps {
  window: Window;
  resource: Resource;
  appointments: Appointment[];
  /** Not given: nothing moves. */
  onDrop?: (dragged: string, resource: Resource, from: Date) => void;
  onAsk?: (appointment: Appointment) => void;
  /** By the arrow keys: so many hours later, so many rows below. */
  onStep?: (appointment: Appointment, hours: number, rows: number) => void;
}

export function Row({ window, resource, appointments, onDrop, onAsk, onStep }: RowProps) {
  const [over, setOver] = useState<number | null>(null);
  const hours = hoursOf(window);
  const lanes = lanesOf(window, appointments);
  /** The half hour below the mouse, whatever lies there already. */
  const below = (event: DragEvent): number => {
    const line = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const part = Math.min(0.999, Math.max(0, (event.clientX - line.left) / line.width));
    return window.first + Math.floor((part * hours.length) / HALF) * HALF;
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(null);
    const dragged = event.dataTransfer?.getData(KIND);
    if (dragged) onDrop?.(dragged, resource, at(window.day, below(event)));
  };
  return (
    <div class="planner-row" style={{ "--lanes": Math.max(1, ...lanes.map((lane) => lane + 1)) }}>
      <div class="planner-who">
        <strong>{resource.name}</strong>
        <span class="quiet small">{resource.team?.name}</span>
      </div>
      <div
        class="planner-line"
        style={{ gridTemplateColumns: `repeat(${hours.length}, minmax(3rem, 1fr))` }}
        onDragOver={(event) => onDrop && (event.preventDefault(), setOver(Math.floor(below(event))))}
        onDragLeave={() => setOver(null)}
        onDrop={drop}
      >
        {hours.map((hour) => (
          <div key={hour} class={`planner-hour ${over === hour ? "over" : ""}`} data-slot={`${resource.name} ${hour}:00`} />
        ))}
        {appointments.map((each, index) => (
          <Item key={each.id} window={window} appointment={each} lane={lanes[index] ?? 0} onAsk={onAsk} onStep={onStep} />
        ))}
      </div>
    </div>
  );
}

/** As wide as its link and its button, however short it is. */
const LEAST = "3.5rem";
/** Which percentage of the narrowest day that is. */
const LEAST_PART = 8;

/** Which lane each appointment lies in, from 0: the highest in which it covers no other. */
function lanesOf(window: Window, appointments: Appointment[]): number[] {
  const spans = appointments.map(({ startsAt, endsAt }, index) => {
    const from = Math.min(placed(window, startsAt), 100 - LEAST_PART);
    return { index, from, to: Math.max(placed(window, endsAt), from + LEAST_PART) };
  });
  const ends: number[] = [];
  const lanes: number[] = [];
  for (const { index, from, to } of spans.sort((one, other) => one.from - other.from)) {
    const free = ends.findIndex((end) => end <= from);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = to;
    lanes[index] = lane;
  }
  return lanes;
}

type ItemProps = Pick<RowProps, "window" | "onAsk" | "onStep"> & { appointment: Appointment; lane: number };

function Item({ window, appointment, lane, onAsk, onStep }: ItemProps) {
  const { job, startsAt, endsAt } = appointment;
  const mayMove = !!onStep && appointment.status === "SCHEDULED" && appointment.version > 0;
  const left = placed(window, startsAt);
  const width = Math.min(placed(window, endsAt), 100) - left;
  const key = (event: KeyboardEvent) => {
    const steps: Record<string, [number, number]> = { ArrowLeft: [-HALF, 0], ArrowRight: [HALF, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const step = steps[event.key];
    if (!mayMove || !event.altKey || !step) return;
    event.preventDefault();
    onStep?.(appointment, ...step);
  };
  const isLonger = hourOf(window.day, startsAt) < 0 || hourOf(window.day, endsAt) > 24;
  return (
    <div
      class={`planner-item ${appointment.status.toLowerCase()} ${appointment.version ? "" : "foreseen"}`}
      style={{ left: `min(${left}%, 100% - ${LEAST})`, width: `max(${width}%, ${LEAST})`, "--lane": lane }}
      title={`${job.number} ${job.workType.name}, ${job.site.name}, ${time(startsAt)} to ${time(endsAt)}${isLonger ? ", over more than this day" : ""}`}
      draggable={mayMove}
      onDragStart={(event) => event.dataTransfer?.setData(KIND, `appointment ${appointment.id}`)}
      onKeyDown={key}
    >
      <Link to={`/jobs/${job.id}`} draggable={false} aria-keyshortcuts={mayMove ? "Alt+ArrowLeft Alt+ArrowRight Alt+ArrowUp Alt+ArrowDown" : undefined}>
        <strong>{job.number}</strong>
        <span>
          {time(startsAt)} {job.site.name}
        </span>
      </Link>
      {mayMove && onAsk && (
        <button type="button" class="planner-move" aria-label={`Move ${job.number}`} onClick={() => onAsk(appointment)}>
          <Icon of={MoveHorizontal} size={14} />
        </button>
      )}
    </div>
  );
}
