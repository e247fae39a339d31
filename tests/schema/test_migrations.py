"""The rows in store/tables.py are what the migrations made, column for column."""

from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlmodel import SQLModel

from capacity_service.store import hartslag, tables, tables_inzage, tables_signalen, tables_toegang
from capacity_service.store.database import make_engine
from capacity_service.store.migrate import MIGRATIONS, migrate
from tests.conftest import Urls


def read_differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, SQLModel.metadata))


async def test_the_models_and_the_migrations_agree(kaal: Urls) -> None:
    engine = make_engine(kaal.migrator, size=1)
    async with engine.connect() as connection:
        differences = await connection.run_sync(read_differences)
    await engine.dispose()
    assert {table.__tablename__ for table in (tables.Plaats, tables_signalen.Melding, tables_toegang.Sessie)} <= set(
        SQLModel.metadata.tables
    )
    assert tables_inzage.Noodinzageregel.__tablename__ in SQLModel.metadata.tables
    assert hartslag.Hartslag.__tablename__ in SQLModel.metadata.tables
    assert differences == [], "Write a migration, or correct store/tables.py"


async def test_partial_indexes_hold_the_same_rows_in_the_models_and_in_the_database(kaal: Urls) -> None:
    """Alembic compares the columns of an index, not its predicate."""
    engine = make_engine(kaal.migrator, size=1)
    async with engine.connect() as connection:
        rows = await connection.execute(
            text("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexdef LIKE '% WHERE %'")
        )
        made = {row.indexname: row.indexdef.partition(" WHERE ")[2] for row in rows}
    await engine.dispose()
    modelled = {
        str(index.name): str(index.dialect_options["postgresql"]["where"])
        for table in SQLModel.metadata.tables.values()
        for index in table.indexes
        if index.dialect_options["postgresql"]["where"] is not None
    }
    assert {name: words_in(where) for name, where in made.items()} == {
        name: words_in(where) for name, where in modelled.items()
    }


def words_in(predicate: str) -> set[str]:
    """The columns and values of a predicate, however PostgreSQL spells the rest of it."""
    spelled = "".join(sign if sign.isalnum() or sign == "_" else " " for sign in predicate)
    return set(spelled.split()) - {"IN", "ANY", "ARRAY", "text"}


async def test_migrating_again_changes_nothing(kaal: Urls) -> None:
    await migrate(kaal.migrator)
    engine = make_engine(kaal.migrator, size=1)
    async with engine.connect() as connection:
        assert await connection.run_sync(read_differences) == []
        revision = (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar_one()
    await engine.dispose()
    assert revision == scripts().get_current_head()


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return ScriptDirectory.from_config(config)


def test_the_migrations_are_one_line_and_numbered() -> None:
    revisions = [script.revision for script in scripts().walk_revisions()]
    assert revisions == sorted(set(revisions), reverse=True)
    assert all(len(revision) == 4 and revision.isdigit() for revision in revisions)
    assert len(scripts().get_heads()) == 1
    names = sorted(path.name[:4] for path in Path(MIGRATIONS, "versions").glob("*.py"))
    assert names == sorted(revisions)
