"""Which estimates exist for whom."""

from models import Estimate
from permissions.offer import OfferRows


class EstimateRows(OfferRows):
    """As every offer."""

    of = Estimate
