"""One of each document that a client can hold, made as the business makes them."""

from datetime import timedelta
from typing import Any

from models.core import clock
from permissions.viewer import Viewer
from tests.graph import test_contract as contracts
from tests.graph import test_credit_note as credits
from tests.graph import test_proposal as proposals
from tests.graph.conftest import gid
from tests.graph.money import VAT, Work, item, pay

LETTERHEAD = {
    "name": "Lighthouse Studio Ltd",
    "address": {"street": "12 Harbour Street", "city": "Bristol", "postcode": "BS1 4QA", "country": "GB"},
    "taxId": "GB 987 6543 21",
    "registrationNumber": "01234567",
    "email": "hello@lighthouse.example",
    "phone": "+44 117 496 0000",
    "bankDetails": "Lighthouse Studio Ltd, Harbour Bank\nIBAN GB33 BUKB 2020 1555 5555 55",
}
UPDATE_HOUSE = (
    "mutation ($input: UpdateOrganisationInput!) { updateOrganisation(input: $input) { userErrors { code } } }"
)
UPDATE_CLIENT = "mutation ($input: UpdateClientInput!) { updateClient(input: $input) { userErrors { code path } } }"
CREATE_ESTIMATE = proposals.CREATE.replace("Proposal", "Estimate").replace("proposal", "estimate")
SEND_ESTIMATE = "mutation ($id: ID!) { sendEstimate(input: {estimateId: $id}) { userErrors { code } } }"

LINES = [
    item("95", description="Design of the new website", quantity="24.5", unit="hour", taxes=VAT),
    item("1200", description="Photography, two days on site\nWith travel", taxes=VAT, discountPercent="10"),
    item("39.90", description="Stock images", quantity="12", unit="image", taxes=[{"ratePercent": "5"}]),
]


class Papers:
    """The documents of one client, by their ids."""

    def __init__(self, ask: Any, owner: Viewer, work: Work) -> None:
        self.ask, self.owner, self.work = ask, owner, work

    async def begin(self) -> "Papers":
        """A house with a letterhead, and a client with an address."""
        await self.ask(self.owner, UPDATE_HOUSE, input=LETTERHEAD)
        address = {"street": "1 Long Road", "city": "London", "postcode": "N1 1AA", "country": "GB"}
        given = {"clientId": gid(self.work.client), "billingAddress": address, "taxId": "GB 123 4567 89"}
        assert (await self.ask(self.owner, UPDATE_CLIENT, input=given))["updateClient"]["userErrors"] == []
        return self

    async def invoice(self, *lines: Any, **over: Any) -> str:
        """An issued invoice."""
        return await self.work.invoice(self.ask, self.owner, *(lines or LINES), **over)

    async def credit_note(self, invoice: str) -> str:
        """A credit on the first line of an invoice."""
        (first, *_) = await credits.lines_of(self.ask, self.owner, invoice)
        line = {"invoiceLineId": first, "amount": {"amount": "100", "currency": "GBP"}}
        return (await credits.credit(self.ask, self.owner, invoice, line))["creditNote"]["id"]

    async def receipt(self, invoice: str) -> str:
        """For a payment of what is left of an invoice."""
        return (await pay(self.ask, self.work.ada, invoice, "paid"))["receipt"]["id"]

    async def proposal(self, **over: Any) -> str:
        """A sent proposal."""
        return await self._offer(proposals.CREATE, proposals.SEND, "createProposal", **over)

    async def estimate(self, **over: Any) -> str:
        """A sent estimate."""
        return await self._offer(CREATE_ESTIMATE, SEND_ESTIMATE, "createEstimate", **over)

    async def contract(self, **over: Any) -> str:
        """A sent contract."""
        given = {
            "clientId": gid(self.work.client),
            "title": "Website care",
            "body": "We look after the website.\n\nYou pay every month.",
            "value": {"amount": "1200", "currency": "GBP"},
            "startsOn": "2027-01-01",
            **over,
        }
        made = (await self.ask(self.owner, contracts.CREATE, input=given))["createContract"]["contract"]["id"]
        await self.ask(self.owner, contracts.SEND, id=made)
        return made

    async def _offer(self, create: str, send: str, verb: str, **over: Any) -> str:
        given = {
            "clientId": gid(self.work.client),
            "title": "A new website",
            "currency": "GBP",
            "expiresOn": (clock.today("Europe/London") + timedelta(days=30)).isoformat(),
            "lines": LINES,
            **over,
        }
        answer = (await self.ask(self.owner, create, input=given))[verb]
        assert answer["userErrors"] == []
        (made,) = (part["id"] for name, part in answer.items() if name != "userErrors")
        await self.ask(self.owner, send, id=made)
        return made
