"""One file of messages for both sides: what the service makes of these facts, and what a screen counts of those messages.

`berichten.json` holds for each audience the facts, the frames and the sums after each frame that carries one; the tests of the
dashboard read the same file.
"""

import json
from pathlib import Path

import pytest

from capacity_service.live.messages import Feit
from capacity_service.live.nummering import Nummering
from capacity_service.live.publiek import Publiek
from capacity_service.live.zicht import Zicht
from tests.land import Json
from tests.live.client import Beeld
from tests.live.rows import COORDINATOR, GEMEENTE, LANDELIJK, OPVANG, STEMPEL

BERICHTEN = Path(__file__).with_name("berichten.json")
PUBLIEKEN = {"coordinator": COORDINATOR, "gemeente": GEMEENTE, "landelijk": LANDELIJK, "opvang": OPVANG}
ROUND = 3
"""So many facts are told together."""


def read_feiten(told: list[Json]) -> list[Feit]:
    return [Feit(nummer, one["soort"], one["toestand"]) for nummer, one in enumerate(told, start=1)]


def make_frames(publiek: Publiek, told: Json) -> list[str]:
    """All that a screen of this audience would hear: the stand, the rounds, what it missed since half way, a hartslag."""
    begin, feiten = read_feiten(told["begin"]), read_feiten([*told["begin"], *told["feiten"]])[len(told["begin"]) :]
    things = {feit.sleutel: feit.toestand for feit in begin}
    zicht = Zicht(Nummering.first(publiek, 0, len(begin), things), things, STEMPEL)
    zicht.set_moment(STEMPEL, 2)
    frames = [zicht.read_stand()]
    for start in range(0, len(feiten), ROUND):
        frames += zicht.advance(feiten[start : start + ROUND])
    missed = zicht.resume(zicht.volgnummer // 2)
    assert missed is not None
    return [*frames, *missed, zicht.read_stand()]


@pytest.mark.parametrize("rol", PUBLIEKEN)
def test_the_service_tells_what_the_file_says(rol: str) -> None:
    told = json.loads(BERICHTEN.read_text(encoding="utf-8"))
    assert [json.loads(frame) for frame in make_frames(PUBLIEKEN[rol], told)] == told["berichten"][rol]


@pytest.mark.parametrize("rol", PUBLIEKEN)
def test_a_screen_counts_what_the_file_says(rol: str) -> None:
    told, beeld = json.loads(BERICHTEN.read_text(encoding="utf-8")), Beeld()
    for frame in told["berichten"][rol]:
        beeld.apply(frame)
    assert beeld.checked >= 5


def test_the_file_holds_what_two_languages_could_write_differently() -> None:
    text = BERICHTEN.read_text(encoding="utf-8")
    assert all(sign in text for sign in ("\u00fa", "\U0001f3e0", "\\u2028", '\\"', "\\\\", "\\u0001", "\\n"))
