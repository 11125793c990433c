"""Which proposals exist for whom."""

from models import Proposal
from permissions.offer import OfferRows


class ProposalRows(OfferRows):
    """As every offer."""

    of = Proposal
