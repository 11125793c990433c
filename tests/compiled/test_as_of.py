"""A row as it was: both executors say the same of it, whatever is asked."""

from datetime import UTC, timedelta

from sqlalchemy import select, text

import models
from models.core import ids
from tests.compiled.queries import GRAPH, Case
from tests.compiled.running import Runner
from tests.compiled.sweep import Sweeper

NOUNS = [models.Client, models.Project, models.Invoice, models.Job, models.Lead]


async def test_the_past_means_the_same(worlds):
    runner, world = Runner(), worlds[2]
    sweeper = Sweeper(world)
    async with world.services.sessions() as session:
        await session.execute(text("SELECT set_config('app.kind', 'SYSTEM', false)"))
        for noun in NOUNS:
            event, name = models.Event, noun.__name__
            changed = select(event.subject_id, event.at).where(event.subject_type == name, event.changes.is_not(None))
            fields = " ".join(sweeper._asked(name, each) for each in GRAPH.type_map[name].fields)
            for key, at in await session.execute(changed.order_by(event.xid, event.seq).limit(1)):
                then = (at.astimezone(UTC) - timedelta(microseconds=1)).isoformat()
                asked = f'{name.lower()}(id: "{ids.global_id(name, key)}", asOf: "{then}") {{ {fields} }}'
                await runner.compare(Case(world, "owner", f"query {{ {asked} }}"))
    assert runner.tally.compiled > runner.tally.empty and runner.tally.fallen_back == 0
