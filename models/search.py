"""What search looks through."""

from enum import Enum


class SearchType(Enum):
    """What search looks through."""

    LEAD = "Leads, by person, company, e-mail address and phone number."
    CLIENT = "Clients, by name, tax number and account number."
    CONTACT = "Contacts, by name, and by e-mail address where that may be read."
    COMMUNICATION = "Communications, by subject and text."
    PROPOSAL = "Proposals, by number and title."
    ESTIMATE = "Estimates, by number and title."
    CONTRACT = "Contracts, by title and text."
    FILE = "Files, by name."
    PROJECT = "Projects, by name and description."
    TASK = "Tasks, by name and description."
    INVOICE = "Invoices, by number."
    TICKET = "Tickets, by number, subject and text."
    DISCUSSION = "Discussions, by subject and text."
    SITE = "Sites, by name and address."
    ACTIVITY = "Activities, by code and name."
    JOB = "Jobs, by number and description."

    @property
    def noun(self) -> str:
        """The type whose nodes are found."""
        return self.name.title()
