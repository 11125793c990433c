"""A follow-up reaches a mailbox once, whatever servers run and stop."""

import asyncio

import models
from models.core import clock
from permissions.viewer import SYSTEM
from resolvers.context import Context
from resolvers.reminder import fire_reminders
from tests.server.test_mail import catcher as catcher
from tests.server.test_mail import dsn as dsn
from tests.server.test_mail import is_sent, working
from tests.server.test_mail import services as services
from tests.server.waiting import until


async def test_a_reminder_is_mailed_once_also_by_servers_that_stopped_in_between(services, dsn, catcher):
    async with Context(services, SYSTEM).change() as change:
        await change.add(
            models.Organisation(name="Studio", currency="GBP", time_zone="Europe/London", contact_form_key="form")
        )
        pat = await change.add(
            models.User(
                name="Pat",
                email="pat@studio.test",
                role=models.Role.STAFF,
                status=models.UserStatus.ACTIVE,
                email_notifications=True,
            )
        )
        task = await change.add(models.Task(name="Call Ada"))
        await change.add(models.Reminder(task_id=task.id, recipient_id=pat.id, remind_at=clock.now(), note="Call\nAda"))

    assert sum(await asyncio.gather(*(fire_reminders(services) for _ in range(3)))) == 1
    for _ in range(2):
        async with working(services, dsn, workers=2):
            await fire_reminders(services)
            await until(lambda: is_sent(services))

    (letter,) = catcher.letters
    assert letter.rcpt_tos == ["pat@studio.test"] and b"Subject: Call Ada" in letter.content
