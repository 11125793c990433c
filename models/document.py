"""Documents: proposals, estimates, contracts and files, seen together."""

from enum import Enum


class DocumentKind(Enum):
    """The members of Document, for filters."""

    PROPOSAL = "An offer to a lead or a client."
    ESTIMATE = "A priced estimate that can become an invoice."
    CONTRACT = "An agreement with a client."
    FILE = "An uploaded file."
