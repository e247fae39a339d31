from collections.abc import Callable

import pytest

from capacity_service.live import abonnee as live_abonnee
from capacity_service.live.frames import Bundel, make_bundel
from tests.live.lijnen import Lijn, listen


def say(*texts: str) -> Bundel:
    return make_bundel(texts)


def test_what_is_told_before_the_greeting_comes_after_it() -> None:
    abonnee, lijn = listen(greeted=False)
    abonnee.tell(say("1", "2"))
    abonnee.tell(say("3"))
    abonnee.beat(say("hartslag"))
    assert lijn.texts == []
    abonnee.greet(["stand"])
    abonnee.tell(say("4"))
    assert lijn.texts == ["stand", "1", "2", "3", "4"]
    assert b"".join(bundel.frames for bundel in lijn.bundels) == say("stand", "1", "2", "3", "4").frames


def test_a_full_line_keeps_what_comes_and_passes_it_on_in_order_when_there_is_room() -> None:
    abonnee, lijn = listen()
    abonnee.pause()
    abonnee.tell(say("1"))
    abonnee.tell(say("2"))
    assert lijn.texts == []
    abonnee.resume()
    abonnee.tell(say("3"))
    assert lijn.texts == ["1", "2", "3"]


def test_a_line_that_is_full_again_while_it_is_emptied_keeps_what_comes() -> None:
    class Small(Lijn):
        def write(self, bundel: Bundel) -> None:
            super().write(bundel)
            abonnee.pause()

    abonnee, _ = listen(greeted=False)
    lijn = abonnee.uitgang = Small()
    abonnee.tell(say("1"))
    abonnee.greet(["stand"])
    abonnee.tell(say("2"))
    assert lijn.texts == ["stand"]
    abonnee.resume()
    abonnee.tell(say("3"))
    assert lijn.texts == ["stand", "1", "2"]
    abonnee.resume()
    assert lijn.texts == ["stand", "1", "2", "3"]


def test_a_heartbeat_does_not_wait_for_a_full_line_since_it_would_call_fresh_what_is_old() -> None:
    abonnee, lijn = listen()
    abonnee.pause()
    abonnee.beat(say("hartslag"))
    abonnee.resume()
    assert lijn.texts == []
    abonnee.beat(say("hartslag"))
    assert lijn.texts == ["hartslag"]


@pytest.mark.parametrize("greeted", [True, False])
def test_who_falls_too_far_behind_is_closed_and_holds_nothing_any_more(
    monkeypatch: pytest.MonkeyPatch, *, greeted: bool
) -> None:
    monkeypatch.setattr(live_abonnee, "HELD_MAX", 10)
    abonnee, lijn = listen(greeted=greeted)
    abonnee.pause()
    for n in range(4):
        assert abonnee.close_code is None
        abonnee.tell(say(f"{n}a", f"{n}b", f"{n}c"))
    assert (abonnee.close_code, lijn.code) == (4008, 4008)
    abonnee.resume()
    abonnee.tell(say("later"))
    abonnee.greet(["stand"])
    assert (lijn.texts, abonnee._held) == ([], [])  # noqa: SLF001 - memory that is let go is seen nowhere else


def test_a_new_stand_takes_the_place_of_all_that_still_waited() -> None:
    abonnee, lijn = listen()
    abonnee.pause()
    for n in range(600):
        abonnee.restart(f"stand {n}")
    abonnee.tell(say("1"))
    abonnee.resume()
    assert lijn.texts == ["stand 599", "1"]


def test_the_first_reason_to_close_stands_and_nothing_is_written_after_it() -> None:
    abonnee, lijn = listen()
    abonnee.end(4003)
    abonnee.end(4008)
    for told in (abonnee.tell, abonnee.beat):
        told(say("geheim"))
    abonnee.restart("geheim")
    assert (lijn.code, lijn.texts) == (4003, [])


def test_the_short_way_is_there_only_while_nothing_waits_and_nothing_has_ended() -> None:
    poured: list[bytes] = []
    abonnee, lijn = listen(greeted=False)
    lijn.pour = poured.append
    seen = [abonnee.pour]
    changes: list[Callable[[], None]] = [
        lambda: abonnee.greet(["stand"]),
        abonnee.pause,
        abonnee.resume,
        lambda: abonnee.end(4003),
    ]
    for change in changes:
        change()
        seen.append(abonnee.pour)
    assert seen == [None, lijn.pour, None, lijn.pour, None]


def test_who_left_is_told_nothing() -> None:
    abonnee, lijn = listen()
    lijn.pour = list[bytes]().append
    abonnee.leave()
    abonnee.resume()
    abonnee.tell(say("1"))
    abonnee.beat(say("hartslag"))
    assert (abonnee.pour, lijn.texts) == (None, [])
