"""Resources: who and what can be sent to a job."""

from uuid import UUID

from sqlalchemy import select

from models import EventKind, Resource, ResourceService, Service, Team, User
from models.core.postcodes import beginnings
from models.errors import ErrorCode, Rejected
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.constraints import refuses
from resolvers.context import Context
from resolvers.given import Given
from resolvers.inputs import named, rate
from resolvers.links import replace
from resolvers.reading import Link
from resolvers.service import OF_CLIENT as SERVICES_OF_CLIENT
from resolvers.team import calendar_of

refuses("uq_resource_user_id", ErrorCode.DUPLICATE, "The user is another resource already.")

_pairs = (
    select(SERVICES_OF_CLIENT.parent, ResourceService.resource_id)
    .join(ResourceService, ResourceService.service_id == SERVICES_OF_CLIENT.far)
    .distinct()
    .subquery("client_resource")
)
OF_CLIENT = Link(Resource, _pairs.c.client_id, _pairs.c.resource_id)
"""The resources of a client: those with a service of its activities, each once."""


async def create(context: Context, given: Given) -> Answer:
    """Make a resource. DUPLICATE where the user is one already."""
    async with context.change() as change:
        services = await change.find_all(Service, given.service_ids or [], "serviceIds")
        resource = Resource(
            name=named(given.name, "name"),
            team_id=await _team(change, given),
            postcodes=beginnings(given.postcodes or [], "postcodes"),
            calendar_id=await calendar_of(change, given),
        )
        resource.user_id = await _user(change, resource, given)
        _set_rate(resource, given)
        await change.add(resource)
        await replace(change, ResourceService.resource_id, resource.id, ResourceService.service_id, services, Service)
        change.record(EventKind.SETUP_CHANGED, resource)
        return change.answer(resource=resource)


async def update(context: Context, given: Given) -> Answer:
    """Change what is given; services and postcodes are replaced."""
    async with context.change() as change:
        resource = await change.find(Resource, given.resource_id, "resourceId")
        change.expect(resource, given.expected_version)
        moved = {}
        if given.service_ids is not None:
            services = await change.find_all(Service, given.service_ids, "serviceIds")
            moved = await replace(
                change, ResourceService.resource_id, resource.id, ResourceService.service_id, services, Service
            )
        # All is looked up before anything is set, so that it is one change of the row.
        keys = {
            "team_id": await _team(change, given),
            "user_id": await _user(change, resource, given),
            "calendar_id": await calendar_of(change, given),
        }
        if "user_id" in given and keys["user_id"] != resource.user_id:
            # Who it was knows the address, and would read there where the next one is sent.
            resource.feed_version += 1
        for name in keys:
            if name in given:
                setattr(resource, name, keys[name])
        if "name" in given:
            resource.name = named(given.name, "name")
        if "postcodes" in given:
            resource.postcodes = beginnings(given.postcodes or [], "postcodes")
        if "labour_rate" in given:
            _set_rate(resource, given)
        change.update(resource, given, "active")
        if change.changed(resource) or moved:
            change.record(EventKind.SETUP_CHANGED, resource, data=moved or None)
        return change.answer(resource=resource)


async def add_service(context: Context, given: Given) -> Answer:
    """Give a resource one skill more; nothing where it has it (domain.md FS-18)."""
    async with context.change() as change:
        resource = await change.find(Resource, given.resource_id, "resourceId")
        service = await change.find(Service, given.service_id, "serviceId", lock=False)
        pair = {"resource_id": resource.id, "service_id": service.id}
        if not await change.all(select(ResourceService).filter_by(**pair)):
            await change.add(ResourceService(**pair))
            change.record(EventKind.SETUP_CHANGED, resource, data={"addedServiceIds": [str(service.id)]})
        return change.answer(resource=resource)


async def _team(change: Change, given: Given) -> UUID | None:
    return (await change.find(Team, given.team_id, "teamId", lock=False)).id if given.team_id else None


async def _user(change: Change, resource: Resource, given: Given) -> UUID | None:
    """The user it is, who is no other resource."""
    if given.user_id is None:
        return None
    user = await change.find(User, given.user_id, "userId", lock=False)
    taken = await change.scalar(select(Resource.id).where(Resource.user_id == user.id))
    if taken is not None and taken != resource.id:
        raise Rejected(ErrorCode.DUPLICATE, "The user is another resource already.", ["userId"])
    return user.id


def _set_rate(resource: Resource, given: Given) -> None:
    resource.labour_rate = rate(given.labour_rate, None, "labourRate")
    resource.labour_rate_currency = given.labour_rate.currency if given.labour_rate else None
