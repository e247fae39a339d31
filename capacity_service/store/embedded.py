"""Starts and stops the PostgreSQL that comes with the service, as a child of this process.

The child does not outlive its parent: Linux tells it when the parent dies, by whatever cause. Elsewhere the next start
stops what was left behind. A file lock in the data folder decides who owns it.
"""

import contextlib
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Literal, Self
from urllib.parse import quote

from capacity_service.store.postgres_binaries import Binaries
from capacity_service.store.postgres_folder import SUPERUSER, DataFolder
from capacity_service.store.postgres_process import ClusterError, clean_environment, death_notice, unprivileged
from capacity_service.store.serverlog import SILENT

__all__ = ["Cluster", "ClusterError", "RunningCluster", "start_cluster"]

HOST = "127.0.0.1"
BUSY_SECONDS = 15.0
"""How long old backends, or another program on the port, may stand in the way."""
RECOVERY_SECONDS = 600.0
"""How long recovery after a crash may take."""
QUIET_SECONDS = 2.0
"""How long a start may take before a word about it."""
STOP_SECONDS = 60.0
BUSY_WORDS = ("postmaster.pid", "is still in use", "could not create any TCP/IP sockets")
DEFAULTS = {
    "timezone": "UTC",
    "log_timezone": "UTC",
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    **SILENT,
}


@dataclass(frozen=True)
class Cluster:
    """Where a running PostgreSQL listens and who its superuser is."""

    host: str
    port: int
    superuser: str
    password: str = field(repr=False)
    data_dir: Path

    def url(self, user: str, password: str, database: str) -> str:
        """A plain `postgresql://` address for `user`."""
        return f"postgresql://{quote(user, '')}:{quote(password, '')}@{self.host}:{self.port}/{quote(database, '')}"


class RunningCluster:
    """A started PostgreSQL and the lock on its data folder; also a context manager that stops it."""

    def __init__(self, cluster: Cluster, process: subprocess.Popen[bytes], lock: BinaryIO) -> None:
        self.cluster = cluster
        self._process = process
        self._lock = lock

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The process id of the postmaster."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the postmaster still runs."""
        return self._process.poll() is None

    def stop(self, mode: Literal["fast", "immediate"] = "fast") -> None:
        """Stop, wait and give the data folder free; a second call does nothing.

        "fast" ends every session and writes everything out; "immediate" leaves that to the recovery of the next start.
        """
        _end(self._process, signal.SIGINT if mode == "fast" else signal.SIGQUIT)
        self._lock.close()

    def kill(self) -> None:
        """What a power cut does: the postmaster gone at once, nothing written out."""
        _end(self._process, signal.SIGKILL)
        self._lock.close()


def start_cluster(
    data_dir: Path, *, options: Mapping[str, str] = MappingProxyType({}), say: Callable[[str], None]
) -> RunningCluster:
    """Start PostgreSQL on `data_dir` (made when missing) and return once it answers a query.

    `options` become settings of the server; `say` hears Dutch progress lines. Raises ClusterError. Call it from the
    main thread: the kernel sends its death notice when the *thread* that started the child ends.
    """
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("start_cluster belongs in the main thread")
    folder = DataFolder(data_dir.expanduser().resolve())
    with contextlib.ExitStack() as undo:
        lock = undo.enter_context(folder.lock())
        binaries = folder.choose_binaries()
        prefix = unprivileged(folder.root, binaries)
        folder.settle_predecessor(lock, say)
        folder.initialise(binaries, prefix, say)
        words = [*prefix, *death_notice(), str(binaries.folder / "postgres"), "-D", str(folder.pgdata)]
        settings = [word for name, value in {**DEFAULTS, **options}.items() for word in ("-c", f"{name}={value}")]
        running = _launch(folder, binaries, [*words, *settings], lock, say)
        undo.pop_all()
    return running


def _launch(
    folder: DataFolder, binaries: Binaries, words: list[str], lock: BinaryIO, say: Callable[[str], None]
) -> RunningCluster:
    until = time.monotonic() + BUSY_SECONDS
    while True:
        cluster = Cluster(HOST, _free_port(), SUPERUSER, folder.password(), folder.root)
        with folder.open_log() as log:
            before = log.tell()
            process = _spawn([*words, "-c", f"port={cluster.port}"], log)
        try:
            _remember(process.pid, lock)
            if _answers(process, cluster, binaries, say):
                return RunningCluster(cluster, process, lock)
        except BaseException:
            _end(process, signal.SIGINT)
            raise
        said = folder.log_file.read_bytes()[before:].decode(errors="replace").strip()
        if time.monotonic() > until or not any(word in said for word in BUSY_WORDS):
            raise ClusterError(f"PostgreSQL start niet. In {folder.log_file} staat:\n{said[-2000:]}")
        time.sleep(0.2)


def _spawn(command: list[str], log: BinaryIO) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C in the terminal is for the service, which stops PostgreSQL last.
    return subprocess.Popen(
        command, env=clean_environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
    )


def _remember(pid: int, lock: BinaryIO) -> None:
    lock.truncate(0)
    lock.write(str(pid).encode())
    lock.flush()


def _answers(
    process: subprocess.Popen[bytes], cluster: Cluster, binaries: Binaries, say: Callable[[str], None]
) -> bool:
    """Wait for an answer to a query, since PostgreSQL takes connections before it is ready; False when it ended."""
    began, patient = time.monotonic(), False
    while process.poll() is None:
        asked = _ask(cluster, binaries)
        if asked.returncode == 0:
            return True
        if "password authentication failed" in asked.stderr:
            raise ClusterError(f"Het wachtwoord in {cluster.data_dir} hoort niet bij deze gegevens.")
        if time.monotonic() > began + RECOVERY_SECONDS:
            raise ClusterError(f"PostgreSQL geeft geen antwoord: {asked.stderr.strip()}")
        if "starting up" in asked.stderr and not patient and time.monotonic() > began + QUIET_SECONDS:
            patient = True
            say("PostgreSQL maakt zich gereed; na een harde stop duurt dat langer. Even wachten.")
        time.sleep(0.05)
    return False


def _ask(cluster: Cluster, binaries: Binaries) -> subprocess.CompletedProcess[str]:
    where = {"PGHOST": cluster.host, "PGPORT": str(cluster.port), "PGUSER": cluster.superuser}
    how = {"PGPASSWORD": cluster.password, "PGSSLMODE": "disable", "PGCONNECT_TIMEOUT": "10", "PGDATABASE": "postgres"}
    command = [str(binaries.folder / "psql"), "-X", "-q", "-A", "-t", "-c", "SELECT 1"]
    environment = clean_environment() | where | how
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def _free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind((HOST, 0))
        port: int = chosen.getsockname()[1]
    return port


def _end(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    process.send_signal(how)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)
        process.wait()
