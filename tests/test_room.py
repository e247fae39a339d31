"""A run that was killed leaves its server in memory: the next one takes it away, and nothing that is in use."""

import os
import time
from pathlib import Path

from capacity_service.store.postgres_folder import DataFolder
from tests.room import LEFT_BEHIND_S, NAME, PREFIX, find_room, has_room, sweep


def _leave(memory: Path, name: str, *, old: bool) -> Path:
    folder = memory / f"{PREFIX}{name}"
    (folder / NAME / "postgres").mkdir(parents=True)
    if old:
        then = time.time() - LEFT_BEHIND_S - 60
        os.utime(folder, (then, then))
    return folder


def test_only_what_nobody_uses_any_more_is_swept(tmp_path: Path) -> None:
    left, new, used = _leave(tmp_path, "a", old=True), _leave(tmp_path, "b", old=False), _leave(tmp_path, "c", old=True)
    stranger = tmp_path / "anders"
    stranger.mkdir()
    with DataFolder(used / NAME).lock():
        sweep(tmp_path)
    assert [path.exists() for path in (left, new, used, stranger)] == [False, True, True, True]


def test_without_room_in_memory_the_server_is_on_disk(tmp_path: Path) -> None:
    with find_room(tmp_path, tmp_path / "nergens") as folder:
        assert folder == tmp_path / NAME
    assert not has_room(tmp_path / "nergens")
