"""What hostile callers try: bad input is refused in words, never a fault of ours."""

import base64
import json
from decimal import Decimal
from typing import Any

import pytest

import models
from models.errors import ErrorCode, Rejected
from permissions.viewer import Viewer
from resolvers.positions import Position
from tests.graph.conftest import Ask, Make, gid, viewer_of


def crafted(content: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def codes(result: Any) -> list[ErrorCode]:
    """The codes of an answer's errors; what is no refusal is raised."""
    found = []
    for error in result.errors or []:
        cause = error.original_error or error
        if not isinstance(cause, Rejected):
            raise cause
        found.append(cause.code)
    return found


@pytest.mark.parametrize("value", ["1e40", "Infinity", "9" * 200, "a\x00b", "\ud800", 5, {}, [], True])
async def test_a_page_cursor_made_by_hand_is_refused(ask: Ask, make: Make, owner: Viewer, value: Any) -> None:
    row = await make.client()
    cursor = crafted([1, ["value"], [value], str(row.id)])

    result = await ask.whole(
        owner, "query($after: String) { leads(after: $after, orderBy: {field: VALUE}) { nodes { id } } }", after=cursor
    )

    assert codes(result) == [ErrorCode.INVALID]


ENDLESS = json.dumps([1, 1, [[xid, 1] for xid in range(5_000)]])
BEYOND = json.dumps([2**80, 1, []])


@pytest.mark.parametrize(
    "content", ["[" * 60_000, "[Infinity,1,[]]", "[1,1,[[Infinity,1]]]", '[{"a":1},1,[]]', ENDLESS, BEYOND, "[-1,1,[]]"]
)
def test_a_position_made_by_hand_is_refused(content: str) -> None:
    with pytest.raises(Rejected) as refused:
        Position.parse(base64.urlsafe_b64encode(content.encode()).decode())

    assert refused.value.code is ErrorCode.INVALID


@pytest.mark.parametrize("days", ['gt: "9999-12-31"', 'lt: "0001-01-01"'])
async def test_there_is_no_day_beyond_the_last(ask: Ask, make: Make, owner: Viewer, days: str) -> None:
    answer = await ask(owner, f"{{ reports {{ utilisation(filter: {{on: {{{days}}}}}) {{ user {{ id }} }} }} }}")

    assert answer["reports"]["utilisation"] == []


async def test_a_number_no_column_holds_is_compared_with_as_it_is(ask: Ask, make: Make, owner: Viewer) -> None:
    stage = await make.row(models.PipelineStage(name="New", position=1))
    await make.row(models.Lead(name="Ada", stage_id=stage.id, value=Decimal("1.00"), value_currency="GBP"))

    above = await ask(owner, '{ leads(filter: {value: {gt: "1e30"}}) { totalCount } }')
    below = await ask(owner, '{ leads(filter: {value: {lt: "1e30"}}) { totalCount } }')

    assert (above["leads"]["totalCount"], below["leads"]["totalCount"]) == (0, 1)


async def test_a_number_the_graph_cannot_hold_is_refused_in_a_filter(ask: Ask, make: Make, owner: Viewer) -> None:
    result = await ask.whole(owner, '{ leads(filter: {value: {gt: "1e200000"}}) { totalCount } }')

    assert result.data is None
    assert "'1e200000' is not a decimal number this graph can hold." in result.errors[0].message


async def test_more_values_than_a_statement_takes_are_refused(ask: Ask, make: Make, owner: Viewer) -> None:
    query = "query($names: [String!]) { clients(filter: {name: {in: $names}}) { totalCount } }"

    result = await ask.whole(owner, query, names=["a"] * 33_000)

    assert codes(result) == [ErrorCode.INVALID]


LOG = """mutation($contact: ID!, $at: DateTime!) {
  logCommunication(input: {contactId: $contact, channel: EMAIL, direction: INBOUND, body: "Hello", at: $at}) {
    userErrors { code path }
  }
}"""


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
async def test_an_instant_that_cannot_be_reckoned_with_is_not_kept(
    ask: Ask, make: Make, owner: Viewer, at: str
) -> None:
    contact = await make.contact(await make.client())

    answered = await ask(owner, LOG, contact=gid(contact), at=at)

    assert answered["logCommunication"]["userErrors"] == [{"code": "INVALID", "path": ["at"]}]
    assert await make.all(models.Communication) == []


async def test_whole_numbers_stay_within_what_an_answer_can_show(ask: Ask, make: Make, owner: Viewer) -> None:
    answered = await ask(
        owner,
        'mutation { createPipelineStage(input: {name: "Last", position: 2147483647}) { userErrors { code path } } }',
    )

    assert answered["createPipelineStage"]["userErrors"] == [{"code": "INVALID", "path": ["position"]}]


async def test_a_null_probability_is_none_at_all(ask: Ask, make: Make, owner: Viewer) -> None:
    answered = await ask(
        owner,
        """mutation { createPipelineStage(input: {name: "New", probabilityPercent: null}) {
          pipelineStage { probabilityPercent } userErrors { code }
        } }""",
    )

    assert answered["createPipelineStage"] == {"pipelineStage": {"probabilityPercent": "0.0"}, "userErrors": []}


async def test_an_empty_id_is_an_unknown_one(ask: Ask, make: Make, owner: Viewer) -> None:
    client = await make.client()

    answered = await ask(
        owner,
        """mutation($client: ID!) { openTicket(input: {clientId: $client, projectId: "", subject: "Help", body: "!"}) {
          userErrors { code path }
        } }""",
        client=gid(client),
    )

    assert answered["openTicket"]["userErrors"] == [{"code": "NOT_FOUND", "path": ["projectId"]}]


async def test_what_was_told_of_a_client_goes_with_the_client(ask: Ask, make: Make) -> None:
    kept, lost = await make.client(), await make.client()
    user = await make.user(models.Role.STAFF_LIMITED)
    for client in (kept, lost, None):
        await make.row(
            models.Notification(
                user_id=user.id,
                kind=models.EventKind.TASK_ASSIGNED,
                title=client.name if client else "Nobody's",
                client_id=client.id if client else None,
                subject_type="Task",
                subject_id=user.id,
            )
        )

    answered = await ask(
        viewer_of(user, kept), "{ viewer { notifications { totalCount unreadCount nodes { title } } } }"
    )

    told = answered["viewer"]["notifications"]
    assert {each["title"] for each in told["nodes"]} == {kept.name, "Nobody's"}
    assert (told["totalCount"], told["unreadCount"]) == (2, 2)


async def test_an_upload_is_never_a_value(ask: Ask, make: Make, owner: Viewer) -> None:
    client = gid(await make.client())
    query = """mutation($client: ID!, $file: Upload!) {
      uploadFile(input: {file: $file, clientId: $client, visibility: CLIENT}) { userErrors { code } }
    }"""

    result = await ask.whole(owner, query, client=client, file="text")

    assert "multipart" in result.errors[0].message
    assert await make.all(models.File) == []


async def test_of_another_client_of_the_person_no_more_is_told_than_it_takes_to_choose(ask: Ask, make: Make) -> None:
    person = await make.row(models.Identity(email="mia@studio.test"))
    hidden = await make.client(name="Cove", internal_notes="Slow payer", tax_id="GB1", account_number="A1")
    await make.contact(hidden, identity_id=person.id, portal_status=models.PortalStatus.ACTIVE)
    user = await make.user(models.Role.STAFF_LIMITED, identity_id=person.id)

    query = """{ viewer { contacts { client {
      name internalNotes taxId accountNumber contacts { totalCount } projects { totalCount } timeline { totalCount }
    } } } }"""
    [contact] = (await ask(viewer_of(user, identity_id=person.id), query))["viewer"]["contacts"]

    nothing = {"totalCount": 0}
    assert contact["client"] == {
        "name": "Cove",
        "internalNotes": None,
        "taxId": None,
        "accountNumber": None,
        "contacts": nothing,
        "projects": nothing,
        "timeline": nothing,
    }


@pytest.mark.parametrize("wrap", [lambda inner: {"lead": {"owner": {"client": inner}}}, lambda inner: {"not": inner}])
async def test_a_filter_is_not_nested_without_end(ask: Ask, make: Make, owner: Viewer, wrap: Any) -> None:
    nested: Any = {"name": {"eq": "a"}}
    for _ in range(30):
        nested = wrap(nested)

    result = await ask.whole(owner, "query($f: ClientFilter) { clients(filter: $f) { totalCount } }", f=nested)

    assert codes(result) == [ErrorCode.INVALID]


async def test_a_filter_does_not_hold_filters_without_number(ask: Ask, make: Make, owner: Viewer) -> None:
    many = {"or": [{"user": {"client": {"name": {"contains": str(place)}}}} for place in range(200)]}

    result = await ask.whole(owner, "query($f: ClientFilter) { clients(filter: $f) { totalCount } }", f=many)

    assert codes(result) == [ErrorCode.INVALID]
