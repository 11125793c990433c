"""Which fields are asked for, counted as operations run and written down now and then."""

import asyncio
import sys
from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from graphql import DocumentNode, GraphQLSchema, TypeInfo, TypeInfoVisitor, Visitor, get_named_type, visit

from models.core import clock
from models.field_usage import LONGEST_PROGRAM
from resolvers.field_usage import count

HEADERS = ("graphql-client-name", "apollographql-client-name")
MOST_PROGRAMS = 100
"""Names told apart between one writing and the next; a program that makes one up each time is one of the others."""
MOST_DOCUMENTS = 1_000
"""Of which the fields are kept; more than are read and kept themselves (server/limits.py)."""
OTHERS = "others"
WRITE_SECONDS = 60


def program_of(headers: Mapping[str, str]) -> str:
    """What a program calls itself in its headers; empty where it says nothing."""
    return named(next((headers[name] for name in HEADERS if name in headers), ""))


def program_in(payload: Mapping[str, Any]) -> str:
    """The same in the payload of a `connection_init`: `client: {name}`."""
    client = payload.get("client")
    name = client.get("name") if isinstance(client, Mapping) else None
    return named(name) if isinstance(name, str) else ""


def named(name: str) -> str:
    """A name as it is kept: what can be printed of it, and not too much of that."""
    return name and "".join(each for each in name if each.isprintable()).strip()[:LONGEST_PROGRAM]


class Usage:
    """Operations by day, program and document, until they are written.

    Of documents only the names of their fields are kept, found when each is first run: whoever sends ever new ones
    fills no memory with them, and leaves nothing to be read all at once.
    """

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._fields = OrderedDict[bytes, frozenset[str]]()
        """Of documents by their digests, those run last."""
        self._asked: dict[bytes, Counter[tuple[date, str]]] = {}
        self._counted = Counter[tuple[date, str, str]]()
        """What was asked of documents that are kept no more."""
        self._programs: set[str] = set()

    def note(self, program: str, digest: bytes, document: DocumentNode) -> None:
        """One more operation of a document."""
        if program not in self._programs:
            if len(self._programs) < MOST_PROGRAMS:
                self._programs.add(program)
            else:
                program = OTHERS
        if digest in self._fields:
            self._fields.move_to_end(digest)
        else:
            self._fields[digest] = fields_of(self._schema, document)
            if len(self._fields) > MOST_DOCUMENTS:
                oldest, fields = self._fields.popitem(last=False)
                self._count(self._asked.pop(oldest, Counter()), fields)
        self._asked.setdefault(digest, Counter())[clock.now().date(), program] += 1

    async def run(self, services: Any) -> None:
        """Write now and then, until cancelled."""
        while True:
            await asyncio.sleep(WRITE_SECONDS)
            await self.write(services)

    async def write(self, services: Any) -> None:
        """Write down what was asked since the last time. What cannot be written is written the next time."""
        asked, self._asked, self._programs = self._asked, {}, set()
        for digest, operations in asked.items():
            self._count(operations, self._fields[digest])
        counted, self._counted = self._counted, Counter()
        if not counted:
            return
        try:
            await count(services, counted)
        except BaseException:
            self._counted.update(counted)
            raise

    def _count(self, asked: Counter[tuple[date, str]], fields: Iterable[str]) -> None:
        for name in fields:
            for (day, program), operations in asked.items():
                self._counted[day, program, name] += operations


def fields_of(schema: GraphQLSchema, document: DocumentNode) -> frozenset[str]:
    """The fields of a document as `Type.field`, those of every object too."""
    info, found = TypeInfo(schema), set()

    class Fields(Visitor):
        def enter_field(self, node: Any, *_: Any) -> None:
            parent = info.get_parent_type()
            if parent is not None and not node.name.value.startswith("__"):
                found.add(sys.intern(f"{get_named_type(parent).name}.{node.name.value}"))

    visit(document, TypeInfoVisitor(info, Fields()))
    return frozenset(found)
