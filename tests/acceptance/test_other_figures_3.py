"""Scenario 3 once more with other figures, in a currency of three decimals: all of them were worked out by hand."""

from datetime import UTC, datetime, timedelta

from . import asides_3, operations_3
from .client import Upload
from .test_scenario_3_work import instant
from .world import World, now

TABLE = (
    "\ufeffcode,name,service,unit,duration_minutes,default_quantity,sale,cost,currency\r\n"
    'G-1,"Pane, cut to size",Glazing,m2,40,1,12.345,7.001,KWD\r\n'
    "G-2,=Putty,Sealing,m,5,2,0.333,0.111,KWD\r\n"
)


def test_two_trades_several_visits_and_a_day_off_in_dinars(world: World) -> None:
    """1.5 panes at 12.345 are 18.5175, so 18.518, and cost 10.5015, so 10.502. 7 m of putty at 0.333 are 2.331; 6.5
    in the end are 2.1645, so 2.165, and cost 0.7215, so 0.722. Together 20.683 and 11.224; 5 % of it 1.034.
    """
    fay, dev, eve = world.fay, world.dev, world.eve
    clients = fay.do(CLIENTS)
    client, other = clients["a"]["client"]["id"], clients["b"]["client"]["id"]
    made = fay.do(SET_UP, off=(datetime.now(UTC) + timedelta(days=1)).date().isoformat())
    glazing, sealing = made["glazing"]["service"]["id"], made["sealing"]["service"]["id"]
    kind, calendar = made["kind"]["workLogType"]["id"], made["calendar"]["calendar"]["id"]
    priority = fay.do(PRIORITY, calendar=calendar)["priority"]["id"]
    terms = {"plumbing": glazing, "reactive": kind, "priority": priority, "client": client}
    fay.do(operations_3.F3, name="Glass", **terms)
    team = fay.do(TEAM, service=glazing)["team"]["id"]
    fay.do(TEAM_CLIENTS, team=team, client=client)
    crew = fay.do(CREW, team=team, services=[glazing, sealing], glazing=glazing)
    gus, ann = crew["gus"]["resource"]["id"], crew["ann"]["resource"]["id"]
    table = Upload("glass.csv", TABLE.encode(), "text/csv")
    imported = fay.do(operations_3.F2, client=client, csv=table, dryRun=False)
    pane, putty = (each["id"] for each in imported["activities"])

    site = dev.do(asides_3.CREATE_SITE, client=client, name="Souk 5")["site"]["id"]
    wanted = [{"activityId": pane, "quantity": "1.5"}, {"activityId": putty, "quantity": "7"}]
    asked = {"siteId": site, "workLogTypeId": kind, "activities": wanted}
    alone = dev.ask(asides_3.CREATE_JOB, input=asked | {"resourceId": ann})["createJob"]
    assert [each["code"] for each in alone["userErrors"]] == ["RESOURCE_NOT_ELIGIBLE"]
    assert eve.refused(asides_3.CREATE_JOB, input=asked) == "NOT_FOUND"
    job = dev.do(asides_3.CREATE_JOB, input=asked)["job"]["id"]
    seen = dev.ask(JOB, job=job)["job"]
    assert (seen["status"], seen["team"], seen["service"]) == ("ASSIGNED", {"name": "Glaziers"}, {"name": "Glazing"})
    assert figures(seen) == ["20.849", "11.279", "9.570"]
    assert instant(seen["targetAt"]) - instant(seen["createdAt"]) == timedelta(hours=48)
    assert eve.ask(JOB, job=job)["job"] is None

    watching = world.sse(dev, operations_3.F13, client=client, after=None)
    first, second = (
        dev.do(VISIT, job=job, resource=gus, **{"from": at(hours), "to": at(hours + 1)})["appointment"]["id"]
        for hours in (1, 3)
    )
    assert dev.refused(VISIT, job=job, resource=gus, **{"from": at(1.5), "to": at(2)}) == "OVERLAP"
    assert dev.do(DISPATCH, visit=first)["job"] == {"status": "IN_PROGRESS"}
    assert eve.refused(DISPATCH, visit=second) == "NOT_FOUND"
    assert dev.do(FAIL, visit=first)["appointment"] == {"status": "CANNOT_COMPLETE"}
    held = dev.do(HOLD, job=job)["job"]
    assert (held["status"], held["slaState"]) == ("ON_HOLD", "PAUSED")
    resumed = dev.do(RESUME, job=job)["job"]
    assert (resumed["status"], resumed["slaState"]) == ("IN_PROGRESS", "ON_TRACK")
    assert instant(resumed["targetAt"]) > instant(seen["targetAt"])
    assert dev.do(DISPATCH, visit=second)["job"] == {"status": "IN_PROGRESS"}
    done = [{"activityId": pane}, {"activityId": putty, "quantity": "6.5"}]
    completed = dev.do(COMPLETE, job=job, done=done)["complete"]["job"]
    assert (completed["slaState"], figures(completed)) == ("MET", ["20.683", "11.224", "9.459"])
    assert [each["status"] for each in completed["appointments"]] == ["CANNOT_COMPLETE", "COMPLETED"]

    invoice = dev.do(BILL, job=job, key="glass")["invoice"]
    assert [each["net"]["amount"] for each in invoice["lines"]] == ["18.518", "2.165"]
    assert (invoice["subtotal"], invoice["total"]) == ({"amount": "20.683"}, {"amount": "21.717", "currency": "KWD"})
    assert dev.refused(BILL, job=job, key="again") == "ALREADY_BILLED"
    assert dev.do(operations_3.F14B, invoice=invoice["id"])["invoice"]["jobs"] == {
        "nodes": [{"status": "READY_TO_INVOICE"}]
    }
    assert dev.do(BILL, job=job, key="third")["invoice"]["total"]["amount"] == "21.717"
    watching.until("JOB_INVOICED", dev.answered)
    watching.close()

    copied = fay.do(COPY, **{"from": client, "to": other})
    prices = [(each["code"], each["sale"]["amount"], each["cost"]["amount"]) for each in copied["activities"]]
    assert prices == [("G-1", "12.654", "6.301"), ("G-2", "0.341", "0.100")]
    whole = fay.ask(operations_3.F16, client=client)
    assert {row["key"]: row["profit"]["amount"] for row in whole["reports"]["profit"]} == {
        "G-1": "8.016",
        "G-2": "1.443",
    }
    assert whole["reports"]["jobSla"] == [{"total": 1, "met": 1, "breached": 0, "open": 0, "metPercent": "100.0"}]


def at(hours: float) -> str:
    """An instant so many hours from now."""
    return (datetime.fromisoformat(now()) + timedelta(hours=hours)).isoformat()


def figures(job: dict) -> list[str]:
    """Sale, cost and profit."""
    return [job[each]["amount"] for each in ("sale", "cost", "profit")]


CLIENTS = """
mutation Clients {
  a: createClient(input: {name: "Souk Estates", type: COMPANY, currency: "KWD"}) { client { id } userErrors { code } }
  b: createClient(input: {name: "Bay Estates", type: COMPANY, currency: "KWD"}) { client { id } userErrors { code } }
}
"""
DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
HOURS = ", ".join(f'{{weekday: {day}, from: "00:00", to: "24:00"}}' for day in DAYS)
SET_UP = f"""
mutation SetUp($off: Date!) {{
  glazing: createService(input: {{name: "Glazing"}}) {{ service {{ id }} userErrors {{ code }} }}
  sealing: createService(input: {{name: "Sealing"}}) {{ service {{ id }} userErrors {{ code }} }}
  kind: createWorkLogType(input: {{name: "Repairs", requireActivitiesComplete: true}}) {{
    workLogType {{ id }} userErrors {{ code }}
  }}
  calendar: createCalendar(input: {{
    name: "But for a day", timeZone: "UTC", hours: [{HOURS}], holidays: [{{on: $off, name: "Feast"}}]
  }}) {{ calendar {{ id }} userErrors {{ code }} }}
}}
"""
PRIORITY = """
mutation Priority($calendar: ID!) {
  createPriority(input: {name: "A day", completeWithinMinutes: 1440, calendarId: $calendar}) {
    priority { id } userErrors { code }
  }
}
"""
TEAM = """
mutation Team($service: ID!) {
  createTeam(input: {name: "Glaziers", serviceIds: [$service]}) { team { id } userErrors { code } }
}
"""
TEAM_CLIENTS = """
mutation TeamClients($team: ID!, $client: ID!) {
  setTeamClients(input: {teamId: $team, clientIds: [$client]}) { team { id } userErrors { code } }
}
"""
CREW = """
mutation Crew($team: ID!, $services: [ID!]!, $glazing: ID!) {
  gus: createResource(input: {name: "Gus", teamId: $team, serviceIds: $services}) {
    resource { id } userErrors { code }
  }
  ann: createResource(input: {name: "Ann", teamId: $team, serviceIds: [$glazing]}) {
    resource { id } userErrors { code }
  }
}
"""
SHOWN = "status slaState targetAt createdAt team { name } service { name } appointments { status } "
SHOWN += "sale { amount } cost { amount } profit { amount }"
JOB = f"query JobSeen($job: ID!) {{ job(id: $job) {{ {SHOWN} }} }}"
VISIT = """
mutation Visit($job: ID!, $resource: ID!, $from: DateTime!, $to: DateTime!) {
  scheduleAppointment(input: {jobId: $job, resourceId: $resource, startsAt: $from, endsAt: $to}) {
    appointment { id } userErrors { code }
  }
}
"""
DISPATCH = """
mutation Dispatch($visit: ID!) {
  dispatchAppointment(input: {appointmentId: $visit}) { job { status } userErrors { code } }
}
"""
FAIL = """
mutation Fail($visit: ID!) {
  failAppointment(input: {appointmentId: $visit, reason: "Nobody in"}) {
    appointment { status } userErrors { code }
  }
}
"""
HOLD = f"""
mutation Hold($job: ID!) {{
  holdJob(input: {{jobId: $job, reason: "No key", waitsForClient: true}}) {{ job {{ {SHOWN} }} userErrors {{ code }} }}
}}
"""
RESUME = f"""
mutation Resume($job: ID!) {{
  resumeJob(input: {{jobId: $job}}) {{ job {{ {SHOWN} }} userErrors {{ code }} }}
}}
"""
COMPLETE = f"""
mutation Complete($job: ID!, $done: [JobActivityInput!]) {{
  complete: completeJob(input: {{jobId: $job, activities: $done}}) {{ job {{ {SHOWN} }} userErrors {{ code }} }}
  ready: markJobReadyToInvoice(input: {{jobId: $job}}) {{ job {{ status }} userErrors {{ code }} }}
}}
"""
BILL = operations_3.F14.replace('"20"', '"5"')
COPY = operations_3.F15.replace('SalePercent: "2"', 'SalePercent: "2.5"').replace(
    'CostPercent: "2"', 'CostPercent: "-10"'
)
