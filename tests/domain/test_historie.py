"""Hours are added up from recorded counts by how long each stood; what others were shown comes from the tikken alone."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.historie import (
    LAND,
    UUR,
    Kijker,
    Optelling,
    Stap,
    Uurcijfer,
    Waarneming,
    add_punten,
    find_stap,
    floor_uur,
)
from capacity_service.domain.openheid import TIK, Openheid
from capacity_service.domain.tijd import begin_of_day

BEGIN = datetime(2026, 12, 1, 2, tzinfo=UTC)
CODES = ("GM0193", "GM0363")


def rij(code: str, vrij: int = 2, bezet: int = 1, gereserveerd: int = 0) -> dict[str, Any]:
    counts = {"vrij": vrij, "onbevestigd": 0, "gereserveerd": gereserveerd, "bezet": bezet, "buitenGebruik": 0}
    counts["inzetbaar"] = vrij + gereserveerd + bezet
    return {"code": code, **counts, "geenVrij": vrij == 0, "onderMinimum": False, "opvangplaatsen": dict(counts)}


def seen(seconds: float, code: str, **counts: int) -> Waarneming:
    return Waarneming(BEGIN + timedelta(seconds=seconds), "bezetting", rij(code, **counts))


def tik(seconds: float, niveau: Openheid, *rijen: dict[str, Any]) -> Waarneming:
    return Waarneming(
        BEGIN + timedelta(seconds=seconds), TIK, {"openheid": str(niveau), "centrumgemeenten": list(rijen)}
    )


def by_reeks(cijfers: list[Uurcijfer], kijker: Kijker = Kijker.alles) -> dict[str, Uurcijfer]:
    return {cijfer.reeks: cijfer for cijfer in cijfers if cijfer.kijker is kijker}


def test_a_count_weighs_as_long_as_it_stood_and_the_least_and_most_free_are_kept() -> None:
    optelling = Optelling(BEGIN, [rij(CODES[0])], None)
    zwolle = by_reeks(optelling.count([seen(900, CODES[0], vrij=0, bezet=3)], Openheid.volledig))[CODES[0]]
    assert (zwolle.seconden, zwolle.sommen["vrij"], zwolle.sommen["bezet"]) == (3600, 2 * 900, 900 + 3 * 2700)
    assert (zwolle.laagst, zwolle.hoogst, zwolle.sommen["geen_vrij"]) == (0, 2, 2700)
    assert zwolle.niveau is Openheid.volledig
    later = by_reeks(optelling.count([], Openheid.volledig))[CODES[0]]
    assert (later.uur, later.sommen["vrij"], later.hoogst) == (BEGIN + UUR, 0, 0)


def test_what_is_not_known_yet_is_not_counted_as_nothing() -> None:
    optelling = Optelling(BEGIN, [], None)
    cijfers = by_reeks(optelling.count([seen(1800, CODES[0], vrij=2)], Openheid.volledig))
    assert cijfers[CODES[0]].seconden == cijfers[LAND].seconden == 1800
    assert CODES[1] not in cijfers


def test_a_clock_that_goes_back_counts_nothing_twice() -> None:
    facts = [seen(1800, CODES[0], vrij=1), seen(1200, CODES[0], vrij=0), seen(-5, CODES[0], vrij=2)]
    zwolle = by_reeks(Optelling(BEGIN, [rij(CODES[0])], None).count(facts, Openheid.volledig))[CODES[0]]
    assert zwolle.seconden == 3600
    assert zwolle.sommen["vrij"] == 2 * 3600


moves = st.lists(
    st.tuples(st.integers(0, 3 * 3600 - 1), st.sampled_from(CODES), st.integers(0, 3), st.integers(0, 3)), max_size=12
)


@given(moves=moves, known=st.booleans())
def test_every_hour_is_what_a_look_at_each_second_adds_up_to(
    moves: list[tuple[int, str, int, int]], *, known: bool
) -> None:
    facts = sorted((seen(s, code, vrij=v, bezet=b) for s, code, v, b in moves), key=lambda fact: fact.op)
    begin = [rij(code) for code in CODES] if known else []
    optelling = Optelling(BEGIN, begin, None)
    now, left = {one["code"]: one for one in begin}, list(facts)
    for hour in range(3):
        van = BEGIN + hour * UUR
        found = by_reeks(optelling.count([fact for fact in facts if van <= fact.op < van + UUR], Openheid.volledig))
        totals: dict[str, list[int]] = {}
        for second in range(3600):
            while left and left[0].op <= van + timedelta(seconds=second):
                row = left.pop(0).toestand
                now[row["code"]] = row
            for code, row in now.items():
                totals.setdefault(code, []).append(row["vrij"])
            if now:
                totals.setdefault(LAND, []).append(sum(row["vrij"] for row in now.values()))
        assert {
            reeks: (cijfer.seconden, cijfer.sommen["vrij"], cijfer.laagst, cijfer.hoogst)
            for reeks, cijfer in found.items()
        } == {reeks: (len(each), sum(each), min(each), max(each)) for reeks, each in totals.items()}


def test_between_two_tikken_nothing_that_happens_moves_what_others_are_shown() -> None:
    shown = tik(0, Openheid.getikt, rij(CODES[0]))
    quiet, busy = (
        by_reeks(Optelling(BEGIN, [rij(CODES[0])], None).count(facts, Openheid.getikt), Kijker.derden)
        for facts in ([shown], [shown, seen(60, CODES[0], vrij=0, bezet=3), seen(900, CODES[0])])
    )
    assert quiet == busy
    assert quiet[CODES[0]].sommen["vrij"] == 2 * 3600
    assert set(quiet) == {CODES[0]}, "there is no country as others were shown: the totals are of now for all"


def test_the_next_tik_moves_it() -> None:
    facts = [tik(0, Openheid.getikt, rij(CODES[0])), tik(1800, Openheid.getikt, rij(CODES[0], vrij=1, bezet=2))]
    shown = by_reeks(Optelling(BEGIN, [rij(CODES[0])], None).count(facts, Openheid.getikt), Kijker.derden)[CODES[0]]
    assert (shown.sommen["vrij"], shown.laagst, shown.niveau) == (1.5 * 3600, 1, Openheid.getikt)


def test_at_landelijk_only_what_is_inzetbaar_and_the_average_of_the_week_were_shown() -> None:
    row = {"code": CODES[0], "inzetbaar": 3, "gemiddeldVrijDerden": 2, "opvangplaatsen": {"inzetbaar": 4}}
    facts = [tik(0, Openheid.landelijk, row)]
    cijfers = Optelling(BEGIN, [rij(CODES[0])], None).count(facts, Openheid.landelijk)
    shown = by_reeks(cijfers, Kijker.derden)[CODES[0]]
    assert shown.sommen == {"inzetbaar": 3 * 3600, "vrij_derden": 2 * 3600, "opvang_inzetbaar": 4 * 3600}
    assert (shown.laagst, shown.hoogst) == (None, None)
    assert by_reeks(cijfers)[CODES[0]].niveau is Openheid.landelijk


@pytest.mark.parametrize(
    ("rule", "told"), [(Openheid.getikt, Openheid.landelijk), (Openheid.volledig, Openheid.getikt)]
)
def test_while_the_last_tik_is_of_another_level_nothing_was_shown(rule: Openheid, told: Openheid) -> None:
    """As on the live screen; the hour counts as one of the strictest level, so that it is never shown as it was."""
    last = tik(0, told, rij(CODES[0])).toestand
    cijfers = Optelling(BEGIN, [rij(CODES[0])], last).count([], rule)
    assert by_reeks(cijfers, Kijker.derden) == {}
    assert by_reeks(cijfers)[CODES[0]].niveau is max(rule, told, key=tuple(Openheid).index)


def test_a_day_has_the_hours_that_it_has_in_amsterdam() -> None:
    def hours(dag: date) -> int:
        van, tot = find_stap(begin_of_day(dag) + 5 * UUR, Stap.dag)
        return round((tot - van) / UUR)

    assert [hours(day) for day in (date(2027, 3, 28), date(2026, 10, 25), date(2026, 12, 1))] == [23, 25, 24]


def test_hours_come_together_by_the_day_and_the_extra_hour_is_one_more() -> None:
    begin = begin_of_day(date(2026, 10, 24))
    uren = [
        Uurcijfer(LAND, Kijker.alles, begin + n * UUR, Openheid.volledig, 3600, {"vrij": n * 3600.0}, n, n)
        for n in range(24 + 25)
    ]
    (_, _, zaterdag), (van, tot, zondag) = add_punten(uren, Stap.dag)
    assert (zaterdag.seconden, zondag.seconden) == (24 * 3600, 25 * 3600)
    assert (zondag.laagst, zondag.hoogst, tot - van) == (24, 48, timedelta(hours=25))
    assert len(add_punten(uren, Stap.uur)) == 49


def test_a_figure_that_was_not_shown_all_the_time_is_not_shown_of_the_day() -> None:
    begin = begin_of_day(date(2026, 12, 1))
    one = Uurcijfer(CODES[0], Kijker.derden, begin, Openheid.getikt, 3600, {"vrij": 1.0, "inzetbaar": 2.0}, 1, 1)
    other = Uurcijfer(CODES[0], Kijker.derden, begin + UUR, Openheid.landelijk, 3600, {"inzetbaar": 2.0})
    ((_, _, dag),) = add_punten([one, other], Stap.dag)
    assert (dag.sommen, dag.niveau) == ({"inzetbaar": 4.0}, Openheid.landelijk)


def test_a_long_period_is_told_by_the_day() -> None:
    assert Stap.of(BEGIN, BEGIN + timedelta(days=7, hours=1)) is Stap.uur
    assert Stap.of(BEGIN, BEGIN + timedelta(days=90)) is Stap.dag
    assert floor_uur(BEGIN + timedelta(minutes=59, microseconds=3)) == BEGIN
