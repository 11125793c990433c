"""`make sizing`: what one portal that opens, one payment and one row cost, on the demo business served as it is; the
figures that docs/operations.md reckons with."""

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Iterable
from itertools import cycle
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import asyncpg
import httpx2
import psutil
import typer
from rich.console import Console

from benchmarks.load import run
from server.cluster import Replica, free_port
from server.demo import PASSWORD
from server.embedded import DATABASE, SUPERUSER, EmbeddedPostgres, Postmaster

CONTACT, OWNER = "ada@acme.example", "olive@lighthouse.example"
LOGIN = """mutation ($email: String!, $password: String!) {
  login(input: {email: $email, password: $password}) { token } }"""
PORTAL = (Path(__file__).parents[1] / "web/src/portal/overview.graphql").read_text()
SHARED = (Path(__file__).parents[1] / "web/src/portal/shared.graphql").read_text()
SHOWN = dict.fromkeys(("projects", "invoices", "documents", "tickets", "jobs"), True)
PAYERS = '{ clients(first: 20, filter: {currency: {eq: "GBP"}}) { nodes { id } } }'
PAY = """mutation ($client: ID!, $key: String!) { recordPayment(input: {
  clientId: $client, amount: {amount: "0.01", currency: GBP}, method: BANK_TRANSFER,
  receivedAt: "2026-01-05T09:00:00Z", reference: $key, idempotencyKey: $key
}) { payment { id } userErrors { code } } }"""
SIZES = """
SELECT relname, reltuples::bigint AS rows, pg_total_relation_size(oid) AS bytes FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND reltuples > 100 ORDER BY bytes DESC LIMIT 8
"""

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
out = Console(width=110, highlight=False)


@app.command()
def main(
    seconds: Annotated[float, typer.Option(help="How long each is asked.")] = 8,
    connections: Annotated[int, typer.Option(help="How many ask at once.")] = 8,
) -> None:
    """About two minutes; leave the machine alone meanwhile."""
    with tempfile.TemporaryDirectory(prefix="clientgraph-") as folder:
        os.chmod(folder, 0o711)
        environment = {"CLIENTGRAPH_DATA_DIR": folder, "CLIENTGRAPH_SECRET_KEY": uuid4().hex * 2}
        server = Replica(1, free_port(), Path(folder) / "server.log", environment)
        with EmbeddedPostgres(Path(folder)) as postgres:
            server.start("--demo")
            try:
                server.wait_until_ready()
                measure(Measured(server, postgres), seconds, connections)
            finally:
                server.stop()


class Measured:
    """A server and its database, and the processor time each has used."""

    def __init__(self, server: Replica, postgres: EmbeddedPostgres) -> None:
        self.server, self.postgres = server, postgres

    def ask(self, query: str, token: str | None = None, **variables: Any) -> Any:
        """The data of an answer."""
        headers = {"authorization": f"Bearer {token}"} if token else {}
        sent = {"query": query, "variables": variables}
        answer = httpx2.post(f"http://127.0.0.1:{self.server.port}/graphql", json=sent, headers=headers, timeout=30)
        said = answer.json()
        assert "errors" not in said, said
        return said["data"]

    def sign_in(self, email: str) -> str:
        """The token of somebody of the demo business."""
        return str(self.ask(LOGIN, email=email, password=PASSWORD)["login"]["token"])

    def database(self, query: str) -> list[Any]:
        """Rows, as the superuser reads them."""

        async def asked() -> list[Any]:
            connection = await asyncpg.connect(host=self.postgres.socket_dir, user=SUPERUSER, database=DATABASE)
            try:
                return list(await connection.fetch(query))
            finally:
                await connection.close()

        return asyncio.run(asked())

    def written(self) -> int:
        """Bytes of WAL so far."""
        return int(self.database("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")[0][0])

    def processor(self) -> tuple[float, float]:
        """Seconds of the server, and of all of PostgreSQL."""
        assert self.server.process
        postmaster = Postmaster.of(self.postgres.data)
        assert postmaster
        database = psutil.Process(postmaster.pid)
        return used([psutil.Process(self.server.process.pid)]), used([database, *database.children()])


def used(processes: Iterable[psutil.Process]) -> float:
    """Seconds of processor time, those of children that ended included."""
    return sum(sum(each.cpu_times()[:4]) for each in processes)


def measure(measured: Measured, seconds: float, connections: int) -> None:
    """Say what each costs."""
    out.print(f"load {psutil.getloadavg()[0]:.1f} on {psutil.cpu_count()} cores, {connections} at once", markup=False)
    contact, owner = measured.sign_in(CONTACT), measured.sign_in(OWNER)
    shown = {"query": f"{PORTAL}\n{SHARED}", "variables": SHOWN, "operationName": "Overview"}
    opening = request(shown, contact)
    told(measured, [opening], 1, connections)
    out.print(f"a portal opens: {told(measured, [opening], seconds, connections)}", markup=False)
    clients = cycle(each["id"] for each in measured.ask(PAYERS, owner)["clients"]["nodes"])
    wishes = [{"client": next(clients), "key": uuid4().hex} for _ in range(20_000)]
    paying = [request({"query": PAY, "variables": each}, owner) for each in wishes]
    told(measured, paying[:50], 1, connections, 50)
    out.print(f"a payment: {told(measured, paying[50:], seconds, connections, 19_000)}", markup=False)
    measured.database("ANALYZE")
    for name, rows, size in measured.database(SIZES):
        out.print(f"  {name:<24} {rows:>8,} rows, {size / rows:>7,.0f} bytes each with indexes", markup=False)


def request(body: dict[str, Any], token: str) -> bytes:
    """The bytes of a request."""
    written = json.dumps(body).encode()
    head = "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
    return f"{head}authorization: Bearer {token}\r\ncontent-length: {len(written)}\r\n\r\n".encode() + written


def told(measured: Measured, requests: list[bytes], seconds: float, connections: int, most: int | None = None) -> str:
    """Ask for a while, and tell what it took."""
    before, wal = measured.processor(), measured.written()
    found = run(measured.server.port, requests, connections, seconds, most, False)
    after, wal = measured.processor(), measured.written() - wal
    server, database = ((late - early) / found["answered"] * 1000 for early, late in zip(before, after, strict=True))
    return (
        f"{found['rps']:.0f}/s, p50 {found['p50']:.1f} ms, p99 {found['p99']:.1f} ms; processor {server:.2f} ms of the "
        f"server and {database:.2f} ms of PostgreSQL; {wal / found['answered']:,.0f} bytes of WAL"
    )


if __name__ == "__main__":
    sys.exit(app())
