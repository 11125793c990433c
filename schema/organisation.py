"""The organisation and its settings."""

from datetime import date
from typing import Any

import strawberry
from sqlalchemy import true

import models
from permissions.base import AdminOnly, StaffOnly
from resolvers import organisation as organisations
from schema.address import Address, AddressInput
from schema.core.fields import described_type, field, part
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.making import MadeField
from schema.core.mutation import mutation, payload
from schema.core.node import Node, node, part_of, roots
from schema.core.scalars import CurrencyCode

described_type(models.NumberedKind)


@part_of(None)
class NumberSeries:
    """A gapless series of numbers."""

    kind: models.NumberedKind = field("What is numbered.")
    template: str = field("Such as INV-{YYYY}-{SEQ:5}.")
    next: int = field("The sequence number the next one gets.")


@part_of(None)
class DataStandards:
    """What every client record must look like."""

    normalise_names: bool = field("Trims names and settles their capitals and company suffixes.")
    required_client_fields: list[models.ClientRequirement] = field("The fields that may not be empty.")
    sources: list[str] = field("The sources offered; empty allows any.")


async def _number_series(context: Any, given: dict[str, Any]) -> Any:
    kept = await organisations.read(context)
    return kept and await organisations.number_series(context, kept)


@node(models.Organisation, "organisations", connection=False, filtered=False)
class Organisation(Node):
    """The one organisation this graph belongs to. Contacts read the name, currency and time zone."""

    name: str = field("What the organisation is called.")
    currency: CurrencyCode = field("The currency of its books.")
    time_zone: str = field("IANA name, such as Europe/London.")
    address: Address | None = part("Where it is.", of="address")
    tax_id: str | None = field("Its tax number.")
    registration_number: str | None = field("Its number in the register of companies; printed on documents.")
    email: str | None = field("Where it is written to; printed on documents.")
    phone: str | None = field("Where it is called; printed on documents.")
    bank_details: str | None = field("Where clients pay to; printed on invoices.")
    tax_rounding: models.TaxRounding | None = field("Where tax is rounded. Staff.", StaffOnly)
    time_rounding: models.TimeRounding | None = field("How billed time is rounded. Staff.", StaffOnly)
    overlap_policy: models.OverlapPolicy | None = field("What becomes of overlapping time. Staff.", StaffOnly)
    locked_before_on: date | None = field(
        "Days before this one take no new or changed time and expenses. Staff.", StaffOnly
    )
    fiscal_year_start: str | None = field("The day the fiscal year begins, MM-DD. Staff.", StaffOnly)
    payment_terms_days: int | None = field(
        "Days from issue to due where the client has no terms of its own. Staff.", StaffOnly
    )
    approval_required: bool | None = field("Whether time and expenses wait for approval. Staff.", StaffOnly)
    show_job_sale_in_portal: bool | None = field("Whether contacts see sale prices on jobs. Staff.", StaffOnly)
    contacts_may_upload: bool | None = field("Whether contacts may upload files.")
    limit_staff_to_own_team: bool | None = field(
        "Whether limited staff see their own team's jobs alone. Administrators.", AdminOnly
    )
    coding_required_for: list[models.Role] | None = field(
        "The roles that must give a code to every job. Staff.", StaffOnly
    )
    data_standards: DataStandards | None = part(
        "What every client record must look like. Administrators.", AdminOnly, of="data_standards"
    )
    number_series: list[NumberSeries] | None = MadeField(
        "The gapless series of numbers. Administrators.",
        lambda row, info: organisations.number_series(info.context, row),
        [AdminOnly],
        sql=lambda asked: asked.prepared_list(_number_series),
    )
    contact_form_key: str | None = field(
        "Names the public contact form in submitContactForm. Administrators.", AdminOnly
    )
    version: int = field("Rises with every change.")


OrganisationPayload = payload(
    "OrganisationPayload",
    "What a write of an organisation answers.",
    organisation=(noun("Organisation") | None, "The organisation."),
)


@strawberry.input(description="What every client record must look like.")
class DataStandardsInput:
    normalise_names: bool | None = optional("Trims names and settles their capitals and company suffixes.")
    required_client_fields: list[models.ClientRequirement] | None = optional("The fields that may not be empty.")
    sources: list[str] | None = optional("The sources offered; empty allows any.")


@strawberry.input(description="A gapless series of numbers.")
class NumberSeriesInput:
    kind: models.NumberedKind = given("What is numbered.")
    template: str = given("Such as INV-{YYYY}-{SEQ:5}.")


@strawberry.input(description="Changes given fields; absent leaves, null clears.")
class UpdateOrganisationInput:
    name: str | None = optional("What the organisation is called.")
    time_zone: str | None = optional("IANA name, such as Europe/London.")
    address: AddressInput | None = optional("Where it is.")
    tax_id: str | None = optional("Its tax number.")
    registration_number: str | None = optional("Its number in the register of companies; printed on documents.")
    email: str | None = optional("Where it is written to; printed on documents.")
    phone: str | None = optional("Where it is called; printed on documents.")
    bank_details: str | None = optional("Where clients pay to; line breaks are kept. At most 500 characters.")
    tax_rounding: models.TaxRounding | None = optional("Where tax is rounded.")
    time_rounding: models.TimeRounding | None = optional("How billed time is rounded.")
    overlap_policy: models.OverlapPolicy | None = optional("What becomes of overlapping time.")
    fiscal_year_start: str | None = optional("The day the fiscal year begins, MM-DD.")
    payment_terms_days: int | None = optional("Days from issue to due where the client has no terms of its own.")
    approval_required: bool | None = optional("Whether time and expenses wait for approval.")
    show_job_sale_in_portal: bool | None = optional("Whether contacts see sale prices on jobs.")
    contacts_may_upload: bool | None = optional("Whether contacts may upload files.")
    limit_staff_to_own_team: bool | None = optional("Whether limited staff see their own team's jobs alone.")
    coding_required_for: list[models.Role] | None = optional("The roles that must give a code to every job.")
    data_standards: DataStandardsInput | None = optional("What every client record must look like.")
    number_series: list[NumberSeriesInput] | None = optional("The templates to change.")
    expected_version: int | None = optional("The version the change is based on.")


async def _organisation(source: Any, info: Any) -> models.Organisation | None:
    return await organisations.read(info.context)


@roots
class OrganisationQueries:
    """Reading the organisation."""

    organisation: noun("Organisation") | None = MadeField(
        "The one organisation; null when anonymous.",
        _organisation,
        sql=lambda asked: asked.any_of(models.Organisation, true()),
    )


@roots
class OrganisationMutations:
    """Settings."""

    update_organisation: OrganisationPayload = mutation(
        organisations.update, UpdateOrganisationInput, AdminOnly, description="Change settings; the currency stays."
    )
