"""An embedded installation: its roles and passwords, its schema, and where a running one can be found."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import make_url

from capacity_service.store.embedded import Cluster
from capacity_service.store.migrate import MIGRATOR, ROLES, create_roles, migrate

DATABASE = "capaciteit"
PASSWORDS_FILE = "wachtwoorden.json"
RUNNING_FILE = "dienst.json"


@dataclass(frozen=True)
class Adressen:
    """Database urls per role; only the app's is used by the service itself."""

    migrator: str
    app: str
    reader: str


@dataclass(frozen=True)
class Draaiend:
    """Where a running embedded service answers, for the commands beside it."""

    url: str
    database_url: str


async def prepare(cluster: Cluster) -> Adressen:
    """Roles, database and schema of an embedded PostgreSQL, made or brought up to date."""
    passwords = _read_passwords(cluster.data_dir)
    admin = cluster.url(cluster.superuser, cluster.password, "postgres")
    await create_roles(admin, DATABASE, passwords)
    urls = [cluster.url(role, passwords[role], DATABASE) for role in ROLES]
    await migrate(urls[0])
    return Adressen(*urls)


def _read_passwords(data_dir: Path) -> dict[str, str]:
    path = data_dir / PASSWORDS_FILE
    if not path.exists():
        _write_private(path, {role: secrets.token_urlsafe(24) for role in ROLES})
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found


def announce(data_dir: Path, draaiend: Draaiend) -> None:
    """Write down, for the owner only, where the service runs."""
    _write_private(data_dir / RUNNING_FILE, asdict(draaiend))


def withdraw(data_dir: Path) -> None:
    """It no longer runs."""
    (data_dir / RUNNING_FILE).unlink(missing_ok=True)


def find_running(data_dir: Path) -> Draaiend | None:
    """Where the embedded service of this data folder runs; None when nothing was announced."""
    path = data_dir / RUNNING_FILE
    return Draaiend(**json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None


def find_migrator(data_dir: Path, draaiend: Draaiend) -> str:
    """The migrator's address of a running embedded service: who owns its data folder may change reference data."""
    url = make_url(draaiend.database_url).set(username=MIGRATOR, password=_read_passwords(data_dir)[MIGRATOR])
    return url.render_as_string(hide_password=False)


def _write_private(path: Path, content: dict[str, str]) -> None:
    draft = path.with_suffix(".nieuw")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file)
    draft.replace(path)
