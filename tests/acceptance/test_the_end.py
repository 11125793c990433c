"""At the end of all scenarios: the books agree, and nothing is forgotten over a restart."""

from decimal import Decimal
from itertools import chain

from . import asides, operations, operations_2, operations_3
from .client import Caller
from .day import Day
from .streams import Stream
from .test_scenario_1_work import NINE

LIVE_PAYMENTS = ("SUCCEEDED", "PARTIALLY_REFUNDED", "REFUNDED", "DISPUTED")


def test_every_balance_is_the_sum_of_its_rows(evening: Day) -> None:
    """M9, M11: for every client, over invoices, payments and credit notes."""
    for client in ledger(evening.olive):
        issued = [each for each in client["invoices"]["nodes"] if each["status"] not in ("DRAFT", "VOID")]
        payments = [each for each in client["payments"]["nodes"] if each["status"] in LIVE_PAYMENTS]
        notes = [each for each in client["creditNotes"]["nodes"] if each["status"] == "ISSUED"]
        balance = {name: Decimal(value["amount"]) for name, value in client["balance"].items()}
        assert balance["billed"] == total(issued, "total"), client["name"]
        assert balance["paid"] == total(payments, "amount") - total(payments, "refunded"), client["name"]
        assert balance["credited"] == total(notes, "total"), client["name"]
        assert balance["outstanding"] == total(issued, "balance"), client["name"]
        unallocated = total(payments, "unallocated") + total(notes, "remaining")
        assert balance["unallocatedCredit"] == unallocated, client["name"]
        for each in issued:
            rest = total([each], "total") - total([each], "paid") - total([each], "credited")
            assert total([each], "balance") == rest >= 0


def test_invoice_numbers_are_gapless(evening: Day) -> None:
    """N2, N5: from 1, each once, and a void keeps its own."""
    numbers = chain.from_iterable(
        [each["number"] for each in client["invoices"]["nodes"] if each["number"]] for client in ledger(evening.olive)
    )
    sequence = sorted(sequence_of(number) for number in numbers)
    assert sequence == list(range(1, len(sequence) + 1))


def test_nothing_is_billed_twice(evening: Day) -> None:
    """B1: no billable has two live allocations."""
    live = []
    for client in ledger(evening.olive):
        invoices = evening.olive.ask(asides.LIVE_ALLOCATIONS, client=client["id"])["client"]["invoices"]["nodes"]
        for line in chain.from_iterable(invoice["lines"] for invoice in invoices):
            for allocation in line["allocations"]["nodes"]:
                if allocation["billable"] and allocation["state"] in ("RESERVED", "BILLED"):
                    live.append(allocation["billable"]["id"])
    assert set(evening.entries.values()) & set(live)
    assert len(live) == len(set(live))


def test_each_has_one_client(evening: Day) -> None:
    """`Watch` gives EVE the figures of the beginning; a contact has one client."""
    for caller in (evening.ada, evening.bea, evening.hal, evening.eve):
        assert caller.ask(asides.COUNTS)["clients"]["totalCount"] == 1


def test_the_stream_can_be_read_again(evening: Day) -> None:
    """L7: from ADA's first cursor, over both protocols, the nine messages and the later ones in the same order."""
    live = still_seen(evening, told(evening.updates))
    socket = evening.socket(evening.ada)
    over_socket = socket.subscribe(operations.S4D, after=evening.first_cursor)
    over_http = evening.sse(evening.ada, operations.S4D, after=evening.first_cursor)
    for stream in (over_socket, over_http):
        stream.wait_for(len(live))
        assert told(stream)[: len(live)] == live
        assert stream.kinds[: len(NINE)] == NINE
        stream.assert_open()
    over_http.close()
    socket.close()


def test_a_restart_forgets_nothing(evening: Day) -> None:
    """Server and database are stopped and started: every read answers the same, and so does ADA's stream."""
    day = evening
    reads = reads_of(day)
    before = [caller.ask(document, **variables) for caller, document, variables in reads]
    live = still_seen(day, told(day.updates))
    sockets = (day.ada_socket, day.bea_socket, day.hal_socket, day.dev_socket, day.pat_socket, day.eve_socket)
    for socket in sockets:
        socket.close()
    assert all(stream.messages == [] for stream in day.eve_streams)
    day.server.stop()
    day.server.start()
    for (caller, document, variables), answer in zip(reads, before, strict=True):
        assert caller.ask(document, **variables) == answer, document
    socket = day.socket(day.ada)
    stream = socket.subscribe(operations.S4D, after=day.first_cursor)
    stream.wait_for(len(live))
    assert told(stream)[: len(live)] == live
    assert stream.kinds[: len(NINE)] == NINE
    socket.close()


def still_seen(day: Day, live: list[tuple]) -> list[tuple]:
    """What ADA was told of nodes she still sees. A pending payment that failed has gone from her sight (3.10),
    and what was told of it goes with it; where it had gone before it was told, it was told without it."""
    live = [each for each in live if each[2]]
    ids = sorted({subject["id"] for _, _, subject in live})
    seen = {
        node["id"] for node in day.ada.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids)["nodes"] if node
    }
    return [each for each in live if each[2]["id"] in seen]


def reads_of(day: Day) -> list[tuple[Caller, str, dict]]:
    """Every read of the steps, with who made it."""
    return [
        (day.olive, operations.S1_CHECK, {}),
        (day.olive, operations.S2_CHECK, {"lead": day.lead}),
        (day.stranger, operations.S3A, {"token": day.signing_token}),
        (day.olive, operations.S3_CHECK, {"lead": day.lead}),
        (day.ada, operations.S4C, {}),
        (day.ada, operations.S5_CHECK, {}),
        (day.dev, operations.S6_CHECK, {"project": day.project}),
        (day.ada, operations.S7C, {"invoice": day.invoice}),
        (day.olive, operations.S8_CHECK, {"client": day.client, "project": day.project}),
        (
            day.olive,
            operations.S9_CHECK,
            {"client": day.client, "lead": day.lead, "project": day.project, "invoice": day.invoice, "then": day.then},
        ),
        *reads_of_birch(day),
        *reads_of_quay(day),
        (day.eve, operations.WATCH, {"ids": [day.client, day.project, day.invoice], "text": "Acme"}),
        (day.olive, asides.LEDGER, {}),
    ]


def reads_of_birch(day: Day) -> list[tuple[Caller, str, dict]]:
    """The reads of scenario 2."""
    birch = day.birch
    project = {"project": birch.project}
    days = {"from": day.in_days(-7), "to": day.in_days(1)}
    return [
        (day.dev, operations_2.I2_CHECK, project),
        (day.pat, operations_2.I3_CHECK, project),
        (day.pat, operations_2.I5_CHECK, {**project, "task": birch.build}),
        (day.ana, operations_2.I10, {**project, **days}),
        (day.bea, operations_2.I10, {**project, **days}),
        (day.ana, operations_2.I10B, project),
        (day.bea, operations.S7C, {"invoice": birch.invoice}),
    ]


def reads_of_quay(day: Day) -> list[tuple[Caller, str, dict]]:
    """The reads of scenario 3."""
    quay = day.quay
    return [
        (day.olive, operations_3.F3_CHECK, {"client": quay.client}),
        (day.mia, operations_3.F5_CHECK, {}),
        (day.mia, operations_3.F10_CHECK, {"job": quay.job}),
        (day.hal, operations_3.F10_CHECK, {"job": quay.job}),
        (day.fay, operations_3.F16, {"client": quay.client}),
    ]


def told(stream: Stream) -> list[tuple]:
    """What a stream of S4D said, without its cursors."""
    return [(each.data["at"], each.data["kind"], each.data["subject"]) for each in stream.messages]


def ledger(olive: Caller) -> list[dict]:
    """Every client with its books."""
    clients, after = [], None
    while True:
        page = olive.ask(asides.LEDGER, after=after)["clients"]
        clients += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return clients
        after = page["pageInfo"]["endCursor"]


def total(rows: list[dict], field: str) -> Decimal:
    """The sum of a money field over rows of one currency."""
    return sum((Decimal(row[field]["amount"]) for row in rows), Decimal(0))


def sequence_of(number: str) -> int:
    """The running number at the end of an invoice number."""
    return int(number.rpartition("-")[2])
