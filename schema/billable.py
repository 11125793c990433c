"""What an invoice line can be made of."""

from typing import Annotated, Union

import strawberry

from schema.core.made import noun

Billable = Annotated[
    Union[noun("TimeEntry"), noun("Expense"), noun("JobActivity")],  # noqa: UP007 (names of nouns are not types yet)
    strawberry.union("Billable", description="What an invoice line can be made of. Each is billed at most once."),
]
