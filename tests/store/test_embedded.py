import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from capacity_service.store.embedded import Cluster, ClusterError, RunningCluster, start_cluster
from capacity_service.store.postgres_process import runs_on

SCRIPT = """
import sys
from pathlib import Path
from capacity_service.store.embedded import start_cluster
running = start_cluster(Path(sys.argv[1]), say=lambda line: None)
print(running.pid, flush=True)
input()
"""


def start(data_dir: Path, **options: str) -> RunningCluster:
    return start_cluster(data_dir, options=options, say=print)


async def query(cluster: Cluster, sql: str) -> str:
    connection = await asyncpg.connect(cluster.url(cluster.superuser, cluster.password, "postgres"), ssl=False)
    try:
        return str(await connection.fetchval(sql))
    finally:
        await connection.close()


@contextlib.contextmanager
def parent_process(data_dir: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Another process that starts the cluster and waits; yields it and the postmaster's process id."""
    here = Path(__file__).parents[2]
    environment = os.environ | {"PYTHONPATH": str(here)}
    command = [*words, sys.executable, "-c", SCRIPT, str(data_dir)]
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        try:
            yield process, int(process.stdout.readline())
        finally:
            process.kill()


def wait_until_gone(pid: int, pgdata: Path) -> None:
    until = time.monotonic() + 10
    while runs_on(pid, pgdata):
        assert time.monotonic() < until, f"PostgreSQL {pid} outlived its parent"
        time.sleep(0.02)


def other_users() -> list[list[str]]:
    """Ways to be root and an ordinary user for a while, where this kernel lets a process choose."""
    ways = [["unshare", "--user", "--map-user=1000", "--map-group=1000"], ["unshare", "--user", "--map-root-user"]]
    with contextlib.suppress(OSError):
        return [
            [],
            *(way for way in ways if subprocess.run([*way, "true"], check=False, capture_output=True).returncode == 0),
        ]
    return [[]]


async def test_data_is_kept_when_the_cluster_stops_and_starts_on_a_path_with_spaces(tmp_path: Path) -> None:
    data_dir = tmp_path / "een map met spaties"
    with start(data_dir) as running:
        await query(running.cluster, "CREATE TABLE huis AS SELECT 7 AS n")

    with start(data_dir) as running:
        assert await query(running.cluster, "SELECT n FROM huis") == "7"
        assert await query(running.cluster, "SHOW data_checksums") == "on"
        assert await query(running.cluster, "SHOW fsync") == "on"
        assert await query(running.cluster, "SHOW server_encoding") == "UTF8"
        assert await query(running.cluster, "SHOW password_encryption") == "scram-sha-256"
    assert not running.alive


async def test_options_become_settings_of_the_server(tmp_path: Path) -> None:
    with start(tmp_path, work_mem="7MB") as running:
        assert await query(running.cluster, "SHOW work_mem") == "7MB"


async def test_a_wrong_password_is_refused(tmp_path: Path) -> None:
    with start(tmp_path) as running:
        url = running.cluster.url("postgres", "wrong", "postgres")
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(url, ssl=False)


async def test_what_was_committed_survives_a_killed_postmaster(tmp_path: Path) -> None:
    running = start(tmp_path)
    await query(running.cluster, "CREATE TABLE huis AS SELECT 7 AS n")
    running.kill()

    with start(tmp_path) as running:
        assert await query(running.cluster, "SELECT n FROM huis") == "7"


def test_a_second_start_on_the_same_data_is_refused_and_leaves_the_first_alone(tmp_path: Path) -> None:
    with start(tmp_path) as running:
        with pytest.raises(ClusterError, match="draait al"):
            start(tmp_path)
        assert running.alive


@pytest.mark.parametrize("words", other_users(), ids=" ".join)
def test_postgresql_stops_when_its_parent_is_killed_and_the_next_start_succeeds(
    tmp_path: Path, words: list[str]
) -> None:
    with parent_process(tmp_path, *words) as (process, pid):
        assert runs_on(pid, tmp_path / "postgres")
        process.kill()
        wait_until_gone(pid, tmp_path / "postgres")

    with parent_process(tmp_path, *words) as (_, again):
        assert again != pid


def test_a_postgresql_that_is_still_stopping_is_waited_for(tmp_path: Path) -> None:
    with parent_process(tmp_path) as (process, pid):
        os.kill(pid, signal.SIGSTOP)
        process.kill()
        process.wait()
        threading.Timer(0.5, os.kill, (pid, signal.SIGCONT)).start()
        said: list[str] = []
        with start_cluster(tmp_path, say=said.append) as running:
            assert running.pid != pid
        assert said == ["De vorige PostgreSQL stopt nog. Even wachten."]


def test_a_start_that_fails_says_why_and_gives_the_folder_free(tmp_path: Path) -> None:
    with pytest.raises(ClusterError, match="soep"):
        start(tmp_path, shared_buffers="soep")

    start(tmp_path).stop("immediate")


def test_a_start_from_another_thread_is_refused(tmp_path: Path) -> None:
    errors: list[BaseException] = []

    def attempt() -> None:
        try:
            start(tmp_path)
        except RuntimeError as error:
            errors.append(error)

    thread = threading.Thread(target=attempt)
    thread.start()
    thread.join()
    assert len(errors) == 1


def test_an_address_quotes_what_a_password_may_hold() -> None:
    cluster = Cluster("127.0.0.1", 5499, "postgres", "p", Path())

    assert cluster.url("app", "a/b@c:d", "capaciteit") == "postgresql://app:a%2Fb%40c%3Ad@127.0.0.1:5499/capaciteit"
    assert "password" not in repr(cluster)
