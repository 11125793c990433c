"""Who can do a job: which teams and resources are eligible, and why the others are not (domain.md J6, J7)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from models import (
    Appointment,
    Calendar,
    Client,
    Resource,
    ResourceService,
    Service,
    Site,
    Team,
    TeamClient,
    TeamService,
)
from models.appointment import COMING
from models.core.open_hours import OpenHours
from models.core.postcodes import covers
from models.errors import ErrorCode, Refusal, Rejected
from permissions.base import visible
from permissions.viewer import Viewer
from resolvers.change import Change
from resolvers.given import Given
from resolvers.job_rules import Reader, Ties, ties

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Needs:
    """What a job needs of those who do it."""

    site: Site
    client_name: str
    service: Service | None = None
    """That of its first activity, which decides the team."""
    services: Sequence[Service] = ()
    """Those of all its activities, which a resource has to have."""
    default_team_id: UUID | None = None
    """That of its first activity."""
    span: Span | None = None
    """When they have to be free."""


@dataclass(frozen=True)
class Crew:
    """The teams and resources a caller sees, and what is known of them."""

    teams: list[Team]
    resources: list[Resource]
    team_services: Ties
    for_client: set[UUID]
    """Teams that work for the client."""
    resource_services: Ties
    calendars: dict[UUID, Calendar]
    busy: set[UUID] = field(default_factory=set)
    """Resources that have an appointment at the time."""

    def team_reasons(self, team: Team, needs: Needs) -> list[Refusal]:
        """Why a team may not have the job; none where it is eligible."""
        found = []
        if needs.service is not None and needs.service.id not in self.team_services[team.id]:
            found.append((ErrorCode.SERVICE_MISMATCH, f"{team.name} does not offer {needs.service.name}."))
        if not team.active:
            found.append((ErrorCode.TEAM_NOT_ELIGIBLE, f"{team.name} is not active."))
        if team.id not in self.for_client:
            found.append((ErrorCode.TEAM_NOT_ELIGIBLE, f"{team.name} does not work for {needs.client_name}."))
        if not covers(team.postcodes, _postcode(needs.site)):
            found.append((ErrorCode.TEAM_NOT_ELIGIBLE, f"{team.name} does not come to {_where(needs.site)}."))
        return [Refusal(code, message, ["teamId"]) for code, message in found]

    def resource_reasons(self, resource: Resource, needs: Needs, team: Team | None) -> list[Refusal]:
        """Why a resource may not be sent; none where it is eligible. `team` is the one that was asked for."""
        messages = [
            f"{resource.name} has not the skill for {service.name}."
            for service in needs.services
            if service.id not in self.resource_services[resource.id]
        ]
        if not resource.active:
            messages.append(f"{resource.name} is not active.")
        if team is not None and resource.team_id != team.id:
            messages.append(f"{resource.name} is not of {team.name}.")
        if not covers(resource.postcodes, _postcode(needs.site)):
            messages.append(f"{resource.name} does not come to {_where(needs.site)}.")
        if needs.span and not self.is_at_work(resource, needs.span):
            messages.append(f"{resource.name} is not at work then.")
        if resource.id in self.busy:
            messages.append(f"{resource.name} has another appointment then.")
        return [Refusal(ErrorCode.RESOURCE_NOT_ELIGIBLE, message, ["resourceId"]) for message in messages]

    def derived_team(self, needs: Needs) -> Team | None:
        """The team a job is given: the default of its first activity where eligible, else the first that is."""
        eligible = [team for team in self.teams if not self.team_reasons(team, needs)]
        return next((team for team in eligible if team.id == needs.default_team_id), eligible[0] if eligible else None)

    def is_at_work(self, resource: Resource, span: Span) -> bool:
        """Whether a whole span lies in the hours of a resource, or of its team where it has none of its own."""
        team = next((each for each in self.teams if each.id == resource.team_id), None)
        calendar = self.calendars.get(resource.calendar_id or (team and team.calendar_id))
        if calendar is None:
            return True
        start, end = span
        return hours_of(calendar).between(start, end) == end - start


def hours_of(calendar: Calendar) -> OpenHours:
    """The open hours a calendar keeps."""
    return OpenHours.of(calendar.time_zone, calendar.hours, calendar.holidays)


async def crew_for(read: Reader, viewer: Viewer, site: Site, span: Span | None = None) -> Crew:
    """The teams and resources a caller sees, in the order of their names."""
    teams = list(await read(visible(Team, viewer).order_by(Team.name, Team.id)))
    resources = list(await read(visible(Resource, viewer).order_by(Resource.name, Resource.id)))
    team_keys, resource_keys = [each.id for each in teams], [each.id for each in resources]
    of_client = select(TeamClient).where(TeamClient.client_id == site.client_id)
    calendars = {each.calendar_id for each in (*teams, *resources) if each.calendar_id}
    return Crew(
        teams=teams,
        resources=resources,
        team_services=await ties(read, TeamService.team_id, TeamService.service_id, team_keys),
        for_client={each.team_id for each in await read(of_client)},
        resource_services=await ties(read, ResourceService.resource_id, ResourceService.service_id, resource_keys),
        calendars={each.id: each for each in await read(select(Calendar).where(Calendar.id.in_(calendars)))},
        busy=await _busy(read, resource_keys, span) if span else set(),
    )


def refused(reasons: Sequence[Refusal]) -> Rejected:
    """What createJob answers for reasons of jobOptions: the first code, and all the sentences."""
    return Rejected(reasons[0].code, " ".join(each.message for each in reasons), reasons[0].path)


async def eligible_team(change: Change, crew: Crew, needs: Needs, given: Given) -> Team | None:
    """The team an input names, if any; refused with the reasons jobOptions gives where it is not eligible."""
    if given.team_id is None:
        return None
    team = await change.find(Team, given.team_id, "teamId", lock=False)
    if reasons := crew.team_reasons(team, needs):
        raise refused(reasons)
    return team


async def eligible_resource(
    change: Change, crew: Crew, needs: Needs, given: Given, team: Team | None
) -> Resource | None:
    """The resource an input names, if any, likewise."""
    if given.resource_id is None:
        return None
    resource = await change.find(Resource, given.resource_id, "resourceId", lock=False)
    if reasons := crew.resource_reasons(resource, needs, team):
        raise refused(reasons)
    return resource


async def client_name(read: Reader, site: Site) -> str:
    """What the client of a site is called."""
    (client,) = await read(select(Client).where(Client.id == site.client_id))
    return client.name


async def _busy(read: Reader, keys: Sequence[UUID], span: Span) -> set[UUID]:
    start, end = span
    taken = select(Appointment).where(
        Appointment.resource_id.in_(list(keys)),
        Appointment.status.in_(COMING),
        Appointment.ends_at > start,
        Appointment.starts_at < end,
    )
    return {each.resource_id for each in await read(taken)}


def _postcode(site: Site) -> str | None:
    return site.address.get("postcode")


def _where(site: Site) -> str:
    return _postcode(site) or site.name
