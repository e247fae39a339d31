"""The weighing: what it never does, whatever the country looks like, and in which order it prefers."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.aanvraag import Aanvraag, Behoefte, Huishouden
from capacity_service.domain.matching import Afweging, Stand, Uitkomst, decide, fits, forbidden_for
from capacity_service.domain.plaats import Kenmerk, Plaats, Soort
from capacity_service.domain.voorraad import group_by_klasse
from tests.domain.strategies import (
    NIJKERK,
    NU,
    REGELS,
    aanvragen,
    gemeenten,
    make_aanvraag,
    make_plaats,
    make_stand,
    reeksen,
    registers,
)


def weigh(stand: Stand, *reeks: Aanvraag) -> Afweging:
    return decide(reeks, stand, REGELS)


def weigh_one(aanvraag: Aanvraag, *vrij: Plaats) -> Uitkomst:
    (uitkomst,) = weigh(make_stand(vrij), aanvraag).uitkomsten
    return uitkomst


def ranked(aanvraag: Aanvraag, *vrij: Plaats) -> list[int]:
    """The numbers of the places, best first."""
    return [voorstel.plaatsen[0].int for voorstel in weigh_one(aanvraag, *vrij).voorstellen]


@given(reeksen, registers)
def test_only_a_free_place_that_fits_is_ever_proposed(reeks: list[Aanvraag], vrij: tuple[Plaats, ...]) -> None:
    stand = make_stand(vrij)
    by_id = {plaats.id: plaats for plaats in vrij}
    by_aanvraag = {aanvraag.id: aanvraag for aanvraag in reeks}
    for uitkomst in weigh(stand, *reeks).uitkomsten:
        for voorstel in uitkomst.voorstellen:
            (plaats_id,) = voorstel.plaatsen
            plaats = by_id[plaats_id]
            assert fits(by_aanvraag[uitkomst.aanvraag], plaats, stand)
            assert (voorstel.centrumgemeente, voorstel.soort, voorstel.personen_max) == (
                plaats.centrumgemeente,
                plaats.soort,
                plaats.personen_max,
            )


@given(aanvragen, registers)
def test_the_own_region_and_what_is_unsafe_are_never_proposed(aanvraag: Aanvraag, vrij: tuple[Plaats, ...]) -> None:
    stand = make_stand(vrij)
    unsafe = {code for gemeente in {aanvraag.gemeente, *aanvraag.uitsluitingen} for code in stand.regio[gemeente]}
    (uitkomst,) = weigh(stand, aanvraag).uitkomsten
    assert unsafe.isdisjoint(voorstel.centrumgemeente for voorstel in uitkomst.voorstellen)
    assert forbidden_for(aanvraag, stand) == unsafe


@given(aanvragen, registers)
def test_a_household_is_never_put_where_it_has_no_room(aanvraag: Aanvraag, vrij: tuple[Plaats, ...]) -> None:
    stand = make_stand(vrij)
    (uitkomst,) = weigh(stand, aanvraag).uitkomsten
    assert all(voorstel.personen_max >= aanvraag.huishouden.personen for voorstel in uitkomst.voorstellen)


@given(reeksen, registers)
def test_one_place_is_never_given_twice_within_a_batch(reeks: list[Aanvraag], vrij: tuple[Plaats, ...]) -> None:
    stand = make_stand(vrij)
    given_away = [u.gekozen.plaatsen for u in weigh(stand, *reeks).uitkomsten if u.gekozen]
    assert len(set(given_away)) == len(given_away)


@given(reeksen, registers)
def test_nothing_is_proposed_that_an_older_aanvraag_took(reeks: list[Aanvraag], vrij: tuple[Plaats, ...]) -> None:
    stand = make_stand(vrij)
    taken: set[UUID] = set()
    for uitkomst in weigh(stand, *reeks).uitkomsten:
        assert taken.isdisjoint(plaats for voorstel in uitkomst.voorstellen for plaats in voorstel.plaatsen)
        taken.update(uitkomst.gekozen.plaatsen if uitkomst.gekozen else ())


@given(reeksen, registers, st.randoms(use_true_random=False))
def test_the_order_of_what_comes_in_does_not_matter(
    reeks: list[Aanvraag], vrij: tuple[Plaats, ...], random: Random
) -> None:
    stand = make_stand(vrij)
    shuffled, klassen = list(reeks), list(stand.vrij)
    random.shuffle(shuffled)
    random.shuffle(klassen)
    assert weigh(replace(stand, vrij=tuple(klassen)), *shuffled) == weigh(stand, *reeks)


@given(reeksen, registers)
def test_whoever_is_longest_in_danger_goes_first(reeks: list[Aanvraag], vrij: tuple[Plaats, ...]) -> None:
    stand = make_stand(vrij)
    order = [u.aanvraag for u in weigh(stand, *reeks).uitkomsten]
    assert order == [a.id for a in sorted(reeks, key=lambda a: (a.vastgesteld_op, a.id))]


@given(aanvragen, registers)
def test_there_is_a_voorstel_for_everybody_for_whom_a_place_fits(aanvraag: Aanvraag, vrij: tuple[Plaats, ...]) -> None:
    stand = make_stand(vrij)
    (uitkomst,) = weigh(stand, aanvraag).uitkomsten
    assert bool(uitkomst.voorstellen) == any(fits(aanvraag, plaats, stand) for plaats in vrij)


@given(reeksen, registers)
def test_a_knelpunt_is_named_exactly_when_there_is_nothing_to_reserve(
    reeks: list[Aanvraag], vrij: tuple[Plaats, ...]
) -> None:
    stand = make_stand(vrij)
    for uitkomst in weigh(stand, *reeks).uitkomsten:
        assert (uitkomst.knelpunt is None) == (uitkomst.gekozen is not None)
        if uitkomst.knelpunt is not None:
            assert (uitkomst.knelpunt.code == "gevraagd") == bool(uitkomst.voorstellen)


@given(reeksen, registers)
def test_a_place_nobody_confirmed_is_asked_about_and_never_reserved(
    reeks: list[Aanvraag], vrij: tuple[Plaats, ...]
) -> None:
    stand = make_stand(vrij)
    for uitkomst in weigh(stand, *reeks).uitkomsten:
        assert uitkomst.gekozen is None or not uitkomst.gekozen.onbevestigd
        greys = [voorstel.onbevestigd for voorstel in uitkomst.voorstellen]
        assert greys == sorted(greys)


def test_a_house_that_was_asked_in_vain_is_not_asked_again_until_it_confirms() -> None:
    old, fresh = make_plaats(bevestigd_op=NU - timedelta(hours=25)), make_plaats()
    aanvraag = make_aanvraag(gevraagd=frozenset({old.id}))
    (silent,) = weigh(make_stand((old,)), aanvraag).uitkomsten
    assert silent.voorstellen == ()
    assert silent.knelpunt is not None
    assert silent.knelpunt.code == "niet_bevestigd"
    (confirmed,) = weigh(make_stand((replace(fresh, id=old.id),)), aanvraag).uitkomsten
    assert confirmed.gekozen is not None


@given(aanvragen, registers)
def test_needs_and_preferences_never_filter(aanvraag: Aanvraag, vrij: tuple[Plaats, ...]) -> None:
    stand = make_stand(vrij)
    plain = replace(aanvraag, huishouden=replace(aanvraag.huishouden, behoeften=frozenset()), voorkeuren=frozenset())
    (with_wishes,) = weigh(stand, aanvraag).uitkomsten
    (without,) = weigh(stand, plain).uitkomsten
    assert {v.centrumgemeente for v in with_wishes.voorstellen} == {v.centrumgemeente for v in without.voorstellen}


@given(aanvragen, registers)
def test_the_voorstellen_are_few_numbered_and_each_in_another_centrumgemeente(
    aanvraag: Aanvraag, vrij: tuple[Plaats, ...]
) -> None:
    stand = make_stand(vrij)
    (uitkomst,) = weigh(stand, aanvraag).uitkomsten
    assert [v.rang for v in uitkomst.voorstellen] == list(range(1, len(uitkomst.voorstellen) + 1))
    assert len(uitkomst.voorstellen) <= REGELS.voorstellen_max
    assert len({v.centrumgemeente for v in uitkomst.voorstellen}) == len(uitkomst.voorstellen)


@given(aanvragen, registers)
def test_the_classes_that_were_looked_at_hold_every_free_place_once(
    aanvraag: Aanvraag, vrij: tuple[Plaats, ...]
) -> None:
    stand = make_stand(vrij)
    klassen = weigh(stand, aanvraag).klassen
    assert sum(aantal for *_, aantal in klassen) == len(vrij)
    assert len({klasse[:-1] for klasse in klassen}) == len(klassen)


@given(reeksen, registers)
def test_a_class_that_comes_in_several_groups_is_weighed_as_one(
    reeks: list[Aanvraag], vrij: tuple[Plaats, ...]
) -> None:
    apart = tuple(group for plaats in vrij for group in group_by_klasse([plaats], REGELS, NU))
    stand = make_stand(vrij)
    assert weigh(replace(stand, vrij=apart), *reeks) == weigh(stand, *reeks)


def test_nijkerk_has_two_own_regions_and_both_are_out() -> None:
    vrij = make_plaats(1, centrumgemeente="GM0307"), make_plaats(2, centrumgemeente="GM0228"), make_plaats(3)
    assert ranked(make_aanvraag(gemeente=NIJKERK), *vrij) == [3]
    assert ranked(make_aanvraag(gemeente="GM0363", uitsluitingen=frozenset({NIJKERK})), *vrij) == [3]


def test_a_house_that_said_no_is_not_asked_again_for_this_household() -> None:
    first, second = make_plaats(1), make_plaats(2)
    aanvraag = make_aanvraag(teruggemeld=frozenset({first.id}))
    assert ranked(aanvraag, first, second) == [2]
    assert ranked(make_aanvraag(2), first, second) == [1]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        pytest.param({}, {"soort": Soort.opvangplaats}, id="a crisisplaats before an opvangplaats"),
        pytest.param(
            {"soort": Soort.opvangplaats}, {"soort": Soort.reserveplaats}, id="an opvangplaats before a reserve"
        ),
        pytest.param({"soort": Soort.reserveplaats}, {"soort": Soort.alternatief}, id="a reserve before a hotel"),
        pytest.param({}, {"bevestigd_op": NU - timedelta(hours=24)}, id="bevestigd before onbevestigd"),
        pytest.param({"kenmerken": frozenset({Kenmerk.babybed})}, {}, id="what is needed before what is not there"),
        pytest.param({"centrumgemeente": "GM0983"}, {}, id="a preference before elsewhere"),
        pytest.param({"personen_max": 2}, {}, id="a tight fit before a large place"),
        pytest.param(
            {}, {"kenmerken": frozenset({Kenmerk.mannen})}, id="what nobody else needs before what somebody may"
        ),
        pytest.param({}, {"centrumgemeente": "GM0014"}, id="near before far"),
    ],
)
def test_a_better_place_goes_first(better: dict[str, object], worse: dict[str, object]) -> None:
    aanvraag = make_aanvraag(
        huishouden=Huishouden(1, (0,), frozenset({Behoefte.babybed})), voorkeuren=frozenset({"GM0983"})
    )
    # Two centrumgemeenten, so that both are proposed; the better one has the higher id, so that the tie does not decide.
    good = make_plaats(9, **({"centrumgemeente": "GM0193"} | better))
    bad = make_plaats(1, **({"centrumgemeente": "GM0363"} | worse))
    assert ranked(aanvraag, bad, good) == [9, 1]


def test_a_centrumgemeente_with_more_to_spare_is_asked_first() -> None:
    vrij = make_plaats(1, centrumgemeente="GM0363"), make_plaats(2, centrumgemeente="GM0193")
    stand = replace(make_stand(vrij), inzetbaar={"GM0363": 10, "GM0193": 2})
    (uitkomst,) = weigh(stand, make_aanvraag()).uitkomsten
    assert [v.plaatsen[0].int for v in uitkomst.voorstellen] == [2, 1]


def test_of_equal_places_the_lowest_id_is_taken() -> None:
    assert ranked(make_aanvraag(), make_plaats(3), make_plaats(2), make_plaats(5)) == [2]


def test_a_crisisplaats_that_was_just_taken_no_longer_counts_as_spare() -> None:
    vrij = (
        make_plaats(1),
        make_plaats(2),
        make_plaats(3, centrumgemeente="GM0363"),
        make_plaats(4, centrumgemeente="GM0363"),
    )
    # Zwolle is nearer by a band than Venlo would be; Amsterdam and Zwolle lie in the same band from Ede.
    uitkomsten = weigh(make_stand(vrij), make_aanvraag(1), make_aanvraag(2)).uitkomsten
    assert [u.gekozen.centrumgemeente for u in uitkomsten if u.gekozen] == ["GM0193", "GM0363"]


def test_a_gemeente_the_map_does_not_know_forbids_nothing_by_itself() -> None:
    stand = make_stand((make_plaats(),))
    assert forbidden_for(make_aanvraag(gemeente="GM9999"), stand) == frozenset()


def test_a_tolk_is_a_person_and_asks_nothing_of_a_place() -> None:
    uitkomst = weigh_one(make_aanvraag(huishouden=Huishouden(1, (), frozenset({Behoefte.tolk}))), make_plaats())
    assert not any("Niet aanwezig" in reden for reden in uitkomst.voorstellen[0].redenen)


def test_who_only_gets_voorstellen_keeps_no_place_from_who_waits() -> None:
    shown = replace(make_aanvraag(1), alleen_voorstellen=True, vastgesteld_op=NU - timedelta(hours=9))
    waiting = replace(make_aanvraag(2), vastgesteld_op=NU - timedelta(hours=1))
    first, last = weigh(make_stand((make_plaats(7),)), shown, waiting).uitkomsten
    assert (first.aanvraag, first.gekozen is not None) == (waiting.id, True)
    assert (last.aanvraag, last.voorstellen) == (shown.id, ())


@given(aanvragen, registers, st.frozensets(gemeenten, max_size=3), st.booleans())
def test_where_it_was_unsafe_before_is_never_proposed_to_who_moves_on(
    aanvraag: Aanvraag, vrij: tuple[Plaats, ...], verborgen: frozenset[str], hier_veilig: bool
) -> None:
    """R11, R19: hidden from who reads the aanvraag, not from the weighing."""
    moved = replace(aanvraag, verborgen=verborgen, hier_veilig=hier_veilig)
    stand = make_stand(vrij)
    (uitkomst,) = decide([moved], stand, REGELS).uitkomsten
    forbidden = stand.streken_of(verborgen | moved.uitsluitingen)
    assert not forbidden & {voorstel.centrumgemeente for voorstel in uitkomst.voorstellen}


def test_who_lost_only_the_house_can_stay_in_the_region() -> None:
    moved = make_aanvraag(gemeente="GM0193", verborgen=frozenset({"GM0228"}))
    stand = make_stand((make_plaats(),))
    assert decide([moved], stand, REGELS).uitkomsten[0].gekozen is None
    safe = decide([replace(moved, hier_veilig=True)], stand, REGELS).uitkomsten[0]
    assert safe.gekozen is not None
    assert safe.gekozen.centrumgemeente == "GM0193"
