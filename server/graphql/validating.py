"""The rules of validation as one visitor, which asks at a node only those that have something to say about its kind.

The library asks each of some thirty rules at every node, and looks up their methods anew for every document; that is
most of what validating a document costs.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from graphql import ASTValidationRule, Node, ValidationContext
from graphql.language.visitor import BREAK, EnterLeaveVisitor

Rules = tuple[type[ASTValidationRule], ...]
Method = Callable[..., Any]


@cache
def concerned(rules: Rules, kind: str) -> tuple[tuple[int, str | None, str | None], ...]:
    """The places of the rules that look at nodes of a kind, and by which methods on the way in and on the way out."""
    found = [(place, _method(rule, "enter", kind), _method(rule, "leave", kind)) for place, rule in enumerate(rules)]
    return tuple(each for each in found if each[1] or each[2])


def _method(rule: type[ASTValidationRule], way: str, kind: str) -> str | None:
    return next((name for name in (f"{way}_{kind}", way) if getattr(rule, name, None)), None)


def together(rules: Rules) -> type[ASTValidationRule]:
    """One rule that says what these say, in their order."""

    class Together(ASTValidationRule):
        def __init__(self, context: ValidationContext) -> None:
            super().__init__(context)
            self._rules = [rule(context) for rule in rules]
            self._skipping: list[Any] = [None] * len(rules)

        def get_enter_leave_for_kind(self, kind: str) -> EnterLeaveVisitor:
            """What to call on the way into nodes of a kind, and on the way out of them."""
            found = self.enter_leave_map.get(kind)
            if found is None:
                found = self.enter_leave_map[kind] = self._merged(concerned(rules, kind))
            return found

        def _merged(self, named: Sequence[tuple[int, str | None, str | None]]) -> EnterLeaveVisitor:
            if not named:
                return EnterLeaveVisitor(None, None)
            entering = [(place, getattr(self._rules[place], name)) for place, name, _ in named if name]
            leaving = [(place, getattr(self._rules[place], name) if name else None) for place, _, name in named]
            return EnterLeaveVisitor(_entering(self._skipping, entering), _leaving(self._skipping, leaving))

    return Together


def _entering(skipping: list[Any], methods: list[tuple[int, Method]]) -> Method:
    """Calls what does not skip a node around this one. Rules change no node, so there is nothing to hand back."""

    def enter(node: Node, *args: Any) -> None:
        for place, method in methods:
            if skipping[place] is None:
                answer = method(node, *args)
                if answer is not None:
                    skipping[place] = BREAK if _stops(answer) else node

    return enter


def _leaving(skipping: list[Any], methods: list[tuple[int, Method | None]]) -> Method:
    def leave(node: Node, *args: Any) -> None:
        for place, method in methods:
            if skipping[place] is node:
                skipping[place] = None
            elif method is not None and skipping[place] is None and _stops(method(node, *args)):
                skipping[place] = BREAK

    return leave


def _stops(answer: Any) -> bool:
    """Whether a rule wants to see nothing any more; `SKIP` and False are about what is inside a node."""
    return answer is BREAK or answer is True
