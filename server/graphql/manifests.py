"""Manifests: files that say which documents a front end was built with, in the forms its build writes them in."""

from collections.abc import Mapping
from pathlib import Path

import orjson

from server.terminal import Failure

APOLLO = "apollo-persisted-query-manifest"


def documents_of(manifest: Path) -> Mapping[str, str]:
    """The documents of a manifest by their ids. It is an object of texts by ids, as our own pages, GraphQL Code
    Generator (`persisted-documents.json`) and the Relay compiler (`persistConfig.file`) write it, or Apollo's manifest
    of operations. Raises `Failure` for a file that is neither, and
    `FileNotFoundError`."""
    try:
        held = orjson.loads(manifest.read_bytes())
    except orjson.JSONDecodeError as error:
        raise Failure(f"{manifest} is not JSON: {error}.") from None
    if isinstance(held, dict) and held.get("format") == APOLLO:
        operations = held.get("operations")
        if held.get("version") != 1 or not isinstance(operations, list):
            raise Failure(f"{manifest} is no manifest of Apollo's first version.")
        held = {each.get("id"): each.get("body") for each in operations if isinstance(each, dict)}
    if not isinstance(held, dict) or not all(isinstance(part, str) for pair in held.items() for part in pair):
        raise Failure(f"{manifest} is neither an object of documents by their ids nor a manifest of Apollo's.")
    return held
