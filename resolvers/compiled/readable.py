"""SQL laid out for people: each clause on a line of its own, and each field beside the text that names it.

Only white space changes. It is for explaining and for tests, never for what is run.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

WIDTH = 110
STEP = "  "
SHORT = 40
"""How much may follow the first argument of a call for that to open on the line of the call."""
TOKEN = re.compile(r"\s*('(?:[^']|'')*'|[(),]|[^\s(),']+)")
CLAUSES = {"SELECT", "FROM", "JOIN", "LEFT", "WHERE", "GROUP", "ORDER", "LIMIT", "UNION"}
BRANCHES = {"WHEN", "ELSE"}


@dataclass
class Group:
    """What stands in parentheses, or from CASE to END."""

    opening: str
    closing: str
    tokens: "list[Token]" = field(default_factory=list)


Token = str | Group
"""A word, a text in quotes, or a group; a blank before it is part of it."""
Tokens = Sequence[Token]


def readable(statement: str) -> str:
    """The statement in lines."""
    return _laid(_parsed(statement), "", 0)


def _parsed(statement: str) -> list[Token]:
    within = [Group("", "")]
    for found in TOKEN.finditer(statement):
        word, blank = found[1], " " if found.start(1) > found.start() else ""
        if word in ("(", "CASE"):
            group = Group(blank + word, ")" if word == "(" else " END")
            within[-1].tokens.append(group)
            within.append(group)
        elif word in (")", "END"):
            within.pop()
        else:
            within[-1].tokens.append(blank + word)
    return within[0].tokens


def _flat(tokens: Tokens) -> str:
    return "".join(
        each if isinstance(each, str) else f"{each.opening}{_flat(each.tokens)}{each.closing}" for each in tokens
    )


def _is_word(token: Token, *words: str) -> bool:
    return isinstance(token, str) and token.strip() in words


def _fits(tokens: Tokens, used: int) -> bool:
    return used + len(_flat(tokens).strip()) <= WIDTH


def _laid(tokens: Tokens, indent: str, used: int) -> str:
    """Some tokens from a place on a line where so much of it is used; further lines begin at `indent`."""
    if _fits(tokens, used):
        return _flat(tokens).strip()
    if _is_word(tokens[0], "SELECT"):
        return f"\n{indent}".join(_clause(each, indent) for each in _cut(tokens, *CLAUSES))
    if operator := _operator(tokens):
        first, *others = _cut(tokens, operator)
        lines = [_laid(each[1:], indent, len(indent) + len(operator) + 1) for each in others]
        return f"\n{indent}{operator} ".join([_laid(first, indent, used), *lines])
    text = ""
    for each in tokens:
        if isinstance(each, Group):
            line = text.rpartition("\n")[2]
            text += _group(each, indent, len(line) + (0 if "\n" in text else used))
        else:
            text += each
    return text.strip()


def _clause(tokens: Tokens, indent: str) -> str:
    if _fits(tokens, len(indent)):
        return _flat(tokens).strip()
    head, *rest = tokens
    deeper = indent + STEP
    if _is_word(head, "SELECT") and len(items := _split(rest)) > 1:
        return f"SELECT\n{deeper}" + f",\n{deeper}".join(_laid(each, deeper, len(deeper)) for each in items)
    if _is_word(head, "WHERE"):
        return f"WHERE {_laid(rest, deeper, len(indent) + 6)}"
    words = [each for each in tokens if isinstance(each, str)][: 1 if _is_word(head, "SELECT", "FROM") else 0]
    start = "".join(words) and f"{words[0].strip()} "
    return start + _laid(rest if words else tokens, indent, len(indent) + len(start))


def _group(group: Group, indent: str, used: int) -> str:
    if used + len(_flat([group])) <= WIDTH:
        return _flat([group])
    deeper = indent + STEP
    if group.closing != ")":
        branches = _cut(group.tokens, *BRANCHES)
        lines = [_laid(each, deeper, len(deeper)) for each in branches if each]
        return f"{group.opening}\n{deeper}" + f"\n{deeper}".join(lines) + f"\n{indent}END"
    if _is_word(group.tokens[0], "SELECT") or _operator(group.tokens):
        return f"{group.opening}\n{deeper}{_laid(group.tokens, deeper, len(deeper))}\n{indent})"
    first, *others = _split(group.tokens)
    rest = "".join(f", {_flat(each).strip()}" for each in others)
    if len(rest) <= SHORT and not _is_text(first):
        opened = used + len(group.opening)
        return f"{group.opening}{_laid(first, indent, opened)}{rest})"
    lines = [_arguments(line, deeper) for line in _lines([first, *others])]
    return f"{group.opening}\n{deeper}" + f",\n{deeper}".join(lines) + f"\n{indent})"


def _operator(tokens: Tokens) -> str | None:
    """The word conditions are joined by, the one that binds least."""
    return next((word for word in ("OR", "AND") if any(_is_word(each, word) for each in tokens)), None)


def _is_text(tokens: Tokens) -> bool:
    return len(tokens) == 1 and isinstance(tokens[0], str) and tokens[0].strip().startswith("'")


def _lines(arguments: Sequence[Tokens]) -> list[list[Tokens]]:
    """Arguments by lines: what follows a text stands beside it."""
    lines: list[list[Tokens]] = []
    for place, each in enumerate(arguments):
        if place and _is_text(arguments[place - 1]) and not _is_text(each):
            lines[-1].append(each)
        else:
            lines.append([each])
    return lines


def _arguments(line: Sequence[Tokens], indent: str) -> str:
    text = ""
    for each in line:
        text += ", " if text else ""
        text += _laid(each, indent, len(indent) + len(text))
    return text


def _cut(tokens: Tokens, *words: str) -> list[Tokens]:
    """The tokens in parts that begin with one of the words. LEFT OUTER JOIN begins one, not two."""
    parts: list[list[Token]] = [[]]
    for each in tokens:
        is_start = _is_word(each, *words) and not (parts[-1] and _is_word(parts[-1][-1], "OUTER"))
        if is_start and parts[-1]:
            parts.append([])
        parts[-1].append(each)
    return list(parts)


def _split(tokens: Tokens) -> list[Tokens]:
    """What stands between commas."""
    parts: list[list[Token]] = [[]]
    for each in tokens:
        if _is_word(each, ","):
            parts.append([])
        else:
            parts[-1].append(each)
    return list(parts)
