"""The policy numbers: within their bounds, of their day, and refused in words."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.errors import MinimumPlaatsen, ToegezegdeNachten
from capacity_service.domain.regels import (
    LEEFTIJD_KIND_MAX,
    PERSONEN_MAX,
    PERSONEN_MIN,
    SEED,
    Regel,
    Regels,
    check_minimum_plaatsen,
    check_toegezegde_nachten,
)
from tests.domain.strategies import REGELS

uren = st.integers(0, 23)


@given(st.integers(-5, 40))
def test_a_promise_is_one_two_or_three_nights_and_nothing_else(nachten: int) -> None:
    if nachten in {1, 2, 3}:
        check_toegezegde_nachten(nachten, REGELS)
        return
    with pytest.raises(ToegezegdeNachten, match=rf"R11.*Gevraagd: {nachten}\."):
        check_toegezegde_nachten(nachten, REGELS)


@given(st.integers(0, 200), st.integers(1, 100))
def test_a_plan_may_not_leave_fewer_crisisplaatsen_than_the_minimum(inzetbaar: int, minimum: int) -> None:
    regels = replace(REGELS, minimum_plaatsen=minimum)
    if inzetbaar >= minimum:
        check_minimum_plaatsen(inzetbaar, "Ede", regels)
        return
    with pytest.raises(MinimumPlaatsen, match=rf"Ede houdt dan {inzetbaar} .* minimum is {minimum} \(R1"):
        check_minimum_plaatsen(inzetbaar, "Ede", regels)


NUMBERS = {
    "minimum_plaatsen": (2, 2, 100),
    "nachten_min": (1, 1, 3),
    "nachten_max": (3, 1, 3),
    "plaatsing_uren": (24, 1, 24),
    "bevestigd_uren": (24, 1, 168),
    "reservering_dag_minuten": (120, 5, 720),
    "reservering_nacht_minuten": (240, 5, 720),
    "reservering_nacht_vanaf_uur": (22, 0, 23),
    "reservering_nacht_tot_uur": (7, 0, 23),
    "nacht_begint_uur": (6, 0, 12),
    "nacht_eindigt_uur": (12, 6, 18),
    "voorstellen_max": (5, 1, 20),
    "afstandsband_km": (50, 10, 200),
    "spreidingsband_procent": (5, 1, 50),
    "kantoor_vanaf_uur": (9, 0, 23),
    "kantoor_tot_uur": (17, 1, 24),
    "rood_landelijk_minuten": (15, 1, 240),
    "rood_achterwacht_minuten": (60, 5, 480),
    "rood_tweede_uren": (12, 1, 23),
    "rood_derde_uren": (20, 1, 23),
    "acceptatie_minuten": (5, 1, 60),
    "aankomst_marge_minuten": (60, 5, 480),
    "aankomst_escalatie_minuten": (60, 5, 480),
    "vervolg_vanaf_nacht": (2, 1, 3),
    "vervolg_verantwoordelijke": (1, 0, 2),
    "laatste_ochtend_uur": (8, 0, 12),
    "overschrijding_herhaling_uren": (12, 1, 48),
    "vragen_max": (5, 1, 20),
    "vraag_minuten": (5, 1, 60),
    "risicotaxatie_werkdagen": (1, 1, 5),
    "kind_dagen_max": (3, 1, 14),
    "verhuisbewegingen_max": (2, 1, 5),
    "registratie_uren": (24, 1, 168),
    "signaal_herhaling_minuten": (30, 0, 1440),
    "laat_na_seconden": (60, 5, 3600),
    "openheid": (0, 0, 2),
    "openheid_tik_minuten": (15, 15, 1440),
    "bewaartermijn_dagen": (14, 9, 90),
    "noodinzage_minuten": (60, 5, 240),
    "inzage_herhaling_minuten": (15, 0, 60),
    "inzage_bulk_aantal": (50, 5, 1000),
    "inzage_rem_aantal": (200, 20, 100_000),
    "inzage_terugblik_dagen": (28, 7, 90),
    "inzage_uur_dagen": (3, 1, 28),
    "steekproef_procent": (5, 1, 100),
}
"""What was agreed: value, least, most. Whoever changes one changes it here too, and so has to mean it."""


def test_the_numbers_are_the_ones_that_were_agreed() -> None:
    assert {regel.naam: (regel.waarde, regel.laagst, regel.hoogst) for regel in SEED} == NUMBERS


def test_a_household_is_of_one_to_twenty_five_persons_and_a_child_is_under_eighteen() -> None:
    assert (PERSONEN_MIN, PERSONEN_MAX, LEEFTIJD_KIND_MAX) == (1, 25, 17)


def test_the_norms_of_the_beleidskader_hold_since_2016_and_the_choices_of_this_service_since_2026() -> None:
    since = {regel.geldig_vanaf: set[str]() for regel in SEED}
    for regel in SEED:
        since[regel.geldig_vanaf].add(regel.naam)
    assert since[date(2016, 1, 1)] == {
        "minimum_plaatsen",
        "nachten_min",
        "nachten_max",
        "plaatsing_uren",
        "risicotaxatie_werkdagen",
        "kind_dagen_max",
        "verhuisbewegingen_max",
    }
    assert since.keys() == {date(2016, 1, 1), date(2026, 1, 1)}


@pytest.mark.parametrize("regel", SEED, ids=lambda regel: regel.naam)
def test_every_number_names_its_source_and_is_kept_within_its_bounds(regel: Regel) -> None:
    assert regel.bron
    for outside in (regel.laagst - 1, regel.hoogst + 1):
        with pytest.raises(ValueError, match=regel.naam):
            replace(regel, waarde=outside)
    for edge in (regel.laagst, regel.hoogst):
        assert replace(regel, waarde=edge).waarde == edge


def test_every_rule_has_exactly_one_row_in_the_seed() -> None:
    assert sorted(regel.naam for regel in SEED) == sorted(Regels.namen())


@given(st.permutations(SEED), st.dates(date(2026, 1, 1), date(2030, 12, 31)))
def test_the_rules_of_a_day_do_not_depend_on_the_order_of_the_rows(rijen: list[Regel], dag: date) -> None:
    assert Regels.op(dag, tuple(rijen)) == Regels.op(dag)


@given(st.dates(date(2026, 6, 1), date(2028, 1, 1)), st.dates(date(2026, 6, 1), date(2028, 1, 1)))
def test_a_new_value_holds_from_its_day_on_and_not_before(vanaf: date, dag: date) -> None:
    (old,) = (regel for regel in SEED if regel.naam == "minimum_plaatsen")
    rijen = (*SEED, replace(old, waarde=4, geldig_vanaf=vanaf))
    assert Regels.op(dag, rijen).minimum_plaatsen == (4 if dag >= vanaf else 2)


def test_a_day_before_the_rules_has_none() -> None:
    with pytest.raises(KeyError):
        Regels.op(min(regel.geldig_vanaf for regel in SEED) - timedelta(days=1))


@given(uren, uren, uren, st.integers(0, 59))
def test_the_night_of_a_reservering_runs_from_its_first_hour_to_its_last(
    vanaf: int, tot: int, uur: int, minuut: int
) -> None:
    regels = replace(REGELS, reservering_nacht_vanaf_uur=vanaf, reservering_nacht_tot_uur=tot)
    night = [(vanaf + n) % 24 for n in range((tot - vanaf) % 24)]
    assert regels.is_reserveringsnacht(time(uur, minuut)) == (uur in night)


@pytest.mark.parametrize(
    ("klok", "nacht"),
    [(time(21, 59), False), (time(22), True), (time(0), True), (time(6, 59), True), (time(7), False)],
)
def test_the_night_is_from_ten_to_seven(klok: time, nacht: bool) -> None:
    assert REGELS.is_reserveringsnacht(klok) is nacht
