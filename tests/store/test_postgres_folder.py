import os
import stat
from pathlib import Path

import pytest

from capacity_service.store.postgres_folder import LOG_BYTES_MAX, DataFolder
from capacity_service.store.postgres_process import ClusterError, unprivileged


def make_data(root: Path, *, major: str = "18") -> DataFolder:
    folder = DataFolder(root)
    folder.pgdata.mkdir()
    (folder.pgdata / "PG_VERSION").write_text(f"{major}\n")
    return folder


def write_pid_file(folder: DataFolder, pid: int) -> Path:
    pid_file = folder.pgdata / "postmaster.pid"
    pid_file.write_text(f"{pid}\n{folder.pgdata}\n1700000000\n5432\n\n127.0.0.1\n  1234567   42\n")
    return pid_file


def test_a_folder_has_one_owner_at_a_time(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    with folder.lock(), pytest.raises(ClusterError, match="draait al"):
        folder.lock()

    folder.lock().close()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(ClusterError, match=r"file/data is niet te gebruiken"):
        DataFolder(tmp_path / "file" / "data").lock()


@pytest.mark.parametrize(("major", "sentence"), [("9", "zijn van PostgreSQL 9"), ("soep", "geen gegevens van")])
def test_data_of_an_unknown_version_is_refused_with_what_to_do(tmp_path: Path, major: str, sentence: str) -> None:
    with pytest.raises(ClusterError, match=sentence):
        make_data(tmp_path, major=major).choose_binaries()


def test_a_number_that_belongs_to_a_stranger_does_not_block_the_start(tmp_path: Path) -> None:
    folder = make_data(tmp_path)
    stranger = write_pid_file(folder, os.getppid())
    with folder.lock() as lock:
        folder.settle_predecessor(lock, print)

    first, *rest = stranger.read_text().splitlines()
    assert first == str(os.getpid())
    assert rest[-1] == "  1234567   42", "PostgreSQL needs this line to find backends that still run"


def test_a_postgresql_that_somebody_else_started_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make_data(tmp_path)
    monkeypatch.chdir(folder.pgdata)
    write_pid_file(folder, os.getpid())

    with folder.lock() as lock, pytest.raises(ClusterError, match=f"proces {os.getpid()}"):
        folder.settle_predecessor(lock, print)


def test_a_missing_password_is_said(tmp_path: Path) -> None:
    with pytest.raises(ClusterError, match="reservekopie"):
        make_data(tmp_path).password()


def test_the_remains_of_a_start_that_was_killed_half_way_are_cleared(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    (tmp_path / "postgres.new").mkdir()
    (tmp_path / "postgres.new" / "half").write_text("")
    folder.password_file.write_text("of that start")
    binaries = folder.choose_binaries()

    folder.initialise(binaries, unprivileged(tmp_path, binaries), print)

    assert (folder.pgdata / "PG_VERSION").read_text().strip() == str(binaries.major)
    assert not (tmp_path / "postgres.new").exists()
    assert folder.password() != "of that start"
    assert stat.S_IMODE(folder.password_file.stat().st_mode) == 0o600


def test_what_postgresql_says_is_for_its_owner_only(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    for line in (b"first\n", b"second\n"):
        with folder.open_log() as log:
            log.write(line)

    assert folder.log_file.read_text() == "first\nsecond\n"
    assert stat.S_IMODE(folder.log_file.stat().st_mode) == 0o600


def test_a_long_log_is_put_aside(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.log_file.write_bytes(b"x" * (LOG_BYTES_MAX + 1))

    with folder.open_log() as log:
        assert log.tell() == 0
    assert (tmp_path / "postgres.log.1").stat().st_size > LOG_BYTES_MAX
