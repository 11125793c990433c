"""What a signed-in identity may be and may do; shared by users, contacts and API tokens."""

from enum import Enum


class Role(Enum):
    """What a signed-in identity is."""

    OWNER = "Everything, and who is an owner."
    ADMIN = "Everything but ownership."
    STAFF = "Works for every client; no settings."
    STAFF_LIMITED = "Sees assigned clients only; no assignment, nothing."
    ANALYST = "Reads everything in scope, writes nothing."
    CONTACT = "A client's person, in the portal."


class Ability(Enum):
    """Rights given to a user one by one, on top of the role. OWNER and ADMIN have them all."""

    SEE_COSTS = "Reads costs, rates, profit and finance."
    BILL = "Issues, credits, voids and refunds."


class PortalPermission(Enum):
    """What a contact sees in the portal, beyond the client itself."""

    INVOICES = "Invoices, credit notes, payments and receipts."
    PROJECTS = "Projects, milestones, progress and tasks."
    DOCUMENTS = "Proposals, estimates, contracts and files."
    TICKETS = "Tickets and their answers."
    JOBS = "Sites, jobs and appointments."
