"""What each figure counts: a case that is in time, one that is not, and one that does not count."""

from datetime import timedelta
from typing import Any

import pytest

from capacity_service.domain.cijfers import Cijfer, Meting
from capacity_service.domain.feitenset import Plaatsfeit
from capacity_service.domain.klokken import Moment, Registratiesoort
from capacity_service.domain.metingen import METINGEN
from capacity_service.domain.normen import Norm
from tests.domain.feiten import (
    ANDER,
    NU,
    OPVANG,
    TOT,
    VAN,
    after,
    make_aanvraag,
    make_meting,
    make_plaatsing,
    make_registratie,
    make_signaal,
    make_verblijf,
)

TAXATIE, OVERDRACHT = Registratiesoort.risicotaxatie, Registratiesoort.warme_overdracht
VEILIG = Registratiesoort.veiligheidstaxatie


def measure(nummer: str, meting: Meting) -> dict[str, Cijfer]:
    return {cijfer.naam: cijfer for cijfer in METINGEN[nummer](meting)}


def parts(nummer: str, meting: Meting) -> list[tuple[int | None, int | None]]:
    """Teller and noemer of every share, in order."""
    return [(c.teller, c.noemer) for c in METINGEN[nummer](meting) if c.eenheid == "procent"]


def counts(nummer: str, meting: Meting) -> list[Any]:
    """Every figure that is no share, in order."""
    return [c.waarde for c in METINGEN[nummer](meting) if c.eenheid != "procent"]


def test_1_1_a_risicotaxatie_that_came_along_is_adopted() -> None:
    aanvragen = (make_aanvraag(), make_aanvraag(id="b", instrument=False))
    erased = make_plaatsing(id="r", aanvraag="gewist")
    meting = make_meting(make_plaatsing(), make_plaatsing(id="q", aanvraag="b"), erased, aanvragen=aanvragen)
    assert parts("1.1", meting) == [(1, 2)]
    assert counts("1.1", meting) == [3, 1]


@pytest.mark.parametrize(
    ("hours", "changes", "expected"),
    [
        (30, {}, (1, 1)),
        (36, {}, (0, 1)),
        (30, {"volledig": False}, (0, 1)),
    ],
)
def test_1_2a_it_is_owed_until_the_end_of_the_next_working_day(
    hours: int, changes: dict[str, Any], expected: tuple[int, int]
) -> None:
    # NU is Tuesday 13:00 in Amsterdam: the term ends on Wednesday at midnight, 35 hours later.
    done = make_registratie(TAXATIE, gedaan_op=after(hours), **changes)
    aanvragen = (make_aanvraag(instrument=False),)
    assert parts("1.2a", make_meting(make_plaatsing(), aanvragen=aanvragen, registraties=(done,))) == [expected]


def test_1_2a_nothing_is_owed_with_an_instrument_or_to_who_left_before() -> None:
    left = make_plaatsing(id="q", aanvraag="b", status="beeindigd", beeindigd_op=after(20))
    aanvragen = (make_aanvraag(), make_aanvraag(id="b", instrument=False))
    assert parts("1.2a", make_meting(make_plaatsing(), left, aanvragen=aanvragen)) == [(0, 0)]


def test_1_2b_and_1_2c_what_a_risicotaxatie_lacks_is_counted() -> None:
    done = [make_registratie(TAXATIE, ontbreekt=frozenset(lacks)) for lacks in ({"wijze"}, {"leden"}, ())]
    meting = make_meting(make_plaatsing(), registraties=tuple(done))
    assert parts("1.2b", meting) == parts("1.2c", meting) == [(2, 3)]


def test_1_3_near_is_the_centrumgemeente_of_a_voorkeur() -> None:
    asked = [make_aanvraag(id=key, organisatie=OPVANG, voorkeuren=("GM0193",)) for key in "abc"]
    without = make_aanvraag(id="d", organisatie=OPVANG)
    near, far = make_plaatsing(), make_plaatsing(id="q", aanvraag="b", centrumgemeente="GM0363")
    meting = make_meting(near, far, aanvragen=(*asked, without))
    assert (counts("1.3", meting), parts("1.3", meting)) == ([3], [(1, 2)])


def test_1_4_every_aanvraag_has_its_ground() -> None:
    asked = (make_aanvraag(organisatie=OPVANG), make_aanvraag(id="b", organisatie=OPVANG, instrument=False))
    meting = make_meting(aanvragen=(*asked, make_aanvraag(id="c")))
    assert (counts("1.4", meting), parts("1.4", meting)) == ([2, 1], [(1, 2)])


def test_1_5a_together_is_on_one_place() -> None:
    spread = make_plaatsing(id="q", plaatsen=("s", "t"))
    meting = make_meting(make_plaatsing(), spread, make_plaatsing(id="r", kinderen=0))
    assert (counts("1.5a", meting), parts("1.5a", meting)) == ([2], [(1, 2)])


def test_1_5b_two_moves_may_be_and_three_not() -> None:
    aanvragen = (make_aanvraag(verhuisbewegingen=2), make_aanvraag(id="b", verhuisbewegingen=3))
    meting = make_meting(make_plaatsing(), make_plaatsing(id="q", aanvraag="b"), aanvragen=aanvragen)
    assert (parts("1.5b", meting), counts("1.5b", meting)) == ([(1, 2)], [3])
    assert counts("1.5b", make_meting()) == [None]


@pytest.mark.parametrize(("left", "expected"), [(72, (1, 1)), (73, (0, 1)), (None, (0, 1))])
def test_1_5c_a_child_is_on_within_three_days(left: float | None, expected: tuple[int, int]) -> None:
    inside = make_verblijf(tot=None if left is None else after(left))
    assert parts("1.5c", make_meting(make_plaatsing(), verblijven=(inside,))) == [expected]


def test_1_5c_who_has_time_left_or_no_child_or_an_opvangplaats_does_not_count() -> None:
    late = make_plaatsing(aangekomen_op=TOT - timedelta(hours=71))
    alone = make_plaatsing(id="q", kinderen=0)
    elsewhere = make_plaatsing(id="r", plaatsen=("opvangplaats",))
    assert parts("1.5c", make_meting(late, alone, elsewhere)) == [(0, 0)]


def test_1_5d_a_unit_is_a_place_nobody_else_is_in() -> None:
    shared = make_plaatsing(id="q", plaatsen=("t",))
    bare = Plaatsfeit("t", OPVANG, "GM0193", crisisplaats=True, eigen_sanitair=False, verwijderd=False)
    stays = (make_verblijf(), make_verblijf(plaatsing="q", plaats="t", dubbel=True))
    places = {**make_meting().feiten.plaatsen, "t": bare}
    assert parts("1.5d", make_meting(make_plaatsing(), shared, verblijven=stays, plaatsen=places)) == [(1, 2), (1, 2)]


def test_1_6_to_1_8_what_was_recorded_of_who_arrived() -> None:
    done = (
        make_registratie(Registratiesoort.intake),
        make_registratie(Registratiesoort.intake, plaatsing="q", voor_kind=True),
        make_registratie(Registratiesoort.kindcheck),
    )
    households = (make_plaatsing(), make_plaatsing(id="q"), make_plaatsing(id="r", kinderen=0))
    meting = make_meting(*households, registraties=done)
    assert [parts(nummer, meting) for nummer in ("1.6", "1.7", "1.8")] == [[(2, 3)], [(1, 2)], [(1, 2)]]


@pytest.mark.parametrize(
    ("nummer", "soort", "which"), [("3.5a", VEILIG, 0), ("4.1", OVERDRACHT, 1)], ids=["taxatie", "overdracht"]
)
@pytest.mark.parametrize(
    ("changes", "whole"),
    [
        ({"gedaan_op": after(33)}, 1),
        ({"gedaan_op": after(35)}, 0),
        ({"volledig": False}, 0),
        ({"moment": Moment.verblijf}, 0),
    ],
)
def test_3_5a_and_4_1_after_departure_there_are_24_hours(
    nummer: str, soort: Registratiesoort, which: int, changes: dict[str, Any], whole: int
) -> None:
    left = make_plaatsing(status="beeindigd", beeindigd_op=after(10))
    done = make_registratie(soort, **{"moment": Moment.uitstroom} | changes)
    assert parts(nummer, make_meting(left, registraties=(done,)))[which] == (whole, 1)


def test_3_5a_after_the_last_night_of_the_period_it_is_not_yet_owed() -> None:
    left = make_plaatsing(status="beeindigd", beeindigd_op=TOT - timedelta(hours=1))
    assert parts("3.5a", make_meting(left)) == [(0, 0)]


def test_3_5b_counts_during_the_stay() -> None:
    done = [make_registratie(VEILIG, moment=moment) for moment in Moment]
    assert counts("3.5b", make_meting(make_plaatsing(), registraties=tuple(done))) == [1]


def test_4_1_at_arrival_it_is_owed_to_who_stayed_a_day() -> None:
    short = make_plaatsing(id="q", status="beeindigd", beeindigd_op=after(20))
    done = make_registratie(OVERDRACHT)
    other = make_plaatsing(id="r")
    assert parts("4.1", make_meting(make_plaatsing(), short, other, registraties=(done,)))[0] == (1, 2)


def test_5_1a_hours_without_a_place_are_those_of_the_organisatie() -> None:
    signalen = (
        make_signaal(Norm.geen_plaats, onderbroken_uren=1.0),
        make_signaal(Norm.geen_plaats, opvang=ANDER),
        make_signaal(Norm.geen_vrij),
    )
    assert counts("5.1a", make_meting(signalen=signalen)) == [4, (TOT - VAN).total_seconds() / 3600]
    assert counts("5.1a", make_meting(begonnen_op=TOT - timedelta(hours=7))) == [0, 7]


def test_5_1b_seen_in_time_late_never_and_taken_back_at_once() -> None:
    late = make_plaatsing(id="q", geaccepteerd_op=after(-1))
    never = make_plaatsing(id="r", geaccepteerd_op=None)
    at_once = make_plaatsing(id="t", geaccepteerd_op=None, status="ingetrokken", beeindigd_op=after(-1.99))
    meting = make_meting(make_plaatsing(), late, never, at_once)
    assert (counts("5.1b", meting), parts("5.1b", meting)) == ([4], [(1, 3)])


def test_5_1c_and_r6_terugmeldingen_are_counted_by_their_reason() -> None:
    back = [
        make_plaatsing(id=str(n), status="teruggemeld", reden=reden, teruggemeld=frozenset({"s"}), aangekomen_op=None)
        for n, reden in enumerate(("al_bezet", "al_bezet", "plaats_onbruikbaar"))
    ]
    meting = make_meting(make_plaatsing(), *back)
    assert (parts("5.1c", meting), counts("5.1c", meting)) == ([(1, 4)], [1, 2, 0, 0])
    assert parts("R6", meting) == [(2, 4)]


def test_5_2_in_time_is_before_the_deadline() -> None:
    late = make_plaatsing(id="q", aanvraag="b", aangekomen_op=after(21))
    assert parts("5.2", make_meting(make_plaatsing(), late))[0] == (1, 2)


def test_5_2_what_the_organisatie_asked_counts_wherever_they_arrived() -> None:
    asked = [make_aanvraag(id=key, organisatie=OPVANG) for key in "abc"]
    withdrawn = make_aanvraag(id="d", organisatie=OPVANG, status="ingetrokken")
    later = make_aanvraag(id="e", organisatie=OPVANG, deadline_op=TOT)
    elsewhere = make_plaatsing(opvang=ANDER)
    twice = make_plaatsing(id="q", opvang=ANDER, aangekomen_op=after(200))
    late = make_plaatsing(id="r", aanvraag="b", opvang=ANDER, aangekomen_op=after(21))
    meting = make_meting(elsewhere, twice, late, aanvragen=(*asked, withdrawn, later))
    assert parts("5.2", meting)[1] == (1, 3)


def test_fn_27_counts_the_crisisplaatsen_that_are_there() -> None:
    def place(key: str, **changes: Any) -> Plaatsfeit:
        standard: dict[str, Any] = {
            "crisisplaats": True,
            "eigen_sanitair": False,
            "verwijderd": False,
            "organisatie": OPVANG,
        }
        return Plaatsfeit(**{"id": key, "centrumgemeente": "GM0193"} | standard | changes)

    places = (
        place("s"),
        place("t", centrumgemeente="GM0363"),
        place("u", crisisplaats=False),
        place("v", verwijderd=True),
        place("w", organisatie=ANDER),
    )
    assert counts("fn 27", make_meting(plaatsen={one.id: one for one in places})) == [2, 2]


@pytest.mark.parametrize(("left", "expected"), [(1, (1, 1)), (71, (1, 1)), (71.1, (0, 1)), (None, (0, 1))])
def test_fn_28_three_nights_end_at_noon(left: float | None, expected: tuple[int, int]) -> None:
    # Inside on Tuesday 13:00 in Amsterdam: the last night ends on Friday at 12:00, 71 hours later.
    stay = make_verblijf(tot=None if left is None else after(left))
    assert parts("fn 28", make_meting(verblijven=(stay,))) == [expected]


def test_fn_28_an_opvangplaats_and_another_house_do_not_count() -> None:
    stays = (make_verblijf(plaats="opvangplaats"), make_verblijf(opvang=ANDER))
    assert parts("fn 28", make_meting(verblijven=stays)) == [(0, 0)]


def test_r14_one_household_to_a_place() -> None:
    second = make_verblijf(plaatsing="q", dubbel=True)
    stays = (make_verblijf(), second, make_verblijf(opvang=ANDER), make_verblijf(plaatsing=None, van=TOT))
    assert parts("R14", make_meting(verblijven=stays)) == [(1, 2)]


def test_without_facts_every_figure_is_there_and_empty() -> None:
    for nummer in METINGEN:
        for cijfer in measure(nummer, make_meting(aanvragen=(), plaatsen={})).values():
            assert cijfer.noemer in {0, None}
            assert cijfer.waarde in {0, None} or cijfer.naam == "Uren gemeten"
    assert after(0) == NU
