"""Leads, clients and contacts from tables: all rows or none, and every fault by line and column."""

from decimal import Decimal

import pytest

import models
from tests.graph.conftest import gid, viewer_as, viewer_of
from tests.graph.test_client import standards
from tests.graph.test_file import Sent
from tests.graph.test_table_file import workbook

FAULTS = "created updated skipped rowErrors { line column code } userErrors { code path }"
LEADS = f"""
mutation ($input: ImportLeadsInput!) {{
  importLeads(input: $input) {{ {FAULTS} leads {{ name email owner {{ name }} stage {{ name }} value {{ amount }} }} }}
}}
"""
CLIENTS = f"mutation ($input: ImportClientsInput!) {{ importClients(input: $input) {{ {FAULTS} clients {{ name }} }} }}"
CONTACTS = f"""
mutation ($input: ImportContactsInput!) {{ importContacts(input: $input) {{ {FAULTS} contacts {{ name email }} }} }}
"""


@pytest.fixture
def bring(ask, owner):
    """`await bring(LEADS, text, dryRun=True)`: what an import of a table answers."""

    async def bring(verb, table, viewer=None, **over):
        content = table if isinstance(table, bytes) else table.encode()
        answer = await ask(viewer or owner, verb, input={"file": Sent(content)} | over)
        return next(iter(answer.values()))

    return bring


def counts(answer):
    return answer["created"], answer["updated"], answer["skipped"]


def faults(answer):
    return [(each["line"], each["column"], each["code"]) for each in answer["rowErrors"]]


async def test_leads_come_in_with_all_a_row_says(bring, make, owner):
    mia = await make.user(models.Role.STAFF_LIMITED, name="Mia", email="mia@studio.test")
    for position, name in enumerate(["New", "Talking"], start=1):
        await make.row(models.PipelineStage(name=name, position=position))
    table = (
        "\ufeffName,Company name,email,phone,street,country,source,stage,owner,value,currency\r\n"
        "Ada  Acme,Acme Ltd, ADA@acme.test ,+44 20 7946,1 High Street,gb,Fair,talking,Mia@studio.test,1200.50,\r\n"
        ",,bo@bolt.test,,,,,,,99,EUR\r\n"
        ",,,,,,,,,,\r\n"
    )

    dry = await bring(LEADS, table, dryRun=True)
    stored_by_dry = await make.all(models.Lead)
    answer = await bring(LEADS, table)

    assert (counts(dry), dry["leads"], stored_by_dry) == ((2, 0, 0), None, [])
    assert (counts(answer), answer["rowErrors"], answer["userErrors"]) == ((2, 0, 0), [], [])
    ada, bo = await make.all(models.Lead)
    assert (ada.name, ada.company_name, ada.email, ada.phone) == (
        "Ada Acme",
        "Acme Ltd",
        "ada@acme.test",
        "+44 20 7946",
    )
    assert (ada.address["street"], ada.address["country"], ada.source) == ("1 High Street", "GB", "Fair")
    assert (ada.owner_id, ada.value, ada.value_currency) == (mia.id, Decimal("1200.50"), "GBP")
    assert (bo.name, bo.value, bo.value_currency, bo.created_by) == ("bo@bolt.test", 99, "EUR", owner.user_id)
    assert answer["leads"][0]["stage"] == {"name": "Talking"} and answer["leads"][1]["stage"] == {"name": "New"}
    events = await make.all(models.Event)
    assert [(event.kind.name, event.lead_id) for event in events] == [("LEAD_CREATED", ada.id), ("LEAD_CREATED", bo.id)]
    assert await make.all(models.Notification) == []


async def test_one_wrong_row_keeps_all_of_them_out(bring, make):
    table = (
        "name,email,phone,street,country,stage,owner,value,currency\n"
        "Good,good@one.test,,,,,,1.50,\n"
        "Bad,not an address,,,,,,1,5\n"
        ",,020,,,,,,\n"
        'Bad,,,,,Nowhere,nobody@studio.test,"1,50",\n'
        "Bad,GOOD@one.test,,,,,,-1,\n"
        "Bad,,,,GB,,,1,GBQ\n"
    )

    answer, dry = await bring(LEADS, table), await bring(LEADS, table, dryRun=True)

    assert (
        faults(answer)
        == faults(dry)
        == [
            (3, "email", "INVALID"),
            (3, "value", "INVALID"),
            (4, "name", "REQUIRED"),
            (5, "stage", "NOT_FOUND"),
            (5, "owner", "NOT_FOUND"),
            (5, "value", "INVALID"),
            (6, "value", "INVALID"),
            (6, "email", "DUPLICATE"),
            (7, "street", "REQUIRED"),
            (7, "value", "INVALID"),
        ]
    )
    assert (counts(answer), answer["leads"], answer["userErrors"]) == ((0, 0, 0), None, [])
    assert (await make.all(models.Lead), await make.all(models.Event)) == ([], [])


@pytest.mark.parametrize(
    ("policy", "expected", "company"),
    [("REJECT", (0, 0, 0), None), ("UPDATE", (1, 1, 1), "Acme Ltd"), ("SKIP", (1, 0, 2), None)],
)
async def test_what_is_there_already_follows_the_policy(bring, make, policy, expected, company):
    stage = await make.row(models.PipelineStage(name="New", position=1))
    ada = await make.row(models.Lead(name="Ada", email="Ada@acme.test", phone="1", stage_id=stage.id))
    bo = await make.row(models.Lead(name="Bo", email="bo@bolt.test", stage_id=stage.id))

    answer = await bring(
        LEADS,
        "name,email,company_name\nAda,ada@acme.test,Acme Ltd\nBo,bo@bolt.test,\nCy,cy@c.test,\n",
        onDuplicate=policy,
    )

    assert counts(answer) == expected
    rejected = [(2, "email", "DUPLICATE"), (3, "email", "DUPLICATE")]
    assert faults(answer) == (rejected if policy == "REJECT" else [])
    ada = await make.again(ada)
    assert (ada.company_name, ada.phone, (await make.again(bo)).version) == (company, "1", 1)
    kinds = [event.kind.name for event in await make.all(models.Event)]
    assert kinds == {"REJECT": [], "UPDATE": ["LEAD_CREATED", "LEAD_UPDATED"], "SKIP": ["LEAD_CREATED"]}[policy]


async def test_a_thousand_faults_are_told_and_the_others_counted(bring, make):
    rows = "".join(f"Client {place},EVIL,x@y\n" for place in range(1, 701))

    answer = await bring(CLIENTS, "name,type,email\n" + rows)

    assert faults(answer)[:2] == [(2, "type", "INVALID"), (2, "email", "INVALID")]
    assert faults(answer)[999:] == [(501, "email", "INVALID"), (502, None, "INVALID")]
    assert await make.all(models.Client) == []


async def test_a_file_that_is_no_table_is_refused_whole(bring, make):
    answer = await bring(CLIENTS, "name;email\nAcme;ada@acme.test\n")

    assert answer == {
        "created": 0,
        "updated": 0,
        "skipped": 0,
        "clients": None,
        "rowErrors": [{"line": 1, "column": None, "code": "INVALID"}],
        "userErrors": [{"code": "INVALID", "path": ["file"]}],
    }
    assert await make.all(models.Client) == []


async def test_clients_come_with_their_point_of_contact_and_to_standard(bring, make, services):
    await standards(make, services, required_client_fields=["BILLING_ADDRESS", "SOURCE"], sources=["Fair"])
    head = ["name", "type", "contact_name", "email", "street", "source", "tax_id", "hourly_rate", "payment_terms_days"]
    good = ["ACME  ltd.", None, "ADA ACME", "ada@acme.test", "1 High Street", "Fair", "GB1", 80.125, 14]

    wrong = await bring(
        CLIENTS,
        workbook(
            head,
            ["No street", None, None, None, None, "Fair"],
            ["Elsewhere", None, None, None, "1 High Street", "Web"],
            [None, "PERSON", None, None, "1 High Street", "Fair", "GB1"],
            ["Twice", None, None, None, "1 High Street", "Fair", "gb1", -1, 1.5],
        ),
    )
    answer = await bring(CLIENTS, workbook(head, good))

    assert faults(wrong) == [
        (2, "street", "REQUIRED"),
        (3, "source", "INVALID"),
        (4, "name", "REQUIRED"),
        (4, "type", "INVALID"),
        (5, "payment_terms_days", "INVALID"),
        (5, "tax_id", "DUPLICATE"),
        (5, "hourly_rate", "INVALID"),
    ]
    assert (counts(answer), answer["clients"]) == ((1, 0, 0), [{"name": "Acme Ltd"}])
    (client,), (contact,) = await make.all(models.Client), await make.all(models.Contact)
    assert (client.type.name, client.currency, client.payment_terms_days) == ("COMPANY", "GBP", 14)
    assert (client.hourly_rate, client.billing_address["street"]) == (Decimal("80.125"), "1 High Street")
    assert (contact.client_id, contact.name, contact.email) == (client.id, "Ada Acme", "ada@acme.test")
    assert contact.is_point_of_contact
    (event,) = await make.all(models.Event)
    assert (event.kind.name, event.client_id) == ("CLIENT_CREATED", client.id)


async def test_clients_that_are_there_are_known_by_address_or_tax_number(bring, make):
    acme = await make.client(name="Acme", tax_id="GB1")
    bolt = await make.client(name="Bolt", tax_id="GB2", type=models.ClientType.INDIVIDUAL)
    await make.contact(acme, email="ada@acme.test")
    table = (
        "name,email,tax_id,currency,type,account_number\n"
        "Acme Ltd,ADA@acme.test,,GBP,,A7\n"
        "Bolt,,gb2,EUR,COMPANY,\n"
        "Both,ada@acme.test,GB2,,,\n"
    )

    updated = await bring(CLIENTS, table.rsplit("Bolt")[0], onDuplicate="UPDATE")
    mixed = await bring(CLIENTS, table, onDuplicate="UPDATE")
    again = await bring(CLIENTS, table.rsplit("Bolt")[0])

    assert (counts(updated), (await make.again(acme)).name) == ((0, 1, 0), "Acme Ltd")
    assert (await make.again(acme)).account_number == "A7"
    assert faults(mixed) == [
        (3, "currency", "CONFLICT"),
        (4, "email", "DUPLICATE"),
        (4, "tax_id", "DUPLICATE"),
        (4, "email", "CONFLICT"),
    ]
    assert faults(again) == [(2, "email", "DUPLICATE")]
    assert (await make.again(bolt)).version == 1


async def test_contacts_go_to_the_client_they_name(bring, make):
    acme = await make.client(name="Acme Ltd", account_number="A7")
    person = await make.client(name="Bo Bolt", type=models.ClientType.INDIVIDUAL)
    await make.client(name="Twin")
    await make.client(name="twin")
    ada = await make.contact(acme, name="Ada", email="ada@acme.test")
    good = (
        "client,name,email,phone,job_role\n"
        f"{gid(acme)},ADA ACME,Ada@acme.test,020,\n"
        "acme ltd,cy cole,cy@acme.test,,Buyer\n"
        "a7,Dee,,,\n"
    )
    bad = good + "Nobody,X,,,\nBo Bolt,X,,,\nTwin,X,,,\n,X,,,\nAcme Ltd,,x,,\nA7,Cy,CY@acme.test,,\n"

    refused = await bring(CONTACTS, bad, onDuplicate="UPDATE")
    answer = await bring(CONTACTS, good, onDuplicate="UPDATE")

    assert faults(refused) == [
        (5, "client", "NOT_FOUND"),
        (6, "client", "CONFLICT"),
        (7, "client", "CONFLICT"),
        (8, "client", "REQUIRED"),
        (9, "name", "REQUIRED"),
        (9, "email", "INVALID"),
        (10, "email", "DUPLICATE"),
    ]
    assert counts(answer) == (2, 1, 0)
    people = [(each.name, each.email, each.job_role, each.client_id) for each in await make.all(models.Contact)]
    assert people == [
        ("Ada Acme", "ada@acme.test", None, acme.id),
        ("Cy Cole", "cy@acme.test", "Buyer", acme.id),
        ("Dee", None, None, acme.id),
    ]
    assert (await make.again(ada)).phone == "020"
    assert await make.again(person)


async def test_thousands_of_rows_take_few_statements(bring, make, statements):
    rows = "".join(f"Client {n},c{n}@many.test\n" for n in range(3_000))

    with statements(12):
        answer = await bring(CLIENTS, "name,email\n" + rows)

    assert counts(answer) == (3_000, 0, 0)
    assert len(answer["clients"]) == 100
    assert len(await make.all(models.Contact)) == 3_000


@pytest.mark.parametrize("caller", ["nobody", "contact", "analyst", "staff"])
async def test_who_may_not_import(bring, make, nobody, caller):
    client = await make.client()
    callers = {
        "nobody": nobody,
        "contact": viewer_as(await make.contact(client), *models.PortalPermission),
        "analyst": viewer_of(await make.user(models.Role.ANALYST)),
        "staff": viewer_of(await make.user()),
    }
    code = "UNAUTHENTICATED" if caller == "nobody" else "FORBIDDEN"

    for verb in (LEADS, CLIENTS, CONTACTS):
        answer = await bring(verb, "client,name\nx,y\n", viewer=callers[caller])
        assert (answer["userErrors"], answer["rowErrors"]) == ([{"code": code, "path": None}], [])

    assert (await make.all(models.Lead), len(await make.all(models.Client))) == ([], 1)
