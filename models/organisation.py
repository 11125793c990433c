"""The one organisation and its settings."""

from datetime import date
from enum import Enum
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, Row
from models.core.columns import Document
from models.core.rounding import TaxRounding, TimeRounding


class OverlapPolicy(Enum):
    """What happens when clocked entries of one user overlap."""

    ALLOW = "They are stored without a word."
    WARN = "Stored, with OVERLAP among the warnings."
    REFUSE = "They are refused with OVERLAP."


class ClientRequirement(Enum):
    """A client field that may be made compulsory."""

    EMAIL = "The e-mail address of the first contact."
    PHONE = "The phone number of the first contact."
    BILLING_ADDRESS = "The address invoices are made out to."
    TAX_ID = "The tax number."
    SOURCE = "Where the client came from."
    ACCOUNT_NUMBER = "The client's number in the accounts."


def data_standards() -> dict[str, Any]:
    """The data standards of a new organisation: nothing compulsory, any source."""
    return {"normalise_names": True, "required_client_fields": [], "sources": []}


class Organisation(Row, Base):
    """The organisation this database belongs to: exactly one row (domain.md 3.1)."""

    __tablename__ = "organisation"
    __table_args__ = (Index("uq_organisation_one", text("(true)"), unique=True),)

    name: Mapped[str]
    currency: Mapped[str]
    time_zone: Mapped[str]
    address: Mapped[Document | None]
    tax_id: Mapped[str | None]
    registration_number: Mapped[str | None]
    """In the register of companies."""
    email: Mapped[str | None]
    phone: Mapped[str | None]
    bank_details: Mapped[str | None]
    """Where clients pay to, as it is printed on invoices."""
    tax_rounding: Mapped[TaxRounding] = mapped_column(default=TaxRounding.PER_RATE)
    time_rounding: Mapped[TimeRounding] = mapped_column(default=TimeRounding.NONE)
    overlap_policy: Mapped[OverlapPolicy] = mapped_column(default=OverlapPolicy.WARN)
    locked_before_on: Mapped[date | None]
    fiscal_year_start: Mapped[str] = mapped_column(default="01-01")
    """MM-DD."""
    payment_terms_days: Mapped[int] = mapped_column(default=30)
    approval_required: Mapped[bool] = mapped_column(default=False)
    show_job_sale_in_portal: Mapped[bool] = mapped_column(default=False)
    contacts_may_upload: Mapped[bool] = mapped_column(default=False)
    limit_staff_to_own_team: Mapped[bool] = mapped_column(default=False)
    coding_required_for: Mapped[list[str]] = mapped_column(default=list)
    """Names of roles."""
    data_standards: Mapped[dict[str, Any]] = mapped_column(default=data_standards)
    """Keys normalise_names, required_client_fields (names of ClientRequirement) and sources."""
    number_templates: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """A template by the name of its NumberedKind; a kind that is not there has the usual one."""
    contact_form_key: Mapped[str]
