"""Documents read once: parsed, validated, and kept by their text."""

import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from math import ceil
from time import thread_time
from typing import Any, NamedTuple

import strawberry
from graphql import (
    ASTValidationRule,
    DocumentNode,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OverlappingFieldsCanBeMergedRule,
    TokenKind,
    ValidationContext,
    parse,
    specified_rules,
    validate,
)
from strawberry.extensions import SchemaExtension
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from resolvers.compiled.operation import Operation
from server.graphql.errors import (
    BAD_INPUT,
    OPERATION_UNKNOWN,
    PARSE_FAILED,
    VALIDATION_FAILED,
    Refused,
    coded,
    refused,
)
from server.graphql.gate import Gate, Measure, too_complex
from server.graphql.validating import together
from server.limits import DEFAULT, Limits

ABORTED = "Validation aborted."
"""What graphql-core says when the comparisons are used up, or fragments lie too deep in one another."""
FIGURES_KEPT = 32
NUMBERS = (TokenKind.INT, TokenKind.FLOAT)
ZERO = re.compile(r"\x00|\\u0000|\\u\{0+\}")


@dataclass(frozen=True)
class Document:
    """A document that parses. Nothing in it depends on who asks; `passed` is what the gate measured and let through."""

    node: DocumentNode
    size: int
    digest: bytes
    """SHA-256 of its text."""
    passed: dict[Any, Measure] = field(default_factory=dict)
    prepared: dict[str | None, Operation] = field(default_factory=dict)
    found: dict[str | None, OperationDefinitionNode] = field(default_factory=dict)

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation to run, by name where there are several. Raises `Refused`."""
        if name not in self.found:
            self.found[name] = self._find(name)
        return self.found[name]

    def _find(self, name: str | None) -> OperationDefinitionNode:
        operations = [each for each in self.node.definitions if isinstance(each, OperationDefinitionNode)]
        if name is not None:
            operations = [each for each in operations if each.name and each.name.value == name]
        if len(operations) == 1:
            return operations[0]
        if name is not None:
            raise refused(OPERATION_UNKNOWN, f"The document has no operation named {name}.")
        if operations:
            raise refused(OPERATION_UNKNOWN, "The document has several operations: say which in operationName.")
        raise refused(OPERATION_UNKNOWN, "The document has no operation.")


class Found(NamedTuple):
    """An operation that may run: its document, and what it asks for."""

    document: Document
    operation: OperationDefinitionNode
    measure: Measure


def rules(overlaps: int) -> tuple[type[ASTValidationRule], ...]:
    """What a document is validated by; fields that repeat one another are compared so many times and no more."""

    class Overlapping(OverlappingFieldsCanBeMergedRule):
        def __init__(self, context: ValidationContext) -> None:
            super().__init__(context)
            self.rule_context.remaining_complexity_budget = overlaps

    others = [each for each in specified_rules if each is not OverlappingFieldsCanBeMergedRule]
    assert len(others) == len(specified_rules) - 1
    return (*others, Overlapping, MaybeNullValidationRule, OneOfInputValidationRule)


class Documents:
    """Reads documents for one schema and keeps the valid ones, the most recently used first, within two bounds.

    Only valid documents are kept: a refusal depends on nothing but the text, but an error object must never be shared
    by two answers.
    """

    def __init__(self, schema: GraphQLSchema, limits: Limits = DEFAULT) -> None:
        self.schema, self.limits = schema, limits
        self._rules = (together(rules(limits.overlaps)),)
        self._kept: OrderedDict[str, Document] = OrderedDict()
        self._size = 0

    def read(self, text: str, variables: Mapping[str, Any], name: str | None = None) -> Found:
        """The operation of a text that passes the gate and is valid, and what it asks for. Raises `Refused`."""
        found = self.examined(text, variables, name)
        self.keep(text, found.document)
        return found

    def examined(self, text: str, variables: Mapping[str, Any], name: str | None = None) -> Found:
        """The same without keeping it, which any thread may do. Raises `Refused`."""
        known, began = self._kept.get(text), thread_time()
        try:
            document = known or self._parse(text)
            operation = document.operation(name)
            measure = self._weigh(document, operation, variables)
            if known is None:
                self._validate(document)
        except Refused as no:
            no.milliseconds = ceil((thread_time() - began) * 1000)
            raise
        return Found(document, operation, measure)

    def _weigh(self, document: Document, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> Measure:
        """Only the figures among the variables bear on the cost, so equal figures need no second walk."""
        figures = frozenset((name, _figure(value)) for name, value in variables.items())
        key = (operation.name.value if operation.name else None, figures)
        found = document.passed.get(key)
        if found is None:
            gate = Gate(self.schema, document.node, operation, variables, self.limits)
            gate.check()
            found = gate.measure(operation)
            if len(document.passed) < FIGURES_KEPT:
                document.passed[key] = found
        return found

    def _validate(self, document: Document) -> None:
        most = self.limits.errors
        errors = validate(self.schema, document.node, self._rules, max_errors=most, hide_suggestions=True)
        if any(error.message == ABORTED for error in errors):
            raise too_complex("overlaps", self.limits.overlaps, None, "fields and fragments that repeat one another")
        if errors:
            raise Refused([coded(error, VALIDATION_FAILED) for error in errors[:most]])

    def kept(self, text: str | None) -> Document | None:
        """The document of a text read before, None when it was not or was dropped since."""
        if text not in self._kept:
            return None
        self._kept.move_to_end(text)
        return self._kept[text]

    def operation(self, text: str, name: str | None) -> Operation | None:
        """An operation of a text read before, as the compiler keeps it."""
        document = self.kept(text)
        if document is None:
            return None
        if name not in document.prepared:
            key = (document.digest, name)
            document.prepared[name] = Operation(self.schema, document.node, document.operation(name), key)
        return document.prepared[name]

    def _parse(self, text: str) -> Document:
        limits = self.limits
        if len(text) > limits.characters:
            raise too_complex("characters", limits.characters, len(text), "characters")
        if ZERO.search(text):
            raise refused(BAD_INPUT, "Text may not contain the character NUL.")
        try:
            node = parse(
                text,
                max_lexical_tokens=limits.tokens,
                max_comments=limits.comments,
                allow_empty_selection_sets=False,
            )
        except GraphQLSyntaxError as error:
            raise self._unreadable(error) from None
        tokens = list(_tokens(node))
        digits = max((len(each.value) for each in tokens if each.kind in NUMBERS), default=0)
        if digits > limits.digits:
            raise too_complex("digits", limits.digits, digits, "digits in one number")
        return Document(node, len(tokens), sha256(text.encode()).digest())

    def _unreadable(self, error: GraphQLSyntaxError) -> Refused:
        """graphql-core stops at a limit with a syntax error; only its wording tells which."""
        if "Parsing aborted" not in error.message:
            return Refused([coded(error, PARSE_FAILED)])
        if "nested" in error.message:
            return too_complex("depth", self.limits.depth, None, "levels")
        if "comments" in error.message:
            return too_complex("comments", self.limits.comments, None, "comments")
        return too_complex("tokens", self.limits.tokens, None, "tokens")

    def keep(self, text: str, document: Document) -> None:
        """Keep a document that was examined, as the one used last."""
        if text in self._kept:
            self._kept.move_to_end(text)
            return
        self._kept[text] = document
        self._size += document.size
        while len(self._kept) > self.limits.cached_documents or self._size > self.limits.cached_tokens:
            _, dropped = self._kept.popitem(last=False)
            self._size -= dropped.size


class Made(str):
    """Stands for the text of a document that was made out of a valid one, and carries it. It may have variables that
    nothing uses any more, so it is neither validated nor kept where callers' texts are looked up."""

    document: DocumentNode

    @classmethod
    def of(cls, text: str, document: DocumentNode) -> "Made":
        """A document under the text it was made of."""
        made = cls(text)
        made.document = document
        return made


class Prepared(SchemaExtension):
    """Hands a document that was read already to the library, which would parse and validate it again."""

    def __init__(self, documents: Documents) -> None:
        self.documents = documents

    def on_parse(self) -> Iterator[None]:
        """Take the document as read; where it was dropped meanwhile, the library reads it itself."""
        query = self.execution_context.query
        if isinstance(query, Made):
            self.execution_context.graphql_document = query.document
        elif document := self.documents.kept(query):
            self.execution_context.graphql_document = document.node
        yield

    def on_validate(self) -> Iterator[None]:
        """An empty list of errors means validated; None would mean not yet."""
        query = self.execution_context.query
        if isinstance(query, Made) or self.documents.kept(query):
            self.execution_context.pre_execution_errors = []
        yield


def reading(schema: strawberry.Schema, documents: Documents) -> strawberry.Schema:
    """A shallow copy of a schema, which takes the documents that were read from there."""
    made = copy(schema)
    made.extensions = [*schema.extensions, partial(Prepared, documents)]
    return made


def _tokens(node: DocumentNode) -> Iterator[Any]:
    """The lexical tokens of a document, comments included."""
    token = node.loc.start_token if node.loc else None
    while token:
        yield token
        token = token.next


def _figure(value: Any) -> int | None:
    """What of a variable the gate reads: a number, or the length of a list."""
    return len(value) if isinstance(value, list) else value if isinstance(value, int) else None
