"""The field service of the demo business: what is done, by whom, for which clients, and at what price."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from server.demo_projects import money
from server.demo_teller import Teller

HOUSING, SECOND = "Harbour Homes", "Quay Lettings"
TENANT_CONTACT = "tenant contact"
WORKING_DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY")
WEEK = (*WORKING_DAYS, "SATURDAY", "SUNDAY")
DAY = 9 * 60
"""Open minutes of a working day."""
SERVICES = ("Plumbing", "Heating", "Electrical", "Carpentry")
KINDS = ("Reactive", "Planned")
PRIORITIES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Emergency", {"emergency": True, "respondWithinMinutes": 240, "completeWithinMinutes": 1440}),
    ("Urgent", {"respondWithinMinutes": DAY, "completeWithinMinutes": 5 * DAY}),
    ("Routine", {"completeWithinMinutes": 20 * DAY}),
    (
        "Damp and mould",
        {
            "completeWithinMinutes": 15 * DAY,
            "targets": [
                {"name": "Investigate", "withinMinutes": 10 * DAY},
                {"name": "Make safe", "withinMinutes": 1440, "emergency": True},
            ],
        },
    ),
)
WORK_TYPES = (
    ("Responsive repair", "Reactive", SERVICES, ("Urgent", "Routine", "Emergency")),
    ("Damp and mould", "Reactive", ("Carpentry",), ("Damp and mould",)),
    ("Planned works", "Planned", SERVICES, ("Routine",)),
)
"""Name, work log type, services and priorities; the first one is the default."""
ACTIVITIES = (
    ("630001", "Renew tap", "Plumbing", 45, "42.50", "27.10"),
    ("630002", "Clear blocked drain", "Plumbing", 60, "68.00", "31.50"),
    ("630003", "Renew toilet cistern", "Plumbing", 90, "124.00", "71.25"),
    ("640001", "Service boiler", "Heating", 60, "85.00", "38.40"),
    ("640002", "Repair boiler", "Heating", 90, "138.00", "74.90"),
    ("640003", "Bleed and balance radiators", "Heating", 45, "52.00", "24.00"),
    ("650001", "Renew socket", "Electrical", 30, "38.00", "16.20"),
    ("650002", "Trace electrical fault", "Electrical", 75, "96.00", "43.10"),
    ("650003", "Renew smoke alarm", "Electrical", 30, "54.00", "29.80"),
    ("660001", "Ease and adjust door", "Carpentry", 45, "46.00", "22.30"),
    ("660002", "Renew lock", "Carpentry", 60, "88.50", "49.60"),
    ("660003", "Treat mould and reseal window", "Carpentry", 90, "112.00", "51.75"),
)
"""Code, name, service, minutes, price and cost."""
TEAMS = (("Plumbers North", ("Plumbing", "Heating")), ("Electricians", ("Electrical",)), ("Joiners", ("Carpentry",)))
RESOURCES = (
    ("Sam Shaw", "Plumbers North", ("Plumbing", "Heating"), "21.00"),
    ("Lee Lowe", "Plumbers North", ("Plumbing",), "19.50"),
    ("Ivy Inch", "Plumbers North", ("Heating",), "22.50"),
    ("Max Moon", "Electricians", ("Electrical",), "23.00"),
    ("Zoe Zane", "Electricians", ("Electrical",), "23.00"),
    ("Ned Nash", "Joiners", ("Carpentry",), "20.00"),
)
CODINGS = (("REV", "Revenue repairs", "Reactive"), ("CAP", "Capital works", "Planned"), ("DMP", "Damp", "Reactive"))


@dataclass(frozen=True)
class Trade:
    """The ids of what was set up, by name."""

    clients: dict[str, str]
    kinds: dict[str, str]
    work_types: dict[str, str]
    priorities: dict[str, str]
    codings: dict[str, str]
    activities: dict[str, str]
    teams: dict[str, str]
    resources: dict[str, str]


async def set_up(teller: Teller, today: date) -> Trade:
    """Set the field service up, for a housing client and a second one that pays four per cent more."""
    clients = {name: await _client(teller, name) for name in (HOUSING, SECOND)}
    first, second = clients.values()
    hours, always = await _calendars(teller, today)
    services = {name: await _made(teller, "service", name=name) for name in SERVICES}
    kinds = {name: await _made(teller, "workLogType", name=name) for name in KINDS}
    priorities = {
        name: await _made(teller, "priority", name=name, calendarId=always if each.get("emergency") else hours, **each)
        for name, each in PRIORITIES
    }
    work_types = {}
    for name, kind, needs, ranks in WORK_TYPES:
        work_types[name] = await _made(
            teller,
            "workType",
            name=name,
            workLogTypeIds=[kinds[kind]],
            serviceIds=[services[each] for each in needs],
            clientIds=[first],
            priorityIds=[priorities[each] for each in ranks],
            defaultPriorityId=priorities[ranks[0]],
        )
    activities = {}
    for code, name, service, minutes, sale, cost in ACTIVITIES:
        activities[code] = await _made(
            teller,
            "activity",
            code=code,
            name=name,
            serviceId=services[service],
            unit="each",
            durationMinutes=minutes,
            sale=money(sale, "GBP"),
            cost=money(cost, "GBP"),
            clientIds=[first],
        )
    await teller.do("owner", "copyActivities", "created", fromClientId=first, toClientId=second,
                    upliftSalePercent="4", upliftCostPercent="2", includeWorkTypeMappings=True)  # fmt: skip
    teams = {
        name: await _made(
            teller,
            "team",
            name=name,
            serviceIds=[services[each] for each in offers],
            calendarId=hours,
            postcodes=["EX"],
        )
        for name, offers in TEAMS
    }
    for team in teams.values():
        await teller.do("owner", "setTeamClients", "team { id }", teamId=team, clientIds=[first, second])
    resources = {}
    for name, team, skills, rate in RESOURCES:
        skilled = [services[each] for each in skills]
        resources[name] = await _made(teller, "resource", name=name, teamId=teams[team], serviceIds=skilled,
                                      labourRate=money(rate, "GBP"))  # fmt: skip
    codings = {
        code: await _made(teller, "coding", code=code, description=meaning, clientIds=[first, second],
                          workLogTypeIds=[kinds[kind]])
        for code, meaning, kind in CODINGS
    }  # fmt: skip
    return Trade(clients, kinds, work_types, priorities, codings, activities, teams, resources)


async def _made(teller: Teller, noun: str, **given: Any) -> str:
    """Make one as the owner; answers its id."""
    verb = f"create{noun[0].upper()}{noun[1:]}"
    made = await teller.do("owner", verb, f"{noun} {{ id }}", **given)
    key: str = made[noun]["id"]
    return key


async def _client(teller: Teller, name: str) -> str:
    address = {"street": "1 Harbour Office", "city": "Exeter", "postcode": "EX1 1AA", "country": "GB"}
    person = ("Hal Hart", "hal@harbour.example") if name == HOUSING else ("Quinn Quay", "quinn@quay.example")
    made = await teller.do("owner", "createClient", "client { id pointOfContact { id } }", name=name, type="COMPANY",
                           currency="GBP", contactName=person[0], email=person[1], billingAddress=address)  # fmt: skip
    if name == HOUSING:
        contact = made["client"]["pointOfContact"]["id"]
        invited = await teller.do("owner", "enablePortal", "invitationToken", contactId=contact,
                                  permissions=["JOBS", "INVOICES", "DOCUMENTS", "TICKETS"])  # fmt: skip
        await teller.welcome(TENANT_CONTACT, "acceptPortalInvitation", invited["invitationToken"])
    key: str = made["client"]["id"]
    return key


async def _calendars(teller: Teller, today: date) -> tuple[str, str]:
    """Working hours with the holidays of the year, and every hour."""
    holidays = [
        {"on": str(date(year, month, day)), "name": name}
        for year in (today.year, today.year + 1)
        for month, day, name in ((1, 1, "New Year's Day"), (12, 25, "Christmas Day"), (12, 26, "Boxing Day"))
    ]
    hours = [{"weekday": day, "from": "08:00", "to": "17:00"} for day in WORKING_DAYS]
    always = [{"weekday": day, "from": "00:00", "to": "24:00"} for day in WEEK]
    return (
        await _made(teller, "calendar", name="Working hours", hours=hours, holidays=holidays),
        await _made(teller, "calendar", name="Always open", hours=always),
    )
