"""The habits of this project that ruff and import-linter cannot check. Each failure says what to do instead."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.sources import PACKAGE, TOP, calls, classes, name_of, parse, python_files, tracked, walk, words

TRANSACTIONS = {
    "capacity_service/store/database.py": "the one place: Database.transaction",
    "capacity_service/actions/run.py": "undoes what a refused action did, so that the refusal itself can be kept",
    "capacity_service/store/migrate.py": "runs Alembic before there is a service",
    "migrations/env.py": "is Alembic's own run",
}
CLOCKS = {
    "capacity_service/api/": "checks what people typed, before there is a transaction",
    "capacity_service/live/": "measures the silence of a connection",
    "capacity_service/demo/": "invents what happens",
    "capacity_service/pagina/": "says when a form was sent, and at which moment a page was made",
    "capacity_service/cli.py": "talks to who sits at the keyboard",
    "capacity_service/serve.py": "starts and stops processes",
    "capacity_service/store/check.py": "compares the clock of this machine with that of the database",
    "capacity_service/store/peiling.py": "compares the clock of this machine with that of the database",
}
CLOCK_CALLS = re.compile(r"(datetime\.)?(datetime|date)\.(now|utcnow|today)|time\.(time|time_ns)")
FORBIDDEN = {"utils", "helpers", "common", "core", "base", "manager", "service", "repository", "handler", "processor"}
FORBIDDEN |= {"util", "helper", "managers", "services", "repositories", "handlers", "processors"}
LINES_MAX = 300
SHORT = {".py", ".svelte", ".ts", ".css"}
MACHINE_PATH = re.compile(r"(?<![\w./~$}-])/(work|home|root|Users|mnt|tmp)/\w")
REGISTRY = re.compile(
    r"(?<![\w-])(pypi|npmjs|pythonhosted|artifactory|nexus|devpi|verdaccio)\.[a-z]{2,}"
    r"|(?<!no-emit-)(?<!no-)(index-url|find-links)[ =]|\"resolved\":|^registry\s*=",
    re.MULTILINE,
)


def test_only_the_database_module_begins_and_commits() -> None:
    found = [
        f"{name_of(path)}:{line} {called}"
        for path in python_files("capacity_service", "migrations")
        for line, called, _ in calls(path)
        if called.rpartition(".")[2] in {"begin", "begin_nested", "commit", "rollback"}
        and name_of(path) not in TRANSACTIONS
    ]
    assert not found, f"Take a Transactie as argument; Database.transaction begins and commits it: {found}"


def test_only_the_edges_look_at_the_clock_of_this_machine() -> None:
    found = [
        f"{name_of(path)}:{line} {called}"
        for path in python_files("capacity_service")
        for line, called, _ in calls(path)
        if CLOCK_CALLS.fullmatch(called) and not name_of(path).startswith(tuple(CLOCKS))
    ]
    assert not found, f"Use tx.now, the clock of the database, or take the instant as an argument: {found}"


@pytest.mark.parametrize("name", [*TRANSACTIONS, *CLOCKS])
def test_an_exception_is_about_something_that_exists(name: str) -> None:
    assert (TOP / name).exists(), f"Take {name} off the list of exceptions"


def test_only_the_weighing_sees_everybody() -> None:
    """The context `afwegen` shows all open aanvragen of the country."""
    allowed = {("capacity_service/actions/weigh.py", "lock_afwegen"), ("capacity_service/store/database.py", "Context")}
    found = {
        (name_of(path), _inside(path, node))
        for path in python_files("capacity_service")
        for node in ast.walk(parse(path))
        if isinstance(node, ast.Constant) and node.value == "afwegen"
    }
    assert found == allowed, f"Call lock_afwegen instead of entering `afwegen`: {found - allowed}"


def _inside(path: Path, node: ast.AST) -> str:
    """The name of the top-level definition that a node stands in."""
    for top in parse(path).body:
        if node in ast.walk(top):
            return getattr(top, "name", None) or ast.unparse(getattr(top, "targets", [top])[0])
    raise AssertionError(f"{name_of(path)} has no such node")


def test_only_the_store_writes_who_holds_a_place() -> None:
    writes = re.compile(r"(INSERT INTO|UPDATE|DELETE FROM) claim\b")
    found = [
        name_of(path) for path in python_files("capacity_service") if writes.search(path.read_text(encoding="utf-8"))
    ]
    allowed = {"capacity_service/store/claims.py", "capacity_service/store/plaatsen.py"}
    assert set(found) == allowed, "Use take, keep, hold or release of store/claims.py"


def test_no_file_or_class_has_a_name_that_means_nothing() -> None:
    files = [path for path in walk() if path.suffix in SHORT and path.name != "__init__.py"]
    named = [(name_of(path), path.stem) for path in files]
    named += [
        (f"{name_of(path)}:{found.lineno}", found.name)
        for path in files
        if path.suffix == ".py"
        for found in classes(path)
    ]
    vague = {where: words(name) & FORBIDDEN for where, name in named if words(name) & FORBIDDEN}
    assert not vague, f"Name it after what it knows or does, in the words of GLOSSARY.md: {vague}"


def test_every_file_can_be_read_at_once() -> None:
    long = {
        name_of(path): lines
        for path in walk()
        if path.suffix in SHORT and (lines := len(path.read_text(encoding="utf-8").splitlines())) >= LINES_MAX
    }
    assert not long, f"Split by what a reader would look for, under {LINES_MAX} lines each: {long}"


GLOSSARY = (PACKAGE / "domain" / "GLOSSARY.md").read_text(encoding="utf-8")
DOMAIN_CLASSES = {
    found.name: name_of(path) for path in python_files("capacity_service/domain") for found in classes(path)
}


def test_every_class_of_the_domain_is_a_term_in_the_glossary() -> None:
    missing = {name: path for name, path in DOMAIN_CLASSES.items() if name[0] != "_" and f"`{name}`" not in GLOSSARY}
    assert not missing, f"Add the term with its meaning to domain/GLOSSARY.md, or use the term that is there: {missing}"


def test_every_class_the_glossary_names_exists() -> None:
    named = set(re.findall(r"`(_?[A-Z][a-z]+(?:[A-Z][a-z]+)*)`", GLOSSARY))
    assert len(named) >= 30
    assert named <= DOMAIN_CLASSES.keys(), f"Not in domain/ (any more): {named - DOMAIN_CLASSES.keys()}"


def test_no_term_stands_in_the_glossary_twice() -> None:
    terms = re.findall(r"^\| (.+?) \| .+ \|", GLOSSARY, re.MULTILINE)
    doubles = {term for term in terms if terms.count(term) > 1} - {"term", "---"}
    assert not doubles, f"One row per term: {doubles}"


def _texts() -> list[tuple[str, str]]:
    found = []
    for path in tracked():
        content = path.read_bytes()
        if b"\0" not in content and path != Path(__file__):
            found.append((name_of(path), content.decode("utf-8")))
    return found


def test_nothing_names_a_path_of_one_machine() -> None:
    found = [f"{name}: {match[0]}" for name, content in _texts() for match in MACHINE_PATH.finditer(content)]
    assert not found, f"Use a path from the top of the project, or a folder that is made for the purpose: {found}"


def test_nothing_names_where_packages_come_from() -> None:
    found = [f"{name}: {match[0]}" for name, content in _texts() for match in REGISTRY.finditer(content)]
    assert not found, f"Each machine has its own registries; lock files hold versions and hashes only: {found}"


def test_one_command_checks_everything() -> None:
    run = TOP / ".ci" / "run"
    assert run.stat().st_mode & 0o111, "chmod +x .ci/run"
    content = run.read_text(encoding="utf-8")
    assert "make check" in content
    assert "make test" in content
    targets = set(re.findall(r"^([a-z]+):", (TOP / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {"help", "run", "demo", "test", "faults", "check", "bench", "lock", "clean"} <= targets
