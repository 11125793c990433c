"""Calendar feeds in the iCalendar format (RFC 5545), for whoever knows their addresses."""

from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from resolvers.calendar_feed import Feed, Visit, opened
from server.answers import problem

HEADERS = {
    "cache-control": "private, no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
}
AGAIN = timedelta(minutes=15)
"""How soon programs are asked to look again."""
LINES = ("street", "city", "region", "postcode", "country")


async def feed(request: Request) -> Response:
    """The calendar, or 404: unknown, changed and forged addresses, and those of whom is not active, look the same."""
    services = request.app.state.services
    found = await opened(services, request.path_params["id"], request.path_params["secret"])
    if found is None:
        return problem(404, "NOT_FOUND", "There is no calendar here.")
    return Response(calendar(found), media_type="text/calendar; charset=utf-8", headers=HEADERS)


def calendar(found: Feed) -> bytes:
    """The feed as calendar programs read it, all times in UTC."""
    from icalendar import Calendar, Event  # when it is first needed: it is large

    made = Calendar()
    made.add("prodid", "-//clientgraph//appointments//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", found.name)
    made.add("refresh-interval", AGAIN, {"VALUE": "DURATION"})
    for visit in found.visits:
        made.add_component(_told(visit, Event()))
    return made.to_ical()


def _told(visit: Visit, event: Any) -> Any:
    """One appointment. Its UID stays the same, and its SEQUENCE rises with every change."""
    event.add("uid", f"{visit.id}@clientgraph")
    event.add("sequence", visit.version - 1)
    event.add("dtstamp", visit.updated_at)
    event.add("created", visit.created_at)
    event.add("last-modified", visit.updated_at)
    event.add("dtstart", visit.starts_at)
    event.add("dtend", visit.ends_at)
    event.add("summary", f"{visit.job}, {visit.site}")
    event.add("location", ", ".join(visit.address[line] for line in LINES if visit.address.get(line)))
    event.add("status", "CANCELLED" if visit.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if visit.is_cancelled else "OPAQUE")
    return event


routes: list[BaseRoute] = [Route("/calendars/{id}/{secret}.ics", feed)]
