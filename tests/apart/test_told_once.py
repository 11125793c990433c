"""What two worlds once told apart, most of it where the last wall was down: asked again, with nothing but the
predicates."""

import pytest

from tests.apart.drawing import Asked
from tests.apart.pairs import Pairs

TOLD = {
    "whether a project earned anything, by its row": ("limited, one", "{ reports { revenue { project { id } } } }"),
    "how long a colleague's week is, by how much of it was used": (
        "staff",
        "{ reports { utilisation { capacitySeconds utilisationPercent } } }",
    ),
    "activities that are not the viewer's, by the order of what they brought": (
        "limited analyst",
        "{ reports { profit(by: ACTIVITY) { key node { id } revenue { amount } } } }",
    ),
    "whose team did a job that is not the viewer's, by what it brought": (
        "limited, all",
        "{ reports { profit(by: TEAM) { key revenue { amount } } "
        "both: profit(by: ACTIVITY, thenBy: TEAM) { key thenKey revenue { amount } } } }",
    ),
    "what somebody who comes is able to do": ("contact, all", "{ jobs { nodes { resource { services { id } } } } }"),
    "documents that are not the viewer's, by their number": ("limited, some", "{ documents { totalCount } }"),
    "drafts, by the number of documents": ("contact, all", "{ documents { totalCount } }"),
    "what other teams' jobs cost, by their project": (
        "limited, all",
        "{ projects { aggregate { max { cost { amount } } } nodes { finance { cost { amount } } } } }",
    ),
}

ASKING = 3
"""How many of a group ask."""


@pytest.mark.parametrize("group, query", TOLD.values(), ids=TOLD)
async def test_is_told_no_more(standing, group, query):
    stood = await standing(walls=False)
    pairs = Pairs(stood.world, {group: stood.groups[group][:ASKING]}, stood.hiding)
    for seed in range(2):
        await pairs.ask(group, seed, [Asked(stood.world, group, query)])
    assert pairs.count > 2
