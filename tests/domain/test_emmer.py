import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.emmer import Emmers, Maat

MAAT = Maat(inhoud=3, per_s=0.5)


def test_so_many_at_once_and_then_as_fast_as_it_fills() -> None:
    emmers = Emmers(MAAT)
    assert [emmers.take("a", 10.0) for _ in range(3)] == [0.0, 0.0, 0.0]
    assert emmers.take("a", 10.0) == pytest.approx(2.0)
    assert emmers.take("a", 11.0) == pytest.approx(1.0)
    assert emmers.take("a", 12.0) == 0.0
    assert emmers.take("a", 12.0) == pytest.approx(2.0)


def test_who_waits_as_long_as_was_said_may() -> None:
    emmers = Emmers(MAAT)
    for _ in range(3):
        emmers.take("a", 0.0)
    wait = emmers.take("a", 0.3)
    assert wait > 0
    assert emmers.take("a", 0.3 + wait) == 0.0


def test_one_who_asks_too_much_takes_nothing_from_another() -> None:
    emmers = Emmers(MAAT)
    for _ in range(100):
        emmers.take("a", 0.0)
    assert emmers.take("b", 0.0) == 0.0


def test_a_refusal_costs_nothing_more() -> None:
    emmers = Emmers(MAAT)
    for _ in range(1000):
        emmers.take("a", 0.0)
    assert emmers.take("a", 2.0) == 0.0


def test_what_is_given_back_was_never_taken_and_never_more_than_fits() -> None:
    emmers = Emmers(MAAT)
    for _ in range(50):
        assert emmers.take("a", 0.0) == 0.0
        emmers.give_back("a", 0.0)
    for _ in range(10):
        emmers.give_back("a", 0.0)
    assert [emmers.take("a", 0.0) > 0 for _ in range(4)] == [False, False, False, True]


def test_who_is_full_again_is_forgotten_and_a_crowd_of_names_takes_no_room() -> None:
    emmers = Emmers(MAAT, sleutels_max=100)
    for number in range(10_000):
        emmers.take(number, 0.0)
    assert len(emmers) == 100
    emmers = Emmers(MAAT)
    emmers.take("a", 0.0)
    assert len(emmers) == 1
    emmers.give_back("a", 0.0)
    assert len(emmers) == 0


def test_a_clock_that_stands_still_or_goes_back_gives_nothing() -> None:
    emmers = Emmers(MAAT)
    for _ in range(3):
        emmers.take("a", 5.0)
    assert emmers.take("a", 1.0) > 0


@given(st.lists(st.floats(0, 5), min_size=1, max_size=200))
def test_never_more_than_fits_and_fills(pauses: list[float]) -> None:
    emmers, now, taken = Emmers(MAAT), 0.0, 0
    for pause in pauses:
        now += pause
        taken += emmers.take("a", now) == 0.0
    assert taken <= MAAT.inhoud + now * MAAT.per_s + 1e-6


@pytest.mark.parametrize(("inhoud", "per_s"), [(0, 1), (0.5, 1), (1, 0), (1, -1)])
def test_a_bucket_that_lets_nobody_through_cannot_be_made(inhoud: float, per_s: float) -> None:
    with pytest.raises(ValueError, match="emmer"):
        Maat(inhoud, per_s)
