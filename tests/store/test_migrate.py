import asyncpg
import pytest

from capacity_service.store.embedded import Cluster
from capacity_service.store.migrate import MIGRATIONS, create_roles, migrate
from tests.conftest import PASSWORDS, Urls


async def test_migrating_again_changes_nothing(kaal: Urls) -> None:
    connection = await asyncpg.connect(kaal.migrator, ssl=False)
    try:
        before = await connection.fetch("SELECT version_num FROM alembic_version")
        await migrate(kaal.migrator)
        assert await connection.fetch("SELECT version_num FROM alembic_version") == before
        newest = max(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
        assert [row["version_num"] for row in before] == [newest]
    finally:
        await connection.close()


async def test_everything_is_owned_by_the_migrator_whoever_migrates(kaal: Urls) -> None:
    connection = await asyncpg.connect(kaal.app, ssl=False)
    try:
        rows = await connection.fetch(
            "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        )
    finally:
        await connection.close()
    assert [row["tableowner"] for row in rows] == ["capaciteit_migrator"]


async def test_making_the_roles_again_keeps_them_working(cluster: Cluster, kaal: Urls) -> None:
    admin = cluster.url(cluster.superuser, cluster.password, "postgres")
    await create_roles(admin, kaal.app.rpartition("/")[2], PASSWORDS)
    connection = await asyncpg.connect(kaal.app, ssl=False)
    assert await connection.fetchval("SELECT count(*) FROM centrumgemeente") == 35
    await connection.close()


async def test_a_name_that_could_be_more_than_a_name_is_refused(cluster: Cluster) -> None:
    admin = cluster.url(cluster.superuser, cluster.password, "postgres")
    with pytest.raises(SystemExit, match="kan geen gegevensbank zijn"):
        await create_roles(admin, 'naam"; DROP ROLE x', PASSWORDS)
