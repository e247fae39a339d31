import os
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from capacity_service.domain.controlepunt import Boom, Controlepunt, Notitie
from capacity_service.sleutels import Sleutelbos
from capacity_service.store.controlepunten import Controlemap, MapFout
from capacity_service.store.zegel import sign

BOS = Sleutelbos.make()
BEGIN = datetime(2026, 11, 30, 23, 50, tzinfo=UTC)


def note(nth: int, boom: Boom = Boom.logboek, **changes: object) -> Notitie:
    """The `nth` checkpoint of a tree, five minutes after the one before it."""
    punt = Controlepunt(boom, 1, 64 * (nth + 1), bytes([nth % 256] * 32), BEGIN + nth * timedelta(minutes=5), "e.1.a")
    return sign(replace(punt, **changes), BOS)  # type: ignore[arg-type]


def write(map_: Controlemap, *notes: Notitie) -> None:
    for one in notes:
        with map_.lock(one.punt.boom):
            map_.append(one)


@pytest.fixture
def map_(tmp_path: Path) -> Controlemap:
    return Controlemap(tmp_path / "punten")


def test_what_was_written_is_read_back_in_order_across_the_months(map_: Controlemap) -> None:
    notes = [note(nth) for nth in range(5)]
    assert map_.read_last(Boom.logboek) is None
    write(map_, *notes, note(0, Boom.inzagelog))
    assert sorted(path.name for path in map_.folder.glob("*.txt")) == [
        "inzagelog-2026-11.txt",
        "logboek-2026-11.txt",
        "logboek-2026-12.txt",
    ]
    assert list(map_.read_all(Boom.logboek)) == notes
    assert list(map_.read_back(Boom.logboek)) == notes[::-1]
    assert map_.read_last(Boom.logboek) == notes[-1]
    assert list(map_.read_back(Boom.logboek, notes[3].punt.op)) == notes[2::-1]
    assert list(map_.read_back(Boom.logboek, notes[2].punt.op)) == notes[1::-1]
    assert [map_.find(Boom.logboek, one.punt.grootte) for one in notes] == notes
    assert map_.find(Boom.logboek, 63) is None


def test_the_last_of_many_is_found_at_the_end_of_the_file(map_: Controlemap) -> None:
    notes = [note(nth) for nth in range(2, 60)]
    write(map_, *notes)
    assert map_.read_last(Boom.logboek) == notes[-1]
    assert (map_.folder / "logboek-2026-12.txt").stat().st_size > 3 * 4096


@pytest.mark.parametrize("cut", range(1, 300, 7))
def test_a_checkpoint_that_was_not_written_to_its_end_was_never_there(map_: Controlemap, cut: int) -> None:
    first, second, third = note(2), note(3), note(4)
    write(map_, first)
    path = map_.folder / "logboek-2026-12.txt"
    whole = path.stat().st_size
    write(map_, second)
    os.truncate(path, whole + cut % (path.stat().st_size - whole))
    assert map_.read_last(Boom.logboek) == first
    assert list(map_.read_back(Boom.logboek)) == [first]
    write(map_, third)
    assert list(map_.read_all(Boom.logboek)) == [first, third]


def test_of_a_file_that_holds_only_a_part_of_the_first_nothing_is_left(map_: Controlemap) -> None:
    write(map_, note(2))
    path = map_.folder / "logboek-2026-12.txt"
    os.truncate(path, 200)
    assert map_.read_last(Boom.logboek) is None
    write(map_, note(3))
    assert list(map_.read_all(Boom.logboek)) == [note(3)]


def test_who_writes_at_once_writes_one_after_the_other(map_: Controlemap) -> None:
    notes = [note(nth) for nth in range(2, 34)]
    ready = threading.Barrier(8)

    def work(own: list[Notitie]) -> None:
        ready.wait()
        write(Controlemap(map_.folder), *own)

    threads = [threading.Thread(target=work, args=(notes[at::8],)) for at in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    found = list(map_.read_all(Boom.logboek))
    assert sorted(found, key=lambda one: one.punt.grootte) == notes


@pytest.mark.parametrize("slipped", ["iets anders\n\n", "— een ander\n\n", "x"])
def test_what_stands_between_checkpoints_is_found_when_all_are_read(map_: Controlemap, slipped: str) -> None:
    write(map_, note(2), note(3))
    path = map_.folder / "logboek-2026-12.txt"
    first, second = (one.tekst + "\n" for one in (note(2), note(3)))
    path.write_text(first + slipped + second, encoding="utf-8")
    with pytest.raises(MapFout, match="geen controlepunt"):
        list(map_.read_all(Boom.logboek))


def test_a_checkpoint_that_is_none_is_told(map_: Controlemap) -> None:
    write(map_, note(2))
    path = map_.folder / "logboek-2026-12.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("epoch", "tijdperk"), encoding="utf-8")
    with pytest.raises(MapFout, match="geen controlepunt"):
        map_.read_last(Boom.logboek)


def test_a_folder_that_cannot_be_is_told_and_not_made_up(tmp_path: Path) -> None:
    (tmp_path / "bestand").write_text("geen map")
    map_ = Controlemap(tmp_path / "bestand" / "punten")
    with pytest.raises(MapFout, match="niet te gebruiken"), map_.lock(Boom.logboek):
        raise AssertionError
    assert map_.read_last(Boom.logboek) is None


def test_a_file_that_cannot_be_read_or_written_is_told(map_: Controlemap) -> None:
    write(map_, note(2))
    (map_.folder / "logboek-2027-01.txt").mkdir()
    with pytest.raises(MapFout, match="niet te gebruiken"):
        map_.read_last(Boom.logboek)
    with pytest.raises(MapFout, match="niet te gebruiken"):
        map_.append(note(2, op=datetime(2027, 1, 1, tzinfo=UTC)))
