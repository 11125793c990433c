"""OpenTelemetry: one span for each operation, where the extra `otel` is installed and a collector is set.

A span names the operation, its kind and the hash of its document; never its variables, who asked, or what was answered.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from server.graphql.engine import Answer, Call
from server.logs import trace_id
from server.terminal import Failure

MISSING = "CLIENTGRAPH_OTEL_URL is set, and OpenTelemetry is not installed: pip install 'clientgraph[otel]'."

_tracer: Any = None
"""None: no spans are made."""


class Span:
    """What is told of an operation at its end; tells nobody where there is no tracer."""

    def __init__(self, span: Any = None) -> None:
        self._span = span

    def ended(self, result: str, answer: Answer, call: Call) -> None:
        """Note how it ended."""
        if self._span is not None:
            self._span.set_attribute("clientgraph.result", result)
            self._span.set_attribute("clientgraph.cost.requested", call.measure.cost)
            self._span.set_attribute("clientgraph.errors", len(answer.errors))


NO_SPAN = Span()


def start(url: str, exporter: Any = None) -> Any:
    """Send spans to the collector at an address (OTLP over HTTP). Raises Failure where the extra is not installed.

    Answers what is to be shut down at the end, so that the last spans are sent.
    """
    global _tracer
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as missing:
        raise Failure(MISSING) from missing
    provider = TracerProvider(resource=Resource.create({"service.name": "clientgraph"}))
    provider.add_span_processor(BatchSpanProcessor(exporter or OTLPSpanExporter(endpoint=url)))
    _tracer = provider.get_tracer("clientgraph")
    return provider


def stop(provider: Any) -> None:
    """Send what is left, and make no more spans."""
    global _tracer
    _tracer = None
    provider.shutdown()


@contextmanager
def operation(kind: str, call: Call) -> Iterator[Span]:
    """A span around an operation."""
    if _tracer is None:
        yield NO_SPAN
        return
    with _tracer.start_as_current_span(f"{kind} {call.operation_name or ''}".strip()) as span:
        span.set_attribute("graphql.operation.type", kind)
        span.set_attribute("graphql.operation.name", call.operation_name or "")
        span.set_attribute("graphql.document.hash", sha256(call.query.encode()).hexdigest())
        span.set_attribute("clientgraph.trace_id", trace_id())
        yield Span(span)
