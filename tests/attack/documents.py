"""Hostile requests to the real graph (security.md 3B), as the body of a POST or the payload of a socket.

Documents within the body cap are refused by the gate, by validation or by a rule of theirs; larger ones by the cap.
"""

from collections.abc import Callable
from typing import Any

Request = dict[str, Any]


def asked(query: str, **variables: Any) -> Request:
    """A request for one document."""
    return {"query": query} | ({"variables": variables} if variables else {})


def nested(depth: int) -> Request:
    """Clients of projects of clients, a page in a page."""
    return asked("{" + "clients{nodes{projects{nodes{client{" * (depth // 5) + "id" + "}}}}}" * (depth // 5) + "}")


def doubling(levels: int) -> Request:
    """Each fragment spreads the next one twice: 2 to the power of `levels` fields in a short text."""
    spreads = [f"fragment F{n} on Client{{a:billTo{{...F{n + 1}}}b:billTo{{...F{n + 1}}}}}" for n in range(levels)]
    return asked("{clients{nodes{...F0}}}" + "".join(spreads) + f"fragment F{levels} on Client{{id}}")


def deep(levels: int) -> Any:
    """A variable with objects in objects."""
    value: Any = 1
    for _ in range(levels):
        value = {"and": [value]}
    return value


def fragments(count: int, width: int) -> str:
    """Inline fragments that say the same fields again and again."""
    return "{viewer{user{" + ("...{" + "name " * width + "}") * count + "}}}"


BATTERY: dict[str, Callable[[], Request]] = {
    "nesting 25": lambda: nested(25),
    "nesting 500": lambda: nested(500),
    "nesting 20,000": lambda: nested(20_000),
    "brackets 5,000": lambda: asked("{nodes(ids:" + "[" * 5_000 + "]" * 5_000 + "){id}}"),
    "input 3,000 deep": lambda: asked("{clients(filter:" + "{not:" * 3_000 + "{}" + "}" * 3_000 + "){totalCount}}"),
    "aliases 1,000": lambda: asked("{" + "".join(f"a{n}:viewer{{user{{id}}}}" for n in range(1_000)) + "}"),
    "duplicate fields 1,000": lambda: asked("{viewer{user{" + "name " * 1_000 + "}}}"),
    "duplicate fields 5,000": lambda: asked("{viewer{user{" + "name " * 5_000 + "}}}"),
    "duplicate objects 490": lambda: asked("{" + "viewer{user{id}}" * 163 + "nope}"),
    "duplicate objects 2,000": lambda: asked("{" + "viewer{user{id}}" * 2_000 + "}"),
    "inline fragments 60 × 40": lambda: asked(fragments(60, 40)),
    "fragment cycle": lambda: asked("{viewer{user{...A}}}fragment A on User{...B}fragment B on User{...A}"),
    "fragment doubling 22": lambda: doubling(22),
    "fragment doubling 80": lambda: doubling(80),
    "pages in pages": lambda: asked("{clients{nodes{projects{nodes{tasks{nodes{timeline{nodes{id}}}}}}}}}"),
    "one huge page": lambda: asked("{clients(first:2000000000){nodes{id}}}"),
    "directives 2,000": lambda: asked("{viewer{user{name " + "@include(if:true)" * 2_000 + "}}}"),
    "operations 500": lambda: (
        asked("".join(f"query Q{n}{{viewer{{user{{id}}}}}}" for n in range(500))) | {"operationName": "Q1"}
    ),
    "list of 100,000": lambda: asked("{nodes(ids:[" + "1 " * 100_000 + "]){id}}"),
    "list of 100,000 as a variable": lambda: asked("query($i:[ID!]!){nodes(ids:$i){id}}", i=["x"] * 50_000),
    "string of 5 MB": lambda: asked('{search(text:"' + "x" * 5_000_000 + '"){totalCount}}'),
    "string of 200 KB": lambda: asked('{search(text:"' + "x" * 200_000 + '"){totalCount}}'),
    "comment of 5 MB": lambda: asked("#" + "x" * 5_000_000 + "\n{viewer{user{id}}}"),
    "comments 90,000": lambda: asked("#\n" * 45_000 + "{viewer{user{id}}}"),
    "unknown fields 1,000": lambda: asked("{" + "".join(f"x{n} " for n in range(1_000)) + "}"),
    "unknown fields 490": lambda: asked("{" + "".join(f"x{n} " for n in range(490)) + "}"),
    "unknown arguments": lambda: asked("{clients(" + "".join(f"x{n}:1 " for n in range(1_000)) + "){totalCount}}"),
    "circular introspection": lambda: asked("{__schema{types{" + "fields{type{" * 6 + "name" + "}}" * 6 + "}}}"),
    "introspection 200 times": lambda: asked(
        "{" + "".join(f"s{n}:__schema{{types{{name}}}}" for n in range(200)) + "}"
    ),
    "typenames 5,000": lambda: asked("{" + "".join(f"t{n}:__typename " for n in range(5_000)) + "}"),
    "byte order mark inside": lambda: asked("{viewer{\ufeff user{id}}\x01}"),
    "zero": lambda: asked("{viewer{user{id}}}\x00"),
    "half a surrogate": lambda: asked('{search(text:"\\uD800"){totalCount}}'),
    "variables 400 deep": lambda: asked("query($f:ClientFilter){clients(filter:$f){totalCount}}", f=deep(200)),
    "filter of 2,000 branches": lambda: asked(
        "query($f:ClientFilter){clients(filter:$f){totalCount}}", f={"or": [{"name": {"nope": 1}}] * 2_000}
    ),
    "variables declared 1,000 times": lambda: asked(
        "query(" + "".join(f"$v{n}:Int " for n in range(1_000)) + "){viewer{user{id}}}"
    ),
    "choices that are none": lambda: asked(
        "query($k:[EventKind!]){events(filter:{kind:{in:$k}}){totalCount}}", k=["NOPE"] * 9_000
    ),
    "decimals that are none": lambda: asked(
        "query($d:[Decimal!]){leads(filter:{value:{in:$d}}){totalCount}}", d=["x"] * 9_000
    ),
    "fragments 400": lambda: asked("{viewer{user{id}}}" + "".join(f"fragment F{n} on User{{id}}" for n in range(400))),
    "90,000 digits": lambda: asked("{clients(first:" + "9" * 90_000 + "){totalCount}}"),
    "endless decimal": lambda: asked('{leads(filter:{value:{gt:"1e999999999"}}){totalCount}}'),
}
