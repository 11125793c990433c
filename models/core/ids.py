"""Global ids: what the API shows instead of keys. Opaque to callers, typed for us."""

from uuid import UUID


def global_id(type_name: str, key: UUID) -> str:
    """The id of a row as the API shows it; holds the type, so an id of one type never finds another."""
    return (key.bytes + type_name.encode()).hex()


def parse(given: str) -> tuple[str, UUID] | None:
    """The type and key behind a global id; None where it is malformed, never an error (domain.md S3)."""
    try:
        raw = bytes.fromhex(given)
        name = raw[16:].decode()
    except ValueError:
        return None
    # Spaces and capitals are read as well, but no id is written so.
    return (name, UUID(bytes=raw[:16])) if name and raw.hex() == given else None


def key_of(type_name: str, given: str | None) -> UUID | None:
    """The key behind a global id of this very type; None for anything else."""
    parsed = parse(given) if given else None
    return parsed[1] if parsed and parsed[0] == type_name else None
