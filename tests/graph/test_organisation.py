"""The organisation's settings: who reads them, who changes them, and what cannot be right."""

import pytest

import models
from tests.graph.conftest import viewer_as, viewer_of

READ = """
{ organisation {
  id name currency timeZone address { street country } taxId taxRounding timeRounding overlapPolicy lockedBeforeOn
  fiscalYearStart paymentTermsDays approvalRequired showJobSaleInPortal contactsMayUpload limitStaffToOwnTeam
  codingRequiredFor dataStandards { normaliseNames requiredClientFields sources }
  numberSeries { kind template next } contactFormKey version
} }
"""
UPDATE = """
mutation ($input: UpdateOrganisationInput!) {
  updateOrganisation(input: $input) {
    organisation { name timeZone timeRounding fiscalYearStart address { street country } version }
    userErrors { code path }
  }
}
"""
STAFF = {
    "taxRounding", "timeRounding", "overlapPolicy", "fiscalYearStart", "paymentTermsDays", "approvalRequired",
    "showJobSaleInPortal", "codingRequiredFor",
}  # fmt: skip
ADMINISTRATORS = {"limitStaffToOwnTeam", "dataStandards", "numberSeries", "contactFormKey"}


async def test_an_administrator_reads_everything(ask, owner) -> None:
    found = (await ask(owner, READ))["organisation"]

    assert found["numberSeries"][0] == {"kind": "INVOICE", "template": "INV-{YYYY}-{SEQ:5}", "next": 1}
    assert len(found["numberSeries"]) == len(models.NumberedKind)
    assert found["dataStandards"] == {"normaliseNames": True, "requiredClientFields": [], "sources": []}
    assert found["contactFormKey"] == "form" and found["fiscalYearStart"] == "01-01"
    assert (found["name"], found["currency"], found["timeZone"]) == ("Studio", "GBP", "Europe/London")


async def test_staff_and_contacts_read_less_and_strangers_nothing(ask, make, nobody) -> None:
    staff = await ask.whole(viewer_of(await make.user()), READ)
    contact = await ask.whole(viewer_as(await make.contact(await make.client())), READ)

    assert {name for name in STAFF if staff.data["organisation"][name] is None} == set()
    assert {name for name in ADMINISTRATORS if staff.data["organisation"][name] is not None} == set()
    assert staff.withheld == sorted(f"Organisation.{name}" for name in ADMINISTRATORS)
    assert {name for name in STAFF | ADMINISTRATORS if contact.data["organisation"][name] is not None} == set()
    told = {name: contact.data["organisation"][name] for name in ("name", "contactsMayUpload")}
    assert told == {"name": "Studio", "contactsMayUpload": False}
    assert (await ask(nobody, READ))["organisation"] is None


async def test_settings_are_changed_and_the_rest_stays(ask, owner) -> None:
    given = {
        "name": " The  Studio ",
        "timeZone": "America/New_York",
        "timeRounding": "UP_15",
        "fiscalYearStart": "04-06",
        "address": {"street": "1 High Street", "country": "gb"},
        "paymentTermsDays": 14,
        "codingRequiredFor": ["STAFF"],
        "dataStandards": {"requiredClientFields": ["EMAIL"], "sources": ["Fair", " Fair", "Web"]},
        "numberSeries": [{"kind": "INVOICE", "template": "R{YY}-{SEQ:3}"}],
        "expectedVersion": 1,
    }

    answer = (await ask(owner, UPDATE, input=given))["updateOrganisation"]
    again = (await ask(owner, UPDATE, input=given))["updateOrganisation"]["userErrors"]

    assert answer["organisation"] == {
        "name": "The Studio",
        "timeZone": "America/New_York",
        "timeRounding": "UP_15",
        "fiscalYearStart": "04-06",
        "address": {"street": "1 High Street", "country": "GB"},
        "version": 2,
    }
    assert again == [{"code": "STALE_VERSION", "path": ["expectedVersion"]}]
    found = (await ask(owner, READ))["organisation"]
    assert found["dataStandards"] == {
        "normaliseNames": True,
        "requiredClientFields": ["EMAIL"],
        "sources": ["Fair", "Web"],
    }
    assert found["numberSeries"][0] == {"kind": "INVOICE", "template": "R{YY}-{SEQ:3}", "next": 1}
    assert found["numberSeries"][2]["template"] == "RCT-{YYYY}-{SEQ:5}"
    assert found["codingRequiredFor"] == ["STAFF"] and found["paymentTermsDays"] == 14
    assert found["taxRounding"] == "PER_RATE" and found["currency"] == "GBP"


async def test_nothing_changed_is_nothing_told(ask, owner) -> None:
    await ask(owner, UPDATE, input={"name": "Studio"})

    assert (await ask(owner, "{ events { totalCount } }"))["events"]["totalCount"] == 0


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"name": " "}, "REQUIRED", ["name"]),
        ({"timeZone": "Europe/Atlantis"}, "INVALID", ["timeZone"]),
        ({"timeZone": None}, "REQUIRED", ["timeZone"]),
        ({"fiscalYearStart": "02-29"}, "INVALID", ["fiscalYearStart"]),
        ({"fiscalYearStart": "6-4"}, "INVALID", ["fiscalYearStart"]),
        ({"paymentTermsDays": -1}, "INVALID", ["paymentTermsDays"]),
        ({"approvalRequired": None}, "REQUIRED", ["approvalRequired"]),
        ({"email": "nowhere"}, "INVALID", ["email"]),
        ({"bankDetails": "1" * 501}, "INVALID", ["bankDetails"]),
        ({"codingRequiredFor": ["CONTACT"]}, "INVALID", ["codingRequiredFor"]),
        ({"address": {"street": "1 High Street", "country": "Britain"}}, "INVALID", ["address", "country"]),
        ({"numberSeries": [{"kind": "JOB", "template": "JOB"}]}, "INVALID", ["numberSeries", "0", "template"]),
    ],
)
async def test_what_cannot_be_right(ask, owner, given, code, path) -> None:
    answer = (await ask(owner, UPDATE, input=given))["updateOrganisation"]

    assert answer == {"organisation": None, "userErrors": [{"code": code, "path": path}]}
    assert (await ask(owner, READ))["organisation"]["version"] == 1


@pytest.mark.parametrize(
    ("caller", "code"),
    [("nobody", "UNAUTHENTICATED"), ("contact", "FORBIDDEN"), ("staff", "FORBIDDEN"), ("admin", None)],
)
async def test_who_may_change_settings(ask, make, nobody, owner, caller, code) -> None:
    callers = {
        "nobody": nobody,
        "contact": viewer_as(await make.contact(await make.client())),
        "staff": viewer_of(await make.user()),
        "admin": viewer_of(await make.user(models.Role.ADMIN)),
    }

    errors = (await ask(callers[caller], UPDATE, input={"name": "Other"}))["updateOrganisation"]["userErrors"]

    assert [error["code"] for error in errors] == ([code] if code else [])
    assert ((await ask(owner, READ))["organisation"]["name"] == "Other") is (code is None)


async def test_what_stands_on_documents_is_settled_and_read_by_whoever_is_signed_in(ask, owner, make):
    given = {
        "taxId": " GB  1 ",
        "registrationNumber": "",
        "email": "Hello@Studio.test",
        "phone": " +44  1 ",
        "bankDetails": " Bank \r\n  IBAN   1 ",
    }
    await ask(owner, UPDATE, input=given)

    contact = viewer_as(await make.contact(await make.client()))
    read = "{ organisation { taxId registrationNumber email phone bankDetails } }"
    assert (await ask(contact, read))["organisation"] == {
        "taxId": "GB 1",
        "registrationNumber": None,
        "email": "hello@studio.test",
        "phone": "+44 1",
        "bankDetails": "Bank\nIBAN 1",
    }
