"""Calendar feeds: secret addresses, and what a calendar program reads there."""

from datetime import timedelta

import icalendar
import pytest

import models
from models.core import clock
from resolvers.context import Context
from schema import schema
from server.graphql.engine import Call, Engine
from tests.graph import field
from tests.graph.conftest import gid, unknown, viewer_as, viewer_of

URLS = "{ teams { nodes { calendarFeedUrl } } resources { nodes { name calendarFeedUrl } } }"
ROTATE = """
mutation ($team: ID, $resource: ID) {
  rotateCalendarFeed(input: {teamId: $team, resourceId: $resource}) {
    team { calendarFeedUrl } resource { calendarFeedUrl } userErrors { code path }
  }
}
"""
LOWER = "mutation ($id: ID!) { changeUserRole(input: {userId: $id, role: STAFF}) { userErrors { code } } }"
PASS_ON = """
mutation ($id: ID!, $user: ID!) {
  updateResource(input: {resourceId: $id, userId: $user}) { userErrors { code } }
}
"""
CANCEL = "mutation ($id: ID!) { cancelAppointment(input: {appointmentId: $id}) { userErrors { code } } }"


@pytest.fixture
async def place(make):
    return await field.place(make)


@pytest.fixture
async def visit(make, place):
    """Books a visit of the resource so many hours from now; answers its row."""
    jobs = {}

    async def book(hours, at=None, resource=None):
        at = at or place.site
        jobs[at] = jobs.get(at) or await field.job(make, at, team_id=place.team.id)
        begin = clock.now().replace(microsecond=0) + timedelta(hours=hours)
        row = models.Appointment(
            client_id=at.client_id,
            job_id=jobs[at].id,
            resource_id=(resource or place.resource).id,
            starts_at=begin,
            ends_at=begin + timedelta(minutes=90),
        )
        return await make.row(row)

    return book


async def address(ask, owner):
    seen = await ask(owner, URLS)
    return seen["resources"]["nodes"][0]["calendarFeedUrl"]


def events(answer):
    return icalendar.Calendar.from_ical(answer.content).walk("VEVENT")


async def test_a_calendar_program_reads_job_site_and_times(ask, owner, make, get, place, visit):
    odd = await field.site(make, place.client, name='Flat 3; "B", über\nall', address={"street": "1 Höhe,\\ 2"})
    first, second = await visit(2), await visit(4, at=odd)

    answer = await get(await address(ask, owner))

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert answer.headers["cache-control"] == "private, no-store"
    seen = events(answer)
    job = seen[0]["summary"].split(",")[0]
    assert job.startswith("JOB-")
    assert [str(each["uid"]) for each in seen] == [f"{first.id}@clientgraph", f"{second.id}@clientgraph"]
    assert [each["dtstart"].dt for each in seen] == [first.starts_at, second.starts_at]
    assert seen[0]["dtend"].dt == first.ends_at
    assert b"DTSTART:" + first.starts_at.strftime("%Y%m%dT%H%M%SZ").encode() in answer.content
    assert str(seen[0]["summary"]) == f"{job}, 12 Quay St"
    assert str(seen[0]["location"]) == "12 Quay St, EX1 1AA, GB"
    assert str(seen[1]["location"]) == "1 Höhe,\\ 2"
    assert str(seen[1]["summary"]).endswith(', Flat 3; "B", über\nall')
    assert [str(each["status"]) for each in seen] == ["CONFIRMED"] * 2
    told = {name.lower() for each in seen for name in each}
    assert told == {
        "uid", "sequence", "dtstamp", "created", "last-modified", "dtstart", "dtend", "summary", "location", "status",
        "transp",
    }  # fmt: skip


async def test_a_cancelled_visit_is_the_same_event_one_change_on(ask, owner, get, visit):
    booked = await visit(2)
    url = await address(ask, owner)
    (before,) = events(await get(url))

    await ask(owner, CANCEL, id=gid(booked))

    (after,) = events(await get(url))
    assert (before["uid"], before["sequence"]) == (after["uid"], 0)
    assert (str(after["status"]), str(after["transp"]), after["sequence"]) == ("CANCELLED", "TRANSPARENT", 1)
    assert after["last-modified"].dt >= before["last-modified"].dt


async def test_a_feed_reaches_ninety_days_back_and_two_years_on(ask, owner, get, visit):
    for days in (-91, -89, 729, 731):
        await visit(24 * days)

    assert len(events(await get(await address(ask, owner)))) == 2


async def test_the_feed_of_a_team_has_its_resources_and_its_jobs(ask, owner, make, get, place, visit):
    other = await field.resource(make, place.service, name="Tom")
    north = await field.resource(make, place.service, name="Una", team_id=place.team.id)
    elsewhere = await field.place(make, "Second Homes")
    of_job, of_resource = await visit(2, resource=other), await visit(6, resource=north)
    strange = await field.job(make, elsewhere.site, team_id=elsewhere.team.id)
    values = {"starts_at": of_job.starts_at, "ends_at": of_job.ends_at, "resource_id": elsewhere.resource.id}
    await make.row(models.Appointment(client_id=strange.client_id, job_id=strange.id, **values))

    urls = [each["calendarFeedUrl"] for each in (await ask(owner, URLS))["teams"]["nodes"]]
    seen = [{str(each["uid"]) for each in events(await get(url))} for url in urls]

    assert {f"{of_job.id}@clientgraph", f"{of_resource.id}@clientgraph"} in seen
    assert sorted(len(each) for each in seen) == [1, 2]


async def test_the_feed_of_a_user_tells_what_the_user_may_see_and_ends_with_them(ask, owner, make, get, place, visit):
    sam = await make.user(models.Role.STAFF_LIMITED)
    own = await field.resource(make, place.service, name="Sent", user_id=sam.id)
    await visit(2, resource=own)
    listed = (await ask(owner, URLS))["resources"]["nodes"]
    (url,) = [each["calendarFeedUrl"] for each in listed if each["name"] == "Sent"]

    unassigned = events(await get(url))
    await make.row(models.UserClient(user_id=sam.id, client_id=place.client.id))
    assigned = events(await get(url))
    await make.change(sam, status=models.UserStatus.DISABLED)

    assert (unassigned, len(assigned)) == ([], 1)
    assert (await get(url)).status_code == 404


async def test_administrators_know_every_address_and_a_user_their_own(ask, owner, make, place):
    sam = await make.user(models.Role.STAFF, all_clients=True)
    await field.resource(make, place.service, name="Sam's own", user_id=sam.id)
    limited = viewer_of(await make.user(models.Role.STAFF_LIMITED), place.client)
    contact = viewer_as(await make.contact(place.client), models.PortalPermission.JOBS)

    whole = await ask.whole(viewer_of(sam), URLS)
    hidden = await ask.whole(limited, URLS)
    outside = await ask(contact, URLS)

    assert whole.data["teams"]["nodes"] == [{"calendarFeedUrl": None}]
    assert [each["calendarFeedUrl"] is None for each in whole.data["resources"]["nodes"]] == [True, False]
    assert whole.withheld == ["Resource.calendarFeedUrl", "Team.calendarFeedUrl"]
    assert {each["calendarFeedUrl"] for each in hidden.data["resources"]["nodes"]} == {None}
    assert outside == {"teams": {"nodes": []}, "resources": {"nodes": []}}
    assert all(each["calendarFeedUrl"] for each in (await ask(owner, URLS))["resources"]["nodes"])


async def test_the_log_says_who_was_told_which_addresses(services, make, place):
    admin, sam = [await make.user(models.Role.ADMIN, name=name) for name in ("Olive", "Sam")]
    engine = Engine(schema)

    async def asked(user, query):
        call = Call(query)
        engine.check(call)
        return (await engine.answer(call, Context(services, viewer_of(user)))).payload["data"]

    assert (await asked(sam, URLS))["teams"]["nodes"][0]["calendarFeedUrl"]
    assert await asked(admin, "{ teams { nodes { name } } resources { nodes { name } } }")
    (told,) = [event for event in await make.all(models.Event) if event.kind.name == "SECRET_ADDRESS_READ"]
    assert (told.actor_user_id, told.subject_id, told.visibility.name) == (sam.id, sam.id, "INTERNAL")
    assert told.summary == "Secret address read: 2 calendar feeds"
    assert told.data == {"Resource": [gid(place.resource)], "Team": [gid(place.team)]}


async def test_another_secret_ends_the_address_before(ask, owner, make, get, place, visit):
    await visit(2)
    before = await address(ask, owner)
    staff = viewer_of(await make.user(models.Role.STAFF, all_clients=True))

    for given in ({}, {"resource": gid(place.resource), "team": gid(place.team)}, {"team": unknown(models.Team)}):
        refused = await ask(owner, ROTATE, **given)
        assert refused["rotateCalendarFeed"]["userErrors"]
    assert (await get(before)).status_code == 200
    refused = await ask(staff, ROTATE, resource=gid(place.resource))
    assert refused["rotateCalendarFeed"]["userErrors"] == [{"code": "FORBIDDEN", "path": None}]
    rotated = await ask(owner, ROTATE, resource=gid(place.resource))

    after = rotated["rotateCalendarFeed"]["resource"]["calendarFeedUrl"]
    assert after != before
    assert (await get(before)).status_code == 404
    assert len(events(await get(after))) == 1


async def test_every_address_that_is_not_good_looks_the_same(ask, owner, make, get, place):
    other = await field.resource(make, place.service, name="Tom")
    good = {each["name"]: each["calendarFeedUrl"] for each in (await ask(owner, URLS))["resources"]["nodes"]}
    sam, secret = good["Sam"].rsplit("/", 1)
    idle = await field.resource(make, place.service, name="Una", active=False)
    urls = {each["name"]: each["calendarFeedUrl"] for each in (await ask(owner, URLS))["resources"]["nodes"]}

    answers = [
        await get(good["Sam"][:-5] + "x.ics"),
        await get(f"/calendars/{gid(other)}/{secret}"),
        await get(f"/calendars/{gid(place.team)}/{secret}"),
        await get(f"/calendars/{gid(place.client)}/{secret}"),
        await get(f"/calendars/{unknown(models.Resource)}/{secret}"),
        await get(f"{sam}/%C3%A4.ics"),
        await get(urls["Una"]),
    ]

    assert (await get(good["Sam"])).status_code == 200
    assert idle.active is False
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


async def test_who_administers_no_more_and_who_is_sent_no_more_read_none_of_the_addresses_they_know(
    services, ask, owner, make, get, place
):
    sam, pat = [await make.user(models.Role.ADMIN, name=name) for name in ("Sam", "Pat")]
    await field.resource(make, place.service, name="Own", user_id=sam.id)
    await field.resource(make, place.service, name="Passed on", user_id=pat.id)
    engine = Engine(schema)
    call = Call(URLS)
    engine.check(call)
    told = (await engine.answer(call, Context(services, viewer_of(sam)))).payload["data"]
    known = {each["name"]: each["calendarFeedUrl"] for each in told["resources"]["nodes"]}
    known["team"] = told["teams"]["nodes"][0]["calendarFeedUrl"]

    async def read():
        return sorted([name for name, url in known.items() if (await get(url)).status_code == 200])

    everything = await read()
    (passed,) = [each for each in await make.all(models.Resource) if each.name == "Passed on"]
    given = {"id": gid(passed), "user": gid(await make.user(models.Role.STAFF, name="Kim"))}
    assert (await ask(owner, PASS_ON, **given))["updateResource"]["userErrors"] == []
    after_passing = await read()
    assert (await ask(owner, LOWER, id=gid(sam)))["changeUserRole"]["userErrors"] == []

    assert everything == ["Own", "Passed on", "Sam", "team"]
    assert after_passing == ["Own", "Sam", "team"]
    assert await read() == ["Own"]
