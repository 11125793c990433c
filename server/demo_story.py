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
    """A task, the hours put into it, and whether it is done."""

    name: str
    hours: float = 0
    done: bool = False


@dataclass(frozen=True)
class Work:
    """A project, its tasks, and what became of its invoice."""

    client: str
    name: str
    rate: str
    due_in_days: int
    tasks: tuple[Step, ...]
    invoiced: bool = False
    paid: bool = False
    currency: str = "GBP"


PEOPLE = (
    Person("owner", "Olive Owen", "olive@lighthouse.example", "OWNER"),
    Person("staff", "Dev Dale", "dev@lighthouse.example", "STAFF", ("SEE_COSTS", "BILL"), cost_rate="32.00"),
    Person("limited staff", "Mia Moss", "mia@lighthouse.example", "STAFF_LIMITED", clients=("Birch Studio",)),
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

PROJECTS = (
    Work(
        "Acme Ltd",
        "Website redesign",
        "80.00",
        21,
        (Step("Wireframes", 7.5, True), Step("Design", 2.25, True), Step("Build", 4), Step("Launch")),
    ),
    Work(
        "Acme Ltd",
        "Brand guide",
        "80.00",
        -7,
        (Step("Logo", 6, True), Step("Type", 3.5, True)),
        invoiced=True,
        paid=True,
    ),
    Work(
        "Birch Studio",
        "Campaign",
        "90.00",
        14,
        (Step("Story", 5, True), Step("Film", 3)),
        invoiced=True,
        currency="USD",
    ),
    Work(
        "Cove Hotels",
        "Booking system",
        "95.00",
        60,
        (Step("Workshop", 8, True), Step("Calendar", 12.5), Step("Payments"), Step("Handover")),
    ),
)
