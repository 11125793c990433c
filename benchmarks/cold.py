"""What a document costs that nobody has asked before: parsing, checks and the plan, seen from outside."""

import re
from statistics import median
from time import perf_counter

from benchmarks.answers import canonical
from benchmarks.load import Connection, connect
from benchmarks.questions import QUESTIONS, requests
from benchmarks.servers import Running

DOCUMENTS = 20
"""How many new documents are asked of each question."""


def cold(running: Running) -> dict[str, float]:
    """Milliseconds by question: the first answer to a new document, less the second one to it. Medians.

    The documents differ in the name of their operation alone, so statements are the same and stay prepared.
    """
    return {question: round(_cold(running, question), 2) for question in QUESTIONS}


def _cold(running: Running, question: str) -> float:
    known = requests(question, running.peer.dialect, "owner", running.world)[0]
    differences = []
    with connect(running.port) as socket:
        connection = Connection(socket)
        for number in range(DOCUMENTS):
            request = _renamed(known, f"{number:04}")
            differences.append(_seconds(connection, request) - _seconds(connection, request))
    return median(differences) * 1000


def _renamed(request: bytes, name: str) -> bytes:
    """The same request under another name of its operation, with the length that follows."""
    head, _, body = request.partition(b"\r\n\r\n")
    body = re.sub(rb"query (\w+)\(", rf"query \g<1>{name}(".encode(), body, count=1)
    return re.sub(rb"content-length: \d+", b"content-length: %d" % len(body), head) + b"\r\n\r\n" + body


def _seconds(connection: Connection, request: bytes) -> float:
    began = perf_counter()
    connection.ask(0, request)
    while (body := connection.receive()) is None:
        pass
    took = perf_counter() - began
    canonical(body)  # an error is quick, and no answer
    return took
