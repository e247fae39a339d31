import os
import subprocess
import sys
from pathlib import Path

import pytest

from capacity_service.store.postgres_process import clean_environment, runs_on


def test_nothing_in_the_surroundings_steers_postgresql_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", "elsewhere")
    monkeypatch.setenv("PGOPTIONS", "-c fsync=off")
    monkeypatch.setenv("LC_ALL", "nl_NL.UTF-8")

    environment = clean_environment()

    assert not [name for name in environment if name.startswith("PG")]
    assert environment["LC_ALL"] == "C"
    assert environment["PATH"] == os.environ["PATH"]


def test_a_process_runs_on_a_folder_only_while_it_lives_there(tmp_path: Path) -> None:
    here, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
    here.mkdir()
    elsewhere.mkdir()
    waiting = [sys.executable, "-c", "print('ready', flush=True); input()", str(here)]
    with subprocess.Popen(waiting, cwd=here, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        assert runs_on(process.pid, here)
        assert not runs_on(process.pid, elsewhere)
        process.communicate(b"\n")
    assert not runs_on(process.pid, here)
