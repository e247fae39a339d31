import json
from pathlib import Path

import pytest

from dashboard import build

BUILD = "mkdir -p dist && touch dist/index.html && node --version >> node_modules/runs"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dashboard without packages, whose build notes which Node ran it."""
    monkeypatch.setattr(build, "HERE", tmp_path)
    monkeypatch.setattr(build, "MODULES", tmp_path / "node_modules")
    monkeypatch.setattr(build, "PAGE", tmp_path / "dist" / "index.html")
    about = {"name": "leeg", "version": "1.0.0"}
    lock = about | {"lockfileVersion": 3, "packages": {"": about}}
    (tmp_path / "package.json").write_text(json.dumps(about | {"scripts": {"build": BUILD, "check": "exit 3"}}))
    (tmp_path / "package-lock.json").write_text(json.dumps(lock))
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "main.ts").write_text("1")
    # npm leaves this folder alone when there is nothing to install; the stamps need it.
    (tmp_path / "node_modules").mkdir()
    return tmp_path


def runs(folder: Path) -> list[str]:
    return (folder / "node_modules" / "runs").read_text().split()


def test_the_dashboard_is_built_again_only_when_a_source_changed(folder: Path) -> None:
    assert build.main([]) == 0
    assert build.main([]) == 0
    assert len(runs(folder)) == 1

    (folder / "src" / "main.ts").write_text("2")
    assert build.main([]) == 0
    assert len(runs(folder)) == 2

    (folder / "dist" / "index.html").unlink()
    assert build.main([]) == 0
    assert len(runs(folder)) == 3


def test_scripts_run_on_the_node_of_the_lock_file(folder: Path) -> None:
    build.main([])

    assert runs(folder) == ["v24.19.0"]


def test_a_failing_script_fails_here_too(folder: Path) -> None:
    assert build.main(["check"]) == 3
    assert not (folder / "dist").exists()


def test_a_build_that_fails_is_tried_again(folder: Path) -> None:
    package = folder / "package.json"
    working = package.read_text()
    package.write_text(working.replace("mkdir -p dist", "false"))
    assert build.main([]) != 0

    package.write_text(working)
    assert build.main([]) == 0


def test_a_script_that_is_not_there_is_passed_over_aloud(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert build.main(["test"]) == 0
    assert "geen script 'test'" in capsys.readouterr().out

    (folder / "package.json").unlink()
    assert build.main([]) == 0
    assert "overgeslagen" in capsys.readouterr().out


def test_more_than_one_word_is_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    assert build.main(["check", "test"]) == 2
    assert capsys.readouterr().err.startswith("Gebruik: ")
