"""The organisation and its settings."""

import re
from datetime import date
from typing import Any

from sqlalchemy import select

from models import (
    ClientRequirement,
    EventKind,
    NumberedKind,
    NumberSeries,
    Organisation,
    PipelineStage,
    Role,
)
from models.core import clock, numbering
from models.core.address import address
from models.core.naming import email_address, spaced
from models.errors import ErrorCode, Rejected
from permissions.base import visible
from resolvers import secrets
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.context import Context
from resolvers.given import Given
from resolvers.inputs import time_zone
from resolvers.scheduled_export import plan_again

NAME, CURRENCY, TIME_ZONE = "clientgraph", "GBP", "Europe/London"
STAGES = {"New": 10, "Talking": 40, "Offer": 70}
"""The first pipeline: a stage and the chance of winning a lead in it, in percent."""
LONGEST_BANK_DETAILS = 500

PLAIN = (
    "tax_rounding",
    "time_rounding",
    "overlap_policy",
    "approval_required",
    "show_job_sale_in_portal",
    "contacts_may_upload",
    "limit_staff_to_own_team",
)


async def found(change: Change) -> Organisation:
    """Make the organisation of an empty database, with a pipeline to begin with."""
    made = await change.add(
        Organisation(name=NAME, currency=CURRENCY, time_zone=TIME_ZONE, contact_form_key=secrets.new_token())
    )
    for position, (name, chance) in enumerate(STAGES.items(), start=1):
        await change.add(PipelineStage(name=name, position=position, probability_percent=chance))
    return made


async def update(context: Context, given: Given) -> Answer:
    """Change settings. The currency stays: what was billed is in it."""
    async with context.change() as change:
        kept = (await change.all(select(Organisation).with_for_update()))[0]
        change.expect(kept, given.expected_version)
        if "name" in given:
            kept.name = _required(given, "name")
        if "time_zone" in given:
            kept.time_zone = time_zone(_required(given, "time_zone"))
        if "address" in given:
            kept.address = address(given.address.plain() if given.address else None, ["address"])
        for name in ("tax_id", "registration_number", "phone"):
            if name in given:
                setattr(kept, name, spaced(getattr(given, name) or "") or None)
        if "email" in given:
            kept.email = email_address(given.email, ["email"]) if given.email else None
        if "bank_details" in given:
            kept.bank_details = _bank_details(given.bank_details)
        if "fiscal_year_start" in given:
            kept.fiscal_year_start = _day_of_year(_required(given, "fiscal_year_start"))
        if "payment_terms_days" in given:
            kept.payment_terms_days = _terms(given.payment_terms_days)
        if "coding_required_for" in given:
            kept.coding_required_for = _workers(given.coding_required_for)
        if given.data_standards:
            kept.data_standards = kept.data_standards | _standards(given.data_standards)
        if given.number_series:
            kept.number_templates = kept.number_templates | _templates(given.number_series)
        change.update(kept, given, *PLAIN)
        changed = change.changed(kept)
        if "time_zone" in changed:
            await plan_again(change)
        if changed:
            change.record(EventKind.ORGANISATION_UPDATED, kept)
        return change.answer(organisation=kept)


async def read(context: Context) -> Organisation | None:
    """The one organisation, as far as it exists for who asks."""
    found = await context.scalars(visible(Organisation, context.viewer))
    return found[0] if found else None


async def number_series(context: Context, kept: Organisation) -> list[dict[str, Any]]:
    """Every series: its kind, its template, and the sequence number the next one of today gets."""
    last = {
        (series.kind, series.year): series.last for series in await context.as_system().scalars(select(NumberSeries))
    }
    year = clock.today(kept.time_zone).year
    found = []
    for kind in NumberedKind:
        template = kept.number_templates.get(kind.name) or numbering.DEFAULT_TEMPLATES[kind]
        series = kind, year if numbering.has_year(template) else 0
        found.append({"kind": kind, "template": template, "next": last.get(series, 0) + 1})
    return found


def _required(given: Given, name: str) -> str:
    text = spaced(getattr(given, name) or "")
    if not text:
        raise Rejected(ErrorCode.REQUIRED, "This cannot be empty.", [given.shown(name)])
    return text


def _bank_details(text: str | None) -> str | None:
    lines = "\n".join(spaced(line) for line in (text or "").splitlines()).strip()
    if len(lines) > LONGEST_BANK_DETAILS:
        raise Rejected(ErrorCode.INVALID, f"This may have {LONGEST_BANK_DETAILS} characters.", ["bankDetails"])
    return lines or None


def _day_of_year(text: str) -> str:
    try:
        # No leap year: a fiscal year has to begin every year.
        valid = bool(re.fullmatch(r"\d\d-\d\d", text, re.ASCII)) and bool(date.fromisoformat(f"2001-{text}"))
    except ValueError:
        valid = False
    if not valid:
        raise Rejected(ErrorCode.INVALID, "This is not a day of every year such as 04-06.", ["fiscalYearStart"])
    return text


def _terms(days: int | None) -> int:
    if days is None or not 0 <= days <= 3650:
        raise Rejected(ErrorCode.INVALID, "Payment terms are from 0 to 3650 days.", ["paymentTermsDays"])
    return days


def _workers(roles: list[Role] | None) -> list[str]:
    if Role.CONTACT in (roles or ()):
        raise Rejected(ErrorCode.INVALID, "Contacts do not code jobs.", ["codingRequiredFor"])
    return [role.name for role in Role if role in (roles or ())]


def _standards(given: Given) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    if given.normalise_names is not None:
        kept["normalise_names"] = given.normalise_names
    if "required_client_fields" in given:
        required = given.required_client_fields or ()
        kept["required_client_fields"] = [each.name for each in ClientRequirement if each in required]
    if "sources" in given:
        offered = [spaced(source) for source in given.sources or ()]
        kept["sources"] = list(dict.fromkeys(source for source in offered if source))
    return kept


def _templates(given: list[Given]) -> dict[str, str]:
    return {
        series.kind.name: numbering.check(series.template, ["numberSeries", place, "template"])
        for place, series in enumerate(given)
    }
