import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from capacity_service.sleutels import (
    Doel,
    Sleutelbos,
    SleutelFout,
    open_or_make,
    read_sleutels,
    write_sleutels,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sleutels.json"


def test_what_was_written_is_read_back(path: Path) -> None:
    bos = Sleutelbos.make().rotate(Doel.contact)
    write_sleutels(path, bos, new=True)
    assert read_sleutels(path) == bos


def test_only_the_owner_can_read_the_file(path: Path) -> None:
    open_or_make(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o610])
def test_a_file_that_others_can_reach_is_refused_with_what_to_do(path: Path, mode: int) -> None:
    open_or_make(path)
    path.chmod(mode)
    with pytest.raises(SleutelFout, match="chmod 600"):
        read_sleutels(path)


def test_the_first_start_makes_keys_and_the_next_finds_them(path: Path) -> None:
    assert open_or_make(path) == open_or_make(path)


def test_keys_that_are_there_are_never_written_over(path: Path) -> None:
    bos = open_or_make(path)
    with pytest.raises(SleutelFout, match="staan al sleutels"):
        write_sleutels(path, Sleutelbos.make(), new=True)
    assert read_sleutels(path) == bos
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_without_the_file_it_says_where_it_looked(path: Path) -> None:
    with pytest.raises(SleutelFout, match=r"sleutels\.json .*sleutels maak"):
        read_sleutels(path)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SleutelFout, match="niet te schrijven"):
        open_or_make(tmp_path / "nergens" / "sleutels.json")


@pytest.mark.parametrize("doel", Doel)
def test_a_rotation_adds_the_key_that_is_used_from_then_on(doel: Doel) -> None:
    bos = Sleutelbos.make()
    later = bos.rotate(doel)
    assert later.of(doel)[:-1] == bos.of(doel)
    assert later.of(doel)[-1] not in bos.of(doel)
    assert all(later.of(other) == bos.of(other) for other in Doel if other is not doel)


def _drop_version(told: dict[str, Any]) -> None:
    del told["versie"]


def _other_version(told: dict[str, Any]) -> None:
    told["versie"] = 2


def _no_key(told: dict[str, Any]) -> None:
    told["contact"] = []


def _short_key(told: dict[str, Any]) -> None:
    told["zegel"][0]["sleutel"] = "AAAA"


def _no_base64(told: dict[str, Any]) -> None:
    told["blad"][0]["sleutel"] = "geen sleutel!"


def _twice_the_same_id(told: dict[str, Any]) -> None:
    told["contact"] *= 2


@pytest.mark.parametrize(
    "spoil",
    [_drop_version, _other_version, _no_key, _short_key, _no_base64, _twice_the_same_id],
    ids=lambda f: f.__name__,
)
def test_a_file_that_is_not_whole_is_refused_and_shows_nothing(
    path: Path, spoil: Callable[[dict[str, Any]], None]
) -> None:
    open_or_make(path)
    told = json.loads(path.read_text())
    spoil(told)
    path.write_text(json.dumps(told))
    with pytest.raises(SleutelFout, match="niet heel") as caught:
        read_sleutels(path)
    assert str(told.get("contact")) not in str(caught.value)


@pytest.mark.parametrize("content", ["", "[]", '"contact"', "{", "\x00"])
def test_a_file_with_something_else_is_refused(path: Path, content: str) -> None:
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(SleutelFout, match="niet heel"):
        read_sleutels(path)


def test_no_key_is_printed_by_accident() -> None:
    bos = Sleutelbos.make()
    assert repr(bos.contact[0].geheim) not in repr(bos)
