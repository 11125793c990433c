"""Sites and the jobs at them: whose they are, and what contacts read."""

from datetime import timedelta
from decimal import Decimal

import pytest

import models
from models import PortalPermission
from tests.graph import field
from tests.graph.conftest import gid, unknown, viewer_as, viewer_of
from tests.graph.money import settings

CREATE = """
mutation ($client: ID, $street: String = "12 Quay St") {
  createSite(input: {clientId: $client, name: " 12 Quay St ", accessNotes: "Key at 14",
                     address: {street: $street, city: "Exeter", postcode: "EX1 1AA", country: "gb"}}) {
    site { name client { name } address { street postcode country } accessNotes active }
    userErrors { code path }
  }
}
"""
UPDATE = """
mutation ($id: ID!, $version: Int) {
  updateSite(input: {siteId: $id, name: "The Quay", reference: "UPRN 7", active: false, expectedVersion: $version}) {
    site { name reference active address { street } version }
    userErrors { code path }
  }
}
"""


async def test_a_site_has_a_client_and_an_address(ask, owner, make):
    client = await make.client(name="Harbour Homes")

    made = (await ask(owner, CREATE, client=gid(client)))["createSite"]

    assert made["site"] == {
        "name": "12 Quay St",
        "client": {"name": "Harbour Homes"},
        "address": {"street": "12 Quay St", "postcode": "EX1 1AA", "country": "GB"},
        "accessNotes": "Key at 14",
        "active": True,
    }
    assert [(each.kind.name, each.client_id) for each in await make.all(models.Event)] == [("SITE_CREATED", client.id)]


async def test_without_a_client_or_street_there_is_no_site(ask, owner, make):
    client = await make.client()

    answers = [
        (await ask(owner, CREATE))["createSite"],
        (await ask(owner, CREATE, client=unknown(models.Client)))["createSite"],
        (await ask(owner, CREATE, client=gid(client), street=" "))["createSite"],
    ]

    assert [answer["userErrors"] for answer in answers] == [
        [{"code": "REQUIRED", "path": ["clientId"]}],
        [{"code": "NOT_FOUND", "path": ["clientId"]}],
        [{"code": "REQUIRED", "path": ["address", "street"]}],
    ]
    assert await make.all(models.Site) == []


async def test_a_site_is_changed_by_who_saw_it_last(ask, owner, make):
    site = await field.site(make, await make.client())

    changed = (await ask(owner, UPDATE, id=gid(site), version=1))["updateSite"]
    stale = (await ask(owner, UPDATE, id=gid(site), version=1))["updateSite"]

    assert changed["site"] == {
        "name": "The Quay",
        "reference": "UPRN 7",
        "active": False,
        "address": {"street": "12 Quay St"},
        "version": 2,
    }
    assert stale["userErrors"] == [{"code": "STALE_VERSION", "path": ["expectedVersion"]}]


@pytest.mark.parametrize(
    ("caller", "code"),
    [("nobody", "UNAUTHENTICATED"), ("contact", "FORBIDDEN"), ("contact without", "NOT_FOUND"),
     ("analyst", "FORBIDDEN"), ("limited", "NOT_FOUND"), ("assigned", None)],
)  # fmt: skip
async def test_who_may_change_a_site(ask, make, nobody, caller, code):
    client = await make.client()
    site, contact = await field.site(make, client), await make.contact(client)
    limited = await make.user(models.Role.STAFF_LIMITED)
    viewer = {
        "nobody": nobody,
        "contact": viewer_as(contact, PortalPermission.JOBS),
        "contact without": viewer_as(contact, PortalPermission.PROJECTS),
        "analyst": viewer_of(await make.user(models.Role.ANALYST, all_clients=True)),
        "limited": viewer_of(limited),
        "assigned": viewer_of(limited, client),
    }[caller]

    errors = (await ask(viewer, UPDATE, id=gid(site)))["updateSite"]["userErrors"]

    assert [each["code"] for each in errors] == ([code] if code else [])
    assert (await make.again(site)).name == ("12 Quay St" if code else "The Quay")


async def test_sites_are_found_by_postcode_and_text(ask, owner, make):
    client = await make.client()
    await field.site(make, client)
    await field.site(make, client, name="Depot", address={"street": "Far Road", "postcode": "PL1 2BB"}, reference="R9")
    query = """{
      near: sites(filter: {postcode: {startsWith: "ex1"}}) { nodes { name } }
      far: sites(filter: {search: "far road"}) { nodes { name } }
      sites(orderBy: [{field: NAME, direction: DESC}]) { totalCount nodes { name jobs { totalCount } } }
    }"""

    found = await ask(owner, query)

    assert (found["near"]["nodes"], found["far"]["nodes"]) == ([{"name": "12 Quay St"}], [{"name": "Depot"}])
    assert [each["name"] for each in found["sites"]["nodes"]] == ["Depot", "12 Quay St"]


JOBS = """{
  jobs { totalCount nodes { number status sale { amount } cost { amount } profit { amount } service { name }
                            site { name accessNotes } createdBy { ... on User { name } } timeline { totalCount } }
         aggregate { count sum { sale { amount currency } profit { amount } completionSeconds } }
         groups(by: [{field: STATUS}, {field: SERVICE}]) { key { status service { name } } aggregate { count } } }
  services { totalCount }
  activities { totalCount }
}"""


async def harbour(make):
    client = await make.client()
    site = await field.site(make, client, access_notes="Key at 14")
    done = {"created_at": field.NOON, "completed_at": field.NOON + timedelta(hours=1)}
    await field.job(make, site, number="JOB-9", status=models.JobStatus.COMPLETED, **done)
    await field.activity(make, client)
    elsewhere = await field.site(make, await make.client())
    await field.job(make, elsewhere, number="JOB-10", sale=Decimal("10"), cost=Decimal("4"))
    return client


async def test_a_contact_reads_its_jobs_and_their_sale_only_where_it_is_shown(ask, make):
    client = await harbour(make)
    hal = viewer_as(await make.contact(client), PortalPermission.JOBS)

    hidden = await ask.whole(hal, JOBS)
    await settings(make, show_job_sale_in_portal=True)
    shown = await ask(hal, JOBS)

    (row,) = hidden.data["jobs"]["nodes"]
    assert row == {
        "number": "JOB-9",
        "status": "COMPLETED",
        "sale": None,
        "cost": None,
        "profit": None,
        "service": {"name": "Plumbing"},
        "site": {"name": "12 Quay St", "accessNotes": None},
        "createdBy": None,
        "timeline": {"totalCount": 0},
    }
    assert hidden.withheld == ["Job.cost", "Job.profit", "Job.sale", "JobMeasures.profit", "Site.accessNotes"]
    assert hidden.data["jobs"]["aggregate"]["sum"] == {"sale": [], "profit": None, "completionSeconds": "3600"}
    assert (hidden.data["services"], hidden.data["activities"]) == ({"totalCount": 1}, {"totalCount": 0})
    assert shown["jobs"]["nodes"][0]["sale"] == {"amount": "85.00"}
    assert shown["jobs"]["aggregate"]["sum"]["sale"] == [{"amount": "85.00", "currency": "GBP"}]
    assert (shown["jobs"]["nodes"][0]["cost"], shown["jobs"]["nodes"][0]["profit"]) == (None, None)


async def test_jobs_of_the_clients_covered_with_their_figures(ask, owner, make):
    client = await harbour(make)
    mia = viewer_of(await make.user(models.Role.STAFF_LIMITED, abilities=["SEE_COSTS"]), client)
    nowhere = viewer_of(await make.user(models.Role.STAFF_LIMITED))

    hers, all_of_them, none = await ask(mia, JOBS), await ask(owner, JOBS), await ask(nowhere, JOBS)

    assert hers["jobs"]["totalCount"] == 1
    assert hers["jobs"]["aggregate"]["sum"]["profit"] == [{"amount": "30.80"}]
    assert hers["activities"] == {"totalCount": 1}
    assert all_of_them["jobs"]["aggregate"]["sum"]["sale"] == [{"amount": "95.00", "currency": "GBP"}]
    assert [each["key"]["status"] for each in all_of_them["jobs"]["groups"]] == ["COMPLETED", "NEW"]
    assert (none["jobs"]["totalCount"], none["activities"]["totalCount"]) == (0, 0)


async def test_a_contact_without_jobs_sees_none(ask, make):
    client = await harbour(make)
    viewer = viewer_as(await make.contact(client), PortalPermission.PROJECTS, PortalPermission.TICKETS)

    found = await ask(viewer, "{ jobs { totalCount } sites { totalCount } services { totalCount } }")

    assert found == {"jobs": {"totalCount": 0}, "sites": {"totalCount": 0}, "services": {"totalCount": 0}}
