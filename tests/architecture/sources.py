"""The files of this project as tests read them: what people wrote, not what tools made."""

import ast
import os
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

TOP = Path(__file__).parents[2]
PACKAGE = TOP / "capacity_service"
MADE_BY_TOOLS = {".git", ".venv", ".data", "node_modules", "dist", "sbom", "__pycache__"}
MADE_BY_TOOLS |= {".hypothesis", ".import_linter_cache", ".mypy_cache", ".pytest_cache", ".ruff_cache"}


def walk(start: Path = TOP) -> Iterator[Path]:
    """Every file below `start` that people wrote, in order."""
    for folder, names, files in os.walk(start):
        names[:] = sorted(name for name in names if name not in MADE_BY_TOOLS and not name.endswith(".egg-info"))
        yield from (Path(folder) / name for name in sorted(files) if not name.startswith(".env"))


def tracked() -> list[Path]:
    """Every file that goes along with the project; without git, every file that people wrote."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=TOP, capture_output=True, text=True, check=False)
    if listed.returncode:
        return list(walk())
    return [path for name in listed.stdout.split("\0") if name and (path := TOP / name).is_file()]


def name_of(path: Path) -> str:
    """The path from the top of the project."""
    return path.relative_to(TOP).as_posix()


def python_files(*folders: str) -> list[Path]:
    """The Python of these folders."""
    return [path for folder in folders for path in walk(TOP / folder) if path.suffix == ".py"]


@cache
def parse(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), name_of(path))


def calls(path: Path) -> Iterator[tuple[int, str, ast.Call]]:
    """Every call in a file: its line, what is called as it is written (`datetime.now`), and the call."""
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func), node


def classes(path: Path) -> Iterator[ast.ClassDef]:
    """Every class that a file defines."""
    return (node for node in ast.walk(parse(path)) if isinstance(node, ast.ClassDef))


def words(name: str) -> set[str]:
    """The words of a file or class name, in small letters: `PlaatsRegel`, `plaats_regel`, `plaats-regel` are two."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)}
