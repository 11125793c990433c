"""Runners run beside the server, and one that breaks does not stay down."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from server.background import Background
from server.database import SETTINGS, open_engine


async def test_a_runner_that_breaks_is_started_again(monkeypatch, caplog):
    monkeypatch.setattr("server.background.FIRST_PAUSE_SECONDS", 0.01)
    started, ended, third = [], [], asyncio.Event()

    async def run(services):
        started.append(services)
        try:
            if len(started) < 3:
                raise RuntimeError("broken")
            third.set()
            await asyncio.sleep(60)
        finally:
            ended.append(services)

    background = Background([run])
    background.start("services")
    await asyncio.wait_for(third.wait(), 5)
    assert started == ["services"] * 3
    await background.stop()
    assert len(ended) == 3


async def test_connections_are_of_the_application_s_role_and_in_utc(database):
    engine = await open_engine(database("role"))
    async with engine.connect() as connection:
        role, zone = (await connection.execute(text("SELECT current_user, current_setting('timezone')"))).one()
    await engine.dispose()
    assert (role, zone) == ("clientgraph_app", "UTC")


async def test_nothing_is_served_without_the_role(database, monkeypatch):
    monkeypatch.setitem(SETTINGS, "role", "clientgraph_absent")
    with pytest.raises(DBAPIError, match="clientgraph_absent"):
        await open_engine(database("role"))
