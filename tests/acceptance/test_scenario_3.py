"""Scenario 3, from the trade to what may be chosen for a job: F0 to F8 of the acceptance document."""

from types import SimpleNamespace

from . import asides, asides_3, operations, operations_3
from .client import Upload
from .day import Day, step

HAL = "hal@harbour.test"
PASSWORD = "hal opens his portal"


def csv(content: bytes) -> Upload:
    """A table of activities as it is uploaded."""
    return Upload("activities.csv", content, "text/csv")


@step
def test_f00_the_trade(day: Day) -> None:
    """Services, a work log type, a calendar and a priority by it."""
    quay = day.quay = SimpleNamespace()
    day.watched_by(day.dev_socket)
    day.dev_events.rest(0)
    day.eve_streams.append(day.eve_socket.subscribe(asides_3.JOB_CHANGED))
    made = day.olive.do(operations_3.F0A)
    quay.plumbing, quay.electrical = made["plumbing"]["service"]["id"], made["electrical"]["service"]["id"]
    quay.reactive = made["createWorkLogType"]["workLogType"]["id"]
    quay.calendar = made["createCalendar"]["calendar"]["id"]
    quay.priority = day.olive.do(operations_3.F0B, calendar=quay.calendar)["priority"]["id"]


@step
def test_f01_two_clients(day: Day) -> None:
    """FS-01: they are clients like any other."""
    made = day.olive.do(operations_3.F1)
    day.quay.client, day.quay.second = made["a"]["client"]["id"], made["b"]["client"]["id"]


@step
def test_f02_activities_are_imported(day: Day) -> None:
    """FS-10, FS-12, FS-14: all rows or none, every fault with its line and column, and no service made by itself."""
    quay, olive = day.quay, day.olive
    before = olive.ask(asides_3.SERVICES)

    def imported(content: bytes, dry: bool) -> dict:
        answer = olive.ask(operations_3.F2, client=quay.client, csv=csv(content), dryRun=dry)
        return answer["importActivities"]

    for dry in (True, False):
        faulty = imported(operations_3.FAULTY, dry)
        assert (faulty["created"], faulty["updated"], faulty["skipped"]) == (0, 0, 0)
        assert [(each["line"], each["column"], each["code"]) for each in faulty["rowErrors"]] == [
            (3, "service", "NOT_FOUND"),
            (4, "code", "DUPLICATE"),
        ]
        assert all(each["message"] for each in faulty["rowErrors"])
        assert olive.ask(asides_3.SERVICES) == before
    tried = imported(operations_3.CLEAN, dry=True)
    assert (tried["created"], tried["rowErrors"], tried["userErrors"]) == (3, [], [])
    assert olive.ask(asides_3.SERVICES) == before
    stored = imported(operations_3.CLEAN, dry=False)
    assert (stored["created"], stored["rowErrors"], stored["userErrors"]) == (3, [], [])
    quay.activities = {each["code"]: each["id"] for each in stored["activities"]}
    assert sorted(quay.activities) == ["630001", "630002", "630003"]
    again = imported(operations_3.CLEAN, dry=False)
    assert again["created"] == 0
    assert [each["code"] for each in again["rowErrors"]] == ["DUPLICATE"] * 3
    after = olive.ask(asides_3.SERVICES)
    assert after["services"] == before["services"]
    assert after["activities"]["totalCount"] == before["activities"]["totalCount"] + 3

    seen = olive.ask(operations_3.F3_CHECK, client=quay.client)["activities"]
    assert seen["totalCount"] == 3
    assert {each["code"]: priced(each) for each in seen["nodes"]} == {
        "630001": ("Plumbing", ["Harbour Homes"], "42.50", "27.10"),
        "630002": ("Electrical", ["Harbour Homes"], "30.00", "12.00"),
        "630003": ("Plumbing", ["Harbour Homes"], "0.00", "0.00"),
    }


@step
def test_f03_work_types(day: Day) -> None:
    """FS-05, FS-06: each for one client, under the work log type."""
    quay = day.quay
    common = {"plumbing": quay.plumbing, "reactive": quay.reactive, "priority": quay.priority}
    first = day.olive.do(operations_3.F3, name="Reactive plumbing", client=quay.client, **common)["workType"]
    second = day.olive.do(operations_3.F3, name="Second works", client=quay.second, **common)["workType"]
    quay.work_type, quay.second_works = first["id"], second["id"]
    assert first == {
        "id": quay.work_type,
        "name": "Reactive plumbing",
        "clients": {"nodes": [{"name": "Harbour Homes"}]},
        "workLogTypes": [{"name": "Reactive"}],
        "services": [{"name": "Plumbing"}],
    }
    assert second["clients"] == {"nodes": [{"name": "Second Homes"}]}
    assigned = day.olive.do(operations_3.F5, user=day.users["FAY"], clients=[quay.client, quay.second])["user"]
    assert names(assigned["clients"]) == ["Harbour Homes", "Second Homes"]


@step
def test_f04_a_team_and_its_people(day: Day) -> None:
    """FS-19, D4: the team's clients are those of whom made it."""
    quay = day.quay
    team = day.fay.do(operations_3.F4A, calendar=quay.calendar)["team"]
    quay.team = team["id"]
    assert (team["services"], team["createdBy"]) == ([], {"name": "Fay"})
    assert names(team["clients"]) == ["Harbour Homes", "Second Homes"]
    trades = {"plumbing": quay.plumbing, "electrical": quay.electrical}
    made = day.fay.do(operations_3.F4B, team=quay.team, calendar=quay.calendar, **trades)
    quay.sam, quay.lee = made["sam"]["resource"]["id"], made["lee"]["resource"]["id"]
    assert made["sam"]["resource"]["services"] == [{"name": "Plumbing"}]
    assert made["lee"]["resource"]["services"] == [{"name": "Electrical"}]


@step
def test_f05_a_site_and_its_client(day: Day) -> None:
    """FS-03: a site has a client. HAL comes into the portal, to see jobs."""
    quay = day.quay
    assert day.olive.refused(operations_3.F6, client=None) == "REQUIRED"
    site = day.olive.do(operations_3.F6, client=quay.client)["site"]
    quay.site = site["id"]
    assert site["client"] == {"id": quay.client, "name": "Harbour Homes"}

    hal = day.olive.do(asides.ADD_CONTACT, client=quay.client, name="Hal Harbour", email=HAL)["contact"]
    invited = day.olive.do(asides_3.INVITE_TO_JOBS, contact=hal["id"])
    assert (invited["contact"], invited["invitationSentTo"]) == ({"portalStatus": "INVITED"}, HAL)
    session = day.stranger.do(operations.S4B, invite=day.mail.token_for(HAL), password=PASSWORD)
    assert session["viewer"] == {"role": "CONTACT", "contact": {"id": hal["id"], "portalStatus": "ACTIVE"}}
    day.hal, quay.first_cursor = day.caller(session["token"]), session["cursor"]
    day.hal_socket = day.socket(day.hal)
    day.watched_by(day.hal_socket, day.dev_socket)
    quay.updates = day.hal_socket.subscribe(operations.S4D, after=quay.first_cursor)
    quay.notifications = day.hal_socket.subscribe(operations.S4E, after=quay.first_cursor)


@step
def test_f06_mia_is_let_in_and_out(day: Day) -> None:
    """FS-01, FS-07, FS-08, S5: nothing before, everything with the next request, and no longer than she is assigned."""
    quay, mia = day.quay, day.mia
    options = {"site": quay.site, "reactive": quay.reactive, "activities": [quay.activities["630001"]]}
    nothing = {each: {"totalCount": 0} for each in ("clients", "sites", "jobs", "activities")}
    assert mia.ask(operations_3.F5_CHECK) == nothing
    assert mia.ask(operations_3.F7, **options)["jobOptions"] is None
    assert mia.refused(operations_3.F10, **job(day, key="f06")) == "NOT_FOUND"

    day.olive.do(operations_3.F5, user=day.users["MIA"], clients=[quay.client])
    assert mia.ask(operations_3.F5_CHECK) == {
        "clients": {"totalCount": 1},
        "sites": {"totalCount": 1},
        "jobs": {"totalCount": 0},
        "activities": {"totalCount": 3},
    }
    socket = day.socket(mia)
    stream = socket.subscribe(asides.EVENTS)
    day.olive.do(asides_3.NOTE, client=quay.client)
    stream.take(1, day.olive.answered)
    day.olive.do(asides_3.UNASSIGN, user=day.users["MIA"])
    assert stream.ended() - day.olive.answered <= 1.0
    socket.close()
    assert mia.ask(operations_3.F5_CHECK) == nothing
    day.olive.do(operations_3.F5, user=day.users["MIA"], clients=[quay.client])


@step
def test_f07_what_may_be_chosen(day: Day) -> None:
    """FS-04, FS-11, FS-14 to FS-16: with reasons for what may not."""
    chosen = options(day)
    assert names(chosen["workTypes"]) == ["Reactive plumbing"]
    assert names(chosen["workLogTypes"]) == ["Reactive"]
    assert chosen["activities"] == {"totalCount": 3}
    assert (chosen["derivedService"], chosen["derivedTeam"]) == ({"name": "Plumbing"}, None)
    assert chosen["derivedWorkType"] == {"name": "Reactive plumbing"}
    (team,) = chosen["teams"]
    assert (team["team"]["name"], team["eligible"]) == ("Plumbers North", False)
    (reason,) = team["reasons"]
    assert reason["code"] == "SERVICE_MISMATCH" and "Plumbing" in reason["message"]
    resources = {each["resource"]["name"]: each for each in chosen["resources"]}
    assert not resources["Lee"]["eligible"]
    assert [each["code"] for each in resources["Lee"]["reasons"]] == ["RESOURCE_NOT_ELIGIBLE"]
    assert resources["Sam"]["eligible"] and resources["Sam"]["reasons"] == []
    assert (chosen["codings"], names(chosen["priorities"])) == ([], ["24 h"])


@step
def test_f08_the_team_gets_the_service(day: Day) -> None:
    """FS-17: then it is eligible, and found by itself."""
    team = day.olive.do(operations_3.F8, team=day.quay.team, plumbing=day.quay.plumbing)["team"]
    assert names(team["services"]) == ["Plumbing"]
    chosen = options(day)
    assert [(each["eligible"], each["reasons"]) for each in chosen["teams"]] == [(True, [])]
    assert chosen["derivedTeam"] == {"name": "Plumbers North"}


def options(day: Day) -> dict:
    """F7 as MIA, with the one activity."""
    quay = day.quay
    asked = {"site": quay.site, "reactive": quay.reactive, "activities": [quay.activities["630001"]]}
    return day.mia.ask(operations_3.F7, **asked)["jobOptions"]


def job(day: Day, **over: object) -> dict:
    """The variables of F10."""
    quay = day.quay
    return {"site": quay.site, "reactive": quay.reactive, "activity": quay.activities["630001"]} | over


def names(found: list | dict) -> list[str]:
    """The names of what was found, in order."""
    return sorted(each["name"] for each in (found["nodes"] if isinstance(found, dict) else found))


def priced(activity: dict) -> tuple:
    """Service, clients, sale and cost of an activity."""
    sale, cost = activity["sale"]["amount"], activity["cost"]["amount"]
    return activity["service"]["name"], names(activity["clients"]), sale, cost
