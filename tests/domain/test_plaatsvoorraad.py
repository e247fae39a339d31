"""Places kept true one by one are always what they would be if the whole country were counted anew."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.plaats import ClaimSoort, Kenmerk, Soort
from capacity_service.domain.plaatsvoorraad import Kijk, Plaatsbeeld, Voorraad, look_ahead
from tests.domain.strategies import NU, REGELS

VERS = timedelta(hours=REGELS.bevestigd_uren)
VOORUIT = look_ahead(REGELS)
ONE, TWO, THREE = (UUID(int=n) for n in (1, 2, 3))
hours = st.integers(-200, 200).map(lambda n: NU + timedelta(hours=n))
beelden = st.builds(
    Plaatsbeeld,
    id=st.integers(1, 6).map(lambda n: UUID(int=n)),
    centrumgemeente=st.sampled_from(["GM0193", "GM0363"]),
    soort=st.sampled_from([Soort.crisisplaats, Soort.opvangplaats]),
    personen_max=st.integers(1, 2),
    kenmerken=st.frozensets(st.just(Kenmerk.babybed)),
    bevestigd_op=hours,
    claim=st.none() | st.sampled_from(ClaimSoort),
    verloopt_op=st.none() | hours,
    uit_vanaf_op=st.none() | hours,
)
FREE = Plaatsbeeld(
    ONE, "GM0193", Soort.crisisplaats, 4, frozenset(), NU, claim=None, verloopt_op=None, uit_vanaf_op=None
)


def look(now: datetime) -> Kijk:
    return Kijk(now, REGELS)


def all_of(voorraad: Voorraad) -> Any:
    return (
        {(vrij.klasse, vrij.aantal, vrij.plaatsen) for vrij in voorraad.list_free(99)},
        voorraad.count_in_service(),
        voorraad.grootste,
    )


@given(st.lists(beelden, max_size=12), st.lists(st.tuples(st.integers(0, 50), beelden, st.booleans()), max_size=12))
def test_what_is_kept_is_what_counting_anew_would_give(first: list[Plaatsbeeld], steps: list[Any]) -> None:
    now, known = NU, {beeld.id: beeld for beeld in first}
    voorraad = Voorraad(look(now), known)
    for passed, beeld, gone in steps:
        now += timedelta(hours=passed)
        voorraad.advance(look(now))
        was = voorraad.put(beeld.id, None if gone else beeld)
        assert was == known.pop(beeld.id, None)
        known |= {} if gone else {beeld.id: beeld}
        assert all_of(voorraad) == all_of(Voorraad(look(now), known))


@given(st.lists(beelden, max_size=8), st.dictionaries(st.integers(1, 6), st.none() | beelden, max_size=4))
def test_what_is_looked_at_as_if_leaves_nothing_behind(first: list[Plaatsbeeld], other: dict[int, Any]) -> None:
    known = {beeld.id: beeld for beeld in first}
    voorraad = Voorraad(look(NU), known)
    changed = {UUID(int=n): beeld and replace(beeld, id=UUID(int=n)) for n, beeld in other.items()}
    seen = known | {key: beeld for key, beeld in changed.items() if beeld}
    for key in [key for key, beeld in changed.items() if beeld is None]:
        seen.pop(key, None)
    with voorraad.as_if(changed):
        assert all_of(voorraad) == all_of(Voorraad(look(NU), seen))
    assert all_of(voorraad) == all_of(Voorraad(look(NU), known))


@pytest.mark.parametrize(
    ("beeld", "op", "before", "then"),
    [
        (replace(FREE, bevestigd_op=NU), NU + VERS, [False], [True]),
        (replace(FREE, claim=ClaimSoort.reservering, verloopt_op=NU + VERS), NU + VERS, [], [True]),
        (replace(FREE, uit_vanaf_op=NU + VOORUIT + VERS), NU + VERS, [False], [True]),
    ],
    ids=["not confirmed for too long", "a reservering lapses", "still in service for as long as is promised"],
)
def test_a_place_is_filed_elsewhere_at_its_moment_without_a_fact(
    beeld: Plaatsbeeld, op: datetime, before: list[bool], then: list[bool]
) -> None:
    voorraad = Voorraad(look(NU), {ONE: beeld})
    voorraad.advance(look(op - timedelta(microseconds=1)))
    assert [vrij.klasse.onbevestigd for vrij in voorraad.list_free(1)] == before
    voorraad.advance(look(op))
    assert [vrij.klasse.onbevestigd for vrij in voorraad.list_free(1)] == then


def test_a_promise_is_of_the_longest_stay_and_the_day_of_leaving() -> None:
    assert look_ahead(REGELS) == timedelta(days=4)


def test_a_place_that_goes_out_too_soon_is_no_longer_free() -> None:
    voorraad = Voorraad(look(NU), {ONE: replace(FREE, uit_vanaf_op=NU + VOORUIT)})
    assert len(voorraad.list_free(1)) == 1
    voorraad.advance(look(NU + timedelta(microseconds=1)))
    assert voorraad.list_free(1) == ()


def test_of_each_class_the_lowest_ids_are_named_and_as_many_as_asked() -> None:
    voorraad = Voorraad(look(NU), {key: replace(FREE, id=key) for key in (THREE, ONE, TWO)})
    (few,) = voorraad.list_free(1)
    assert (few.aantal, few.plaatsen) == (3, (ONE,))
    (many,) = voorraad.list_free(3)
    assert many.plaatsen == (ONE, TWO, THREE)
    voorraad.put(ONE, None)
    (left,) = voorraad.list_free(1)
    assert left.plaatsen[0] == TWO


def test_an_earlier_moment_is_followed_only_from_nearby() -> None:
    voorraad = Voorraad(look(NU), {ONE: FREE})
    assert voorraad.follows(look(NU - timedelta(seconds=59)))
    assert not voorraad.follows(look(NU - timedelta(seconds=60)))
    assert not voorraad.follows(Kijk(NU, replace(REGELS, bevestigd_uren=REGELS.bevestigd_uren + 1)))


def test_what_is_out_of_service_is_not_counted() -> None:
    out = replace(FREE, id=TWO, claim=ClaimSoort.buiten_gebruik, personen_max=9)
    other = replace(FREE, id=THREE, soort=Soort.opvangplaats)
    voorraad = Voorraad(look(NU), {ONE: FREE, TWO: out, THREE: other})
    assert voorraad.count_in_service() == ({"GM0193": 1}, {"GM0193": 2})
    assert voorraad.grootste == 4


def test_the_moments_of_what_was_changed_since_are_not_kept_for_ever() -> None:
    voorraad = Voorraad(look(NU), {ONE: FREE})
    for minutes in range(10_000):
        voorraad.advance(look(NU + timedelta(minutes=minutes / 100)))
        voorraad.put(ONE, replace(FREE, bevestigd_op=NU + timedelta(minutes=minutes / 100)))
    assert len(vars(voorraad)["_due"]) <= 10
