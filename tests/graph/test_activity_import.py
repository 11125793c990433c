"""Activities from a table: all rows or none, every fault by line and column (domain.md A3 to A6)."""

from datetime import date
from decimal import Decimal

import pytest

import models
from models import Role
from tests.graph import field
from tests.graph.conftest import gid, unknown, viewer_of
from tests.graph.test_file import Sent

HEADER = "code,name,service,unit,duration_minutes,default_quantity,sale,cost,currency"
CLEAN = f"""{HEADER}
630001,Renew tap,Plumbing,each,45,1,42.50,27.10,GBP
630002,Renew fuse,Electrical,each,30,1,30.00,12.00,GBP
630003,Inspection,Plumbing,each,15,1,0.00,0.00,GBP
"""
IMPORT = """
mutation ($input: ImportActivitiesInput!) {
  importActivities(input: $input) {
    created updated skipped activities { code } rowErrors { line column code message } userErrors { code path }
  }
}
"""
IMPORTS = (
    "{ activityImports { nodes { client { name } phase dryRun totalRows writtenRows createdBy { __typename }"
    " rowErrors { line column code message } } } }"
)


@pytest.fixture
async def harbour(make):
    for name in ("Plumbing", "Electrical"):
        await field.service(make, name=name)
    return await make.client(name="Harbour Homes")


@pytest.fixture
def bring(ask, owner, harbour):
    """`await bring(text, dryRun=True)`: what the import of a table for Harbour Homes answers."""

    async def bring(table, viewer=None, **over):
        given = {"clientId": gid(harbour), "csv": Sent(table.encode(), "prices.csv")} | over
        return (await ask(viewer or owner, IMPORT, input=given))["importActivities"]

    return bring


def counts(answer):
    return answer["created"], answer["updated"], answer["skipped"]


def faults(answer):
    return [(each["line"], each["column"], each["code"]) for each in answer["rowErrors"]]


async def test_a_faulty_table_stores_nothing_and_a_clean_one_everything(bring, make, harbour):
    faulty = f"""{HEADER}
630001,Renew tap,Plumbing,each,45,1,42.50,27.10,GBP
630002,Renew fuse,Electrcal,each,30,1,30.00,12.00,GBP
630001,Renew tap again,Plumbing,each,45,1,40.00,25.00,GBP
"""
    refused = [await bring(faulty, dryRun=dry) for dry in (True, False)]
    dry, before = await bring(CLEAN, dryRun=True), await make.all(models.Activity)
    done, again = await bring(CLEAN), await bring(CLEAN)

    for answer in refused:
        assert (counts(answer), answer["activities"], answer["userErrors"]) == ((0, 0, 0), None, [])
        assert faults(answer) == [(3, "service", "NOT_FOUND"), (4, "code", "DUPLICATE")]
    assert (counts(dry), dry["activities"], dry["rowErrors"], before) == ((3, 0, 0), None, [], [])
    assert (counts(done), done["rowErrors"]) == ((3, 0, 0), [])
    assert [each["code"] for each in done["activities"]] == ["630001", "630002", "630003"]
    assert counts(again) == (0, 0, 0)
    assert faults(again) == [(line, "code", "DUPLICATE") for line in (2, 3, 4)]
    tap, fuse, inspection = await make.all(models.Activity)
    assert (tap.name, tap.unit, tap.duration_minutes, tap.default_quantity) == ("Renew tap", "each", 45, 1)
    assert [(each.sale, each.cost) for each in (tap, fuse, inspection)] == [
        (Decimal("42.5"), Decimal("27.1")), (30, 12), (0, 0)]  # fmt: skip
    assert len(await make.all(models.Service)) == 2
    told = [event for event in await make.all(models.Event) if event.kind.name == "ACTIVITIES_IMPORTED"]
    assert [(each.client_id, each.data, each.visibility.name) for each in told] == [
        (harbour.id, {"created": 3, "updated": 0, "skipped": 0}, "INTERNAL")
    ]


async def test_every_fault_of_every_row_is_named(bring, make):
    await field.service(make, name="Gas")
    await field.service(make, name="gas")
    table = f"""{HEADER},work_log_type,default_team,starts_on,ends_on
,Tap,Plumbing,each,45,1,1.00,1.00,GBP,,,,
A2,,,each,x,0,-1,"1,50",gbp,Planned,South,2026-02-30,
A3,Tap,Gas,,1.5,1.23456,1.00,,GBP,,,2026-02-02,2026-02-01
"""
    answer = await bring(table)

    assert faults(answer) == [
        (2, "code", "REQUIRED"),
        (3, "name", "REQUIRED"),
        (3, "duration_minutes", "INVALID"),
        (3, "default_quantity", "INVALID"),
        (3, "sale", "INVALID"),
        (3, "cost", "INVALID"),
        (3, "currency", "INVALID"),
        (3, "starts_on", "INVALID"),
        (3, "service", "REQUIRED"),
        (3, "default_team", "NOT_FOUND"),
        (3, "work_log_type", "NOT_FOUND"),
        (4, "unit", "REQUIRED"),
        (4, "duration_minutes", "INVALID"),
        (4, "default_quantity", "INVALID"),
        (4, "cost", "REQUIRED"),
        (4, "service", "CONFLICT"),
        (4, "ends_on", "INVALID"),
    ]
    assert await make.all(models.Activity) == []


async def test_what_is_no_such_table_is_refused_whole(bring, make):
    unheard = await bring(CLEAN.replace("currency", "currency,colour"))
    short = await bring("code,name\n1,Tap\n")
    formula = await bring(f"{HEADER}\n=1+1,=cmd(),plumbing,each,45,,42.50,27.10,GBP\n")

    assert unheard["userErrors"] == [{"code": "INVALID", "path": ["csv"]}]
    assert faults(unheard) == [(1, "colour", "INVALID")]
    assert short["userErrors"] == [{"code": "REQUIRED", "path": ["csv"]}]
    assert counts(formula) == (1, 0, 0)
    (stored,) = await make.all(models.Activity)
    assert (stored.code, stored.name, stored.default_quantity) == ("=1+1", "=cmd()", 1)


async def test_a_code_that_exists_is_changed_or_left_out(bring, make, harbour):
    other = await make.client()
    plumbing = next(each for each in await make.all(models.Service) if each.name == "Plumbing")
    tap = await field.activity(make, other, code="630001", name="Tap", sale=Decimal(40), service_id=plumbing.id)
    skipped = await bring(CLEAN, onDuplicate="SKIP", dryRun=True)
    updated = await bring(CLEAN, onDuplicate="UPDATE")
    again = await bring(CLEAN, onDuplicate="UPDATE")

    assert [counts(each) for each in (skipped, updated, again)] == [(2, 0, 1), (2, 1, 0), (0, 0, 3)]
    now = await make.again(tap)
    assert (now.name, now.sale, now.cost, now.version) == ("Renew tap", Decimal("42.50"), Decimal("27.10"), 2)
    assert len(again["activities"]) == 0


async def test_a_row_with_a_kind_or_days_sets_the_clients_own_price(bring, make, ask, owner, harbour):
    kind = await field.work_log_type(make)
    await field.team(make, name="North")
    await bring(CLEAN)
    dear = f"""{HEADER},work_log_type,default_team,starts_on,ends_on
630001,Renew tap,Plumbing,each,45,1,50.00,30.00,GBP,reactive,,2026-01-01,2026-12-31
630002,Renew fuse,Electrical,each,30,1,30.00,12.00,GBP,,north,,
"""
    changed, again = await bring(dear, onDuplicate="UPDATE"), await bring(dear, onDuplicate="UPDATE")
    later = await bring(dear.replace("50.00", "51.00"), onDuplicate="UPDATE")

    assert [counts(each) for each in (changed, again, later)] == [(0, 2, 0), (0, 0, 2), (0, 1, 1)]
    (rate,) = await make.all(models.ActivityRate)
    assert (rate.client_id, rate.work_log_type_id, rate.sale) == (harbour.id, kind.id, 51)
    assert (rate.starts_on, rate.ends_on, rate.version) == (date(2026, 1, 1), date(2026, 12, 31), 2)
    query = "{ activities { nodes { code sale { amount } defaultTeam { name } } } }"
    assert (await ask(owner, query))["activities"]["nodes"][:2] == [
        {"code": "630001", "sale": {"amount": "42.50"}, "defaultTeam": None},
        {"code": "630002", "sale": {"amount": "30.00"}, "defaultTeam": {"name": "North"}},
    ]


async def test_an_import_is_seen_beside_its_own_transaction(bring, ask, owner, make):
    for over in ({"dryRun": True}, {}, {}):
        await bring(CLEAN, **over)

    found = (await ask(owner, IMPORTS))["activityImports"]["nodes"]

    assert [(each["phase"], each["dryRun"], each["writtenRows"]) for each in found] == [
        ("REFUSED", False, 0),
        ("DONE", False, 3),
        ("DONE", True, 0),
    ]
    assert [len(each["rowErrors"]) for each in found] == [3, 0, 0]
    told = {"line": 2, "column": "code", "code": "DUPLICATE", "message": "There is an activity with this code."}
    assert found[0]["rowErrors"][0] == told
    assert {each["totalRows"] for each in found} == {3}
    assert found[0]["client"] == {"name": "Harbour Homes"}
    assert found[0]["createdBy"] == {"__typename": "User"}
    limited = viewer_of(await make.user(Role.STAFF_LIMITED))
    assert (await ask(limited, IMPORTS))["activityImports"]["nodes"] == []


async def test_imports_are_the_administrators(bring, make, harbour):
    mia = viewer_of(await make.user(Role.STAFF_LIMITED), harbour)

    refused, hidden = await bring(CLEAN, viewer=mia), await bring(CLEAN, viewer=mia, clientId=unknown(models.Client))

    assert [each["code"] for each in refused["userErrors"]] == ["FORBIDDEN"]
    assert hidden["userErrors"] == [{"code": "NOT_FOUND", "path": ["clientId"]}]
    assert await make.all(models.Activity) == []
