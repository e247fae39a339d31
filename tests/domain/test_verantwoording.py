from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.feitenset import Periode, Signaalfeit
from capacity_service.domain.normen import Norm
from capacity_service.domain.verantwoording import (
    CEL_MIN,
    HUISHOUDENS,
    Kwartaal,
    Streekfeiten,
    Telling,
    Verloop,
    add_up,
    compute_kwartaal,
    hide,
    next_kwartaal,
    split,
    start_of_kwartaal,
    widen,
)
from tests.domain.feiten import NU, TOT, VAN, after, make_signaal

days = st.dates(date(2020, 1, 1), date(2035, 1, 1))
Q4 = Kwartaal(date(2026, 10, 1), date(2027, 1, 1), afgesloten=True)


@given(days)
def test_every_day_is_in_one_quarter_of_three_months(dag: date) -> None:
    begin = start_of_kwartaal(dag)
    end = next_kwartaal(begin)
    assert begin <= dag < end
    assert (begin.day, end.day, begin.month % 3) == (1, 1, 1)
    assert 89 <= (end - begin).days <= 92
    assert start_of_kwartaal(end) == end


@given(days, st.integers(1, 800))
def test_a_period_is_widened_to_the_quarters_it_touches(van: date, length: int) -> None:
    tot = van + timedelta(days=length)
    wide_van, wide_tot = widen(van, tot)
    assert wide_van <= van < next_kwartaal(wide_van)
    assert start_of_kwartaal(tot - timedelta(days=1)) < wide_tot
    assert wide_tot >= tot
    assert widen(wide_van, wide_tot) == (wide_van, wide_tot)


def test_a_quarter_that_has_not_begun_is_not_there_and_the_running_one_is_not_over() -> None:
    kwartalen = split(date(2026, 1, 1), date(2027, 7, 1), datetime(2026, 8, 1, tzinfo=UTC))
    assert [(k.van.month, k.afgesloten) for k in kwartalen] == [(1, True), (4, True), (7, False)]
    assert [k.afgesloten for k in split(date(2026, 1, 1), date(2026, 4, 1), None)] == [False]
    # At midnight in Amsterdam the new quarter begins, an hour before it does in UTC.
    assert split(date(2026, 7, 1), date(2026, 10, 1), datetime(2026, 9, 30, 22, tzinfo=UTC))[0].afgesloten


def test_the_time_until_the_next_count_is_how_it_was() -> None:
    verloop = Verloop(Periode(VAN, TOT))
    for hours, onder, geen in ((0, True, True), (1, True, False), (3, False, False), (10, False, True)):
        verloop.see(Telling(after(hours), onder, geen))
    verloop.end(after(14))
    assert (verloop.gemeten, verloop.onder_minimum, verloop.geen_vrij) == (14, 3, 5)


def test_what_was_before_the_period_lasts_into_it_and_nothing_after_it_counts() -> None:
    verloop = Verloop(Periode(VAN, VAN + timedelta(hours=10)))
    verloop.see(Telling(VAN - timedelta(days=9), onder_minimum=True, geen_vrij=True))
    verloop.see(Telling(VAN + timedelta(hours=4), onder_minimum=False, geen_vrij=True))
    verloop.see(Telling(VAN + timedelta(days=50), onder_minimum=True, geen_vrij=True))
    verloop.end(VAN + timedelta(days=99))
    assert (verloop.gemeten, verloop.onder_minimum, verloop.geen_vrij) == (10, 4, 10)


def test_before_the_first_count_nothing_was_measured() -> None:
    verloop = Verloop(Periode(VAN, TOT))
    verloop.see(Telling(TOT - timedelta(hours=2), onder_minimum=False, geen_vrij=False))
    verloop.end(TOT + timedelta(days=1))
    assert verloop.gemeten == 2


@given(st.lists(st.tuples(st.integers(-500, 2000), st.booleans(), st.booleans()), max_size=30), st.integers(1, 600))
def test_the_hours_of_two_halves_are_those_of_the_whole(counts: list[tuple[int, bool, bool]], half: int) -> None:
    middle = VAN + timedelta(hours=half)
    parts = [Verloop(Periode(VAN, TOT)), Verloop(Periode(VAN, middle)), Verloop(Periode(middle, TOT))]
    for hours, onder, geen in sorted(counts):
        for part in parts:
            part.see(Telling(VAN + timedelta(hours=hours), onder, geen))
    for part in parts:
        part.end(TOT)
    whole, first, second = parts
    assert whole.geen_vrij == pytest.approx(first.geen_vrij + second.geen_vrij)
    assert whole.onder_minimum == pytest.approx(first.onder_minimum + second.onder_minimum)
    assert whole.onder_minimum <= whole.gemeten <= Periode(VAN, TOT).uren


def make_streek(*signalen: Signaalfeit, aankomsten: int = 0) -> Streekfeiten:
    return Streekfeiten(9, TOT, signalen, tuple(after(n) for n in range(aankomsten)))


def test_a_quarter_tells_what_began_in_it() -> None:
    uitval = [make_signaal(Norm.onvoorziene_uitval, oorzaak=f"Reden: {why}.") for why in ("water", "brand", "water")]
    begun = make_signaal(Norm.minimum_plaatsen), make_signaal(Norm.geen_vrij)
    earlier = make_signaal(Norm.geen_vrij, begonnen_op=NU - timedelta(days=100))
    shown = compute_kwartaal(
        Q4, Verloop(Q4.periode, gemeten=1.234), make_streek(*uitval, *begun, earlier, aankomsten=7)
    )
    assert shown == {
        "vanDatum": "2026-10-01",
        "totDatum": "2027-01-01",
        "afgesloten": True,
        "urenGemeten": 1.23,
        "urenOnderMinimum": 0.0,
        "urenGeenVrij": 0.0,
        "keerOnderMinimum": 1,
        "keerGeenVrij": 1,
        "onvoorzieneUitval": [{"oorzaak": "brand", "aantal": 1}, {"oorzaak": "water", "aantal": 2}],
        "huishoudens": {"aangekomen": "7", "overschrijdingen": "0", "kindTeLang": "0"},
    }


@pytest.mark.parametrize(("aantal", "cel"), [(0, "0"), (1, "<5"), (4, "<5"), (5, "5"), (123, "123")])
def test_fewer_than_five_households_are_not_told_apart(aantal: int, cel: str) -> None:
    shown = compute_kwartaal(
        Q4, Verloop(Q4.periode), make_streek(*[make_signaal(Norm.overschrijding)] * aantal, aankomsten=aantal)
    )
    assert shown["huishoudens"] == {"aangekomen": cel, "overschrijdingen": cel, "kindTeLang": "0"}


def test_a_running_quarter_tells_nothing_of_households() -> None:
    running = Kwartaal(Q4.van, Q4.tot, afgesloten=False)
    shown = compute_kwartaal(running, Verloop(Q4.periode), make_streek(aankomsten=50))
    assert set(shown["huishoudens"].values()) == {None}
    assert set(add_up([shown])["huishoudens"].values()) == {None}


@given(st.lists(st.integers(0, 30), min_size=1, max_size=8))
def test_a_total_never_tells_more_than_its_quarters_do(counts: list[int]) -> None:
    kwartalen = [compute_kwartaal(Q4, Verloop(Q4.periode), make_streek(aankomsten=n)) for n in counts]
    total = add_up(kwartalen)["huishoudens"]["aangekomen"]
    hidden = [n for n in counts if 0 < n < CEL_MIN]
    if not hidden:
        assert total == str(sum(counts))
        return
    low, high = map(int, total.split("-"))
    assert low <= sum(counts) <= high
    assert high - low == len(hidden) * (CEL_MIN - 2)
    again = [compute_kwartaal(Q4, Verloop(Q4.periode), make_streek(aankomsten=1 if n in hidden else n)) for n in counts]
    assert add_up(again)["huishoudens"]["aangekomen"] == total


def test_totals_add_up() -> None:
    uitval = make_signaal(Norm.onvoorziene_uitval)
    one = compute_kwartaal(Q4, Verloop(Q4.periode, gemeten=2.5, geen_vrij=1.0), make_streek(uitval))
    total = add_up([one, one])
    assert (total["urenGemeten"], total["urenGeenVrij"]) == (5.0, 2.0)
    assert total["onvoorzieneUitval"] == [{"oorzaak": "brand", "aantal": 2}]
    assert Counter(HUISHOUDENS).keys() == total["huishoudens"].keys()
    assert hide(0) == "0"
    nothing = add_up([])
    assert (nothing["urenGemeten"], nothing["onvoorzieneUitval"], set(nothing["huishoudens"].values())) == (
        0,
        [],
        {None},
    )
