"""As whom and in which surroundings the embedded PostgreSQL's programs run."""

import os
import subprocess
from pathlib import Path

from capacity_service.store.postgres_binaries import Binaries

NOBODY = 65534


class ClusterError(Exception):
    """PostgreSQL cannot run here; the message is a Dutch sentence that says what to do."""


def clean_environment() -> dict[str, str]:
    """This process's environment without what would steer PostgreSQL's programs elsewhere."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}


def unprivileged(data_dir: Path, binaries: Binaries) -> list[str]:
    """The words that turn root into somebody PostgreSQL accepts; none for an ordinary user."""
    if os.geteuid() != 0:
        return []
    pgdata = data_dir / "postgres"
    owner = pgdata.stat().st_uid if pgdata.exists() else None
    # In a user namespace of its own the process is nobody, yet opens what root owns: nothing is chowned or chmodded.
    namespace = ["unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}"]
    if owner in {None, 0} and _works([*namespace, "true"]):
        return namespace
    if owner != 0:
        somebody = NOBODY if owner is None else owner
        dropped = ["setpriv", f"--reuid={somebody}", f"--regid={somebody}", "--clear-groups"]
        reaches = ["test", "-x", str(data_dir), "-a", "-x", str(binaries.folder / "postgres")]
        if _works([*dropped, *reaches]):
            return dropped
    raise ClusterError(
        "PostgreSQL weigert te draaien als root, en een omweg lukt hier niet. "
        "Start de dienst als gewone gebruiker, of zet DATABASE_URL."
    )


def death_notice() -> list[str]:
    """The words that make the kernel interrupt PostgreSQL when the thread that started it dies; none where it cannot.

    They belong last, right before the program: the kernel forgets the notice when a process changes user or namespace.
    """
    words = ["setpriv", "--pdeathsig", "INT"]
    return words if _works([*words, "true"]) else []


def runs_on(pid: int, pgdata: Path) -> bool:
    """Whether `pid` is a live PostgreSQL on `pgdata`: its working directory is its data folder."""
    if not Path("/proc/self").exists():
        return str(pgdata) in _output(["ps", "-o", "command=", "-p", str(pid)])
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        return state != "Z" and Path(f"/proc/{pid}/cwd").samefile(pgdata)
    except OSError:
        return False


def _works(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=20, check=False).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def _output(command: list[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=20, check=False).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
