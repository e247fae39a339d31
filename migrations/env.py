"""Alembic's environment: one synchronous run over asyncpg as the migrator, who owns every table."""

import asyncio

from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel

from capacity_service.settings import Settings
from capacity_service.store import tables, tables_boom, tables_signalen, tables_toegang  # noqa: F401 - fills SQLModel.metadata
from capacity_service.store.database import asyncpg_url

LOCK_TIMEOUT = "5s"


def run_migrations(connection: Connection) -> None:
    """Run everything in one transaction; a table that is busy for 5 seconds ends the run, nothing half done."""
    context.configure(connection=connection, target_metadata=SQLModel.metadata, transactional_ddl=True)
    with context.begin_transaction():
        connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
        context.run_migrations()


async def main() -> None:
    """Connect to the url given by the caller, else to DATABASE_URL_MIGRATE."""
    given = context.config.attributes.get("connection")
    if given is not None:
        run_migrations(given)
        return
    settings = Settings()
    url = settings.database_url_migrate or settings.database_url
    if url is None:
        raise SystemExit("Set DATABASE_URL_MIGRATE to the migrator's url, or use `capacity-service migrate`.")
    engine = create_async_engine(asyncpg_url(url))
    async with engine.connect() as connection:
        await connection.run_sync(run_migrations)
        await connection.commit()
    await engine.dispose()


if context.config.attributes.get("connection") is not None:
    run_migrations(context.config.attributes["connection"])
else:
    asyncio.run(main())
