"""Exports for programs: typed columns of Parquet and Arrow, and groups with their measures in every form."""

import io
import sys
from datetime import UTC, date, datetime
from decimal import Decimal

import orjson
import pyarrow
import pyarrow.ipc
import pyarrow.parquet
import pytest

import models
from server import export_arrow, export_columns, export_making
from tests.graph.conftest import gid
from tests.graph.test_exporting import export, refusal, sheet, staff, stage, table  # noqa: F401 (fixtures)

PROJECTS = """{ projects(orderBy: [{field: NAME}]) { nodes {
  id name status dueOn createdAt client { hourlyRate { amount currency } paymentTermsDays } archivedAt
} } }"""
GROUPS = """query ByStage($least: Decimal) {
  leads(filter: {value: {gte: $least}}, first: 1) { totalCount ...Figures }
}
fragment Figures on LeadConnection { groups(by: [{field: STAGE}, {field: CREATED_ON, bucket: YEAR}], first: 1) {
  key { stage { name } createdOn }
  aggregate { count sum { worth: value { amount code: currency } } max { createdAt } }
} }"""


def read(answer):
    assert answer.status_code == 200, answer.text
    file = io.BytesIO(answer.content)
    if answer.headers["content-type"] == "application/vnd.apache.arrow.stream":
        return pyarrow.ipc.open_stream(file).read_all()
    assert answer.headers["content-type"] == "application/vnd.apache.parquet"
    return pyarrow.parquet.read_table(file)


@pytest.fixture
async def pipeline(make, stage):  # noqa: F811
    """Three leads in two currencies in a year, and one of the year before."""
    late = await make.row(models.PipelineStage(name="=Late", position=2))
    for of, value, currency, year in (
        (stage, "10.50", "GBP", 2026),
        (stage, "1.25", "GBP", 2026),
        (stage, "7.00", "USD", 2026),
        (late, "3", "USD", 2025),
        (late, None, None, 2025),
    ):
        worth = {"value": value and Decimal(value), "value_currency": currency}
        created = datetime(year, 3, 1, 12, tzinfo=UTC)
        await make.row(models.Lead(name=f"Of {of.name}", stage_id=of.id, created_at=created, **worth))


async def test_columns_have_the_types_of_the_graph(export, make, staff, monkeypatch):  # noqa: F811
    monkeypatch.setattr(export_arrow, "BATCH", 2)
    monkeypatch.setattr(export_arrow, "GROUP", 2)
    client = await make.client(name="Acme", hourly_rate=Decimal("80.1251"))
    moment = datetime(2026, 7, 1, 12, 30, 0, 250_000, tzinfo=UTC)
    rows = []
    for n in range(5):
        given = {"billing_method": models.BillingMethod.FIXED_PRICE, "due_on": date(2026, 1, 31) if n else None}
        project = models.Project(client_id=client.id, name=f"={n}", currency="GBP", created_at=moment, **given)
        rows.append(await make.row(project) or project)

    for ending in ("parquet", "arrows"):
        found = read(await export(staff, PROJECTS, ending))
        assert {field.name: str(field.type) for field in found.schema} == {
            "id": "string",
            "name": "string",
            "status": "dictionary<values=string, indices=int16, ordered=0>",
            "dueOn": "date32[day]",
            "createdAt": "timestamp[us, tz=UTC]",
            "client.hourlyRate.amount": "decimal128(38, 4)",
            "client.hourlyRate.currency": "string",
            "client.paymentTermsDays": "int64",
            "archivedAt": "timestamp[us, tz=UTC]",
        }
        assert found.num_rows == 5
        rate = (Decimal("80.1251"), "GBP", 30)
        expected = [
            (gid(each), each.name, "NOT_STARTED", date(2026, 1, 31) if n else None, moment, *rate, None)
            for n, each in enumerate(rows)
        ]
        assert [tuple(each.values()) for each in found.to_pylist()] == expected
        nobody = read(await export(staff, "{ leads { nodes { name value { amount } } } }", ending))
        assert nobody.num_rows == 0 and nobody.column_names == ["name", "value.amount"]
    parquet = await export(staff, PROJECTS, "parquet")
    assert pyarrow.parquet.ParquetFile(io.BytesIO(parquet.content)).num_row_groups == 2


async def test_without_the_extra_it_is_said_what_to_install(export, make, staff, monkeypatch):  # noqa: F811
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    await make.client()
    query = "{ clients { nodes { name } } }"

    for ending in ("parquet", "arrows"):
        _, code, message = refusal(await export(staff, query, ending))
        assert code == "EXPORT_NOT_INSTALLED" and "clientgraph[arrow]" in message
    assert (await export(staff, query)).status_code == 200
    assert len(await make.all(models.Event)) == 1


async def test_groups_are_rows_and_each_currency_is_a_column(export, pipeline, make, staff):  # noqa: F811
    head, *rows = table(await export(staff, GROUPS))

    measures = ["aggregate.count", "aggregate.sum.worth.GBP", "aggregate.sum.worth.USD", "aggregate.max.createdAt"]
    assert head == ["key.stage.name", "key.createdOn", *measures]
    by_stage = [
        ["'=Late", "2025-01-01", "2", "", "3.00", "2025-03-01T12:00:00Z"],
        ["New", "2026-01-01", "3", "11.75", "7.00", "2026-03-01T12:00:00Z"],
    ]
    assert sorted(rows) == by_stage
    _, *cells = sheet(await export(staff, GROUPS, "xlsx", least="3"))
    assert sorted(row[:5] for row in cells) == [
        ["=Late", date(2025, 1, 1), 1, "", 3],
        ["New", date(2026, 1, 1), 2, 10.5, 7],
    ]
    typed = read(await export(staff, GROUPS, "parquet"))
    assert str(typed.schema.field("aggregate.sum.worth.USD").type) == "decimal128(38, 4)"
    assert sum(typed.column("aggregate.sum.worth.USD").to_pylist()) == 10
    lines = [orjson.loads(line) for line in (await export(staff, GROUPS, "jsonl")).content.splitlines()]
    (new,) = [each for each in lines if each["key"]["stage"]["name"] == "New"]
    assert new["aggregate"]["sum"]["worth"] == [{"amount": "11.75", "code": "GBP"}, {"amount": "7.00", "code": "USD"}]
    (*_, last) = await make.all(models.Event)
    assert (last.kind.name, last.data["rows"], last.data["list"]) == ("LIST_EXPORTED", 2, "leads")


async def test_groups_add_up_what_their_viewer_sees(export, make, signed_in):  # noqa: F811
    acme, other = await make.client(name="Acme"), await make.client(name="Other")
    for client in (acme, other, other):
        billing = models.BillingMethod.FIXED_PRICE
        await make.row(models.Project(client_id=client.id, name="Shop", currency="GBP", billing_method=billing))
    limited = await make.user(models.Role.STAFF_LIMITED)
    await make.row(models.UserClient(user_id=limited.id, client_id=acme.id))
    query = "{ projects { groups(by: [{field: CLIENT}]) { key { client { name } } aggregate { count } } } }"

    _, *rows = table(await export((await signed_in(user=limited)).token, query))

    assert rows == [["Acme", "1"]]


async def test_what_of_groups_is_no_table_is_refused(export, pipeline, make, staff, monkeypatch):  # noqa: F811
    by = "groups(by: [{field: STAGE}])"
    sums = "{ aggregate { sum { value { amount } } } }"
    several = f"{{ leads {{ {by} {{ aggregate {{ count }} }} again: {by} {{ aggregate {{ count }} }} }} }}"
    for query, words in (
        (f"{{ leads {{ {by} {sums} }} }}", "Select amount and currency of aggregate.sum.value"),
        (several, "select groups once"),
    ):
        status, _, message = refusal(await export(staff, query))
        assert status == 400 and words in message
    for module in (export_making, export_columns):
        monkeypatch.setattr(module, "MAX_GROUPS", 2)
    status, code, message = refusal(await export(staff, GROUPS))
    assert (status, code) == (400, "EXPORT_TOO_LARGE") and "2 groups or more" in message
    assert await make.all(models.Event) == []
