"""Every module has a test module where a reader would look for it: tests/<folder>/test_<module>.py."""

import pytest

from tests.architecture.sources import PACKAGE, TOP, name_of, parse, python_files

ELSEWHERE = {
    "store/tables.py": ("schema/test_migrations.py", "rows without behaviour, compared with the database"),
    "store/tables_boom.py": ("schema/test_migrations.py", "rows without behaviour, compared with the database"),
    "store/tables_signalen.py": ("schema/test_migrations.py", "rows without behaviour, compared with the database"),
    "store/tables_inzage.py": ("schema/test_migrations.py", "rows without behaviour, compared with the database"),
    "store/tables_toegang.py": ("schema/test_migrations.py", "rows without behaviour, compared with the database"),
}
"""Module -> where it is tested instead, and why there."""

MODULES = [
    path.relative_to(PACKAGE).as_posix()
    for path in python_files("capacity_service")
    if path.name not in {"__init__.py", "__main__.py"}
]


@pytest.mark.parametrize("module", MODULES)
def test_every_module_has_its_test_module(module: str) -> None:
    folder, _, name = module.rpartition("/")
    own = TOP / "tests" / folder / f"test_{name}"
    place = TOP / "tests" / ELSEWHERE[module][0] if module in ELSEWHERE else own
    assert place.is_file(), f"Write {name_of(own)}, or say in ELSEWHERE where {module} is tested and why there"
    assert module not in ELSEWHERE or not own.is_file(), f"{module} has a test module of its own: take it off the list"


@pytest.mark.parametrize("module", ELSEWHERE)
def test_every_exception_is_about_a_module_that_exists_and_gives_its_reason(module: str) -> None:
    assert module in MODULES
    assert ELSEWHERE[module][1]


def test_every_test_module_holds_tests() -> None:
    empty = [
        name_of(path)
        for path in python_files("tests")
        if path.name.startswith("test_")
        and not any(getattr(node, "name", "").startswith("test_") for node in parse(path).body)
    ]
    assert not empty, f"Nothing is tested here: {empty}"


def test_nothing_but_packages_is_empty() -> None:
    packages = [path for path in python_files("capacity_service") if path.name == "__init__.py"]
    assert [name_of(path) for path in packages if path.read_text(encoding="utf-8").strip()] == []
