import json
from typing import Any

import pytest
import structlog

from capacity_service.domain.inzage import Rol
from capacity_service.live.begroeting import Afwijkingen, greet
from capacity_service.live.publiek import Publiek
from tests.live.rows import LANDELIJK, make_aanvraagfeit, make_zicht

HALLO = {"soort": "hallo", "ticket": None}


def soorten(frames: list[str]) -> list[str]:
    return [json.loads(frame)["soort"] for frame in frames]


def test_who_comes_back_is_told_from_where_what_and_until_where() -> None:
    zicht = make_zicht(LANDELIJK)
    zicht.advance([make_aanvraagfeit(2, "a"), make_aanvraagfeit(3, "b"), make_aanvraagfeit(4, "a", 2)])
    told = greet(zicht, {"epoch": zicht.epoch, "vanaf": 0})
    assert soorten(told) == ["hersteld", "aanvraag", "aanvraag", "hartslag"]
    numbers = [json.loads(frame)["volgnummer"] for frame in told]
    assert numbers == [0, 2, 3, 3]
    assert soorten(greet(zicht, {"epoch": zicht.epoch, "vanaf": 3})) == ["hersteld", "hartslag"]


@pytest.mark.parametrize(
    "hello", [{"epoch": None, "vanaf": None}, {"epoch": "e1", "vanaf": 2}, {"epoch": "e1", "vanaf": -1}]
)
def test_who_cannot_resume_gets_a_stand(hello: dict[str, Any]) -> None:
    zicht = make_zicht(LANDELIJK)
    assert soorten(greet(zicht, HALLO | hello)) == ["stand"]


@pytest.mark.parametrize("vanaf", [True, 0.0, "0", None])
def test_a_number_that_is_no_number_gets_a_stand(vanaf: object) -> None:
    zicht = make_zicht(LANDELIJK)
    assert soorten(greet(zicht, {"epoch": zicht.epoch, "vanaf": vanaf})) == ["stand"]


def test_a_screen_that_disagrees_is_counted_and_nothing_of_it_is_written_down() -> None:
    afwijkingen = Afwijkingen()
    with structlog.testing.capture_logs() as lines:
        for _ in range(2):
            afwijkingen.note(Publiek(Rol.landelijk, None), 7)
    assert afwijkingen.counted == {"landelijk": 2}
    assert set(lines[1]) == {"event", "log_level", "rol", "volgnummer", "keren"}
