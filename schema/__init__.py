"""The graph: every noun's types, reads, writes and streams, put together and checked."""

from schema.build import build

schema = build()

__all__ = ["schema"]
