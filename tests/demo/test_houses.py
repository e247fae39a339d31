import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from capacity_service.api.requests import DoorplaatsingIn, EindeIn, StatusIn, TerugmeldingIn
from capacity_service.demo.clock import Klok
from capacity_service.demo.houses import MELDINGEN_MAX, Huizen
from tests.demo.spoken import Spoken
from tests.land import Json

LONG_AGO = (datetime.now(UTC) - timedelta(days=90)).isoformat()
NOW = datetime.now(UTC).isoformat()


def _plaatsing(**changes: Any) -> Json:
    return {
        "id": "p",
        "status": "bevestigd",
        "geaccepteerdOp": LONG_AGO,
        "verwachteAankomstOp": LONG_AGO,
        "aangekomenOp": LONG_AGO,
        "nachten": 3,
    } | changes


def _plaats(**changes: Any) -> Json:
    return {
        "id": "a",
        "status": "vrij",
        "soort": "reserveplaats",
        "sindsOp": NOW,
        "bevestigdOp": NOW,
        "onbevestigd": False,
        "plaatsing": None,
        "uitname": None,
        "revisie": 7,
    } | changes


async def _visit(
    *, plaatsingen: tuple[Json, ...] = (), plaatsen: tuple[Json, ...] = (), seen_ago: float = 0
) -> list[Any]:
    pages = {"/plaatsingen": {"plaatsingen": plaatsingen}, "/plaatsen": {"plaatsen": plaatsen}}
    line = Spoken(pages_of=pages)
    await Huizen(line, Klok(60), Random(1), time.monotonic() - seen_ago).visit()
    return [one for one in line.said if not one[1].endswith("/registraties")]


async def test_a_house_accepts_nearly_always_and_reports_back_for_reasons_of_the_list() -> None:
    done: Counter[str] = Counter()
    for number in range(300):
        ((_, path, body),) = await _visit(plaatsingen=(_plaatsing(id=f"p{number}", geaccepteerdOp=None),))
        done[path.rsplit("/", 1)[-1]] += 1
        if path.endswith("terugmelding"):
            TerugmeldingIn.model_validate(body)
            done[body["reden"]] += 1
    assert done["acceptatie"] > 260
    assert len(done) == 6


async def test_whoever_is_expected_arrives_and_a_few_do_not() -> None:
    done: Counter[str] = Counter()
    for number in range(300):
        ((_, path, _),) = await _visit(plaatsingen=(_plaatsing(id=f"p{number}"),))
        done[path.rsplit("/", 1)[-1]] += 1
    assert done["aankomst"] > 270
    assert 0 < done["niet-verschenen"] < 25
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    assert await _visit(plaatsingen=(_plaatsing(verwachteAankomstOp=later),)) == []


async def test_whoever_stayed_long_enough_leaves_to_a_kind_of_destination() -> None:
    done: Counter[str] = Counter()
    for number in range(200):
        ((_, path, body),) = await _visit(plaatsingen=(_plaatsing(id=f"p{number}", status="aangekomen"),))
        how = path.rsplit("/", 1)[-1]
        (EindeIn if how == "einde" else DoorplaatsingIn).model_validate(body)
        done[how] += 1
    assert set(done) == {"einde", "doorplaatsing"}
    assert await _visit(plaatsingen=(_plaatsing(status="aangekomen", aangekomenOp=NOW),)) == []


async def test_some_stay_longer_within_three_nights() -> None:
    done: Counter[str] = Counter()
    for number in range(200):
        state = _plaatsing(id=f"p{number}", status="aangekomen", nachten=2)
        ((_, path, body),) = await _visit(plaatsingen=(state,))
        done[path.rsplit("/", 1)[-1]] += 1
        assert path.endswith(("einde", "doorplaatsing")) or body == {"nachten": 3}
    assert done["verlenging"] > 20


@pytest.mark.parametrize(
    ("plaats", "status"),
    [
        (_plaats(status="bezet", soort="crisisplaats", sindsOp=LONG_AGO), "vrij"),
        (_plaats(status="buiten_gebruik", sindsOp=LONG_AGO), "vrij"),
        (_plaats(onbevestigd=True), None),
        (_plaats(bevestigdOp=LONG_AGO), None),
    ],
    ids=["left", "repaired", "grey", "not seen today"],
)
async def test_a_house_keeps_its_places_true(plaats: Json, status: str | None) -> None:
    ((method, path, body),) = await _visit(plaatsen=(plaats,))
    if status is None:
        assert (method, path, body["status"]) == ("POST", "/plaatsen/a/bevestiging", "vrij")
    else:
        assert (method, path) == ("PUT", "/plaatsen/a/status @7")
        assert StatusIn.model_validate(body).status == status


@pytest.mark.parametrize(
    "plaats",
    [
        _plaats(),
        _plaats(status="gereserveerd", sindsOp=LONG_AGO, plaatsing="p"),
        _plaats(status="bezet", sindsOp=LONG_AGO, plaatsing="p"),
        _plaats(status="bezet"),
    ],
    ids=["seen today", "promised", "with an aanvraag", "just come"],
)
async def test_it_leaves_alone_what_is_true_or_held_through_an_aanvraag(plaats: Json) -> None:
    assert await _visit(plaatsen=(plaats,)) == []


async def test_places_fill_up_a_few_at_a_time_and_not_beyond_their_share() -> None:
    free = tuple(_plaats(id=str(number), soort="crisisplaats") for number in range(20))
    said = await _visit(plaatsen=free)
    assert [body["status"] for _, _, body in said] == ["bezet"] * MELDINGEN_MAX
    held = tuple(_plaats(id=str(number), soort="crisisplaats", status="bezet") for number in range(20))
    assert await _visit(plaatsen=(*free, *held)) != []
    assert await _visit(plaatsen=(*free[:5], *held)) == []


async def test_now_and_then_a_place_goes_out_of_service() -> None:
    places = tuple(_plaats(id=str(number)) for number in range(50))
    said = await _visit(plaatsen=places, seen_ago=86_400)
    assert len(said) == MELDINGEN_MAX
    for _, _, body in said:
        assert StatusIn.model_validate(body).reden is not None
