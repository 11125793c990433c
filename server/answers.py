"""JSON answers, and the one shape of everything refused before GraphQL saw it."""

from collections.abc import Sequence
from typing import Any

import orjson
from starlette.responses import Response

JSON = "application/json; charset=utf-8"


class JsonResponse(Response):
    """A body encoded by orjson, in UTF-8."""

    def __init__(
        self, content: Any, status: int = 200, media_type: str = JSON, headers: dict[str, str] | None = None
    ) -> None:
        told = {"cache-control": "no-store", "content-type": media_type, "x-content-type-options": "nosniff"}
        super().__init__(orjson.dumps(content), status, told | (headers or {}))


def try_again(errors: Sequence[Any], media_type: str = JSON) -> JsonResponse:
    """The answer to what was not done because there is too much to do, and may be asked again in a moment."""
    answer = JsonResponse({"errors": errors}, 503, media_type)
    answer.headers["retry-after"] = "1"
    return answer


def problem(status: int, code: str, message: str, media_type: str = JSON) -> JsonResponse:
    """A refusal in the shape of a GraphQL answer without `data`."""
    return JsonResponse({"errors": [{"message": message, "extensions": {"code": code}}]}, status, media_type)
