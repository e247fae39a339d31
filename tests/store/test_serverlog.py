from collections.abc import Mapping

import asyncpg
import pytest

from capacity_service.store.embedded import DEFAULTS, Cluster
from capacity_service.store.serverlog import SILENT, judge_server_log

UNSAFE = {
    "log_min_messages": "warning",
    "log_min_error_statement": "error",
    "log_error_verbosity": "default",
    "log_parameter_max_length": "-1",
    "log_parameter_max_length_on_error": "0",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
}
"""As PostgreSQL comes."""


def test_as_the_embedded_server_is_started_nothing_gets_through() -> None:
    assert judge_server_log(SILENT) == []


def test_as_postgresql_comes_a_refused_row_gets_through() -> None:
    assert judge_server_log(UNSAFE) == [
        "log_error_verbosity staat op default; zet log_error_verbosity = terse",
        "log_min_error_statement staat op error; zet log_min_error_statement = panic",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("log_statement", "all"),
        ("log_statement", "mod"),
        ("log_min_duration_statement", "0"),
        ("log_min_duration_statement", "250"),
    ],
)
def test_a_server_that_writes_down_statements_is_found(name: str, value: str) -> None:
    (found,) = judge_server_log(SILENT | {name: value})
    assert found.startswith(f"{name} staat op {value}")


@pytest.mark.parametrize(
    "change",
    [
        {"log_error_verbosity": "default"},
        {"log_min_error_statement": "error"},
        {"log_parameter_max_length_on_error": "-1"},
    ],
)
def test_a_server_that_writes_errors_must_leave_out_every_detail(change: dict[str, str]) -> None:
    terse = SILENT | {"log_min_messages": "warning"}
    assert judge_server_log(terse) == []
    assert len(judge_server_log(terse | change)) >= 1


CANARY = "kanarie-0612345678"
REFUSED = (
    "INSERT INTO kanarie VALUES (1, 'kanarie-0612345678'), (1, 'kanarie-0612345678')",
    "INSERT INTO kanarie (nummer, plaats) VALUES ('kanarie-0612345678', 1)",
    "UPDATE kanarie SET plaats = 2 WHERE nummer = 'kanarie-0612345678'",
)


async def _make_mistakes(cluster: Cluster, settings: Mapping[str, str]) -> str:
    """Rows and statements that the server refuses, with a number in them; gives what its log says of that session."""
    log = cluster.data_dir / "postgres.log"
    connection = await asyncpg.connect(cluster.url(cluster.superuser, cluster.password, "postgres"), ssl=False)
    await connection.execute("CREATE TEMP TABLE kanarie (id integer PRIMARY KEY, nummer text NOT NULL)")
    for name, value in settings.items():
        await connection.execute(f"SET {name} = '{value}'")
    before = log.stat().st_size
    for statement in REFUSED:
        with pytest.raises(asyncpg.PostgresError):
            await connection.execute(statement)
    await connection.close()
    return log.read_bytes()[before:].decode()


async def test_a_refused_row_is_in_no_log_of_the_server(cluster: Cluster) -> None:
    assert SILENT.items() <= DEFAULTS.items()
    assert CANARY not in await _make_mistakes(cluster, SILENT)


async def test_the_wall_removed_a_refused_row_is_in_the_log_of_the_server(cluster: Cluster) -> None:
    said = await _make_mistakes(cluster, UNSAFE)
    assert said.count(CANARY) >= len(REFUSED)
