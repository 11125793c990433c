"""Postal addresses."""

import strawberry

from schema.core.fields import field
from schema.core.inputs import given, optional
from schema.core.node import part_of


@part_of(None)
class Address:
    """A postal address."""

    street: str = field("Street, house and whatever stands above the town.")
    city: str | None = field("The town.")
    region: str | None = field("County, state or province.")
    postcode: str | None = field("The postcode.")
    country: str | None = field("ISO 3166 two-letter code.")


@strawberry.input(description="A postal address.")
class AddressInput:
    street: str = given("Street, house and whatever stands above the town.")
    city: str | None = optional("The town.")
    region: str | None = optional("County, state or province.")
    postcode: str | None = optional("The postcode.")
    country: str | None = optional("ISO 3166 two-letter code.")
