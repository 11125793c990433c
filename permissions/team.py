"""Which teams exist for whom."""

from sqlalchemy import ColumnElement, false, select, true

from models import Team, TeamClient, TeamService
from permissions.base import Rows
from permissions.viewer import Kind, Viewer


class TeamRows(Rows):
    """Those who work here: of limited staff, the teams that work for a client they cover. No contact."""

    of = Team

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.kind is Kind.LIMITED:
            covered = select(TeamClient.team_id).where(viewer.covers(TeamClient.client_id))
            return Team.id.in_(covered.correlate(None))
        return true() if viewer.is_user else false()


class TeamServiceRows(Rows):
    """What a team offers is known to all who work here."""

    of = TeamService

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return true() if viewer.is_user else false()
