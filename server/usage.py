"""Which fields are asked for, counted as operations run and written down now and then."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from graphql import DocumentNode, GraphQLSchema, TypeInfo, TypeInfoVisitor, Visitor, get_named_type, visit

from models.core import clock
from models.field_usage import LONGEST_PROGRAM
from resolvers.field_usage import count

HEADERS = ("graphql-client-name", "apollographql-client-name")
MOST_PROGRAMS = 100
"""Names told apart between one writing and the next; a program that makes one up each time is one of the others."""
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
    """Operations by day, program and document, until they are written."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._asked: Counter[tuple[date, str, bytes]] = Counter()
        self._documents: dict[bytes, DocumentNode] = {}
        self._programs: set[str] = set()

    def note(self, program: str, digest: bytes, document: DocumentNode) -> None:
        """One more operation of a document."""
        if program not in self._programs:
            if len(self._programs) < MOST_PROGRAMS:
                self._programs.add(program)
            else:
                program = OTHERS
        self._asked[clock.now().date(), program, digest] += 1
        self._documents[digest] = document

    async def run(self, services: Any) -> None:
        """Write now and then, until cancelled."""
        while True:
            await asyncio.sleep(WRITE_SECONDS)
            await self.write(services)

    async def write(self, services: Any) -> None:
        """Write down what was asked since the last time. What cannot be written is written the next time."""
        asked, self._asked = self._asked, Counter()
        documents, self._documents, self._programs = self._documents, {}, set()
        if not asked:
            return
        fields = {digest: fields_of(self._schema, document) for digest, document in documents.items()}
        counted: Counter[tuple[date, str, str]] = Counter()
        for (day, program, digest), operations in asked.items():
            for name in fields[digest]:
                counted[day, program, name] += operations
        try:
            await count(services, counted)
        except BaseException:
            self._asked.update(asked)
            self._documents = documents | self._documents
            raise


def fields_of(schema: GraphQLSchema, document: DocumentNode) -> frozenset[str]:
    """The fields of a document as `Type.field`, those of every object too."""
    info, found = TypeInfo(schema), set()

    class Fields(Visitor):
        def enter_field(self, node: Any, *_: Any) -> None:
            parent = info.get_parent_type()
            if parent is not None and not node.name.value.startswith("__"):
                found.add(f"{get_named_type(parent).name}.{node.name.value}")

    visit(document, TypeInfoVisitor(info, Fields()))
    return frozenset(found)
