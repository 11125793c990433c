/** Planning is shown at once, and taken back with a reason where the server refuses it. */
import {
  DeskAssignJobDocument,
  DeskMoveAppointmentDocument,
  type DeskJobCardFragment,
  type DeskPlannerQuery,
} from "../../made/graphql";
import type { Answer } from "../../shared/query";
import { say } from "../../shared/ui";
import { answerOf } from "../core/verbs";
import { HOUR_MS } from "./hours";

export type Resource = DeskPlannerQuery["resources"]["nodes"][number];
export type Appointment = DeskPlannerQuery["appointments"]["nodes"][number];

interface Plan {
  /** Give a job to a resource, for an hour. */
  give: (jobId: string, resource: Resource, from: Date) => Promise<void>;
  /** Another time or resource for an appointment; it lasts as long as it did. */
  move: (appointment: Appointment, resource: Resource, from: Date) => Promise<void>;
}

export function usePlan(answer: Answer<DeskPlannerQuery>): Plan {
  const shown = (change: (appointments: Appointment[], jobs: DeskJobCardFragment[]) => [Appointment[], DeskJobCardFragment[]]) =>
    answer.foresee((was) => {
      const [appointments, jobs] = change(was.appointments.nodes, was.jobs.nodes);
      return { ...was, appointments: { ...was.appointments, nodes: appointments }, jobs: { ...was.jobs, nodes: jobs } };
    });
  const taken = (number: string, refusals: { message: string }[] | undefined, before: DeskPlannerQuery) => {
    answer.foresee(() => before);
    if (refusals) say(`${number} stays as it was. ${refusals.map((each) => each.message).join(" ")}`, "bad");
  };

  const give: Plan["give"] = async (jobId, resource, from) => {
    const before = answer.data;
    const job = before?.jobs.nodes.find(({ id }) => id === jobId);
    if (!before || !job) return;
    const [startsAt, endsAt] = [from.toISOString(), new Date(from.getTime() + HOUR_MS).toISOString()];
    const foreseen: Appointment = { id: `of ${jobId}`, version: 0, status: "SCHEDULED", startsAt, endsAt, resource, job };
    shown((appointments, jobs) => [[...appointments, foreseen], jobs.filter(({ id }) => id !== jobId)]);
    const done = await answerOf(DeskAssignJobDocument, { jobId, resourceId: resource.id, startsAt, endsAt });
    if (!done || done.userErrors.length) taken(job.number, done?.userErrors, before);
    else say(["Planned.", ...(done.warnings ?? []).map((each) => each.message)].join(" "));
    answer.again();
  };

  const move: Plan["move"] = async (appointment, resource, from) => {
    const before = answer.data;
    const lasts = new Date(appointment.endsAt).getTime() - new Date(appointment.startsAt).getTime();
    const [startsAt, endsAt] = [from.toISOString(), new Date(from.getTime() + lasts).toISOString()];
    if (!before || (startsAt === new Date(appointment.startsAt).toISOString() && resource.id === appointment.resource.id)) return;
    const moved = (each: Appointment) => (each.id === appointment.id ? { ...each, resource, startsAt, endsAt } : each);
    shown((appointments, jobs) => [appointments.map(moved), jobs]);
    const given = { appointmentId: appointment.id, resourceId: resource.id, startsAt, endsAt, expectedVersion: appointment.version };
    const done = await answerOf(DeskMoveAppointmentDocument, given);
    if (!done || done.userErrors.length) taken(appointment.job.number, done?.userErrors, before);
    else say(`${appointment.job.number} is moved.`);
    answer.again();
  };
  return { give, move };
}
