from pathlib import Path

import asyncpg

from capacity_service.store.embedded import Cluster
from capacity_service.store.installatie import Draaiend, announce, find_migrator, find_running, withdraw
from capacity_service.store.migrate import ROLES
from tests.conftest import Urls

HERE = Draaiend("http://127.0.0.1:8000", "postgresql://capaciteit_app@127.0.0.1:5433/capaciteit")


def test_a_running_service_is_found_until_it_withdraws(tmp_path: Path) -> None:
    assert find_running(tmp_path) is None
    announce(tmp_path, HERE)
    assert find_running(tmp_path) == HERE
    announce(tmp_path, Draaiend("http://127.0.0.1:8001", HERE.database_url))
    found = find_running(tmp_path)
    assert found is not None
    assert found.url == "http://127.0.0.1:8001"
    withdraw(tmp_path)
    withdraw(tmp_path)
    assert find_running(tmp_path) is None


def test_what_it_writes_down_is_for_its_owner_only(tmp_path: Path) -> None:
    announce(tmp_path, HERE)
    assert [path.stat().st_mode & 0o777 for path in tmp_path.iterdir()] == [0o600]


def test_who_owns_the_data_folder_finds_the_migrator_beside_the_service(tmp_path: Path) -> None:
    first = find_migrator(tmp_path, HERE)
    assert first.startswith("postgresql://capaciteit_migrator:")
    assert first.endswith("@127.0.0.1:5433/capaciteit")
    assert find_migrator(tmp_path, HERE) == first


async def test_the_roles_that_log_in_are_three_and_none_is_more_than_it_needs(cluster: Cluster, kaal: Urls) -> None:
    admin = cluster.url(cluster.superuser, cluster.password, kaal.app.rsplit("/", 1)[-1])
    connection = await asyncpg.connect(admin, ssl=False)
    rows = await connection.fetch(
        "SELECT rolname FROM pg_roles WHERE rolname LIKE 'capaciteit%' AND rolcanlogin"
        " AND NOT (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb)"
    )
    await connection.close()
    assert {row["rolname"] for row in rows} == set(ROLES)
