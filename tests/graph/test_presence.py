"""Since when things are new to somebody, whatever device they look from."""

from datetime import UTC, datetime, timedelta

import models
from models.core import clock
from tests.graph.conftest import viewer_as, viewer_of

NOTE = "mutation ($away: Int! = 30) { noteVisit(input: {awayMinutes: $away}) { since userErrors { code path } } }"


async def test_a_visit_begins_after_half_an_hour_away_and_is_one_on_all_devices(ask, make, statements):
    ada = viewer_as(await make.contact(await make.client()))
    began = clock.now()

    async def noted(minutes, viewer=ada, **given):
        with clock.moved(timedelta(minutes=minutes)):
            return (await ask(viewer, NOTE, **given))["noteVisit"]["since"]

    assert [await noted(0), await noted(20), await noted(45)] == [None, None, None], "telephone and desk side by side"
    assert await noted(80) is not None
    since = datetime.fromisoformat(await noted(81))
    assert timedelta(minutes=45) <= since - began < timedelta(minutes=46), "the end of the first visit"
    assert datetime.fromisoformat(await noted(95)) == since
    assert datetime.fromisoformat(await noted(105, away=10)) > since
    assert await noted(105, viewer=viewer_as(await make.contact(await make.client()))) is None


async def test_it_is_nobodys_but_ones_own(ask, make, nobody):
    sue = viewer_of(await make.user())
    await ask(sue, NOTE)

    assert (await ask(nobody, NOTE))["noteVisit"]["userErrors"] == [{"code": "UNAUTHENTICATED", "path": None}]
    assert (await ask(sue, NOTE, away=0))["noteVisit"]["userErrors"] == [{"code": "INVALID", "path": ["awayMinutes"]}]
    (presence,) = await make.all(models.Presence)
    assert (presence.user_id, presence.contact_id, presence.since) == (sue.user_id, None, None)
    assert presence.seen_at.tzinfo == UTC and await make.all(models.Event) == []
