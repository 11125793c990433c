"""Teams: people who work together, what they can do and for whom."""

from uuid import UUID

from sqlalchemy import exists, select

from models import (
    Activity,
    ActivityClient,
    Calendar,
    Client,
    EventKind,
    Service,
    Team,
    TeamClient,
    TeamService,
    UserClient,
)
from models.core.postcodes import beginnings
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.context import Context
from resolvers.given import Given
from resolvers.inputs import named
from resolvers.links import replace
from resolvers.reading import Link

_does_something = exists(
    select(TeamService.team_id)
    .join(Activity, Activity.service_id == TeamService.service_id)
    .join(ActivityClient, ActivityClient.activity_id == Activity.id)
    .where(TeamService.team_id == TeamClient.team_id, ActivityClient.client_id == TeamClient.client_id)
)
_pairs = select(TeamClient.client_id, TeamClient.team_id).where(_does_something).subquery("client_team")
OF_CLIENT = Link(Team, _pairs.c.client_id, _pairs.c.team_id)
"""The teams of a client: those that hold it and a service of its activities."""


async def create(context: Context, given: Given) -> Answer:
    """Make a team. Its clients are those assigned to the caller (domain.md D4)."""
    async with context.change() as change:
        services = await change.find_all(Service, given.service_ids or [], "serviceIds")
        team = await change.add(
            Team(
                name=named(given.name, "name"),
                postcodes=beginnings(given.postcodes or [], "postcodes"),
                calendar_id=await calendar_of(change, given),
            )
        )
        assigned = select(UserClient.client_id).where(UserClient.user_id == change.viewer.user_id)
        for client_id in await change.all(assigned.order_by(UserClient.client_id)):
            await change.add(TeamClient(team_id=team.id, client_id=client_id))
        await replace(change, TeamService.team_id, team.id, TeamService.service_id, services, Service)
        change.record(EventKind.SETUP_CHANGED, team)
        return change.answer(team=team)


async def update(context: Context, given: Given) -> Answer:
    """Change what is given; services and postcodes are replaced."""
    async with context.change() as change:
        team = await change.find(Team, given.team_id, "teamId")
        change.expect(team, given.expected_version)
        moved = {}
        if given.service_ids is not None:
            services = await change.find_all(Service, given.service_ids, "serviceIds")
            moved = await replace(change, TeamService.team_id, team.id, TeamService.service_id, services, Service)
        if "calendar_id" in given:
            team.calendar_id = await calendar_of(change, given)
        if "name" in given:
            team.name = named(given.name, "name")
        if "postcodes" in given:
            team.postcodes = beginnings(given.postcodes or [], "postcodes")
        change.update(team, given, "active")
        if change.changed(team) or moved:
            change.record(EventKind.SETUP_CHANGED, team, data=moved or None)
        return change.answer(team=team)


async def add_service(context: Context, given: Given) -> Answer:
    """Let a team offer one service more; nothing where it does (domain.md FS-17)."""
    async with context.change() as change:
        team = await change.find(Team, given.team_id, "teamId")
        service = await change.find(Service, given.service_id, "serviceId", lock=False)
        offered = select(TeamService).where(TeamService.team_id == team.id, TeamService.service_id == service.id)
        if not await change.all(offered):
            await change.add(TeamService(team_id=team.id, service_id=service.id))
            change.record(EventKind.SETUP_CHANGED, team, data={"addedServiceIds": [str(service.id)]})
        return change.answer(team=team)


async def set_clients(context: Context, given: Given) -> Answer:
    """Make these the clients a team works for, as far as the caller sees the others."""
    async with context.change() as change:
        team = await change.find(Team, given.team_id, "teamId")
        clients = await change.find_all(Client, given.client_ids, "clientIds")
        moved = await replace(change, TeamClient.team_id, team.id, TeamClient.client_id, clients, Client)
        if moved:
            change.record(EventKind.SETUP_CHANGED, team, data=moved)
        return change.answer(team=team)


async def calendar_of(change: Change, given: Given) -> UUID | None:
    """The calendar given, if one is."""
    if given.calendar_id is None:
        return None
    return (await change.find(Calendar, given.calendar_id, "calendarId", lock=False)).id
