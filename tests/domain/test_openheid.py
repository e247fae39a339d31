"""What a gemeente sees of others is made of the last tik alone, and a tik comes when the clock says so."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.openheid import (
    Blik,
    Gemiddeld,
    Openheid,
    Toestand,
    find_tik,
    find_week,
    fold_row,
    has_begun,
    is_due,
    make_tik,
    round_average,
)
from capacity_service.domain.regels import Regels
from capacity_service.domain.regeluitleg import KEUZES
from capacity_service.domain.tijd import AMSTERDAM, begin_of_day, local_date
from tests.domain.strategies import REGELS

EIGEN, ANDER, DERDE = "GM0363", "GM0193", "GM0518"
OP = datetime(2026, 11, 24, 14, 20, tzinfo=AMSTERDAM)
BESLOTEN = [Openheid.getikt, Openheid.landelijk]
momenten = st.integers(1_767_300_000, 1_893_500_000).map(lambda s: datetime.fromtimestamp(s, UTC))
aantallen = st.integers(0, 9)
tellingen = st.tuples(*[aantallen] * 4)


def regels_of(niveau: Openheid, minuten: int = 15) -> Regels:
    return replace(REGELS, openheid=tuple(Openheid).index(niveau), openheid_tik_minuten=minuten)


def telling(vrij: int = 2, gereserveerd: int = 1, bezet: int = 3, buiten: int = 0) -> Toestand:
    return {
        "inzetbaar": vrij + gereserveerd + bezet,
        "vrij": vrij,
        "onbevestigd": min(vrij, 1),
        "gereserveerd": gereserveerd,
        "bezet": bezet,
        "buitenGebruik": buiten,
    }


def rij(code: str, revisie: int = 7, crisis: tuple[int, ...] = (2, 1, 3, 0), uitgevallen: int = 0) -> Toestand:
    counts = telling(*crisis)
    return {
        "code": code,
        "naam": f"Verzonnen {code}",
        **counts,
        "uitgevallen": uitgevallen,
        "onderMinimum": counts["inzetbaar"] < 2,
        "geenVrij": counts["vrij"] == 0,
        "opvangplaatsen": telling(*crisis),
        "revisie": revisie,
    }


def look(niveau: Openheid, rijen: list[Toestand], minuten: int = 15, op: datetime = OP) -> Blik:
    regels = regels_of(niveau, minuten)
    gemiddelden = {ANDER: Gemiddeld(1.3, 2.6)}
    return Blik(EIGEN, make_tik(op, regels, rijen, gemiddelden))


def test_the_levels_have_the_words_and_the_numbers_of_the_rule() -> None:
    assert KEUZES["openheid"] == tuple(map(str, Openheid))
    assert [Openheid.of(regels_of(niveau)) for niveau in Openheid] == list(Openheid)


@given(momenten, st.integers(15, 1440), st.sampled_from(BESLOTEN))
def test_a_boundary_lies_on_the_clock_of_its_day_and_the_next_one_a_tick_on(
    moment: datetime, minuten: int, niveau: Openheid
) -> None:
    stap = timedelta(minutes=minuten if niveau is Openheid.getikt else 1440)
    begin, end = find_tik(moment, regels_of(niveau, minuten))
    midnight = begin_of_day(local_date(moment))
    assert begin <= moment < end
    assert midnight <= begin < end <= begin_of_day(local_date(moment) + timedelta(days=1))
    assert (begin - midnight) % stap == timedelta()
    day = begin_of_day(local_date(moment) + timedelta(days=1)) - midnight
    assert end - begin >= min(stap, day)
    assert find_tik(begin, regels_of(niveau, minuten)) == (begin, end)
    assert niveau is Openheid.getikt or begin == midnight


@pytest.mark.parametrize(
    ("klok", "minuten", "tik"),
    [((14, 20), 15, ((14, 15), (14, 30))), ((23, 50), 45, ((23, 15), (0, 0))), ((23, 50), 50, ((22, 30), (0, 0)))],
)
def test_ticks_of_a_quarter_fall_on_the_quarters_and_what_is_left_of_a_day_belongs_to_the_last(
    klok: tuple[int, int], minuten: int, tik: tuple[tuple[int, int], tuple[int, int]]
) -> None:
    found = find_tik(datetime(2026, 11, 24, *klok, tzinfo=AMSTERDAM), regels_of(Openheid.getikt, minuten))
    assert tuple((m.astimezone(AMSTERDAM).hour, m.astimezone(AMSTERDAM).minute) for m in found) == tik


@given(momenten)
def test_the_last_week_is_seven_days_from_a_monday_and_over(moment: datetime) -> None:
    van, tot = find_week(moment)
    assert (van.weekday(), tot - van) == (0, timedelta(days=7))
    assert tot <= local_date(moment) < tot + timedelta(days=7)


def test_a_tik_is_due_once_for_each_boundary_and_once_for_each_change_of_level() -> None:
    assert not is_due(None, OP, regels_of(Openheid.volledig))
    for niveau in Openheid:
        regels = regels_of(niveau)
        tik = make_tik(OP, regels, [rij(ANDER)], {})
        _, end = find_tik(OP, regels)
        assert is_due(None, OP, regels) is (niveau is not Openheid.volledig)
        assert not is_due(tik, OP, regels)
        assert not is_due(tik, end - timedelta(seconds=1), regels)
        assert is_due(tik, end, regels) is (niveau is not Openheid.volledig)
        for other in set(Openheid) - {niveau}:
            assert is_due(tik, OP, regels_of(other))
            assert not has_begun(tik, regels_of(other))
        assert has_begun(tik, regels)
    assert has_begun(None, regels_of(Openheid.volledig))
    assert not has_begun(None, regels_of(Openheid.getikt))


@given(tellingen)
def test_what_is_shown_of_the_own_centrumgemeente_is_of_now_at_every_level(crisis: tuple[int, ...]) -> None:
    now = rij(EIGEN, 9, crisis)
    for niveau in Openheid:
        shown = look(niveau, [rij(EIGEN), rij(ANDER)]).show(now)
        assert shown == fold_row(now)
        assert shown["bezet"] == now["bezet"] + now["gereserveerd"]
        assert "gereserveerd" not in shown | shown["opvangplaatsen"]


@given(tellingen, st.integers(0, 50), st.integers(0, 3), st.sampled_from(BESLOTEN), st.booleans())
def test_nothing_that_happens_elsewhere_changes_what_is_shown_until_the_next_tik(
    crisis: tuple[int, ...], revisie: int, uitgevallen: int, niveau: Openheid, first: bool
) -> None:
    """To the byte: no figure, no revisie, no order."""
    blik = look(niveau, [] if first else [rij(EIGEN), rij(ANDER), rij(DERDE)])
    then, now = rij(ANDER), rij(ANDER, revisie, crisis, uitgevallen)
    assert json.dumps(blik.show(now)) == json.dumps(blik.show(then))


@given(tellingen)
def test_at_volledig_every_change_is_shown_at_once(crisis: tuple[int, ...]) -> None:
    now = rij(ANDER, 8, crisis)
    assert look(Openheid.volledig, []).show(now) == fold_row(now)


@given(tellingen, st.integers(0, 99))
def test_a_tik_of_counts_shows_them_as_they_were_at_its_boundary_without_what_counts_changes(
    crisis: tuple[int, ...], revisie: int
) -> None:
    """Two changes that cancel out within a tick leave no trace in a revisie."""
    then = rij(ANDER, revisie, crisis)
    blik = look(Openheid.getikt, [then])
    shown = blik.show(rij(ANDER, 99))
    assert {**shown, "revisie": revisie} == fold_row(then)
    assert (
        blik.show(rij(ANDER))["revisie"] == look(Openheid.getikt, [rij(ANDER, 0, crisis)]).show(rij(ANDER))["revisie"]
    )
    later = look(Openheid.getikt, [then], op=OP + timedelta(minutes=15)).show(rij(ANDER))
    assert later["revisie"] > shown["revisie"]


def test_landelijk_tells_of_another_what_is_inzetbaar_and_last_weeks_average_and_nothing_else() -> None:
    blik = look(Openheid.landelijk, [rij(EIGEN), rij(ANDER), rij(DERDE)])
    shown = blik.show(rij(ANDER, 9, (0, 0, 0, 0)))
    opvang = shown.pop("opvangplaatsen")
    told = {"code": ANDER, "naam": f"Verzonnen {ANDER}", "inzetbaar": 6, "gemiddeldVrijDerden": 1}
    assert {naam: waarde for naam, waarde in shown.items() if waarde is not None and naam != "revisie"} == told
    assert {naam: waarde for naam, waarde in opvang.items() if waarde is not None} == {
        "inzetbaar": 6,
        "gemiddeldVrijDerden": 2,
    }
    assert blik.show(rij(DERDE))["gemiddeldVrijDerden"] is None
    assert blik.describe() == {
        "openheid": "landelijk",
        "getiktOp": "2026-11-23T23:00:00Z",
        "volgendeTikOp": "2026-11-24T23:00:00Z",
        "gemiddeldOver": {"vanDatum": "2026-11-16", "totDatum": "2026-11-23"},
    }


def test_a_stored_tik_holds_no_more_than_is_shown() -> None:
    state = make_tik(OP, regels_of(Openheid.landelijk), [rij(ANDER)], {ANDER: Gemiddeld(1.3, 2.6)})
    (row,) = state["centrumgemeenten"]
    assert row.keys() == {"code", "naam", "inzetbaar", "gemiddeldVrijDerden", "opvangplaatsen"}
    assert row["opvangplaatsen"].keys() == {"inzetbaar", "gemiddeldVrijDerden"}
    (row,) = make_tik(OP, regels_of(Openheid.getikt), [rij(ANDER)], {})["centrumgemeenten"]
    assert row.keys() == fold_row(rij(ANDER)).keys() - {"revisie"}


@pytest.mark.parametrize("niveau", BESLOTEN)
def test_of_another_one_that_is_not_in_the_tik_nothing_is_shown(niveau: Openheid) -> None:
    shown = look(niveau, []).show(rij(ANDER))
    known = {naam for naam, waarde in (shown | {"opvangplaatsen": None}).items() if waarde is not None}
    assert known == {"code", "naam", "revisie"}
    assert set(shown["opvangplaatsen"].values()) == {None}


def test_when_there_never_was_a_tik_all_is_shown_and_nothing_said_of_ticks() -> None:
    for blik in (Blik(EIGEN), look(Openheid.volledig, [])):
        assert blik.show(rij(ANDER)) == fold_row(rij(ANDER))
        assert blik.describe() == {
            "openheid": "volledig",
            "getiktOp": None,
            "volgendeTikOp": None,
            "gemiddeldOver": None,
        }


@given(st.floats(0, 30), st.integers(1, 30))
def test_an_average_is_told_as_thirds_of_what_is_inzetbaar_rounded_up(vrij: float, inzetbaar: int) -> None:
    derden, share = round_average(vrij, inzetbaar), min(vrij, inzetbaar) / inzetbaar
    assert derden in {1, 2, 3}
    assert derden / 3 >= share - 1e-6
    assert derden == 1 or derden / 3 - share < 1 / 3


@given(st.integers(2, 40), st.floats(0, 3))
def test_one_household_a_week_leaves_no_trace_in_an_average(inzetbaar: int, nachten: float) -> None:
    """Three nights at most, of seven, in one of at least two places (R1, R11)."""
    assert round_average(inzetbaar - nachten / 7, inzetbaar) == round_average(inzetbaar, inzetbaar) == 3


def test_an_average_of_nothing_is_nothing() -> None:
    assert round_average(None, 4) is None
    assert round_average(0, 0) == 0
    assert find_week(begin_of_day(date(2026, 11, 23))) == (date(2026, 11, 16), date(2026, 11, 23))
