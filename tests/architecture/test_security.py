"""What the documents about security claim: each test they name exists, each requirement is there, and each package is locked."""

import json
import re
from collections import Counter

from tests.api.document import operations
from tests.architecture.sources import TOP, name_of, python_files, walk

SECURITY = (TOP / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(test_[a-z0-9_]+)`")
DEFINED = re.compile(r"^(?:async )?def (test_\w+)", re.MULTILINE)
REQUIRED = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2, "3.3": 4,
    "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5,
    "7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4,
    "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
    "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3,
    "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4,
    "17.3": 2,
}  # fmt: skip
"""How many requirements of level 1 and 2 each section of OWASP ASVS 5.0.0 has; they come first in each."""


def _expand(text: str) -> list[str]:
    """`6.2.1-6.2.3, 6.4.1` as four requirements."""
    found = []
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        section, _, number = first.rpartition(".")
        until = int(last.rpartition(".")[2]) if last else int(number)
        found += [f"{section}.{n}" for n in range(int(number), until + 1)]
    return found


def _requirements() -> Counter[str]:
    rows = re.findall(r"^\| ([0-9., -]+) \| [123, ]+ \|", SECURITY, re.MULTILINE)
    return Counter(requirement for row in rows for requirement in _expand(row))


def test_every_test_that_is_named_exists() -> None:
    defined = {name for path in python_files("tests") for name in DEFINED.findall(path.read_text(encoding="utf-8"))}
    documents = [path for path in walk(TOP / "docs") if path.suffix == ".md"]
    missing = {
        f"{name_of(path)}: {name}"
        for path in documents
        for name in NAMED.findall(path.read_text(encoding="utf-8"))
        if name not in defined
    }
    assert not missing
    assert len(NAMED.findall(SECURITY)) > 60


def test_every_requirement_of_level_two_is_answered_once() -> None:
    required = {f"{section}.{n}" for section, count in REQUIRED.items() for n in range(1, count + 1)}
    found = _requirements()
    assert len(required) == 253
    assert required - found.keys() == set()
    assert [requirement for requirement, times in found.items() if times > 1] == []


def test_every_package_is_locked_by_its_hash() -> None:
    for lock in sorted((TOP / "requirements").glob("*.lock")):
        text = lock.read_text(encoding="utf-8").replace("\\\n", " ")
        packages = [line for line in text.splitlines() if re.match(r"[a-z0-9]", line, re.IGNORECASE)]
        assert packages
        assert [line.split()[0] for line in packages if "--hash=sha256:" not in line] == [], lock.name
    locked = json.loads((TOP / "dashboard" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert [name for name, package in locked.items() if name and "integrity" not in package] == []


def test_no_page_puts_in_html_of_its_own() -> None:
    sources = [
        path
        for path in walk(TOP / "dashboard" / "src")
        if path.suffix in {".svelte", ".ts"} and ".test." not in path.name
    ]
    templates = [path for path in walk(TOP / "capacity_service" / "pagina") if path.suffix in {".html", ".py"}]
    raw = re.compile(r"\{@html|\.innerHTML|insertAdjacentHTML|document\.write|\|\s*safe\b|\bMarkup\(|autoescape=False")
    found = [name_of(path) for path in [*sources, *templates] if raw.search(path.read_text(encoding="utf-8"))]
    assert found == []
    assert len(sources) > 100


def test_no_address_of_the_interface_holds_a_secret() -> None:
    secret = re.compile(r"token|ticket|geheim|sleutel|wachtwoord|(?<!volg)nummer$|cookie", re.IGNORECASE)
    found = [
        f"{operation.method} {operation.path} {parameter['name']}"
        for operation in operations()
        for parameter in operation.told.get("parameters", [])
        if parameter["in"] in {"query", "path"} and secret.search(parameter["name"])
    ]
    assert found == []
