import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from capacity_service.cli import main
from capacity_service.sleutels import Doel, read_sleutels


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sleutels.json"


def run(path: Path, *args: str) -> Result:
    environment = {"CAPACITY_SLEUTELS": str(path), "DATABASE_URL": None, "CAPACITY_DATA_DIR": None}
    return CliRunner().invoke(main, ["sleutels", *args], env=environment)


def test_the_file_is_made_once(path: Path) -> None:
    assert run(path, "maak").exit_code == 0
    again = run(path, "maak")
    assert again.exit_code == 1
    assert "er is niets veranderd" in again.output


@pytest.mark.parametrize("doel", Doel)
def test_a_key_is_added_and_shown_as_the_one_in_use(path: Path, doel: Doel) -> None:
    run(path, "maak")
    old = read_sleutels(path).of(doel)[0].id
    assert run(path, "roteer", str(doel)).exit_code == 0
    new = read_sleutels(path).of(doel)[1].id
    shown = run(path, "toon").stdout.splitlines()
    assert f"{doel}  {old}  leest alleen" in shown
    assert f"{doel}  {new}  in gebruik" in shown


def test_what_is_shown_holds_no_key(path: Path) -> None:
    run(path, "maak")
    shown = run(path, "toon").output + run(path, "roteer").output
    told = json.loads(path.read_text())
    assert not [one for doel in Doel for one in told[doel] if one["sleutel"] in shown]


@pytest.mark.parametrize("command", ["roteer", "toon"])
def test_without_keys_there_is_a_sentence_and_no_trace(path: Path, command: str) -> None:
    result = run(path, command)
    assert result.exit_code == 1
    assert "niet te lezen" in result.output
    assert "Traceback" not in result.output


def test_a_real_server_must_say_where_the_keys_are() -> None:
    environment = {"CAPACITY_SLEUTELS": None, "DATABASE_URL": "postgresql://app@db.example/capaciteit"}
    result = CliRunner().invoke(main, ["sleutels", "maak"], env=environment)
    assert result.exit_code == 2
    assert "CAPACITY_SLEUTELS ontbreekt" in result.output
