"""What imports of every noun have in common."""

import strawberry

import models
from models.errors import ErrorCode
from schema.core.made import described
from schema.core.making import MadeField

described(models.DuplicatePolicy)


@strawberry.type(description="A fault in one row of an import. The header is line 1.")
class RowError:
    """Shown from a `resolvers.table_row.RowError`."""

    line: int = MadeField("The line of the file on which the row begins.", lambda fault, info: fault.line)
    column: str | None = MadeField("The column; null where it is the row as a whole.", lambda fault, info: fault.column)
    code: ErrorCode = MadeField("The kind of fault.", lambda fault, info: fault.code)
    message: str = MadeField("For people.", lambda fault, info: fault.message)
