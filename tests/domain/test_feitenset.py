from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.feitenset import Periode
from capacity_service.domain.normen import Norm
from capacity_service.domain.regels import SEED, make_regel
from tests.domain.feiten import NU, TOT, VAN, after, make_feiten, make_signaal

hours = st.floats(-2000, 2000)


def test_a_period_of_days_begins_and_ends_at_midnight_in_amsterdam() -> None:
    spring = Periode.of_dagen(date(2026, 3, 29), date(2026, 3, 30))
    assert spring == (datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC))
    assert spring.uren == 23
    assert Periode.of_dagen(date(2026, 10, 25), date(2026, 10, 26)).uren == 25


def test_tot_is_no_longer_part_of_it() -> None:
    periode = Periode(VAN, TOT)
    assert [periode.has(moment) for moment in (VAN, TOT - timedelta(seconds=1), TOT, None)] == [
        True,
        True,
        False,
        False,
    ]


def test_nothing_is_counted_before_the_first_fact_or_after_the_last() -> None:
    periode = Periode(VAN, TOT)
    assert periode.until(NU) == Periode(VAN, NU)
    assert periode.until(TOT + timedelta(1)) == periode.until(None) == periode
    assert periode.until(VAN - timedelta(1)).uren == 0
    assert periode.since(NU) == Periode(NU, TOT)
    assert periode.since(VAN - timedelta(1)) == periode.since(None) == periode
    assert periode.since(TOT + timedelta(1)).uren == 0


@given(hours, st.floats(0, 2000), st.floats(0, 1))
def test_the_hours_of_an_episode_are_those_in_the_period_without_its_interruptions(
    begin: float, length: float, share: float
) -> None:
    signaal = make_signaal(
        Norm.geen_vrij, begonnen_op=after(begin), beeindigd_op=after(begin + length), onderbroken_uren=share * length
    )
    periode = Periode(VAN, TOT)
    counted = signaal.count_uren(periode)
    assert 0 <= counted <= min(length, periode.uren) + 1e-6
    if after(begin) >= VAN and after(begin + length) <= TOT:
        assert counted == pytest.approx((1 - share) * length, abs=1e-3)
    halves = [Periode(VAN, NU), Periode(NU, TOT)]
    assert sum(signaal.count_uren(half) for half in halves) == pytest.approx(counted, abs=1e-3)
    if not signaal.overlaps(periode):
        assert counted == 0


def test_an_episode_that_is_still_open_runs_until_the_end_of_the_period() -> None:
    signaal = make_signaal(Norm.geen_vrij, begonnen_op=TOT - timedelta(hours=3), beeindigd_op=None)
    assert signaal.count_uren(Periode(VAN, TOT)) == pytest.approx(3)
    assert signaal.overlaps(Periode(VAN, TOT))
    assert not signaal.overlaps(Periode(VAN, VAN + timedelta(days=1)))


def test_the_rules_are_those_of_the_day_and_before_the_first_day_the_first() -> None:
    later = make_regel("registratie_uren", 48, date(2026, 11, 15), "proef")
    feiten = make_feiten(regels=(*SEED, later))
    assert feiten.regels_op(NU).registratie_uren == 24
    assert feiten.regels_op(TOT).registratie_uren == 48
    assert feiten.regels_op(datetime(1999, 1, 1, tzinfo=UTC)).registratie_uren == 24
