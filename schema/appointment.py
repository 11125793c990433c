"""Appointments."""

from datetime import datetime

import strawberry

import models
from permissions.base import CanWork
from resolvers import appointment as appointments
from schema.core.fields import field, related
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.mutation import mutation, payload
from schema.core.node import ClientScoped, found, listing, node, roots


@node(models.Appointment, "appointments", ["STARTS_AT"])
class Appointment(ClientScoped):
    """A visit to a job's site."""

    client = related(models.Appointment.client_id, "The client.", nullable=False, filterable=True)
    job = related(models.Appointment.job_id, "The job.", to="Job", filterable=True)
    status: models.AppointmentStatus = field("How far it is.", filterable=True)
    resource = related(models.Appointment.resource_id, "Who comes.", filterable=True)
    starts_at: datetime = field("From when.", filterable=True, orderable=True)
    ends_at: datetime = field("Until when.", filterable=True)
    reason: str | None = field("Why it was cancelled, or could not be completed.")
    version: int = field("Rises with every change.")


AppointmentPayload = payload(
    "AppointmentPayload",
    "What a write of an appointment answers.",
    appointment=(noun("Appointment") | None, "The appointment."),
    job=(noun("Job") | None, "Its job."),
)


@strawberry.input(description="For scheduleAppointment.")
class ScheduleAppointmentInput:
    job_id: strawberry.ID = given("The job.")
    resource_id: strawberry.ID = given("Who comes.")
    starts_at: datetime = given("From when.")
    ends_at: datetime = given("Until when.")


@strawberry.input(description="For rescheduleAppointment; what is absent stays.")
class RescheduleAppointmentInput:
    appointment_id: strawberry.ID = given("The appointment.")
    resource_id: strawberry.ID | None = optional("Who comes instead.")
    starts_at: datetime | None = optional("From when.")
    ends_at: datetime | None = optional("Until when.")
    expected_version: int | None = optional("The version the change is based on.")


@strawberry.input(description="For dispatchAppointment.")
class DispatchAppointmentInput:
    appointment_id: strawberry.ID = given("The appointment.")


@strawberry.input(description="For failAppointment.")
class FailAppointmentInput:
    appointment_id: strawberry.ID = given("The appointment.")
    reason: str = given("Why the work could not be done.")


@strawberry.input(description="For cancelAppointment.")
class CancelAppointmentInput:
    appointment_id: strawberry.ID = given("The appointment.")
    reason: str | None = optional("Why.")


@roots
class AppointmentQueries:
    """Reading appointments."""

    appointments = listing("Appointment", description="Every visible appointment.")
    appointment = found("Appointment", "One appointment.")


@roots
class AppointmentMutations:
    """Sending people to jobs."""

    schedule_appointment: AppointmentPayload = mutation(
        appointments.schedule,
        ScheduleAppointmentInput,
        CanWork,
        description="Make an appointment. OVERLAP where the resource has another one then.",
    )
    reschedule_appointment: AppointmentPayload = mutation(
        appointments.reschedule,
        RescheduleAppointmentInput,
        CanWork,
        description="Move an appointment nobody was sent to yet. OVERLAP where the resource has another one then.",
    )
    dispatch_appointment: AppointmentPayload = mutation(
        appointments.dispatch,
        DispatchAppointmentInput,
        CanWork,
        description="Somebody is sent; the first one sent puts the job in progress.",
    )
    fail_appointment: AppointmentPayload = mutation(
        appointments.fail, FailAppointmentInput, CanWork, description="The work could not be done."
    )
    cancel_appointment: AppointmentPayload = mutation(
        appointments.cancel, CancelAppointmentInput, CanWork, description="There will be no visit."
    )
