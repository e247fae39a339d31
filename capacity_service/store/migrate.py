"""Makes the roles, the database and the schema: what an operator runs once, and embedded mode at every start."""

import re
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection

from capacity_service.store.database import make_engine

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
MIGRATOR = "capaciteit_migrator"
ROLES = (MIGRATOR, "capaciteit_app", "capaciteit_reader")
SCHRIJVER = "capaciteit_schrijver"
NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")


async def create_roles(admin_url: str, database: str, passwords: dict[str, str]) -> None:
    """Make (or correct) the three login roles and the one that writes the logboek, and the database of the migrator.

    `admin_url` may create roles and databases; `passwords` has one for each of `ROLES`. Safe to run again.
    """
    if not NAME.fullmatch(database):
        raise SystemExit(f"De naam {database!r} kan geen gegevensbank zijn: kleine letters, cijfers en _.")
    engine = make_engine(admin_url, size=1)
    try:
        async with engine.connect() as plain:
            connection = await plain.execution_options(isolation_level="AUTOCOMMIT")
            for role in (*ROLES, SCHRIJVER):
                await _create_role(connection, role, passwords.get(role))
            await connection.execute(text(f"GRANT {SCHRIJVER} TO {MIGRATOR}"))
            await _create_database(connection, database)
    finally:
        await engine.dispose()


async def _create_role(connection: AsyncConnection, role: str, password: str | None) -> None:
    exists = (await connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :r"), {"r": role})).first()
    login = "NOLOGIN" if password is None else f"LOGIN PASSWORD {_literal(password)}"
    verb = "ALTER" if exists is not None else "CREATE"
    rights = "NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE"
    await connection.execute(text(f"{verb} ROLE {role} {login} {rights}"))


async def _create_database(connection: AsyncConnection, database: str) -> None:
    exists = (await connection.execute(text("SELECT 1 FROM pg_database WHERE datname = :d"), {"d": database})).first()
    if exists is None:
        await connection.execute(text(f"CREATE DATABASE {database}"))
    await connection.execute(text(f"ALTER DATABASE {database} OWNER TO {MIGRATOR}"))


def _literal(password: str) -> str:
    return "'" + password.replace("'", "''").replace(":", "\\:") + "'"


async def migrate(migrate_url: str) -> None:
    """Bring the schema up to date, all or nothing; everything is owned by the migrator, whoever logs in."""
    engine = make_engine(migrate_url, size=1)
    try:
        async with engine.connect() as connection:
            await connection.execute(text(f"SET ROLE {MIGRATOR}"))
            await connection.run_sync(_upgrade)
            await connection.commit()
    finally:
        await engine.dispose()


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
