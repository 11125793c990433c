"""Who and what is in the demo business."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Somebody who works at the studio. The first one is the owner."""

    who: str
    name: str
    email: str
    role: str
    abilities: tuple[str, ...] = ()
    clients: tuple[str, ...] = ()
    cost_rate: str = ""
    weekly_hours: int = 0


@dataclass(frozen=True)
class Enquiry:
    """Somebody who filled in the contact form."""

    name: str
    email: str
    company: str
    message: str


@dataclass(frozen=True)
class Customer:
    """Somebody who signed."""

    name: str
    contact: str
    email: str
    offer: str
    price: str
    currency: str = "GBP"
    portal: bool = False


@dataclass(frozen=True)
class Step:
    """A task, the hours put into it, and whether it is done. A rate is for projects billed by the task."""

    name: str
    hours: float = 0
    done: bool = False
    milestone: str = ""
    rate: str = ""


@dataclass(frozen=True)
class Purchase:
    """Something bought for a project; with a receipt, and billed on with a markup or not at all."""

    category: str
    note: str
    amount: str
    billable: bool = True
    markup_percent: str = "0"
    receipt: bool = False


@dataclass(frozen=True)
class Work:
    """A project, its tasks and purchases, and what became of its invoice.

    `share_percent` is what of a fixed price is billed; `paid` is the part of the invoice that came in: all of it, some,
    or nothing. `credited` gives the last line back.
    """

    client: str
    name: str
    rate: str
    due_in_days: int
    tasks: tuple[Step, ...]
    method: str = "PROJECT_HOURS"
    invoiced: bool = False
    paid: str = ""
    credited: bool = False
    currency: str = "GBP"
    fixed_price: str = ""
    share_percent: str = ""
    budget: str = ""
    budget_hours: int = 0
    purchases: tuple[Purchase, ...] = ()


@dataclass(frozen=True)
class OldInvoice:
    """An invoice of weeks ago that nobody has paid."""

    client: str
    description: str
    price: str
    issued_days_ago: int
    due_days_ago: int


@dataclass(frozen=True)
class Offer:
    """An estimate, and how far it has come."""

    client: str
    title: str
    price: str
    currency: str = "GBP"
    project: str = ""
    expires_in_days: int = 30
    sent: bool = True
    signed: bool = False


@dataclass(frozen=True)
class Request:
    """A ticket, and what became of it."""

    client: str
    subject: str
    body: str
    project: str = ""
    priority: str = "NORMAL"
    department: str = "Support"
    note: str = ""
    question: str = ""
    resolution: str = ""


@dataclass(frozen=True)
class Thread:
    """A discussion of a project; shared ones are answered by the client."""

    project: str
    subject: str
    body: str
    shared: bool
    answer: str = ""
    tags: tuple[str, ...] = ()


PEOPLE = (
    Person("owner", "Olive Owen", "olive@lighthouse.example", "OWNER"),
    Person(
        "staff",
        "Dev Dale",
        "dev@lighthouse.example",
        "STAFF",
        ("SEE_COSTS", "BILL"),
        cost_rate="32.00",
        weekly_hours=40,
    ),
    Person("limited staff", "Mia Moss", "mia@lighthouse.example", "STAFF_LIMITED", clients=("Birch Studio",)),
    Person("dispatcher", "Fay Frost", "fay@lighthouse.example", "STAFF_LIMITED", clients=("Harbour Homes",)),
    Person(
        "analyst", "Ana Ash", "ana@lighthouse.example", "ANALYST", clients=("Acme Ltd", "Birch Studio", "Cove Hotels")
    ),
)

LEADS = (
    Enquiry("Gwen Gale", "gwen@gale.example", "Gale Sailing", "We need a booking page before the season."),
    Enquiry("Noor Nash", "noor@nash.example", "Nash & Sons", "Can you look after our website?"),
    Enquiry("Tom Tarn", "tom@tarn.example", "Tarn Outdoors", "A shop for thirty products."),
)

CLIENTS = (
    Customer("Acme Ltd", "Ada Acme", "ada@acme.example", "Website", "4000.00", portal=True),
    Customer("Birch Studio", "Bea Birch", "bea@birch.example", "Campaign", "5000.00", "USD"),
    Customer("Cove Hotels", "Cal Cove", "cal@cove.example", "Booking system", "18000.00"),
)

OLD_INVOICES = (OldInvoice("Cove Hotels", "Photographs of the house", "1250.00", 45, 15),)

PROJECTS = (
    Work(
        "Acme Ltd",
        "Website redesign",
        "80.00",
        21,
        (
            Step("Wireframes", 7.5, True, "Design"),
            Step("Design", 2.25, True, "Design"),
            Step("Build", 4, milestone="Build"),
            Step("Launch", milestone="Build"),
        ),
        budget="2400.00",
        budget_hours=40,
        purchases=(
            Purchase("Licences", "Typeface for the web", "180.00", markup_percent="10", receipt=True),
            Purchase("Travel", "Train to the kick-off", "46.50", billable=False),
        ),
    ),
    Work(
        "Acme Ltd",
        "Brand guide",
        "80.00",
        -7,
        (Step("Logo", 6, True), Step("Type", 3.5, True)),
        invoiced=True,
        paid="all",
    ),
    Work(
        "Birch Studio",
        "Campaign",
        "90.00",
        14,
        (Step("Story", 5, True), Step("Film", 3)),
        invoiced=True,
        paid="400.00",
        currency="USD",
        budget="1200.00",
        purchases=(Purchase("Licences", "Music for the film", "250.00", receipt=True),),
    ),
    Work(
        "Cove Hotels",
        "Booking system",
        "95.00",
        60,
        (
            Step("Workshop", 8, True, "Phase 1"),
            Step("Calendar", 12.5, milestone="Phase 1"),
            Step("Payments", milestone="Phase 2"),
            Step("Handover", milestone="Phase 2"),
        ),
        method="FIXED_PRICE",
        fixed_price="18000.00",
        share_percent="30",
        invoiced=True,
        budget="9000.00",
        budget_hours=160,
    ),
    Work(
        "Birch Studio",
        "Care plan",
        "70.00",
        90,
        (Step("Updates", 1.5, True, rate="60.00"), Step("Security audit", 4, True, rate="140.00")),
        method="TASK_HOURS",
        currency="USD",
        invoiced=True,
        credited=True,
    ),
    Work("Acme Ltd", "Open evening", "", 10, (Step("Invitations", 2, True), Step("Talk")), method="NON_BILLABLE"),
)

OFFERS = (
    Offer("Acme Ltd", "Online shop", "6800.00", expires_in_days=3),
    Offer("Acme Ltd", "Photo workshop", "950.00", project="Website redesign", signed=True),
    Offer("Cove Hotels", "Loyalty programme", "7400.00", sent=False),
)

REQUESTS = (
    Request("Acme Ltd", "Login fails", "Since this morning.", "Website redesign", "HIGH", note="Seen it on staging.",
            question="Which browser is it?"),
    Request("Acme Ltd", "New opening hours", "Please put them on the start page.", resolution="Done, and online."),
    Request("Birch Studio", "Invoice address", "We have moved to Pine Street.", department="Accounts"),
)  # fmt: skip

THREADS = (
    Thread("Website redesign", "Client feedback round 2", "Which of the two headers do you like better?", True,
           "The second, with the blue of the first.", ("feedback",)),
    Thread("Website redesign", "Margins", "We are at half the budget with the build to come.", False),
)  # fmt: skip
