"""The first wall taken away stone by stone: every filter on whose things these are, found in the source and dropped at run time."""

import ast
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import Any, cast
from unittest.mock import patch

import capacity_service
from capacity_service.store.database import Transactie

PACKAGE = Path(capacity_service.__file__).parent
PARTS = ("store", "api", "actions", "domain")
SQL = re.compile(
    r"(?:\w+\.)?(?:organisatie_id|aanvraag_organisatie|opvang_organisatie) = :(?:own|organisatie)\b"
    r"|(?<![\w.])centrumgemeente = :streek\b"
)
"""How a statement asks for one's own things."""
CODE = re.compile(r"\bactor\.(organisatie|centrumgemeente)\b")
OWN = re.compile(r"\bown\b|\bactor\.centrumgemeente\b")
"""How the code does, in a comparison; in the table of who may see what it has a name of its own."""
Node = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Mutant:
    """One filter: where it stands, and what it says."""

    module: str
    where: str
    text: str
    nth: int

    @property
    def naam(self) -> str:
        return f"{self.module.removeprefix('capacity_service.')}.{self.where}: {self.text}"


def find_mutants() -> list[Mutant]:
    """Every filter there is, in the order of the files."""
    found = []
    for path in sorted(path for part in PARTS for path in (PACKAGE / part).rglob("*.py")):
        if path.is_relative_to(PACKAGE / "domain") and path.stem != "inzage":
            continue
        module = ".".join(("capacity_service", *path.relative_to(PACKAGE).with_suffix("").parts))
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found += [*_in_statements(module, tree), *_in_code(module, tree)]
    return found


def _in_statements(module: str, tree: ast.Module) -> Iterator[Mutant]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value):
            names = [one.targets[0] for one in tree.body if isinstance(one, ast.Assign) and node in ast.walk(one)]
            where = ast.unparse(names[0]) if names else f"regel {node.lineno}"
            yield Mutant(module, where, node.value, 0)


def _in_code(module: str, tree: ast.Module) -> Iterator[Mutant]:
    for where, function in _functions(tree):
        for nth, compare in enumerate(_compares(module, function)):
            yield Mutant(module, where, ast.unparse(compare), nth)


def _functions(tree: ast.Module) -> Iterator[tuple[str, Node]]:
    for node in tree.body:
        if isinstance(node, Node):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{one.name}", one) for one in node.body if isinstance(one, Node))


def _compares(module: str, function: Node) -> list[ast.Compare]:
    asks = OWN if module.endswith(".inzage") else CODE
    return [node for node in ast.walk(function) if isinstance(node, ast.Compare) and asks.search(ast.unparse(node))]


@contextmanager
def without(mutant: Mutant) -> Iterator[None]:
    """The service as if this filter had been forgotten."""
    if SQL.search(mutant.text):
        with patch.object(Transactie, "sql", _forgetful(mutant.text)):
            yield
        return
    module = import_module(mutant.module)
    function: Any = reduce(getattr, mutant.where.split("."), cast("Any", module))
    kept, function.__code__ = function.__code__, _forget(module, mutant).__code__
    try:
        yield
    finally:
        function.__code__ = kept


def _forgetful(text: str) -> Any:
    whole, plain = SQL.sub(lambda found: f"({found[0]} OR true)", text), Transactie.sql

    async def sql(self: Transactie, statement: str, **params: Any) -> list[Any]:
        return await plain(self, statement.replace(text, whole), **params)

    return sql


def _forget(module: Any, mutant: Mutant) -> FunctionType:
    """The same function with one comparison that always agrees with itself."""
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    (function,) = [one for where, one in _functions(tree) if where == mutant.where]
    compare = _compares(mutant.module, function)[mutant.nth]
    same = compare.left
    compare.comparators = [
        ast.List([same], ast.Load()) if isinstance(op, ast.In | ast.NotIn) else same for op in compare.ops[:1]
    ]
    compare.ops = compare.ops[:1]
    function.decorator_list = []
    names = dict(vars(module))
    # The words of the file itself, one comparison fewer.
    exec(compile(ast.fix_missing_locations(ast.Module([function], [])), module.__file__, "exec"), names)  # noqa: S102
    made: FunctionType = names[function.name]
    return made
