"""Where the server of the tests keeps its data: in memory where there is room for it, else on disk.

A test gets a database of its own and drops it, and each time the server waits until all of it is on disk: on a busy one that
takes longer than most tests. The settings of the server are the same; whatever is about a disk starts a server of its own.
"""

import contextlib
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from capacity_service.store.postgres_folder import DataFolder
from capacity_service.store.postgres_process import ClusterError

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it, for us alone
NAME = "gegevens met spatie"
PREFIX = "crisisplaatsdienst-tests-"
ROOM = 4 * 2**30
"""Bytes: a run takes half a gigabyte at most for each worker."""
LEFT_BEHIND_S = 3600


@contextmanager
def find_room(disk: Path, memory: Path = MEMORY) -> Iterator[Path]:
    """A folder for one server, gone afterwards when it is in memory."""
    if not has_room(memory):
        yield disk / NAME
        return
    sweep(memory)
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=memory) as folder:
        yield Path(folder) / NAME


def has_room(memory: Path) -> bool:
    """Whether there is such a folder, and enough both in it and in the machine."""
    try:
        free = shutil.disk_usage(memory).free
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return False
    available = next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), 0)
    return min(free, available) > ROOM


def sweep(memory: Path) -> None:
    """Remove what runs that were killed left behind: nobody holds its lock, and it is not just being made."""
    for folder in memory.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError, ClusterError):
            if time.time() - folder.stat().st_mtime > LEFT_BEHIND_S:
                with DataFolder(folder / NAME).lock():
                    shutil.rmtree(folder, ignore_errors=True)
