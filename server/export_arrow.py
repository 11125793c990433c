"""Lists written as Parquet and as a stream of Arrow, with the types of the graph, some rows at a time.

It needs the extra `arrow`: pyarrow is as large as everything else together, and few servers write such files.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

from server.export_columns import Column
from server.graphql.errors import refused

NOT_INSTALLED = "EXPORT_NOT_INSTALLED"
MISSING = "This server writes no Parquet and no Arrow. Its operator has to: pip install 'clientgraph[arrow]'."
BATCH = 1_000
"""Rows that are held as Python has them."""
GROUP = 32
"""Batches of a row group of Parquet; they are held as Arrow has them."""
DIGITS, PLACES = 38, 4
"""Of a decimal: no money, rate or figure has more places."""
READ: dict[str, Callable[[str], Any]] = {
    "Decimal": Decimal,
    "Date": date.fromisoformat,
    "DateTime": datetime.fromisoformat,
}
"""What makes of a text the value of a scalar; the others are what JSON has."""


def arrow() -> Any:
    """The library, when it is first needed. Raises Refused where it is not installed."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as missing:
        raise refused(NOT_INSTALLED, MISSING) from missing
    return pyarrow


class _Batches:
    """Rows on their way to a file, gathered into batches."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.arrow, self._columns = arrow(), columns
        kinds = [(column.name, _kind(self.arrow, column)) for column in columns]
        self.schema = self.arrow.schema(kinds)
        self._rows: list[list[Any]] = []

    def add(self, node: Any) -> Any:
        """Take a row; answers a batch where one is full."""
        self._rows.append([_value(column.of(node), column.scalar) for column in self._columns])
        return self.taken() if len(self._rows) == BATCH else None

    def taken(self) -> Any:
        """What was gathered, as a batch."""
        by_column = zip(*self._rows, strict=True) if self._rows else ((),) * len(self._columns)
        arrays = [self.arrow.array(values, field.type) for values, field in zip(by_column, self.schema, strict=True)]
        self._rows = []
        return self.arrow.record_batch(arrays, schema=self.schema)


class ArrowWriter:
    """The streaming format of Arrow, batch by batch."""

    def __init__(self, file: BinaryIO, columns: Sequence[Column], time_zone: str) -> None:
        self._batches = _Batches(columns)
        self._stream = self._batches.arrow.ipc.new_stream(file, self._batches.schema)

    def write(self, node: Any) -> None:
        """One row."""
        if batch := self._batches.add(node):
            self._stream.write_batch(batch)

    def close(self) -> None:
        """The last rows and the end of the stream; the file stays open."""
        self._stream.write_batch(self._batches.taken())
        self._stream.close()


class ParquetWriter:
    """Parquet, a row group at a time."""

    def __init__(self, file: BinaryIO, columns: Sequence[Column], time_zone: str) -> None:
        self._batches, self._group = _Batches(columns), list[Any]()
        self._file = self._batches.arrow.parquet.ParquetWriter(file, self._batches.schema, compression="zstd")

    def write(self, node: Any) -> None:
        """One row."""
        if batch := self._batches.add(node):
            self._group.append(batch)
        if len(self._group) == GROUP:
            self._write_group()

    def _write_group(self) -> None:
        self._file.write_table(self._batches.arrow.Table.from_batches(self._group, self._batches.schema))
        self._group = []

    def close(self) -> None:
        """The last rows and where everything lies; the file stays open."""
        self._group.append(self._batches.taken())
        self._write_group()
        self._file.close()


def _kind(arrow: Any, column: Column) -> Any:
    """The type of a column; texts for everything that has none of its own."""
    if column.choices and not column.is_list:
        return arrow.dictionary(arrow.int16(), arrow.string())
    known = {
        "Int": arrow.int64(),
        "Float": arrow.float64(),
        "Boolean": arrow.bool_(),
        "Decimal": arrow.decimal128(DIGITS, PLACES),
        "Date": arrow.date32(),
        "DateTime": arrow.timestamp("us", tz="UTC"),
    }
    kind = known.get(column.scalar, arrow.string())
    return arrow.list_(kind) if column.is_list else kind


def _value(value: Any, scalar: str) -> Any:
    read = READ.get(scalar)
    if value is None or read is None:
        return value
    return [each if each is None else read(each) for each in value] if isinstance(value, list) else read(value)
