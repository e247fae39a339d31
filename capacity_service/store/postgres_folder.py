"""The data folder of the embedded PostgreSQL: who owns it, what an earlier start left in it, and how it is made."""

import contextlib
import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from capacity_service.store.postgres_binaries import OLDEST_MAJOR, Binaries, find_binaries, list_binaries
from capacity_service.store.postgres_process import NOBODY, ClusterError, clean_environment, runs_on

SUPERUSER = "postgres"
PREDECESSOR_SECONDS = 15.0
"""How long a PostgreSQL whose parent was killed gets to stop."""
BUILTIN_LOCALE_MAJOR = 17
LOG_BYTES_MAX = 5_000_000


@dataclass(frozen=True)
class DataFolder:
    """`root` (absolute) holds the lock, the password and the log; `pgdata` below it is PostgreSQL's own."""

    root: Path

    @property
    def pgdata(self) -> Path:
        """PostgreSQL's own folder."""
        return self.root / "postgres"

    @property
    def password_file(self) -> Path:
        """The superuser's password, readable by the owner only."""
        return self.root / "postgres-password"

    @property
    def log_file(self) -> Path:
        """What PostgreSQL says."""
        return self.root / "postgres.log"

    def lock(self) -> BinaryIO:
        """Claim the folder for as long as the answer stays open. The file holds the last PostgreSQL's process id."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            lock = (self.root / "lock").open("a+b")
        except OSError as error:
            raise ClusterError(
                f"De map {self.root} is niet te gebruiken ({error.strerror}). Kies een andere map."
            ) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.close()
            raise ClusterError(
                f"De dienst draait al met de gegevens in {self.root}. Stop die eerst, of kies een andere map."
            ) from error
        return lock

    def choose_binaries(self) -> Binaries:
        """The programs that fit the data that is here, or the newest when there is none yet."""
        major = self._data_major()
        chosen = find_binaries(major)
        if chosen:
            return chosen
        if major is None:
            raise ClusterError(
                f"Op deze machine staat geen PostgreSQL {OLDEST_MAJOR} of nieuwer. Installeer die, of zet DATABASE_URL."
            )
        here = ", ".join(str(one.major) for one in list_binaries()) or "geen"
        raise ClusterError(
            f"De gegevens in {self.pgdata} zijn van PostgreSQL {major}. Hier staat versie: {here}. "
            f"Installeer PostgreSQL {major}, of zet de gegevens over met pg_upgrade."
        )

    def settle_predecessor(self, lock: BinaryIO, say: Callable[[str], None]) -> None:
        """Wait until the PostgreSQL of a killed parent has stopped; tell it to, in case nobody did."""
        pid_file = self.pgdata / "postmaster.pid"
        try:
            first, _, rest = pid_file.read_text().partition("\n")
            pid = int(first)
        except (OSError, ValueError):
            return
        lock.seek(0)
        if runs_on(pid, self.pgdata):
            self._stop_predecessor(pid, ours=lock.read() == str(pid).encode(), say=say)
        # A number that now belongs to a stranger, or to a zombie nobody reaps, would make PostgreSQL refuse for ever.
        # It passes over its parent's number, and still checks that no old backend is attached to the shared memory.
        if pid_file.exists():
            pid_file.write_text(f"{os.getpid()}\n{rest}")

    def initialise(self, binaries: Binaries, prefix: list[str], say: Callable[[str], None]) -> None:
        """Make the data when there is none; `prefix` are the words of `unprivileged`."""
        if self.pgdata.exists():
            return
        say(f"PostgreSQL {binaries.major} maakt een gegevensmap in {self.root} (enkele seconden).")
        # Made beside its place and renamed when complete: a start that was killed half way leaves no half a database.
        fresh = self.root / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        self._write_password()
        if "setpriv" in prefix:
            for path in (fresh, self.password_file):
                os.chown(path, NOBODY, NOBODY)
        where = ["-D", str(fresh), "--pwfile", str(self.password_file)]
        self._run_initdb([*prefix, str(binaries.folder / "initdb"), *where, *_initdb_options(binaries)])
        fresh.rename(self.pgdata)

    def password(self) -> str:
        """The superuser's password."""
        try:
            return self.password_file.read_text()
        except OSError as error:
            raise ClusterError(
                f"Het bestand {self.password_file} ontbreekt of is niet leesbaar. Zet het terug uit een reservekopie."
            ) from error

    def open_log(self) -> BinaryIO:
        """The log, to append to; a long one is put aside first and the one before that is forgotten."""
        if self.log_file.exists() and self.log_file.stat().st_size > LOG_BYTES_MAX:
            self.log_file.replace(self.log_file.with_suffix(".log.1"))
        # PostgreSQL may print a refused row, with what it says about a household.
        return os.fdopen(_open_private(self.log_file, os.O_APPEND), "ab")

    def _data_major(self) -> int | None:
        try:
            return int((self.pgdata / "PG_VERSION").read_text()) if self.pgdata.exists() else None
        except PermissionError as error:
            raise ClusterError(f"De map {self.pgdata} is van een andere gebruiker. Start als die gebruiker.") from error
        except (OSError, ValueError) as error:
            raise ClusterError(
                f"In de map {self.pgdata} staan geen gegevens van PostgreSQL. Kies een andere map."
            ) from error

    def _stop_predecessor(self, pid: int, *, ours: bool, say: Callable[[str], None]) -> None:
        if not ours:
            raise ClusterError(f"PostgreSQL draait al met {self.pgdata} (proces {pid}). Stop dat proces eerst.")
        say("De vorige PostgreSQL stopt nog. Even wachten.")
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
        until = time.monotonic() + PREDECESSOR_SECONDS
        while runs_on(pid, self.pgdata):
            if time.monotonic() > until:
                raise ClusterError(f"De vorige PostgreSQL (proces {pid}) stopt niet. Stop dat proces eerst.")
            time.sleep(0.05)

    def _write_password(self) -> None:
        self.password_file.unlink(missing_ok=True)
        with os.fdopen(_open_private(self.password_file, os.O_EXCL), "w") as file:
            file.write(secrets.token_urlsafe(24))

    def _run_initdb(self, command: list[str]) -> None:
        made = subprocess.run(
            command, env=clean_environment(), cwd=self.root, capture_output=True, text=True, check=False
        )
        if made.returncode != 0:
            raise ClusterError(f"PostgreSQL kan geen gegevensmap maken in {self.root}: {made.stderr.strip()}")


def _open_private(path: Path, flags: int) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | flags, 0o600)


def _initdb_options(binaries: Binaries) -> list[str]:
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if binaries.major >= BUILTIN_LOCALE_MAJOR else []
    return ["-A", "scram-sha-256", "-U", SUPERUSER, "-E", "UTF8", "--locale=C", *locale, "--data-checksums"]
