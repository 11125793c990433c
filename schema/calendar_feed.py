"""The calendar feeds of teams and resources."""

from typing import Any

import strawberry

from permissions.base import AdminOnly, Permission
from resolvers import calendar_feed as feeds
from schema.core.inputs import optional
from schema.core.made import noun
from schema.core.making import MadeField
from schema.core.mutation import mutation, payload
from schema.core.node import roots


def calendar_feed(model: type[Any], guard: type[Permission], whom: str) -> MadeField:
    """The address of the feed of a team or a resource, for whom the guard lets have it."""
    fill = feeds.ADDRESSES[model]
    return MadeField(
        f"Where calendar programs read its appointments; whoever knows the address reads them. {whom}",
        lambda row, info: fill(info.context, row.id, row.feed_version),
        [guard],
        sql=lambda asked: asked.filled(fill, asked.key(), asked.place.value("feed_version")[0]),
    )


CalendarFeedPayload = payload(
    "CalendarFeedPayload",
    "What a write of a calendar feed answers.",
    team=(noun("Team") | None, "The team, if it is a team's."),
    resource=(noun("Resource") | None, "The resource, if it is a resource's."),
)


@strawberry.input(description="For rotateCalendarFeed; exactly one of the two.")
class RotateCalendarFeedInput:
    team_id: strawberry.ID | None = optional("The team.")
    resource_id: strawberry.ID | None = optional("The resource.")


@roots
class CalendarFeedMutations:
    """Keeping feeds secret."""

    rotate_calendar_feed: CalendarFeedPayload = mutation(
        feeds.rotate,
        RotateCalendarFeedInput,
        AdminOnly,
        description="Give a calendar feed another address; the one before answers nothing from then on.",
    )
