"""Scheduled exports: made once when they are due, in their owner's scope, and for nobody who sees less."""

import asyncio
import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from obstore.store import MemoryStore
from sqlalchemy import select
from starlette.applications import Starlette

import models
from models import ScheduledExportRunStatus as Run
from models.core import clock
from models.core.base import new_id
from permissions.viewer import SYSTEM
from resolvers import secrets
from resolvers.context import Context, NotMade, SessionInfo
from resolvers.scheduled_export_run import ATTEMPTS, begin_due_exports, make_scheduled_export
from resolvers.session import viewer_now
from resolvers.webhook_delivery import send_alone
from schema import schema
from server import export_making, scheduled_exports
from server.graphql.engine import Engine
from server.graphql.metering import Metered
from server.outward import Outward
from server.scheduled_exports import ScheduledExports
from server.storage import Storage
from server.webhooks import Webhooks
from tests.graph.conftest import gid, viewer_as
from tests.graph.receiver import Receiver, status

ENGINE = Engine(schema)
PARTS = """scheduledExport {
  id name status pausedReason nextAt query cadence weekday dayOfMonth hour form owner { name } savedQuery { name }
  webhookEndpoint { name } recipients(orderBy: [{field: NAME}]) { nodes { name } }
  runs { nodes { status outcome rows byteSize fileName dueAt onDemand attempts file withheld } }
} userErrors { code path message }"""
CREATE = f"mutation ($input: CreateScheduledExportInput!) {{ createScheduledExport(input: $input) {{ {PARTS} }} }}"
UPDATE = f"mutation ($input: UpdateScheduledExportInput!) {{ updateScheduledExport(input: $input) {{ {PARTS} }} }}"
DO = "mutation ($id: ID!) {{ {0}ScheduledExport(input: {{scheduledExportId: $id}}) {{ {1} }} }}"
READ = f"query ($id: ID!) {{ scheduledExport(id: $id) {PARTS[len('scheduledExport') : PARTS.index('userErrors')]} }}"
CLIENTS = """query Clients($named: StringFilter) {
  clients(filter: {name: $named}, orderBy: [{field: NAME}]) { nodes { name } }
}"""
MONDAY = datetime(2027, 3, 1, 12, tzinfo=UTC)


def at(instant):
    """The clock at an instant."""
    return clock.moved(instant - clock.now())


def wish(**over):
    """What makes a schedule: every Thursday at six, the caller's clients as CSV."""
    when = {"cadence": "WEEKLY", "weekday": "THURSDAY", "hour": 6}
    return {"name": "Our clients", "query": CLIENTS, "form": "CSV"} | when | over


@pytest.fixture
async def services(services):
    sending = Webhooks(ENGINE, services.secret_key, Outward(to_loopback=True, seconds=0.3))
    making = ScheduledExports(Metered(ENGINE))
    return replace(services, storage=Storage(MemoryStore()), exports=making, webhooks=sending)


@pytest.fixture
async def who(make):
    """`await who("Sue", role, …)`: a user who can sign in."""

    async def known(name, role=models.Role.STAFF, *clients, **over):
        user = await make.user(role, name=name, email=f"{name.lower()}@studio.test", **over)
        for client in clients:
            await make.row(models.UserClient(user_id=user.id, client_id=client.id))
        user.known_as = (await make.row(models.Identity(email=user.email))).id
        return user

    return known


@pytest.fixture
def viewer(services):
    """`await viewer(user)`: the viewer a user is by now."""

    async def read(user):
        async with Context(services, SYSTEM).change() as change:
            return await viewer_now(change.session, await change.get(models.User, user.id, lock=False))

    return read


@pytest.fixture
def schedule(ask, viewer):
    """`await schedule(user, …)`: the id of a schedule."""

    async def made(user, **over):
        answer = (await ask(await viewer(user), CREATE, input=wish(**over)))["createScheduledExport"]
        assert answer["userErrors"] == []
        return answer["scheduledExport"]["id"]

    return made


@pytest.fixture
def work(services, make):
    """What servers do by themselves: begin what is due, make it, and say which runs there are."""

    async def done(again=False):
        await asyncio.gather(*(begin_due_exports(services) for _ in range(3)))
        for run in await make.all(models.ScheduledExportRun):
            if run.status is Run.WAITING:
                await make_scheduled_export(services, run_id=str(run.id))
        if again:
            await begin_due_exports(services)
        return await make.all(models.ScheduledExportRun)

    return done


@pytest.fixture
async def fetch(services, make):
    """`await fetch(user, run)`: the answer at the address of a file to somebody who has just signed in."""
    app = Starlette(routes=scheduled_exports.routes)
    app.state.services = services
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=services.public_url) as http:

        async def get(user, place, **headers):
            token, until = secrets.new_token(), clock.now() + timedelta(days=1)
            entered = {"token_hash": secrets.digest(token), "expires_at": until}
            if user:
                await make.row(models.Session(identity_id=user.known_as, user_id=user.id, **entered))
            sent = {"authorization": f"Bearer {token}"} if user else {}
            return await http.get(getattr(place, "path", place), headers=sent | headers)

        yield get


def names(answer):
    assert answer.status_code == 200, answer.text
    return [row[0] for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))][1:]


async def notified(make, user):
    return [each.title for each in await make.all(models.Notification) if each.user_id == user.id]


async def test_a_file_is_made_once_when_it_is_due_and_is_for_whom_it_was_made(
    ask, make, who, viewer, schedule, work, fetch, services
):
    for name in ("Acme", "Birch", "Crane"):
        await make.client(name=name)
    sue, ann, mia = await who("Sue"), await who("Ann", models.Role.ADMIN), await who("Mia", models.Role.STAFF_LIMITED)
    ada = viewer_as(await make.contact(await make.client(name="Zinc")), *models.PortalPermission)
    query = models.SavedQuery(user_id=ann.id, name="ours", title="Ours", query=CLIENTS, is_shared=True)
    query.variables = '{"named": {"startsWith": "A"}}'
    await make.row(query)
    with at(MONDAY):
        given = {"query": None, "savedQueryId": gid(query), "recipientIds": [gid(ann), gid(sue)]}
        key = await schedule(sue, **given, variables='{"named": {"in": ["Acme", "Crane"]}}')
        told = (await ask(await viewer(sue), READ, id=key))["scheduledExport"]
        assert (told["status"], told["nextAt"], told["savedQuery"]) == (
            "ACTIVE",
            "2027-03-04T06:00:00Z",
            {"name": "ours"},
        )
        assert told["recipients"]["nodes"] == [{"name": "Ann"}, {"name": "Sue"}] and told["owner"] == {"name": "Sue"}
        for other in (await viewer(mia), ada):
            assert (await ask(other, READ, id=key))["scheduledExport"] is None
        assert (await ask(await viewer(ann), READ, id=key))["scheduledExport"]["id"] == key
        assert await work() == []

    # The server was down for seventeen days, in which it fell due three times.
    with at(datetime(2027, 3, 18, 9, tzinfo=UTC)):
        (run,) = await work(again=True)
        told = (await ask(await viewer(sue), READ, id=key))["scheduledExport"]
        assert told["nextAt"] == "2027-03-25T06:00:00Z"
        assert told["runs"]["nodes"] == [
            {
                "status": "MADE",
                "outcome": "2 rows. A letter to Ann, Sue.",
                "rows": 2,
                "byteSize": run.byte_size,
                "fileName": "clients-2027-03-18.csv",
                "dueAt": "2027-03-04T06:00:00Z",
                "onDemand": False,
                "attempts": 1,
                "file": f"/scheduled-exports/{run.id}/file",
                "withheld": [],
            }
        ]
        letters = await make.all(models.OutboxMail)
        assert [each.recipient for each in letters] == ["ann@studio.test", "sue@studio.test"]
        assert f"\n{services.public_url}{run.path}\n" in letters[0].body and "Acme" not in letters[0].body
        for reader in (sue, ann):
            answer = await fetch(reader, run)
            assert names(answer) == ["Acme", "Crane"] and len(answer.content) == run.byte_size
            assert answer.headers["content-disposition"] == 'attachment; filename="clients-2027-03-18.csv"'
        assert (await fetch(sue, run, range="bytes=-8")).content == answer.content[-8:]
        tom = await who("Tom")
        for stranger in (tom, mia):
            assert (await fetch(stranger, run)).status_code == 404, "it was not sent to them"
        assert (await fetch(None, run)).status_code == 401
        assert (await fetch(sue, "/scheduled-exports/nonsense/file")).status_code == 404
        kinds = [each.kind.name for each in await make.all(models.Event) if each.actor_user_id == sue.id]
        assert "LIST_EXPORTED" in kinds
        assert await notified(make, sue) == [], "a letter says it"
    with at(datetime(2027, 3, 25, 10, tzinfo=UTC)):
        assert (await fetch(sue, run)).status_code == 404, "it was kept for a week"
        assert len(await work()) == 2


async def test_who_may_not_have_it_made_any_more_gets_nothing_and_is_told_so(
    ask, make, who, viewer, schedule, work, fetch
):
    sue, ned = await who("Sue"), await who("Ned")
    query = models.SavedQuery(user_id=ned.id, name="ours", title="Ours", query=CLIENTS, is_shared=True)
    await make.row(query)
    with at(MONDAY):
        key = await schedule(sue, query=None, savedQueryId=gid(query), cadence="DAILY", weekday=None)
        hers = await schedule(ned, cadence="DAILY", weekday=None)
    await make.change(query, is_shared=False)
    await make.change(ned, status=models.UserStatus.DISABLED)
    with at(MONDAY.replace(day=2)):
        runs = await work()
        told = (await ask(await viewer(sue), READ, id=key))["scheduledExport"]
        reason = "Its saved query was removed, or Sue does not see it any more."
        assert (told["status"], told["pausedReason"], told["nextAt"]) == ("PAUSED", reason, None)
        (run,) = told["runs"]["nodes"]
        assert (run["status"], run["outcome"], run["file"], run["rows"]) == ("WITHHELD", reason, None, None)
        assert await notified(make, sue) == [f"Our clients was paused: {reason}"]
        assert {each.status for each in runs} == {Run.WITHHELD}
        schedules = await make.all(models.ScheduledExport)
        assert {each.paused_reason for each in schedules} == {reason, "The account of Ned is closed."}
        assert await make.all(models.OutboxMail) == []
        assert len(await work()) == len(runs), "nothing is tried while it is paused"

        await make.change(query, is_shared=True)
        resumed = (await ask(await viewer(sue), DO.format("resume", PARTS), id=key))["resumeScheduledExport"]
        assert resumed["scheduledExport"]["nextAt"] == "2027-03-03T06:00:00Z", "the pause is not made up"
        again = DO.format("run", "run { status onDemand } userErrors { code }")
        asked = [(await ask(await viewer(sue), again, id=key))["runScheduledExport"] for _ in range(2)]
        assert asked[0] == {"run": {"status": "WAITING", "onDemand": True}, "userErrors": []}
        assert asked[1] == {"run": None, "userErrors": [{"code": "INVALID_STATE"}]}
        assert (await work())[-1].outcome == "0 rows. A letter to Sue."
    assert hers != key


async def test_who_sees_less_when_it_is_downloaded_gets_nothing(
    ask, make, who, viewer, schedule, work, fetch, services
):
    acme, birch = await make.client(name="Acme"), await make.client(name="Birch")
    await make.client(name="Hidden")
    mia = await who("Mia", models.Role.STAFF_LIMITED, acme, birch)
    ann = await who("Ann", models.Role.ADMIN)
    with at(MONDAY):
        key = await schedule(mia, recipientIds=[gid(mia), gid(ann)], cadence="MONTHLY", weekday=None, dayOfMonth=31)
        refused = await ask(await viewer(ann), CREATE, input=wish(recipientIds=[gid(mia)]))
        assert refused["createScheduledExport"]["userErrors"] == [
            {
                "code": "INVALID",
                "path": ["recipientIds", "0"],
                "message": "Mia may see less than you do, and cannot have what is made for you.",
            }
        ]
    with at(datetime(2027, 3, 31, 12, tzinfo=UTC)):
        (run,) = await work()
        assert names(await fetch(mia, run)) == names(await fetch(ann, run)) == ["Acme", "Birch"]
        await make.change(ann, role=models.Role.STAFF_LIMITED)
        assert (await fetch(ann, run)).status_code == 404, "Ann sees less"
        assert names(await fetch(mia, run)) == ["Acme", "Birch"], "and Mia as much as before"
        await make.row(models.UserClient(user_id=mia.id, client_id=(await make.client(name="Newer")).id))
        assert (await fetch(mia, run)).status_code == 200, "more is not less"

        async with Context(services, SYSTEM).change() as change:
            link = models.UserClient.user_id == mia.id, models.UserClient.client_id == birch.id
            await change.remove((await change.all(select(models.UserClient).where(*link)))[0])
        assert (await fetch(mia, run)).status_code == 404
        told = (await ask(await viewer(mia), READ, id=key))["scheduledExport"]
        assert (told["status"], told["runs"]["nodes"][0]["status"]) == ("PAUSED", "WITHHELD")
        assert told["runs"]["nodes"][0]["outcome"] == "Mia sees less by now than it has in it." == told["pausedReason"]
        assert await notified(make, mia) == ["Our clients was paused: Mia sees less by now than it has in it."]
        left = [each async for found in services.storage._store.list_async("scheduled-exports") for each in found]
        assert left == []

        run_now = DO.format("run", "userErrors { code }")
        assert (await ask(await viewer(mia), run_now, id=key))["runScheduledExport"]["userErrors"] == []
        last = (await work())[-1]
        assert last.outcome == "2 rows. A letter to Mia. Nothing to Ann, who may see less."
        assert names(await fetch(mia, last)) == ["Acme", "Newer"]


async def test_an_endpoint_is_told_signed_until_it_takes_it(ask, make, who, viewer, schedule, work, fetch, services):
    ann, sue = await who("Ann", models.Role.ADMIN), await who("Sue")
    async with Receiver() as receiver:
        create = """mutation ($url: String!) { createWebhookEndpoint(input: {name: "Ledger", url: $url,
          kinds: [CLIENT_CREATED]}) { webhookEndpoint { id } secret } }"""
        made = (await ask(await viewer(ann), create, url=receiver.url))["createWebhookEndpoint"]
        endpoint = made["webhookEndpoint"]["id"]
        with at(MONDAY):
            hidden = await ask(await viewer(sue), CREATE, input=wish(webhookEndpointId=endpoint))
            assert hidden["createScheduledExport"]["userErrors"][0]["code"] == "NOT_FOUND"
            key = await schedule(ann, webhookEndpointId=endpoint, form="JSON_LINES")
        with at(datetime(2027, 3, 4, 6, tzinfo=UTC)):
            (run,) = await work()
            assert run.outcome == "0 rows. Its endpoint is told." and await make.all(models.OutboxMail) == []
            (delivery,) = await make.all(models.WebhookDelivery)
            receiver.answers = [status(503)]
            await send_alone(services, delivery_id=str(delivery.id))
            waiting = await make.again(delivery)
            assert (waiting.status.name, waiting.reason) == ("WAITING", "It answered 503.") and waiting.next_attempt_at
            await send_alone(services, delivery_id=str(delivery.id))
            assert (await make.again(delivery)).status.name == "DELIVERED"
        headers, _ = receiver.got[-1]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("standardwebhooks.webhooks.datetime", _Later)
            message = receiver.verified(made["secret"])
        assert message["type"] == "SCHEDULED_EXPORT_MADE" and headers["webhook-id"] == f"msg_{run.id.hex}"
        assert message["data"] | {"id": "", "keptUntil": ""} == {
            "scheduledExport": {"id": key, "name": "Our clients"}, "id": "", "keptUntil": "",
            "dueAt": "2027-03-04T06:00:00+00:00", "fileName": "clients-2027-03-04.jsonl",
            "rows": 0, "byteSize": 0, "file": f"{services.public_url}{run.path}",
        }  # fmt: skip
        with at(datetime(2027, 3, 11, 6, tzinfo=UTC)):
            _, run = await work()
            delivery = (await make.all(models.WebhookDelivery))[-1]
            receiver.answers = [status(410)]
            await send_alone(services, delivery_id=str(delivery.id))
            assert (await make.again(run)).outcome.endswith("did not take the message: It answered 410.")
            assert "did not take the message" in (await notified(make, ann))[-1]
        await make.change(ann, role=models.Role.STAFF)
        with at(datetime(2027, 3, 18, 6, tzinfo=UTC)):
            assert (await work())[-1].outcome == "Ann does not say any more who is told by webhooks."


class _Later(datetime):
    """The clock of a receiver that lives when the message is sent."""

    @classmethod
    def now(cls, tz=None):
        return datetime(2027, 3, 4, 6, tzinfo=tz)


async def test_what_fails_is_tried_again_and_told_in_words(
    ask, make, who, viewer, schedule, work, services, monkeypatch
):
    sue = await who("Sue")
    await make.client(name="Acme")
    with at(MONDAY):
        key = await schedule(sue, form="XLSX")
    with at(datetime(2027, 3, 4, 7, tzinfo=UTC)):
        with monkeypatch.context() as patch:
            patch.setattr(export_making, "AT_ONCE", 0)
            patch.setattr(export_making, "_running", asyncio.Semaphore(0))
            with pytest.raises(NotMade):
                await work()
            (run,) = await make.all(models.ScheduledExportRun)
            assert (run.status, run.attempts) == (Run.WAITING, 1) and "try again" in run.outcome
            await make.change(run, attempts=ATTEMPTS - 1)
            (run,) = await work()
        assert (run.status, run.attempts) == (Run.FAILED, ATTEMPTS)
        assert (await ask(await viewer(sue), READ, id=key))["scheduledExport"]["status"] == "ACTIVE"
    with at(datetime(2027, 3, 11, 7, tzinfo=UTC)):
        monkeypatch.setattr(export_making, "MOST_ROWS", 0)
        _, run = await work()
        assert (run.status, run.attempts) == (Run.FAILED, 1) and run.outcome.startswith(
            "The list has 1 rows. At most 0"
        )
        told = await notified(make, sue)
        assert len(told) == 2 and all(each.startswith("Our clients could not be made: ") for each in told)
    assert await make.all(models.OutboxMail) == []


async def test_a_report_is_made_too_and_hours_are_the_organisations(ask, make, who, viewer, schedule, work, fetch):
    ann = await who("Ann", models.Role.ADMIN)
    report = "query Busy { reports { utilisation { user { name } trackedSeconds } } }"
    with at(MONDAY):
        key = await schedule(ann, query=report, form="PARQUET", cadence="DAILY", weekday=None)
        zone = 'mutation { updateOrganisation(input: {timeZone: "Asia/Tokyo"}) { userErrors { code } } }'
        assert (await ask(await viewer(ann), zone))["updateOrganisation"]["userErrors"] == []
        told = (await ask(await viewer(ann), READ, id=key))["scheduledExport"]
        assert told["nextAt"] == "2027-03-01T21:00:00Z"
        (row,) = await make.all(models.ScheduledExport)
        update = {"scheduledExportId": key, "hour": 9, "name": "Busy", "expectedVersion": row.version}
        changed = (await ask(await viewer(ann), UPDATE, input=update))["updateScheduledExport"]
        assert changed["userErrors"] == [] and changed["scheduledExport"]["nextAt"] == "2027-03-02T00:00:00Z"
    with at(MONDAY.replace(day=2, hour=1)):
        (run,) = await work()
        answer = await fetch(ann, run)
        assert run.file_name == "Busy-2027-03-02.parquet" and answer.content.startswith(b"PAR1"), run.outcome


@pytest.mark.parametrize(
    ("over", "code", "path"),
    [
        ({"name": " "}, "REQUIRED", ["name"]),
        ({"query": None}, "REQUIRED", ["savedQueryId"]),
        ({"query": "{ viewer { role }"}, "INVALID", ["query"]),
        ({"query": "mutation { logout(input: {}) { cursor } }"}, "INVALID", ["query"]),
        ({"query": "{ clients { nodes { name projects { nodes { name } } } } }"}, "INVALID", ["query"]),
        ({"variables": "[1]"}, "INVALID", ["variables"]),
        ({"variables": '{"named": 1}'}, "INVALID", ["query"]),
        ({"weekday": None}, "REQUIRED", ["weekday"]),
        ({"dayOfMonth": 1}, "INVALID", ["dayOfMonth"]),
        ({"cadence": "MONTHLY", "weekday": None, "dayOfMonth": 32}, "INVALID", ["dayOfMonth"]),
        ({"hour": 24}, "INVALID", ["hour"]),
        ({"recipientIds": ["nobody"]}, "NOT_FOUND", ["recipientIds", "0"]),
    ],
)
async def test_what_cannot_be_scheduled(ask, owner, make, over, code, path):
    answer = (await ask(owner, CREATE, input=wish(**over)))["createScheduledExport"]

    assert answer["scheduledExport"] is None
    assert [(each["code"], each["path"]) for each in answer["userErrors"]] == [(code, path)]
    assert await make.all(models.ScheduledExport) == []


async def test_who_may_do_what(ask, make, who, viewer, schedule, services):
    sue, tom = await who("Sue"), await who("Tom")
    ann, ana = await who("Ann", models.Role.ADMIN), await who("Ana", models.Role.ANALYST, all_clients=True)
    ada = viewer_as(await make.contact(await make.client()), *models.PortalPermission)
    key = await schedule(sue)
    await schedule(ana)

    async def tried(by, verb):
        asking = await viewer(by) if isinstance(by, models.User) else by
        (answer,) = (await ask(asking, DO.format(verb, "userErrors { code }"), id=key)).values()
        return [each["code"] for each in answer["userErrors"]]

    for verb in ("pause", "resume", "archive", "run"):
        assert await tried(tom, verb) == await tried(ada, verb) == ["NOT_FOUND"]
    update = {"scheduledExportId": key, "name": "Mine"}
    refused = (await ask(await viewer(ann), UPDATE, input=update))["updateScheduledExport"]["userErrors"]
    assert [each["code"] for each in refused] == ["FORBIDDEN"]
    assert [await tried(ann, verb) for verb in ("run", "pause", "pause", "resume")] == [
        ["FORBIDDEN"], [], ["INVALID_STATE"], ["FORBIDDEN"],
    ]  # fmt: skip
    assert [await tried(sue, verb) for verb in ("resume", "pause", "archive", "archive", "resume", "run")] == [
        [], [], [], [], ["INVALID_STATE"], ["INVALID_STATE"],
    ]  # fmt: skip
    logged = [each.kind.name for each in await make.all(models.Event) if each.subject_type == "ScheduledExport"]
    assert [re.sub("SCHEDULED_EXPORT_", "", kind) for kind in logged] == [
        "CREATED", "CREATED", "PAUSED", "RESUMED", "PAUSED", "ARCHIVED",
    ]  # fmt: skip
    seen = "{ events(filter: {kind: {eq: SCHEDULED_EXPORT_CREATED}}) { nodes { id } } }"
    counts = [
        len((await ask(each, seen))["events"]["nodes"])
        for each in (await viewer(sue), await viewer(ann), await viewer(tom))
    ]
    assert counts == [1, 2, 0]

    token = SessionInfo(new_id(), "", clock.now(), is_api_token=True)
    program = Context(services, await viewer(sue), token)
    answer = await schema.execute(CREATE, variable_values={"input": wish()}, context_value=program)
    assert answer.data["createScheduledExport"]["userErrors"][0]["code"] == "FORBIDDEN"
