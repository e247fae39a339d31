"""Counts derived from places: they always add up."""

from dataclasses import fields
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.bezetting import Bezetting, Gezien
from capacity_service.domain.plaats import Plaatsstatus

gezien = st.lists(st.builds(Gezien, st.sampled_from(Plaatsstatus), st.booleans(), st.booleans()), max_size=60)


@given(gezien)
def test_every_place_is_counted_once(plaatsen: list[Gezien]) -> None:
    bezetting = Bezetting.of(plaatsen)
    assert bezetting.inzetbaar + bezetting.buiten_gebruik == len(plaatsen)
    for status in Plaatsstatus:
        assert getattr(bezetting, status) == [seen.status for seen in plaatsen].count(status)


@given(gezien)
def test_what_is_in_service_is_vrij_gereserveerd_or_bezet(plaatsen: list[Gezien]) -> None:
    bezetting = Bezetting.of(plaatsen)
    assert bezetting.vrij + bezetting.gereserveerd + bezetting.bezet == bezetting.inzetbaar


@given(gezien)
def test_onbevestigd_is_a_part_of_vrij_and_of_nothing_else(plaatsen: list[Gezien]) -> None:
    bezetting = Bezetting.of(plaatsen)
    seen = [(one.status, one.onbevestigd) for one in plaatsen]
    assert bezetting.onbevestigd == seen.count((Plaatsstatus.vrij, True))
    assert 0 <= bezetting.onbevestigd <= bezetting.vrij


@given(gezien)
def test_what_is_lost_with_somebody_inside_is_in_service_and_does_not_stay(plaatsen: list[Gezien]) -> None:
    bezetting = Bezetting.of(plaatsen)
    staying = [one for one in plaatsen if not one.uitgevallen and one.status is not Plaatsstatus.buiten_gebruik]
    assert bezetting.blijvend == len(staying)
    assert 0 <= bezetting.uitgevallen <= bezetting.inzetbaar


@given(gezien, gezien)
def test_the_counts_of_two_regions_are_the_counts_of_both_together(here: list[Gezien], there: list[Gezien]) -> None:
    assert Bezetting.of(here) + Bezetting.of(there) == Bezetting.of(here + there)
    assert Bezetting.of(here) + Bezetting() == Bezetting.of(here)


@given(gezien, st.randoms(use_true_random=False))
def test_the_order_of_the_places_does_not_matter(plaatsen: list[Gezien], random: Random) -> None:
    shuffled = list(plaatsen)
    random.shuffle(shuffled)
    assert Bezetting.of(shuffled) == Bezetting.of(plaatsen)


def test_there_is_a_figure_for_every_status() -> None:
    assert {veld.name for veld in fields(Bezetting)} == {*Plaatsstatus, "onbevestigd", "uitgevallen"}
