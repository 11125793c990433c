"""Search: what is found, in which order, and that nobody finds what they may not read."""

import pytest

import models
from models import PortalPermission, Visibility
from resolvers.search import excerpt
from tests.graph.conftest import viewer_as, viewer_of

SEARCH = """
query ($text: String!, $types: [SearchType!], $first: Int) {
  search(text: $text, types: $types, first: $first) {
    node {
      __typename
      ... on Client { name } ... on Contact { name } ... on Lead { name } ... on Project { name } ... on Task { name }
      ... on File { name } ... on Proposal { title } ... on Communication { subject }
    }
    excerpt
  }
}
"""


@pytest.fixture
def find(ask):
    """`await find(viewer, "words")`: the names of the hits, best first."""

    async def search(viewer, text, **arguments):
        hits = (await ask(viewer, SEARCH, text=text, **arguments))["search"]
        nodes = [hit["node"] for hit in hits]
        return [each.get("name") or each.get("title") or each.get("subject") for each in nodes]

    return search


@pytest.fixture
async def acme(make):
    """Acme Ltd with a contact, a project, a task, files and a note that all speak of bricks."""
    client = await make.client(name="Acme Bricks")
    project = await make.row(
        models.Project(
            client_id=client.id,
            name="Brick kiln",
            currency="GBP",
            billing_method=models.BillingMethod.FIXED_PRICE,
            description="Warm and safe.",
        )
    )
    await make.row(models.Task(name="Order bricks", client_id=client.id, project_id=project.id))
    await make.file(name="plan of a brick.pdf", client_id=client.id)
    await make.file(name="firebrick.png", client_id=client.id, visibility=Visibility.CLIENT)
    await make.row(
        models.Communication(
            client_id=client.id,
            channel=models.CommunicationChannel.NOTE,
            direction=models.CommunicationDirection.INTERNAL,
            at=client.created_at,
            subject="Call",
            body="They want\nred BRICK for the west wall, and a price before the end of the month.",
        )
    )
    return client


async def test_what_begins_with_the_words_is_best(find, owner, acme):
    found = await find(owner, "brick")

    assert found[0] == "Brick kiln"
    assert set(found[1:5]) == {"Acme Bricks", "Order bricks", "plan of a brick.pdf", "Call"}
    assert found[5] == "firebrick.png"
    assert await find(owner, "brick", first=1) == ["Brick kiln"]
    assert await find(owner, "BRICK plan") == ["plan of a brick.pdf"]
    assert await find(owner, "brick", types=["TASK", "TASK", "TICKET"]) == ["Order bricks"]


async def test_the_excerpt_shows_the_words_around_the_match(ask, owner, acme):
    (hit,) = (await ask(owner, SEARCH, text="brick", types=["COMMUNICATION"]))["search"]

    assert hit["excerpt"] == "They want red BRICK for the west wall, and a price before the end of the month."
    assert excerpt(f"{'lorem ' * 30}needle {'ipsum ' * 30}", "NEEDLE").startswith("…lorem")
    assert len(excerpt("a" * 500 + "needle" + "b" * 500, "needle")) <= 130


@pytest.mark.parametrize("text", ["", "   ", "%", "_", "\\", "nothing of the kind", "brick' OR 1=1 --"])
async def test_nothing_is_found_by_nothing(find, owner, acme, text):
    assert await find(owner, text) == []


async def test_hidden_rows_are_not_found(find, make, nobody, acme):
    elsewhere = viewer_of(await make.user(models.Role.STAFF_LIMITED), await make.client())
    assigned = viewer_of(await make.user(models.Role.STAFF_LIMITED), acme)
    contact = await make.contact(acme, name="Bea")
    portal = viewer_as(contact, PortalPermission.DOCUMENTS)

    assert await find(elsewhere, "brick") == await find(nobody, "brick") == []
    assert len(await find(assigned, "brick")) == 6
    assert await find(portal, "brick") == ["Acme Bricks", "firebrick.png"]


async def test_words_that_may_not_be_read_find_nothing(find, make, owner, acme):
    bea = await make.contact(acme, name="Bea", email="bea@kiln.test")
    await make.contact(acme, name="Cid", email="cid@kiln.test")

    assert await find(viewer_as(bea), "kiln.test") == ["Bea"]
    assert await find(owner, "kiln.test") == ["Cid", "Bea"]


async def test_a_search_costs_one_statement_and_one_for_each_kind_found(ask, owner, acme, statements):
    with statements(6):
        assert len((await ask(owner, SEARCH, text="brick"))["search"]) == 6


async def test_too_many_at_once_is_refused(ask, owner, make):
    assert (await ask.whole(owner, SEARCH, text="brick", first=101)).errors
