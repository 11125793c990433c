"""Permission code made wrong, one small mistake at a time: what is compared, joined, negated or answered is another."""

import ast
import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import permissions
from tests.apart.leaks import forgotten

FOLDER = Path(permissions.__file__).parent
LEFT_OUT = ("__init__", "standing", "walls")
"""What is compiled into the database before any test looks at it, and tested there (tests/walls/test_standing.py)."""
NAMES = {"and_": "or_", "or_": "and_", "true": "false", "false": "true"}
METHODS = {"in_": "not_in", "not_in": "in_", "is_": "is_not", "is_not": "is_", "any_": "all_"}
OPERATORS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
ANSWERS = {"rows": ("__import__('sqlalchemy').true()", "__import__('sqlalchemy').false()"), "allows": ("True", "False")}
"""What a function of a name might as well answer."""


@dataclass(frozen=True)
class Mutant:
    """A function of the permissions with one mistake in it."""

    place: str
    function: FunctionType
    code: CodeType

    @contextmanager
    def alive(self) -> Iterator[None]:
        """Have everybody use it."""
        right = self.function.__code__
        self.function.__code__ = self.code
        forgotten()
        try:
            yield
        finally:
            self.function.__code__ = right
            forgotten()


def mutants() -> list[Mutant]:
    """All of them."""
    names = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem not in LEFT_OUT)
    return [each for name in names for each in _of_module(import_module(f"permissions.{name}"))]


def _of_module(module: ModuleType) -> Iterator[Mutant]:
    file = str(module.__file__)
    source = Path(file).read_text()
    functions = dict(_functions(module))
    tree = ast.parse(source)
    for place, node in enumerate(ast.walk(tree)):
        for number, (what, _) in enumerate(_mistakes(node)):
            other = deepcopy(tree)
            _replace(other, place, number)
            compiled = compile(ast.fix_missing_locations(other), file, "exec")
            for name, code in _codes(compiled):
                function = functions.get(name)
                if function and _said(code) != _said(function.__code__):
                    shown = f"{module.__name__}:{getattr(node, 'lineno', 0)} {name}: {what}"
                    yield Mutant(shown, function, code)


def _functions(module: ModuleType) -> Iterator[tuple[str, FunctionType]]:
    """The functions a module defines, by their qualified names, behind whatever decorates them."""
    owners = [module, *(each for each in vars(module).values() if inspect.isclass(each))]
    for owner in owners:
        for each in vars(owner).values():
            found = (
                getattr(each, "fget", None) or getattr(each, "func", None) or getattr(each, "__func__", None) or each
            )
            found = inspect.unwrap(found) if callable(found) else found
            if isinstance(found, FunctionType) and found.__module__ == module.__name__:
                yield found.__qualname__, found


def _codes(code: CodeType) -> Iterator[tuple[str, CodeType]]:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each.co_qualname, each
            yield from _codes(each)


def _said(code: CodeType) -> tuple[Any, ...]:
    """What code does, wherever it stands."""
    constants = tuple(_said(each) if isinstance(each, CodeType) else (type(each), each) for each in code.co_consts)
    return code.co_code, constants, code.co_names


def _replace(tree: ast.Module, place: int, number: int) -> None:
    wanted = list(ast.walk(tree))[place]
    _, made = _mistakes(wanted)[number]
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is wanted:
                setattr(parent, name, made)
            elif isinstance(value, list):
                setattr(parent, name, [made if each is wanted else each for each in value])


def _mistakes(node: ast.AST) -> list[tuple[str, ast.AST]]:
    """What somebody might have written instead, with words for it."""
    made: list[ast.AST] = []
    match node:
        case ast.Compare(ops=[one]) if type(one) in OPERATORS:
            made = [ast.Compare(node.left, [OPERATORS[type(one)]()], node.comparators)]
        case ast.BoolOp():
            made = [ast.BoolOp(OPERATORS[type(node.op)](), node.values)]
            made += [_joined(node.op, [*node.values[:n], *node.values[n + 1 :]]) for n in range(len(node.values))]
        case ast.BinOp(op=ast.BitAnd() | ast.BitOr()):
            made = [ast.BinOp(node.left, OPERATORS[type(node.op)](), node.right), node.left, node.right]
        case ast.UnaryOp(op=ast.Not() | ast.Invert()):
            made = [node.operand]
        case ast.Call(func=ast.Name(id=name)) if name in NAMES:
            made = [_call(NAMES[name], node.args)]
            drops = range(len(node.args)) if len(node.args) > 1 else ()
            made += [_call(name, [*node.args[:n], *node.args[n + 1 :]]) for n in drops]
        case ast.Call(func=ast.Attribute(attr=name)) if name in METHODS:
            made = [ast.Call(ast.Attribute(node.func.value, METHODS[name], ast.Load()), node.args, node.keywords)]
        case ast.IfExp():
            made = [node.body, node.orelse]
        case ast.If():
            made = [ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)]
        case ast.FunctionDef(name=name) if name in ANSWERS:
            for answer in ANSWERS[name]:
                body = [ast.Return(ast.parse(answer, mode="eval").body)]
                made.append(ast.FunctionDef(node.name, node.args, body, [], None))
    shown = ast.unparse(node).splitlines()[0] if made else ""
    return [(f"{ast.unparse(each).replace(chr(10), ' ')} for {shown}", each) for each in map(_placed, made)]


def _placed(node: ast.AST) -> ast.AST:
    return ast.fix_missing_locations(node)


def _joined(operator: ast.boolop, values: list[ast.expr]) -> ast.expr:
    return values[0] if len(values) == 1 else ast.BoolOp(operator, values)


def _call(name: str, given: list[ast.expr]) -> ast.Call:
    call = name if given or name in ("true", "false") else "true"
    return ast.Call(ast.Name(call, ast.Load()), given, [])
