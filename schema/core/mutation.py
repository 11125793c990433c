"""Writes: one input, one verb, one payload. Refusals become `userErrors` here and nowhere else."""

import asyncio
import dataclasses
import random
from collections.abc import Callable
from datetime import date
from typing import Any, get_origin

import strawberry
from sqlalchemy.exc import DBAPIError
from strawberry.types.unset import UNSET

import models
from models.core import ids
from models.core.base import Base
from models.errors import ErrorCode, Rejected, not_found
from permissions.base import Permission, Public, Rows, visible
from resolvers.compiled.asked import Asked
from resolvers.compiled.rooted import is_key_only
from resolvers.compiled.text import Pieces
from resolvers.given import Given
from resolvers.idempotency import Idempotency, Replayed
from schema.core.fields import Marks, NodeField, argument
from schema.core.made import camel, described
from schema.core.making import MadeField, make_type
from schema.core.scalars import Cursor

ATTEMPTS = 5
LOST_RACES = ("40001", "40P01", "23503", "23505")
"""States of a write that met another one: serialization, deadlock, what it rests on is gone, what it makes is there."""
LONG_TEXT = 65_536
SHORT_TEXT = 1_000
LONG_FIELDS = {
    "body", "description", "message", "note", "notes", "internalNote", "internalNotes", "reason", "resolution",
    "accessNotes", "document", "drawing", "query", "variables",
}  # fmt: skip
MAX_LIST = 250
LARGEST_INT = 10_000_000
"""More than any figure of the business, and small enough that sums of many still fit an Int."""
FIRST_YEAR, LAST_YEAR = 1900, 2999
"""What is kept can still be reckoned with; a filter may compare with any day."""

described(ErrorCode)


@strawberry.type(
    description="Why a write was refused. A refused write changes nothing; an unknown or hidden id is always NOT_FOUND."
)
class UserError:
    """Shown from a `Refusal`."""

    code: ErrorCode = MadeField(
        "The kind of refusal.", lambda refusal, info: refusal.code, sql=lambda asked: _kept(asked, "code", ErrorCode)
    )
    message: str = MadeField(
        "For people, in the viewer's language.",
        lambda refusal, info: refusal.message,
        sql=lambda asked: _kept(asked, "message", str),
    )
    path: list[str] | None = MadeField(
        "Where in `input` the cause lies.",
        lambda refusal, info: refusal.path,
        sql=lambda asked: _kept(asked, "path", list[str]),
    )


def _kept(asked: Asked, name: str, value_type: Any) -> Pieces:
    """A part of a refusal that was worked out before, in Python."""
    return asked.kept(name, value_type, nullable=asked.nullable)


def payload(name: str, description: str, **parts: tuple[Any, str]) -> type:
    """A payload type: its parts by name as `(type, description)`, then `userErrors` and `cursor`.

    A row is read again through the caller's scope, after the commit; strangers, who come with a token and see
    nothing else, get the row the verb answered. In a refusal a part that cannot be null is false, 0 or an empty list.
    """
    fields = {
        part: (annotation, MadeField(text, _part_reader(part, _absent(annotation))))
        for part, (annotation, text) in parts.items()
    }
    fields["user_errors"] = (
        list[UserError],
        MadeField("Why the write was refused; empty when it was done.", lambda source, info: source["user_errors"]),
    )
    fields["cursor"] = (
        Cursor | None,
        MadeField("Just after this write in the log; null when it was refused.", lambda source, info: source["cursor"]),
    )
    return make_type(name, description, fields)


def _absent(annotation: Any) -> Any:
    return [] if get_origin(annotation) is list else {bool: False, int: 0}.get(annotation)


def _part_reader(part: str, absent: Any) -> Callable[[Any, Any], Any]:
    def read(source: dict[str, Any], info: Any) -> Any:
        value = source.get(part, absent)
        if isinstance(value, list) and value and isinstance(value[0], Base):
            return _all_again(list(value), info)
        return _again(value, info)

    return read


def _again(value: Any, info: Any) -> Any:
    if is_key_only(info):
        return value
    if isinstance(value, Base) and type(value) in Rows.scopes and info.context.viewer.is_signed_in:
        return info.context.loaders.one(type(value)).load(value.id)
    return value


async def _all_again(rows: list[Base], info: Any) -> list[Any]:
    found = [_again(row, info) for row in rows]
    read = [await each if hasattr(each, "__await__") else each for each in found]
    return [row for row in read if row is not None]


class MutationField(NodeField):
    """One verb of the business."""

    kind = "mutation"

    def bind(self, owner: type, model: Any, name: str, annotation: Any) -> Any:
        self.origin = owner
        self._api_name = camel(name)
        self.arguments = [argument("input", self.options["input"], "What is wanted.")]
        return annotation

    async def get_result(self, source: Any, info: Any, args: Any, kwargs: Any) -> Any:
        context = info.context
        context.cursor, context.idempotency = None, None
        try:
            given = as_given(kwargs["input"])
            await self._admit(context, given)
            key = given.value("idempotency_key")
            if key is not None:
                context.idempotency = Idempotency.of(self._api_name, _checked_key(key), given.plain("idempotency_key"))
            answer = await self._run(context, given)
        except Rejected as refusal:
            return {**refusal.details, "user_errors": [refusal.refusal], "cursor": None}
        finally:
            context.idempotency = None
        refusals = answer.pop("user_errors", []) if isinstance(answer, dict) else []
        return {**answer, "user_errors": refusals, "cursor": context.cursor}

    async def _run(self, context: Any, given: Given) -> Any:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return dict(await self.options["verb"](context, given))
            except Replayed as replay:
                return dict(replay.answer)
            except DBAPIError as error:
                # Nothing was kept, so the whole verb runs again, and sees what the other write did.
                if getattr(error.orig, "sqlstate", None) not in LOST_RACES or attempt == ATTEMPTS:
                    raise
                await asyncio.sleep(random.uniform(0.005, 0.02) * attempt)

    async def _admit(self, context: Any, given: Given) -> None:
        """Who may not do it is told so, unless an id is not theirs to know: then that comes first (domain.md S3)."""
        permissions = self.guarding
        if all(isinstance(each, Public) for each in permissions):
            return
        if not context.viewer.is_signed_in:
            raise Rejected(ErrorCode.UNAUTHENTICATED, "Sign in first.")
        if all(each.allows(context.viewer) for each in permissions):
            return
        for path, given_id in given.ids():
            parsed = ids.parse(given_id)
            model = getattr(models, parsed[0], None) if parsed else None
            known = isinstance(model, type) and issubclass(model, Base) and model in Rows.scopes
            if not known or await context.scalar(visible(model, context.viewer).where(model.id == parsed[1])) is None:
                raise not_found(*path)
        raise Rejected(ErrorCode.FORBIDDEN, "You may see this, but not do it.")

    @property
    def guarding(self) -> list[Permission]:
        """The permission classes that say who may."""
        return self.guard.permissions


def mutation(verb: Any, input_type: type, *permissions: type[Permission], description: str) -> Any:
    """A verb with its input and who may; the annotation of the attribute is its payload."""
    made = MutationField(description, permissions, Marks(), verb=verb, input=input_type)
    made.guard.answers_itself = True
    return made


def as_given(value: Any, path: tuple[str, ...] = ()) -> Any:
    """An input as verbs read it: what is absent told apart from what is null, texts of a size that can be kept."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type) and hasattr(value, "__strawberry_definition__"):
        names: dict[str, str] = {}
        values: dict[str, Any] = {}
        for each in value.__strawberry_definition__.fields:
            shown = each.graphql_name or camel(each.python_name)
            content = getattr(value, each.python_name)
            if content is UNSET:
                continue
            names[each.python_name] = shown
            values[each.python_name] = as_given(content, (*path, shown))
        return Given(values, names, _id_fields(value))
    if isinstance(value, list):
        if len(value) > MAX_LIST:
            raise Rejected(ErrorCode.INVALID, f"At most {MAX_LIST} at once.", path)
        return [as_given(each, (*path, str(place))) for place, each in enumerate(value)]
    if isinstance(value, str):
        _check_text(value, path)
    elif isinstance(value, int) and abs(value) > LARGEST_INT:
        raise Rejected(ErrorCode.INVALID, f"A whole number here is at most {LARGEST_INT:,}.", path)
    elif isinstance(value, date) and not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise Rejected(ErrorCode.INVALID, f"A day here lies in the years {FIRST_YEAR} to {LAST_YEAR}.", path)
    return value


def _id_fields(value: Any) -> set[str]:
    names = set()
    for each in value.__strawberry_definition__.fields:
        bare = each.type
        while hasattr(bare, "of_type"):
            bare = bare.of_type
        if bare is strawberry.ID:
            names.add(each.python_name)
    return names


def _check_text(value: str, path: tuple[str, ...]) -> None:
    name = next((step for step in reversed(path) if not step.isdigit()), "")
    limit = LONG_TEXT if name in LONG_FIELDS else SHORT_TEXT
    if len(value) > limit:
        raise Rejected(ErrorCode.INVALID, f"At most {limit:,} characters; this has {len(value):,}.", path)
    if "\x00" in value:
        raise Rejected(ErrorCode.INVALID, "This text holds a character that cannot be stored.", path)


def _checked_key(key: str) -> str:
    if not 1 <= len(key) <= 255:
        raise Rejected(ErrorCode.INVALID, "An idempotency key has 1 to 255 characters.", ["idempotencyKey"])
    return key
