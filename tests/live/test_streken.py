"""What a gemeente hears of others, fact by fact: its numbers, its rows and their sum move by its level, and never say where."""

import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from capacity_service.domain.openheid import Openheid, fold_row, make_tik
from capacity_service.domain.regels import Regels
from capacity_service.live.messages import Feit
from capacity_service.live.nummering import Nummering
from capacity_service.live.streken import BEZETTING, TOTAAL, Streken
from capacity_service.live.zicht import Zicht
from capacity_service.store.ijkpunten import Ijkpunt
from capacity_service.store.stand import add_up
from tests.domain.strategies import REGELS
from tests.land import Json
from tests.live.rows import COORDINATOR, GEMEENTE, STEMPEL, make_streek

OWN = "GM0193"
AWAY = ("GM0363", "GM0518", "GM0599")
OP = datetime(2026, 11, 21, 13, 15, tzinfo=UTC)
BESLOTEN = [Openheid.getikt, Openheid.landelijk]


def regels_of(niveau: Openheid) -> Regels:
    return replace(REGELS, openheid=tuple(Openheid).index(niveau))


def make_land(niveau: Openheid) -> dict[tuple[str, str], Json]:
    """Four centrumgemeenten with ten places each, and the tik of a level."""
    rows = {code: make_streek(code=code, inzetbaar=10, vrij=10) for code in (OWN, *AWAY)}
    things = {(BEZETTING, code): row for code, row in rows.items()}
    return things | {("tik", "tik"): make_tik(OP, regels_of(niveau), list(rows.values()), {})}


def make_zicht(niveau: Openheid) -> Zicht:
    things = make_land(niveau)
    return Zicht(Nummering.first(GEMEENTE, 0, 1, things), things, STEMPEL)


def come(nummer: int, code: str, vrij: int = 9) -> Feit:
    """Somebody is on the way to this centrumgemeente."""
    row = make_streek(revisie=nummer, code=code, inzetbaar=10, vrij=vrij, gereserveerd=10 - vrij, geenVrij=vrij == 0)
    return Feit(nummer, BEZETTING, row)


def read(frames: list[str]) -> list[Json]:
    return [json.loads(frame) for frame in frames]


@pytest.mark.parametrize("niveau", BESLOTEN)
@pytest.mark.parametrize("vrij", [9, 0])
def test_where_somebody_fled_makes_no_difference_to_a_byte_of_what_a_gemeente_hears(
    niveau: Openheid, vrij: int
) -> None:
    heard = []
    for code in AWAY:
        zicht = make_zicht(niveau)
        heard.append(
            [*zicht.advance([come(2, code, vrij)]), zicht.read_stand(), *(zicht.resume(0) or []), zicht.beat()]
        )
    assert heard[0] == heard[1] == heard[2]
    (told,) = read(heard[0][:1])
    assert (told["soort"], told["volgnummer"], told["vrij"], told["bezet"]) == (TOTAAL, 1, 30 + vrij, 10 - vrij)
    assert "gereserveerd" not in told


def test_at_volledig_it_makes_all_the_difference() -> None:
    """The same test with the wall removed."""
    heard = {code: make_zicht(Openheid.volledig).advance([come(2, code)]) for code in AWAY}
    assert [read(frames)[0]["code"] for frames in heard.values()] == list(AWAY)
    assert len({frame for frames in heard.values() for frame in frames}) > len(AWAY)


@pytest.mark.parametrize("niveau", list(Openheid))
def test_the_own_centrumgemeente_is_told_at_once_at_every_level(niveau: Openheid) -> None:
    told = read(make_zicht(niveau).advance([come(2, OWN)]))
    assert [(one["soort"], one["vrij"]) for one in told] == [("bezetting", 9), (TOTAAL, 39)]


def test_a_tik_tells_all_others_together_with_its_moment() -> None:
    zicht = make_zicht(Openheid.getikt)
    zicht.advance([come(2, AWAY[0]), come(3, AWAY[1])])
    rows = [come(2, code).toestand for code in AWAY[:2]]
    tik = make_tik(OP + timedelta(minutes=15), regels_of(Openheid.getikt), rows, {})
    told = read(zicht.advance([Feit(4, "tik", tik)]))
    assert [one.get("code", one["soort"]) for one in told] == [*AWAY, TOTAAL]
    assert [one["vrij"] for one in told] == [9, 9, None, 38]
    assert (told[3]["getiktOp"], told[3]["volgendeTikOp"]) == ("2026-11-21T13:30:00Z", "2026-11-21T13:45:00Z")


def test_another_level_shows_what_it_shows_and_nothing_that_went_before() -> None:
    zicht = make_zicht(Openheid.volledig)
    zicht.advance([come(2, AWAY[0])])
    tik = make_tik(OP, regels_of(Openheid.landelijk), [come(2, AWAY[0]).toestand], {})
    zicht.advance([Feit(3, "tik", tik)])
    away = {row["code"]: row for row in zicht.bezetting if row["code"] != OWN}
    assert [row["vrij"] for row in away.values()] == [None] * 3
    assert away[AWAY[0]]["inzetbaar"] == 10
    assert zicht.show_bezetting()["openheid"] == "landelijk"
    zicht.advance([Feit(4, "tik", make_tik(OP, regels_of(Openheid.volledig), [], {}))])
    assert {row["code"]: row["vrij"] for row in zicht.bezetting} == {OWN: 10, AWAY[0]: 9, AWAY[1]: 10, AWAY[2]: 10}


@pytest.mark.parametrize("niveau", list(Openheid))
def test_counting_on_from_an_ijkpunt_gives_the_same_rows_and_numbers(niveau: Openheid) -> None:
    """On whichever node, after whichever restart."""
    chance = random.Random(5)
    feiten = [come(n, chance.choice((OWN, *AWAY)), chance.randint(0, 10)) for n in range(2, 60)]
    feiten[30] = Feit(
        32, "tik", make_tik(OP + timedelta(days=1), regels_of(niveau), [f.toestand for f in feiten[:4]], {})
    )
    whole = Nummering.first(GEMEENTE, 0, 1, make_land(niveau))
    whole.count(feiten)
    half = Nummering.first(GEMEENTE, 0, 1, make_land(niveau))
    half.count(feiten[:20])
    again = Nummering.at(GEMEENTE, json_copy(half))
    again.count(feiten)
    assert (again.volgnummer, again.bezetting, again.totalen) == (whole.volgnummer, whole.bezetting, whole.totalen)
    counted = fold_row(add_up(list(whole.make_ijkpunt().toestand["streken"]["rijen"])))
    assert {naam: whole.totalen[TOTAAL][naam] for naam in counted} == counted


def json_copy(nummering: Nummering) -> Ijkpunt:
    """Its ijkpunt as it comes out of the database."""
    ijkpunt = nummering.make_ijkpunt()
    return replace(ijkpunt, toestand=json.loads(json.dumps(ijkpunt.toestand)))


def test_who_is_no_gemeente_sees_every_row_as_it_is_and_no_tik() -> None:
    streken = Streken(COORDINATOR, [], None)
    feit = come(2, AWAY[0])
    assert streken.take(feit) == [(feit.sleutel, feit.toestand)]
    assert streken.take(Feit(3, "tik", make_land(Openheid.landelijk)["tik", "tik"])) == []
    assert streken.keep() == {"rijen": [], "tik": None}
