"""Services: trades and skills."""

from sqlalchemy import select

from models import Activity, ActivityClient, EventKind, Service
from resolvers.answer import Answer
from resolvers.context import Context
from resolvers.given import Given
from resolvers.inputs import named
from resolvers.reading import Link

_pairs = (
    select(ActivityClient.client_id, Activity.service_id)
    .join(Activity, Activity.id == ActivityClient.activity_id)
    .distinct()
    .subquery("client_service")
)
OF_CLIENT = Link(Service, _pairs.c.client_id, _pairs.c.service_id)
"""The services of a client: those of the activities it may have, each once."""


async def create(context: Context, given: Given) -> Answer:
    """Make a service."""
    async with context.change() as change:
        service = await change.add(Service(name=named(given.name, "name")))
        change.record(EventKind.SETUP_CHANGED, service)
        return change.answer(service=service)


async def update(context: Context, given: Given) -> Answer:
    """Change what is given."""
    async with context.change() as change:
        service = await change.find(Service, given.service_id, "serviceId")
        change.expect(service, given.expected_version)
        if "name" in given:
            service.name = named(given.name, "name")
        change.update(service, given, "active")
        if change.changed(service):
            change.record(EventKind.SETUP_CHANGED, service)
        return change.answer(service=service)
