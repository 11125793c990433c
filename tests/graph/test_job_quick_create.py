"""A job at a place that is no site yet: the site and the job are made, or neither (domain.md J1, FS-20)."""

import models
from tests.graph import field
from tests.graph.conftest import gid, viewer_of
from tests.graph.test_job import of

CREATE = """
mutation ($input: QuickCreateJobInput!) {
  quickCreateJob(input: $input) {
    job { number status site { name } client { name } team { name } coding { code } sale { amount } }
    userErrors { code path }
  }
}
"""


def asked(place, **over):
    site = {"name": "Flat 3", "address": {"street": "3 Quay St", "postcode": "EX1 1AB"}}
    site |= {"clientId": gid(place.client)} | over.pop("site", {})
    return {"newSite": site, "workLogTypeId": gid(place.kind), "activities": [of(place.activity, "2")]} | over


async def test_a_site_and_its_job_are_made_once(ask, owner, make):
    place = await field.place(make, postcodes=["EX"])
    coding = await field.coding(make, place.client, place.kind, code="CAP")
    given = asked(place, codingId=gid(coding), idempotencyKey="quick")

    made, again = [(await ask(owner, CREATE, input=given))["quickCreateJob"] for _ in range(2)]

    assert made["userErrors"] == [] and again == made
    assert made["job"] == {
        "number": "JOB-00001",
        "status": "ASSIGNED",
        "site": {"name": "Flat 3"},
        "client": {"name": "Harbour Homes"},
        "team": {"name": "Plumbers North"},
        "coding": {"code": "CAP"},
        "sale": {"amount": "85.00"},
    }
    assert len(await make.all(models.Site)) == 2
    kinds = [each.kind.name for each in await make.all(models.Event)]
    assert kinds == ["SITE_CREATED", "JOB_CREATED"]


async def test_without_the_job_there_is_no_site_either(ask, owner, make):
    place, other = await field.place(make), await field.place(make, "Second Homes")
    limited = viewer_of(await make.user(models.Role.STAFF_LIMITED), place.client)

    async def refused(viewer, **over):
        (error,) = (await ask(viewer, CREATE, input=asked(place, **over)))["quickCreateJob"]["userErrors"]
        return error["code"], error["path"]

    assert await refused(owner, activities=[]) == ("REQUIRED", ["activities"])
    assert await refused(owner, activities=[of(other.activity)])  == (
        "ACTIVITY_NOT_FOR_CLIENT", ["activities", "0", "activityId"])  # fmt: skip
    assert await refused(owner, site={"clientId": None}) == ("REQUIRED", ["newSite", "clientId"])
    assert await refused(owner, site={"name": " "}) == ("REQUIRED", ["newSite", "name"])
    assert await refused(owner, site={"address": {"street": ""}}) == ("REQUIRED", ["newSite", "address", "street"])
    assert await refused(limited, site={"clientId": gid(other.client)}) == ("NOT_FOUND", ["newSite", "clientId"])
    assert len(await make.all(models.Site)) == 2
    assert await make.all(models.Job) == [] and await make.all(models.Event) == []
