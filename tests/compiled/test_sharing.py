"""Texts that several wait for are worked out once, and kept no longer than they hold."""

import asyncio

from resolvers.compiled.sharing import Shared


def working(asked, text, fails=False):
    """What gives a text after a while, and notes that it was asked."""

    async def work():
        asked.append(text)
        await asyncio.sleep(0.02)
        if fails:
            raise OSError(text)
        return text

    return work


async def test_a_text_is_worked_out_once_for_all_who_ask_at_the_same_time():
    shared, asked = Shared(), []

    texts = await asyncio.gather(*(shared.found("a", 1, working(asked, "one")) for _ in range(10)))

    assert texts == ["one"] * 10 and asked == ["one"]


async def test_a_text_lasts_a_moment_or_until_something_is_written():
    shared, asked = Shared(moment=0.1, quiet=0.3), []
    assert await shared.found("a", 1, working(asked, "one")) == "one"
    assert await shared.found("a", 2, working(asked, "two")) == "one"
    await asyncio.sleep(0.15)
    assert await shared.found("a", 1, working(asked, "two")) == "one"
    assert await shared.found("a", 2, working(asked, "two")) == "two"
    await asyncio.sleep(0.35)
    assert await shared.found("a", 2, working(asked, "three")) == "three"


async def test_a_text_that_fails_is_forgotten():
    shared, asked = Shared(), []
    given = [shared.found("a", 1, working(asked, "no", fails=True)) for _ in range(3)]

    failed = await asyncio.gather(*given, return_exceptions=True)

    assert [type(each) for each in failed] == [OSError] * 3 and asked == ["no"]
    assert await shared.found("a", 1, working(asked, "yes")) == "yes"


async def test_no_more_texts_are_kept_than_allowed():
    shared, asked = Shared(most=3), []

    for number in range(20):
        await shared.found(number, 1, working(asked, str(number)))

    assert len(shared._kept) == 3


async def test_who_goes_away_takes_a_text_from_nobody():
    shared, asked = Shared(), []
    first = asyncio.create_task(shared.found("a", 1, working(asked, "one")))
    await asyncio.sleep(0)
    second = asyncio.create_task(shared.found("a", 1, working(asked, "two")))
    await asyncio.sleep(0)
    first.cancel()

    assert await second == "one" and asked == ["one"]
    assert first.cancelled()
