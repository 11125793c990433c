"""What is put before a client so that there is something to do, by the verbs staff use."""

from dataclasses import dataclass
from typing import Any

from .served import Program

XSS = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>{{7*7}}"
"""A text that would run where a page took it for HTML."""


def line(description: str, price: str, quantity: str = "1") -> dict[str, Any]:
    """A line in pounds."""
    return {"description": description, "quantity": quantity, "unitPrice": {"amount": price, "currency": "GBP"}}


@dataclass
class Staff:
    """The owner, who acts beside the browser."""

    program: Program

    def id_of(self, noun: str, name: str) -> str:
        """The id of the client or project of a name."""
        named = f"query ($name: String!) {{ {noun}(filter: {{name: {{eq: $name}}}}) {{ nodes {{ id }} }} }}"
        (found,) = self.program.ask(named, name=name)[noun]["nodes"]
        return found["id"]

    def first_of(self, noun: str, client: str) -> str | None:
        """The id of some row of the client; None where it has none."""
        of_client = "{client: {id: {eq: $client}}}"
        asked = f"query ($client: ID!) {{ {noun}(first: 1, filter: {of_client}) {{ nodes {{ id }} }} }}"
        nodes = self.program.ask(asked, client=client)[noun]["nodes"]
        return nodes[0]["id"] if nodes else None

    def invited(self, client: str, email: str, name: str, permissions: list[str]) -> str:
        """The token that lets a new contact of a client in."""
        contact = self.program.do("addContact", "contact { id }", clientId=client, name=name, email=email)["contact"]
        return self.program.do("enablePortal", "invitationToken", contactId=contact["id"], permissions=permissions)[
            "invitationToken"
        ]

    def project(self, client: str, name: str, tasks: list[str]) -> tuple[str, list[str]]:
        """A project that the client sees, and its tasks."""
        project = self.program.do(
            "createProject", "project { id }", clientId=client, name=name, billingMethod="NON_BILLABLE"
        )["project"]["id"]
        shown = {"visible": True, "showTasks": True}
        self.program.do("setProjectPortalSettings", "project { id }", projectId=project, settings=shown)
        made = [
            self.program.do("createTask", "task { id }", projectId=project, name=each, clientVisible=True)["task"]["id"]
            for each in tasks
        ]
        return project, made

    def asked(self, project: str, subject: str, body: str) -> str:
        """A discussion that the client may answer."""
        given = {"projectId": project, "subject": subject, "body": body, "visibility": "CLIENT"}
        return self.program.do("startDiscussion", "discussion { id }", **given)["discussion"]["id"]

    def invoice(self, client: str, description: str, price: str) -> str:
        """An issued invoice."""
        lines = [line(description, price)]
        made = self.program.do("createInvoice", "invoice { id }", clientId=client, lines=lines, note=description)
        self.program.do("issueInvoice", "invoice { id }", invoiceId=made["invoice"]["id"])
        return made["invoice"]["id"]

    def proposal(self, client: str, title: str) -> tuple[str, str]:
        """A proposal that was sent, and the token of its letter."""
        given = {"clientId": client, "title": title, "currency": "GBP", "lines": [line(title, "1500")]}
        proposal = self.program.do("createProposal", "proposal { id }", **given)["proposal"]["id"]
        return proposal, self.program.do("sendProposal", "signingToken", proposalId=proposal)["signingToken"]
