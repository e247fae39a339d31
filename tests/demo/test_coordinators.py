from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from capacity_service.demo.clock import Klok
from capacity_service.demo.coordinators import visit_coordinator
from tests.demo.spoken import Spoken
from tests.land import Json

LONG_AGO = (datetime.now(UTC) - timedelta(days=30)).isoformat()


def _plaatsing(**changes: Any) -> Json:
    return {"id": "p", "status": "gereserveerd", "plaatsen": ["a"], "gereserveerdOp": LONG_AGO} | changes


async def _visit(**aanvraag: Any) -> list[tuple[str, str, Any]]:
    voorstellen = [{"plaatsen": ["a"]}, {"plaatsen": ["b"]}]
    state = {"id": "x", "ingediendOp": LONG_AGO, "voorstellen": voorstellen, "plaatsing": None} | aanvraag
    line = Spoken(rol="coordinator", pages_of={"/aanvragen": {"aanvragen": [state]}})
    await visit_coordinator(line, Klok(60))
    return line.said


async def test_most_reserveringen_are_confirmed_some_changed_and_a_few_taken_back() -> None:
    done: dict[str, int] = {}
    for number in range(300):
        said = await _visit(id=f"aanvraag {number}", status="gereserveerd", plaatsing=_plaatsing())
        last = said[-1][1].rsplit("/", 1)[-1]
        for name in {last, said[0][1].rsplit("/", 1)[-1]}:
            done[name] = done.get(name, 0) + 1
    assert done["bevestiging"] > 250
    assert 5 < done["ander-voorstel"] < 40
    assert 1 < done["intrekking"] < 30


async def test_the_same_aanvraag_is_treated_the_same_at_every_visit() -> None:
    first, again = [await _visit(status="gereserveerd", plaatsing=_plaatsing()) for _ in range(2)]
    assert [call[:2] for call in first] == [call[:2] for call in again] != []


async def test_a_coordinator_thinks_first() -> None:
    just_now = _plaatsing(gereserveerdOp=datetime.now(UTC).isoformat())
    assert await _visit(status="gereserveerd", plaatsing=just_now) == []


async def test_after_a_terugmelding_a_person_picks() -> None:
    said = await _visit(status="zonder_plaats", plaatsing=_plaatsing(status="teruggemeld"))
    assert said == [("POST", "/plaatsingen/p/ander-voorstel", {"plaatsen": ["a"]})]


@pytest.mark.parametrize(
    "aanvraag",
    [{"status": "zonder_plaats"}, {"status": "aangekomen"}, {"status": "bevestigd"}, {"status": "ingetrokken"}],
    ids=lambda aanvraag: str(aanvraag["status"]),
)
async def test_the_rest_is_not_up_to_the_coordinator(aanvraag: Json) -> None:
    assert await _visit(**aanvraag) == []


async def test_who_does_not_come_is_called_off_after_some_hours() -> None:
    said = await _visit(status="niet_verschenen", plaatsing=_plaatsing(status="niet_verschenen"))
    assert said == [("POST", "/aanvragen/x/intrekking", {"reden": "niet_bereikbaar"})]
    assert await _visit(status="niet_verschenen", ingediendOp=datetime.now(UTC).isoformat()) == []
