"""The plain order: what lets a household in, what each trede costs, and how a fair spread is counted."""

from dataclasses import fields, replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.aanvraag import Aanvraag, Behoefte, Huishouden, Veiligheid
from capacity_service.domain.plaats import Kenmerk, Soort
from capacity_service.domain.rangorde import (
    DAGEN,
    LOTEN,
    TREDEN,
    Omstandigheid,
    Opgave,
    Vrager,
    cost_of,
    cost_of_none,
    fits,
    forbidden_for,
    make_vragers,
    spread_band,
    told_no,
)
from capacity_service.domain.voorraad import Vrij
from tests.domain.groepen import Plaats, group_by_klasse
from tests.domain.strategies import (
    IN_DE_NACHT,
    NIJKERK,
    NU,
    OVERDAG,
    REGELS,
    STREKEN,
    aanvragen,
    hold,
    make_aanvraag,
    make_plaats,
    make_stand,
    omstandigheden,
    plaatsen,
    reeksen,
)

STAND = make_stand(())


def vrager_of(aanvraag: Aanvraag) -> Vrager:
    (vrager,) = make_vragers([aanvraag], STAND, REGELS)
    return vrager


def trede_of(trede: str, aanvraag: Aanvraag, plaats: Plaats, omstandigheid: Omstandigheid = OVERDAG) -> int:
    """What one place costs this household on one trede."""
    return cost_of(vrager_of(aanvraag), hold(plaats), 0, omstandigheid)[TREDEN.index(trede)]


def test_the_order_is_that_of_the_rules() -> None:
    """R6, R8, R9, R3, R10; then needs, voorkeuren, least wasted, spread, distance, lot."""
    assert (
        *("zonder_plaats", "verschoven", "wachttijd", "alternatief", "reserve", "onbevestigd", "soort"),
        *("behoeften", "voorkeuren", "ruimte", "kenmerken", "spreiding", "afstand", "lot"),
    ) == TREDEN


@pytest.mark.parametrize(
    ("trede", "changes", "cost"),
    [
        ("alternatief", {"soort": Soort.alternatief}, 1),
        ("alternatief", {"soort": Soort.reserveplaats}, 0),
        ("reserve", {"soort": Soort.reserveplaats}, 1),
        ("reserve", {"soort": Soort.alternatief}, 0),
        ("onbevestigd", {"bevestigd_op": NU - timedelta(hours=24)}, 1),
        ("onbevestigd", {"bevestigd_op": NU - timedelta(hours=23)}, 0),
        ("behoeften", {}, 2),
        ("behoeften", {"kenmerken": frozenset({Kenmerk.babybed})}, 1),
        ("behoeften", {"kenmerken": frozenset({Kenmerk.babybed, Kenmerk.rolstoel})}, 0),
        ("voorkeuren", {}, 1),
        ("voorkeuren", {"centrumgemeente": "GM0983"}, 0),
        ("ruimte", {"personen_max": 2}, 0),
        ("ruimte", {"personen_max": 5}, 3),
        ("kenmerken", {"kenmerken": frozenset({Kenmerk.babybed, Kenmerk.mannen, Kenmerk.huisdier})}, 2),
        ("afstand", {}, 1),
        ("afstand", {"centrumgemeente": "GM0014"}, 2),
        ("verschoven", {}, 0),
        ("zonder_plaats", {}, 0),
        ("wachttijd", {}, 0),
        ("spreiding", {}, 0),
    ],
)
def test_what_a_place_costs_on_each_trede(trede: str, changes: dict[str, object], cost: int) -> None:
    needs = Huishouden(1, (0,), frozenset({Behoefte.babybed, Behoefte.rolstoel, Behoefte.tolk}))
    aanvraag = make_aanvraag(huishouden=needs, voorkeuren=frozenset({"GM0983"}))
    assert trede_of(trede, aanvraag, make_plaats(1, **changes)) == cost


@pytest.mark.parametrize(
    ("omstandigheid", "minder"), [(OVERDAG, Soort.crisisplaats), (IN_DE_NACHT, Soort.opvangplaats)]
)
def test_in_office_hours_a_crisisplaats_is_kept_free_and_else_an_opvangplaats(
    omstandigheid: Omstandigheid, minder: Soort
) -> None:
    """R10."""
    costs = {soort: trede_of("soort", make_aanvraag(), make_plaats(soort=soort), omstandigheid) for soort in Soort}
    assert costs == {soort: int(soort is minder) for soort in Soort}


def test_without_a_voorkeur_every_centrumgemeente_is_as_welcome() -> None:
    assert trede_of("voorkeuren", make_aanvraag(), make_plaats()) == 0


def test_only_another_place_than_its_own_moves_a_reservering() -> None:
    holder = make_aanvraag(heeft=frozenset({UUID(int=1)}))
    assert trede_of("verschoven", holder, make_plaats(1)) == 0
    assert trede_of("verschoven", holder, make_plaats(2)) == 1


def test_who_has_several_places_does_not_move() -> None:
    """One class is what a household has; of two the arrays would see the first alone."""
    holder = make_aanvraag(heeft=frozenset({UUID(int=1), UUID(int=2)}))
    with pytest.raises(ValueError, match="several places"):
        make_vragers([holder], STAND, REGELS)


@given(aanvragen, plaatsen, omstandigheden)
def test_a_place_that_fits_never_costs_less_than_nothing(
    aanvraag: Aanvraag, plaats: Plaats, omstandigheid: Omstandigheid
) -> None:
    vrager = vrager_of(aanvraag)
    if fits(vrager, hold(plaats)):
        costs = cost_of(vrager, hold(plaats), 0, omstandigheid)
        assert len(costs) == len(TREDEN)
        assert min(costs) >= 0
        assert costs < cost_of_none(vrager)


@given(reeksen)
def test_leaving_over_an_older_danger_costs_more(reeks: list[Aanvraag]) -> None:
    vragers = make_vragers(reeks, STAND, REGELS)
    moments = {aanvraag.id: aanvraag.vastgesteld_op for aanvraag in reeks}
    assert [moments[vrager.id] for vrager in vragers] == sorted(moments.values())
    assert [vrager.wachttijd for vrager in vragers] == list(range(len(reeks), 0, -1))
    assert all(cost_of_none(vrager)[TREDEN.index("wachttijd")] == vrager.wachttijd for vrager in vragers)


@given(reeksen, st.randoms(use_true_random=False))
def test_the_order_in_which_they_come_in_does_not_matter(reeks: list[Aanvraag], random: object) -> None:
    shuffled = list(reeks)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert make_vragers(shuffled, STAND, REGELS) == make_vragers(reeks, STAND, REGELS)


@given(aanvragen, plaatsen)
def test_a_place_fits_where_it_is_safe_and_roomy_enough_and_nothing_else_counts(
    aanvraag: Aanvraag, plaats: Plaats
) -> None:
    """R6, R7."""
    safe = plaats.centrumgemeente not in STAND.streken_of(aanvraag.uitsluitingen | {aanvraag.gemeente})
    roomy = plaats.personen_max >= aanvraag.huishouden.personen
    (groep,) = group_by_klasse([plaats], REGELS, NU)
    assert fits(vrager_of(aanvraag), groep) == fits(vrager_of(aanvraag), hold(plaats)) == (safe and roomy)


def test_the_regions_that_are_out_are_formal_and_operational() -> None:
    assert forbidden_for(make_aanvraag(gemeente=NIJKERK), STAND) == {"GM0307", "GM0228"}
    assert forbidden_for(make_aanvraag(gemeente="GM0363", uitsluitingen=frozenset({NIJKERK})), STAND) == {
        *("GM0363", "GM0307", "GM0228")
    }


def test_who_moves_on_can_stay_where_only_the_house_was_lost_but_never_goes_back() -> None:
    moved = make_aanvraag(gemeente="GM0193", verborgen=frozenset({"GM0228"}))
    assert forbidden_for(moved, STAND) == {"GM0193", "GM0228"}
    assert forbidden_for(replace(moved, hier_veilig=True), STAND) == {"GM0228"}


def test_a_gemeente_the_map_does_not_know_forbids_nothing_by_itself() -> None:
    assert forbidden_for(make_aanvraag(gemeente="GM9999"), STAND) == frozenset()


@pytest.mark.parametrize(("uren", "answered", "silent"), [(1, True, False), (30, True, True)])
def test_a_no_of_the_house_counts_and_its_silence_until_somebody_confirms(
    uren: int, answered: bool, silent: bool
) -> None:
    """R3, R6."""
    plaats = make_plaats(bevestigd_op=NU - timedelta(hours=uren))
    assert told_no(vrager_of(make_aanvraag(teruggemeld=frozenset({plaats.id}))), hold(plaats)) == answered
    assert told_no(vrager_of(make_aanvraag(gevraagd=frozenset({plaats.id}))), hold(plaats)) == silent
    assert not told_no(vrager_of(make_aanvraag(2)), hold(plaats))


def test_a_no_is_of_one_place_and_not_of_its_class() -> None:
    aanvraag = make_aanvraag(teruggemeld=frozenset({UUID(int=1)}))
    (groep,) = group_by_klasse([make_plaats(1), make_plaats(2)], REGELS, NU)
    assert not told_no(vrager_of(aanvraag), groep)


@given(omstandigheden)
def test_every_seed_deals_each_lot_once_over_as_many_classes(omstandigheid: Omstandigheid) -> None:
    assert sorted(map(omstandigheid.lot, range(LOTEN))) == list(range(LOTEN))


def test_no_class_is_always_the_first() -> None:
    firsts = {min(range(5), key=Omstandigheid(kantoortijd=True, zaad=zaad).lot) for zaad in range(2_000)}
    assert firsts == set(range(5))


@given(st.integers(0, 5_000), st.integers(0, 40), st.integers(0, 60))
def test_the_spread_costs_more_with_every_band_and_says_where_the_next_begins(
    given_nights: int, in_dienst: int, erbij: int
) -> None:
    band, until = spread_band((given_nights, in_dienst), erbij, REGELS)
    bands = [spread_band((given_nights, in_dienst), more, REGELS)[0] for more in (erbij, until - 1, until)]
    assert until > erbij
    assert bands[:2] == [band, band]
    assert bands[2] > band


def test_the_spread_is_the_share_of_its_nights_that_a_centrumgemeente_gave() -> None:
    """Two places can give 180 nights in 90 days; a band is 5 procent of that, and who comes counts for three nights."""
    assert [spread_band((nights, 2), 0, REGELS)[0] for nights in (0, 8, 9, 17, 18)] == [0, 0, 1, 1, 2]
    assert [spread_band((0, 2), erbij, REGELS)[0] for erbij in (2, 3, 5, 6)] == [0, 1, 1, 2]
    assert spread_band((90, 1), 0, REGELS)[0] == 100 // REGELS.spreidingsband_procent
    assert spread_band((DAGEN, 0), 0, REGELS) == spread_band((DAGEN, 1), 0, REGELS)


def test_only_the_trede_of_the_spread_depends_on_who_else_comes() -> None:
    opgave = Opgave((), (), ("GM0193",), {"GM0193": (9, 2)}, OVERDAG, REGELS)
    at = TREDEN.index("spreiding")
    assert opgave.spread("GM0193", 0) == (*(0,) * at, 1, *(0,) * (len(TREDEN) - at - 1))
    assert opgave.spread("GM0193", 3)[at] == 2


ASKED = {
    Huishouden: {"volwassenen", "kinderen", "behoeften", "verhuisbewegingen", "nachten_eerder"},
    Vrager: {
        "id",
        "personen",
        "gewenst",
        "verboden",
        "voorkeur",
        "banden",
        "teruggemeld",
        "gevraagd",
        "heeft",
        "wachttijd",
    },
    Aanvraag: {
        *("id", "vastgesteld_op", "gemeente", "huishouden", "nachten", "uitsluitingen", "voorkeuren", "teruggemeld"),
        *("gevraagd", "alleen_voorstellen", "hier_veilig", "verborgen", "heeft"),
    },
    Vrij: {"klasse", "aantal", "plaatsen", "afzonderlijk"},
}
"""All that the weighing can know of anybody: no name, no nationality, no religion, no origin but a gemeente."""


@pytest.mark.parametrize("kind", ASKED, ids=lambda kind: kind.__name__)
def test_nothing_else_is_known_of_a_household(kind: type) -> None:
    assert {field.name for field in fields(kind)} == ASKED[kind]


def test_no_field_can_hold_who_somebody_is() -> None:
    words = {"naam", "name", "nationaliteit", "religie", "geloof", "herkomst", "geslacht", "etniciteit", "bsn", "adres"}
    names = {field.name for kind in (Huishouden, Aanvraag, Vrager, Veiligheid) for field in fields(kind)}
    assert not {name for name in names if words & set(name.split("_"))}


def test_of_where_somebody_comes_from_only_what_is_out_and_how_far_is_left() -> None:
    """R19: two gemeenten of one region are the same to the weighing."""
    stand = replace(STAND, regio=STAND.regio | {"GM0203": frozenset({"GM0228"})})
    (ede,), (barneveld,) = (
        make_vragers([make_aanvraag(gemeente=gemeente)], stand, REGELS) for gemeente in ("GM0228", "GM0203")
    )
    assert ede == barneveld
    assert ede.verboden == {"GM0228"}
    assert set(ede.banden) == set(STREKEN)
