"""Teams."""

import strawberry

import models
from permissions.base import AdminOnly, StaffOnly, set_up
from resolvers import team as teams
from schema.calendar_feed import calendar_feed
from schema.core.fields import field, related, several, through
from schema.core.filters import linked
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.mutation import mutation, payload
from schema.core.node import Node, found, listing, node, roots

SERVICES = through(models.TeamService.team_id, models.TeamService.service_id)
CLIENTS = through(models.TeamClient.team_id, models.TeamClient.client_id)


@node(
    models.Team,
    "teams",
    ["NAME"],
    criteria=[
        linked("service", "Service", SERVICES, models.Team),
        linked("client", "Client", CLIENTS, models.Team),
    ],
)
class Team(Node):
    """People who work together. Its clients start as those assigned to the user who made it."""

    name: str = field("What it is called.", filterable=True, orderable=True)
    active: bool = field("Whether it takes jobs.", filterable=True)
    services = several(SERVICES, "The services it offers.", by=[models.Service.name])
    resources = listing("Resource", models.Resource.team_id, "Who is in it. Staff.", StaffOnly, nullable=True)
    clients = listing("Client", CLIENTS, "The clients it works for. Staff.", StaffOnly, nullable=True)
    postcodes: list[str] = field("Postcode beginnings covered; empty covers all.")
    calendar = related(models.Team.calendar_id, "When it works; at any hour without one.")
    calendar_feed_url: str | None = calendar_feed(models.Team, AdminOnly, "Administrators.")
    created_by = related(models.Team.created_by, "Who made it.", to="User", nullable=True)
    version: int = field("Rises with every change.")


TeamPayload = payload("TeamPayload", "What a write of a team answers.", team=(noun("Team") | None, "The team."))


@strawberry.input(description="For createTeam.")
class CreateTeamInput:
    name: str = given("What it is called.")
    service_ids: list[strawberry.ID] | None = optional("The services it offers.")
    postcodes: list[str] | None = optional("Postcode beginnings covered; none covers all.")
    calendar_id: strawberry.ID | None = optional("When it works.")


@strawberry.input(description="Changes given fields; absent leaves, null clears.")
class UpdateTeamInput:
    team_id: strawberry.ID = given("The team.")
    name: str | None = optional("What it is called.")
    service_ids: list[strawberry.ID] | None = optional("The services it offers, all of them.")
    postcodes: list[str] | None = optional("Postcode beginnings covered, all of them.")
    calendar_id: strawberry.ID | None = optional("When it works.")
    active: bool | None = optional("Whether it takes jobs.")
    expected_version: int | None = optional("The version the change is based on.")


@strawberry.input(description="For addTeamService.")
class AddTeamServiceInput:
    team_id: strawberry.ID = given("The team.")
    service_id: strawberry.ID = given("The service it shall offer.")


@strawberry.input(description="For setTeamClients.")
class SetTeamClientsInput:
    team_id: strawberry.ID = given("The team.")
    client_ids: list[strawberry.ID] = given("The clients it works for, all of them.")


@roots
class TeamQueries:
    """Reading teams."""

    teams = listing("Team", description="Every visible team.", where=set_up)
    team = found("Team", "One team.")


@roots
class TeamMutations:
    """Setting teams up."""

    create_team: TeamPayload = mutation(
        teams.create,
        CreateTeamInput,
        AdminOnly,
        description="Make a team. Its clients are those assigned to the caller.",
    )
    update_team: TeamPayload = mutation(teams.update, UpdateTeamInput, AdminOnly, description="Change a team.")
    add_team_service: TeamPayload = mutation(
        teams.add_service, AddTeamServiceInput, AdminOnly, description="Let a team offer one service more."
    )
    set_team_clients: TeamPayload = mutation(
        teams.set_clients, SetTeamClientsInput, AdminOnly, description="Say whom a team works for."
    )
