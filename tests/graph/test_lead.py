"""Leads: the contact form, the pipeline, and who sees which."""

import pytest

import models
from resolvers.context import Context
from tests.graph.conftest import gid, unknown, viewer_as, viewer_of

FORM = """
mutation ($key: String!, $name: String!, $email: String!, $message: String) {
  submitContactForm(input: {formKey: $key, name: $name, email: $email, company: "Acme Ltd", message: $message}) {
    accepted
    userErrors { code path }
  }
}
"""
CREATE = """
mutation ($input: CreateLeadInput!) {
  createLead(input: $input) {
    lead { id name email value { amount currency } stage { name } owner { name } }
    userErrors { code path }
  }
}
"""
UPDATE = """
mutation ($input: UpdateLeadInput!) {
  updateLead(input: $input) { lead { name companyName value { amount } version } userErrors { code path } }
}
"""
MOVE = """
mutation ($id: ID!, $to: ID!) {
  moveLeadStage(input: {leadId: $id, stageId: $to}) { lead { stage { name } } userErrors { code } }
}
"""
LOSE = """
mutation ($id: ID!, $why: String!) {
  loseLead(input: {leadId: $id, reason: $why}) { lead { status lostReason } userErrors { code path } }
}
"""
REOPEN = "mutation ($id: ID!) { reopenLead(input: {leadId: $id}) { lead { status lostReason } userErrors { code } } }"
LEADS = """
{
  leads {
    totalCount
    nodes {
      name companyName email source status stage { name }
      timeline { nodes { kind } } communications { nodes { body author { __typename } } }
    }
  }
}
"""


@pytest.fixture
async def stages(make):
    """New, Talking and Offered."""
    return [
        await make.row(models.PipelineStage(name=name, position=place, probability_percent=chance))
        for place, (name, chance) in enumerate([("New", 10), ("Talking", 50), ("Offered", 75)])
    ]


async def test_a_stranger_becomes_a_lead_and_learns_nothing(ask, owner, nobody, stages):
    sent = {"key": "form", "name": "Ada Acme", "email": "ada@acme.test", "message": "New site"}
    answer = await ask(nobody, FORM, **sent)

    assert answer["submitContactForm"] == {"accepted": True, "userErrors": []}
    assert (await ask(owner, LEADS))["leads"] == {
        "totalCount": 1,
        "nodes": [
            {
                "name": "Ada Acme",
                "companyName": "Acme Ltd",
                "email": "ada@acme.test",
                "source": "contact form",
                "status": "OPEN",
                "stage": {"name": "New"},
                "timeline": {"nodes": [{"kind": "COMMUNICATION_LOGGED"}, {"kind": "LEAD_CREATED"}]},
                "communications": {"nodes": [{"body": "New site", "author": None}]},
            }
        ],
    }


async def test_those_who_administer_are_told_of_a_new_lead(ask, make, nobody, stages):
    admin = await make.user(models.Role.ADMIN)
    await make.user(models.Role.STAFF)
    await make.user(models.Role.OWNER, status=models.UserStatus.DISABLED)

    await ask(nobody, FORM, key="form", name="Ada", email="ada@acme.test")

    [told] = await make.all(models.Notification)
    assert (told.user_id, told.kind, told.title) == (admin.id, models.EventKind.LEAD_CREATED, "New lead: Acme Ltd")


@pytest.mark.parametrize(
    ("over", "code", "path"),
    [
        ({"key": "other"}, "INVALID", ["formKey"]),
        ({"name": "  "}, "REQUIRED", ["name"]),
        ({"email": " "}, "REQUIRED", ["email"]),
        ({"email": "ada at acme"}, "INVALID", ["email"]),
        ({"message": "x" * 70_000}, "INVALID", ["message"]),
    ],
)
async def test_a_form_that_cannot_be_right_makes_nothing(ask, owner, nobody, stages, over, code, path):
    answer = await ask(nobody, FORM, **{"key": "form", "name": "Ada", "email": "ada@acme.test"} | over)

    assert answer["submitContactForm"] == {"accepted": False, "userErrors": [{"code": code, "path": path}]}
    assert (await ask(owner, "{ leads { totalCount } }"))["leads"]["totalCount"] == 0


async def test_a_flood_from_one_origin_is_stopped_and_others_are_heard(ask, owner, nobody, stages, services):
    async def send(ip: str) -> list[str]:
        from schema import schema

        sent = {"key": "form", "name": "Ada", "email": "ada@acme.test"}
        context = Context(services, nobody, ip=ip)
        result = await schema.execute(FORM, variable_values=sent, context_value=context)
        return [error["code"] for error in result.data["submitContactForm"]["userErrors"]]

    answers = [await send("192.0.2.1") for _ in range(21)]

    assert answers == [[]] * 20 + [["RATE_LIMITED"]]
    assert await send("192.0.2.2") == []
    assert (await ask(owner, "{ leads { totalCount } }"))["leads"]["totalCount"] == 21


async def test_a_lead_has_a_name_or_an_address(ask, owner, stages):
    nameless = (await ask(owner, CREATE, input={"name": " ", "email": "Ada@Acme.test"}))["createLead"]
    empty = (await ask(owner, CREATE, input={"name": " "}))["createLead"]

    assert (nameless["lead"]["name"], nameless["lead"]["email"]) == ("ada@acme.test", "ada@acme.test")
    assert empty == {"lead": None, "userErrors": [{"code": "REQUIRED", "path": ["name"]}]}


async def test_what_a_lead_is_worth_has_the_decimals_of_its_currency(ask, owner, stages):
    right = {"name": "Ada", "value": {"amount": "1200.50", "currency": "GBP"}, "stageId": gid(stages[1])}
    wrong = {"name": "Ada", "value": {"amount": "0.5", "currency": "JPY"}}

    made = (await ask(owner, CREATE, input=right))["createLead"]["lead"]
    assert (made["value"], made["stage"]) == ({"amount": "1200.50", "currency": "GBP"}, {"name": "Talking"})
    refused = (await ask(owner, CREATE, input=wrong))["createLead"]
    assert refused["userErrors"] == [{"code": "INVALID", "path": ["value", "amount"]}]


async def test_absent_leaves_and_null_clears(ask, owner, stages, make):
    lead = await make.row(
        models.Lead(name="Ada", company_name="Acme", value=10, value_currency="GBP", stage_id=stages[0].id)
    )

    kept = (await ask(owner, UPDATE, input={"leadId": gid(lead), "name": "Ada A", "expectedVersion": 1}))["updateLead"]
    assert kept["lead"] == {"name": "Ada A", "companyName": "Acme", "value": {"amount": "10.00"}, "version": 2}
    cleared = await ask(owner, UPDATE, input={"leadId": gid(lead), "companyName": None, "value": None})
    assert cleared["updateLead"]["lead"] == {"name": "Ada A", "companyName": None, "value": None, "version": 3}
    stale = (await ask(owner, UPDATE, input={"leadId": gid(lead), "name": "Eve", "expectedVersion": 1}))["updateLead"]
    assert stale["userErrors"] == [{"code": "STALE_VERSION", "path": ["expectedVersion"]}]


async def test_a_lead_is_moved_lost_and_taken_up_again(ask, owner, stages, make):
    lead = await make.row(models.Lead(name="Ada", stage_id=stages[0].id))
    moved = await ask(owner, MOVE, id=gid(lead), to=gid(stages[2]))
    assert moved["moveLeadStage"]["lead"] == {"stage": {"name": "Offered"}}
    unsaid = await ask(owner, LOSE, id=gid(lead), why=" ")
    assert unsaid["loseLead"]["userErrors"] == [{"code": "REQUIRED", "path": ["reason"]}]
    lost = await ask(owner, LOSE, id=gid(lead), why="Too dear")
    assert lost["loseLead"]["lead"] == {"status": "LOST", "lostReason": "Too dear"}
    stuck = await ask(owner, MOVE, id=gid(lead), to=gid(stages[0]))
    assert stuck["moveLeadStage"]["userErrors"] == [{"code": "INVALID_STATE"}]
    again = await ask(owner, REOPEN, id=gid(lead))
    assert again["reopenLead"]["lead"] == {"status": "OPEN", "lostReason": None}
    kinds = await ask(owner, "query ($id: ID!) { lead(id: $id) { timeline { nodes { kind } } } }", id=gid(lead))
    assert [each["kind"] for each in kinds["lead"]["timeline"]["nodes"]] == [
        "LEAD_REOPENED",
        "LEAD_LOST",
        "LEAD_STAGE_MOVED",
    ]


async def test_limited_staff_see_and_make_their_own_leads_alone(ask, make, owner, stages):
    mia = await make.user(models.Role.STAFF_LIMITED, name="Mia")
    theirs = await make.row(models.Lead(name="Theirs", stage_id=stages[0].id))

    made = (await ask(viewer_of(mia), CREATE, input={"name": "Mine"}))["createLead"]["lead"]

    assert (made["name"], made["owner"]) == ("Mine", {"name": "Mia"})
    assert [each["name"] for each in (await ask(viewer_of(mia), LEADS))["leads"]["nodes"]] == ["Mine"]
    hidden = await ask(viewer_of(mia), UPDATE, input={"leadId": gid(theirs), "name": "Taken"})
    assert hidden["updateLead"]["userErrors"] == [{"code": "NOT_FOUND", "path": ["leadId"]}]
    assert (await ask(owner, LEADS))["leads"]["totalCount"] == 2


@pytest.mark.parametrize(
    ("caller", "code", "count"),
    [
        ("nobody", "UNAUTHENTICATED", 0),
        ("contact", "NOT_FOUND", 0),
        ("limited", "NOT_FOUND", 0),
        ("analyst of everything", "FORBIDDEN", 1),
        ("analyst", "NOT_FOUND", 0),
        ("staff", None, 1),
        ("admin", None, 1),
    ],
)
async def test_who_may_lose_a_lead_and_who_counts_it(ask, make, nobody, stages, caller, code, count):
    lead = await make.row(models.Lead(name="Ada", stage_id=stages[0].id))
    client = await make.client()
    viewer = {
        "nobody": nobody,
        "contact": viewer_as(await make.contact(client), *models.PortalPermission),
        "limited": viewer_of(await make.user(models.Role.STAFF_LIMITED), client),
        "analyst of everything": viewer_of(await make.user(models.Role.ANALYST, all_clients=True)),
        "analyst": viewer_of(await make.user(models.Role.ANALYST), client),
        "staff": viewer_of(await make.user()),
        "admin": viewer_of(await make.user(models.Role.ADMIN)),
    }[caller]
    lose = 'mutation ($id: ID!) { loseLead(input: {leadId: $id, reason: "No"}) { userErrors { code } } }'

    errors = (await ask(viewer, lose, id=gid(lead)))["loseLead"]["userErrors"]

    assert [error["code"] for error in errors] == ([code] if code else [])
    assert (await ask(viewer, "{ leads { totalCount } }"))["leads"]["totalCount"] == count
    assert ((await make.again(lead)).status is models.LeadStatus.LOST) is (code is None)


async def test_worth_is_summed_and_weighted_by_chance_and_currency(ask, owner, stages, make):
    for stage, amount, currency in [(0, 100, "GBP"), (2, 200, "GBP"), (1, 50, "USD"), (1, None, None)]:
        await make.row(models.Lead(name="L", stage_id=stages[stage].id, value=amount, value_currency=currency))
    money = "{ amount currency }"

    found = await ask(
        owner,
        f"""{{
          leads {{
            aggregate {{ count sum {{ value {money} weightedValue {money} }} }}
            groups(by: [{{field: STAGE}}]) {{ key {{ stage {{ name }} }} aggregate {{ count }} }}
          }}
          byStage: leads(orderBy: [{{field: STAGE, direction: DESC}}]) {{ nodes {{ stage {{ name }} }} }}
          talking: leads(filter: {{stage: {{name: {{eq: "Talking"}}}}, value: {{gt: "10"}}}}) {{ totalCount }}
          pipelineStages {{ name leads {{ totalCount }} }}
        }}""",
    )

    assert found["leads"]["aggregate"] == {
        "count": 4,
        "sum": {
            "value": [{"amount": "300.00", "currency": "GBP"}, {"amount": "50.00", "currency": "USD"}],
            "weightedValue": [{"amount": "160.00", "currency": "GBP"}, {"amount": "25.00", "currency": "USD"}],
        },
    }
    groups = {each["key"]["stage"]["name"]: each["aggregate"]["count"] for each in found["leads"]["groups"]}
    assert groups == {"New": 1, "Talking": 2, "Offered": 1}
    assert [each["stage"]["name"] for each in found["byStage"]["nodes"]] == ["Offered", "Talking", "Talking", "New"]
    assert found["talking"]["totalCount"] == 1
    assert [each["leads"]["totalCount"] for each in found["pipelineStages"]] == [1, 2, 1]


async def test_an_unknown_lead_is_not_found(ask, owner):
    answer = await ask(owner, UPDATE, input={"leadId": unknown(models.Lead), "name": "X"})

    assert answer["updateLead"]["userErrors"] == [{"code": "NOT_FOUND", "path": ["leadId"]}]
