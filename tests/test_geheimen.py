from pathlib import Path

import pytest

from tests.architecture.sources import TOP
from tests.geheimen import find_secrets, read_baseline

PLANTED = {
    "sleutel.py": "AWS = 'AKIA" + "QYLPMN5HHHFPZAM2'\n",
    "sleutel.pem": "-----BEGIN " + "PRIVATE KEY-----\nMIIB\n",
    "adres.md": "postgresql://app:" + "Zr8wq2Lx91@db.intern/x\n",
    "slack.txt": "xoxb-" + "34532454-e039d02840a0b9379c\n",
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_secret_is_found_wherever_it_stands(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(PLANTED[name], encoding="utf-8")
    assert {found for found, _, _ in find_secrets([tmp_path / name], tmp_path)} == {name}


def test_what_is_no_secret_is_not(tmp_path: Path) -> None:
    (tmp_path / "gewoon.py").write_text("NAAM = 'capaciteit'\nGETAL = 12345678\n", encoding="utf-8")
    assert find_secrets([tmp_path / "gewoon.py"], tmp_path) == set()


def test_what_somebody_looked_at_is_about_files_that_exist() -> None:
    assert {name for name, _, _ in read_baseline() if not (TOP / name).is_file()} == set()
