import pytest

from capacity_service.live.beurt import Beurt
from capacity_service.live.direct import PING_FRAME
from capacity_service.live.frames import make_bundel
from tests.live.lijnen import Lijn, listen

NOW, BEAT_S, PING_S, PONG_S = 1000.0, 10.0, 20.0, 13.0
SAID, BEAT = make_bundel(["1"]), make_bundel(["hartslag"])


def make_beurt(*, pings: bool = True) -> tuple[Beurt, Lijn, list[bytes]]:
    """A turn with one greeted socket in it, its line, and what was poured out for it."""
    poured: list[bytes] = []
    abonnee, lijn = listen(greeted=False)
    lijn.pour = poured.append
    if pings:
        lijn.ping_interval, lijn.ping_timeout = PING_S, PONG_S
    beurt = Beurt(NOW, BEAT_S, lijn)
    beurt.add(abonnee)
    abonnee.greet(["stand"])
    lijn.bundels.clear()
    return beurt, lijn, poured


def test_what_is_said_a_heartbeat_and_a_ping_are_one_write() -> None:
    beurt, lijn, poured = make_beurt()
    beurt.write(SAID, BEAT, ping=True)
    assert poured == [SAID.frames + BEAT.frames + PING_FRAME]
    assert (lijn.texts, lijn.pings) == ([], 0)


def test_a_full_line_keeps_what_is_said_misses_the_heartbeat_and_is_pinged_all_the_same() -> None:
    beurt, lijn, poured = make_beurt()
    (abonnee,) = beurt
    abonnee.pause()
    beurt.write(SAID, BEAT, ping=True)
    assert (poured, lijn.texts, lijn.pings) == ([], [], 1)
    abonnee.resume()
    assert lijn.texts == ["1"]
    beurt.write(SAID, None)
    assert poured == [SAID.frames]


@pytest.mark.parametrize("leaves", [True, False])
def test_whose_line_ends_or_who_leaves_is_poured_nothing_more(*, leaves: bool) -> None:
    beurt, lijn, poured = make_beurt()
    (abonnee,) = beurt
    beurt.write(SAID, None)
    if leaves:
        beurt.remove(abonnee)
    else:
        abonnee.end(4003)
    beurt.write(SAID, BEAT)
    assert (poured, lijn.texts) == ([SAID.frames], [])


def test_everybody_is_written_to_in_the_order_in_which_they_came() -> None:
    beurt, _, poured = make_beurt()
    for name in (b"een", b"twee"):
        abonnee, lijn = listen(greeted=False)
        lijn.pour = lambda frames, name=name: poured.append(name + frames)
        beurt.add(abonnee)
        abonnee.greet(["stand"])
    beurt.write(SAID, None)
    assert poured == [SAID.frames, b"een" + SAID.frames, b"twee" + SAID.frames]
    assert len(beurt) == 3


class Transport:
    """Keeps what is written to it."""

    def __init__(self) -> None:
        self.written: list[bytes] = []

    def write(self, data: bytes) -> None:
        self.written.append(data)


def test_lines_of_one_kind_and_lines_of_another_are_all_written_to_once() -> None:
    beurt, _, poured = make_beurt()
    transports = [Transport() for _ in range(3)]
    for transport in transports:
        abonnee, lijn = listen(greeted=False)
        lijn.pour = transport.write
        beurt.add(abonnee)
        abonnee.greet(["stand"])
    beurt.write(SAID, BEAT)
    assert [transport.written for transport in transports] == [[SAID.frames + BEAT.frames]] * 3
    assert poured == [SAID.frames + BEAT.frames]


def test_a_heartbeat_that_went_along_early_moves_no_turn_and_one_that_is_long_overdue_does() -> None:
    beurt, _, _ = make_beurt()
    assert beurt.beat_at == NOW + BEAT_S
    beurt.note_beat(NOW + BEAT_S - 0.9)
    assert beurt.beat_at == NOW + 2 * BEAT_S
    beurt.note_beat(NOW + 5 * BEAT_S)
    assert beurt.beat_at == NOW + 6 * BEAT_S


def test_who_is_to_have_answered_is_asked_once_for_each_ping() -> None:
    beurt, lijn, _ = make_beurt()
    assert beurt.ping_at == NOW + PING_S
    beurt.note_ping(NOW + 19)
    assert (beurt.ping_at, beurt.answer_at) == (NOW + 2 * PING_S, NOW + 19 + PONG_S)
    beurt.let_go_of_silent()
    assert lijn.expected == [NOW + 19]
    assert beurt.answer_at == float("inf")


def test_a_line_that_sees_to_its_pings_itself_is_never_pinged() -> None:
    beurt, _, _ = make_beurt(pings=False)
    assert (beurt.ping_at, beurt.answer_at) == (float("inf"), float("inf"))
