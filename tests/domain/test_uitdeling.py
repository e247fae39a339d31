"""From classes to places: who gets which, what is asked, and what a person can pick from."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given

from capacity_service.domain.aanvraag import Aanvraag, Huishouden
from capacity_service.domain.matching import Afweging, decide
from capacity_service.domain.uitdeling import Uitdeling, Uitkomst
from tests.domain.gevallen import Geval, gevallen
from tests.domain.groepen import Plaats
from tests.domain.strategies import NU, OVERDAG, REGELS, STREKEN, make_aanvraag, make_plaats, make_stand

OLD = NU - timedelta(hours=30)
LARGE = Huishouden(2, (1, 2, 3, 4, 5))
"""Seven, where no place has room for more than four."""


def weigh(vrij: tuple[Plaats, ...], *reeks: Aanvraag) -> Afweging:
    return decide(reeks, make_stand(vrij), REGELS, OVERDAG)


def one_in_each(**changes: object) -> tuple[Plaats, ...]:
    return tuple(
        make_plaats(n, centrumgemeente=code, **changes)
        for n, code in enumerate(sorted(STREKEN.keys() - {"GM0228"}), start=1)
    )


@given(gevallen(households=6, places=8))
def test_the_places_of_a_class_go_by_id_to_the_oldest_danger_first(geval: Geval) -> None:
    afweging = geval.decide()
    opgave, toegewezen = afweging.opgave, afweging.certificaat.toegewezen
    got = {u.aanvraag: u.voorstellen[0].plaatsen[0] for u in afweging.uitkomsten if u.voorstellen}
    for index, vrij in enumerate(opgave.klassen):
        takers = [vrager.id for vrager, klasse in zip(opgave.vragers, toegewezen, strict=True) if klasse == index]
        assert [got[taker] for taker in takers] == list(vrij.plaatsen[: len(takers)])


@given(gevallen(households=6, places=8))
def test_what_nobody_got_is_counted_by_class(geval: Geval) -> None:
    afweging = geval.decide()
    uitdeling = Uitdeling(geval.stand, REGELS, afweging.opgave, afweging.certificaat)
    placed = sum(klasse is not None for klasse in afweging.certificaat.toegewezen)
    assert uitdeling.over.sum() == len(geval.vrij) + len(geval.vastgehouden) - placed
    assert (uitdeling.over >= 0).all()


@given(gevallen(households=5, places=9))
def test_a_weighing_needs_no_more_ids_of_a_class_than_households_and_named_places_and_one(geval: Geval) -> None:
    """The database counts a class and gives only its lowest ids."""
    named = frozenset[UUID]().union(*(a.teruggemeld | a.gevraagd for a in geval.aanvragen))
    most = len(geval.aanvragen) + len(named) + 1
    short = tuple(replace(vrij, plaatsen=vrij.plaatsen[:most]) for vrij in geval.stand.vrij)
    stand = replace(geval.stand, vrij=short)
    assert decide(geval.aanvragen, stand, REGELS, geval.omstandigheid).uitkomsten == geval.decide().uitkomsten


@pytest.mark.parametrize("households", [1, 2, 3, 4])
def test_so_many_ids_are_enough_when_houses_of_one_class_said_no_to_each(households: int) -> None:
    vrij = tuple(make_plaats(number) for number in range(1, 21))
    reeks = [
        make_aanvraag(number, teruggemeld=frozenset({vrij[2 * number - 2].id, vrij[2 * number - 1].id}))
        for number in range(1, households + 1)
    ]
    whole = make_stand(vrij)
    short = tuple(replace(group, plaatsen=group.plaatsen[: 3 * households + 1]) for group in whole.vrij)
    for zaad in range(0, 400, 17):
        omstandigheid = replace(OVERDAG, zaad=zaad)
        answer = decide(reeks, replace(whole, vrij=short), REGELS, omstandigheid).uitkomsten
        assert answer == decide(reeks, whole, REGELS, omstandigheid).uitkomsten


@pytest.mark.parametrize(
    ("huizen", "tekst"), [(1, "1 huis gevraagd"), (3, "3 huizen gevraagd"), (5, "5 huizen gevraagd")]
)
def test_as_many_houses_are_asked_as_there_are_voorstellen_that_nobody_confirmed(huizen: int, tekst: str) -> None:
    (uitkomst,) = weigh(one_in_each(bevestigd_op=OLD)[:huizen], make_aanvraag()).uitkomsten
    assert uitkomst.gekozen is None
    assert len(uitkomst.voorstellen) == huizen
    assert uitkomst.knelpunt is not None
    assert uitkomst.knelpunt.tekst.startswith(tekst)


def test_no_more_houses_are_asked_than_the_rule_says() -> None:
    regels = replace(REGELS, vragen_max=2)
    (uitkomst,) = decide([make_aanvraag()], make_stand(one_in_each(bevestigd_op=OLD)), regels, OVERDAG).uitkomsten
    assert uitkomst.knelpunt is not None
    assert uitkomst.knelpunt.tekst.startswith("2 huizen gevraagd")


def test_nothing_is_chosen_without_a_voorstel_and_never_what_nobody_confirmed() -> None:
    (uitkomst,) = weigh((make_plaats(),), make_aanvraag()).uitkomsten
    (voorstel,) = uitkomst.voorstellen
    assert uitkomst.gekozen == voorstel
    assert Uitkomst(uitkomst.aanvraag, (), None).gekozen is None
    assert replace(uitkomst, voorstellen=(replace(voorstel, onbevestigd=True),)).gekozen is None


def test_no_more_voorstellen_than_the_rule_says() -> None:
    regels = replace(REGELS, voorstellen_max=3)
    for alleen in (False, True):
        aanvraag = make_aanvraag(alleen_voorstellen=alleen)
        (uitkomst,) = decide([aanvraag], make_stand(one_in_each()), regels, OVERDAG).uitkomsten
        assert [voorstel.rang for voorstel in uitkomst.voorstellen] == [1, 2, 3]


def test_who_only_gets_voorstellen_sees_what_the_others_left_and_all_see_the_same() -> None:
    shown = [make_aanvraag(number, alleen_voorstellen=True) for number in (2, 3)]
    taken, *seen = weigh((make_plaats(1), make_plaats(2)), make_aanvraag(1), *shown).uitkomsten
    assert taken.gekozen is not None
    assert taken.gekozen.plaatsen == (UUID(int=1),)
    assert [uitkomst.voorstellen[0].plaatsen for uitkomst in seen] == [(UUID(int=2),)] * 2


def test_who_comes_too_late_to_pick_is_not_told_that_houses_said_no() -> None:
    shown = make_aanvraag(2, alleen_voorstellen=True)
    _, late = weigh((make_plaats(1), make_plaats(2, personen_max=1)), make_aanvraag(1), shown).uitkomsten
    assert late.knelpunt is not None
    assert late.knelpunt.code == "geen_ruimte"
    assert "Er is 1 plaats vrij, maar geen voor 2 personen." in late.knelpunt.tekst


def weigh_large(vrij: tuple[Plaats, ...], **huizen: tuple[int, ...]) -> Uitkomst:
    by_huis = {UUID(int=100 + n): tuple(UUID(int=number) for number in ids) for n, ids in enumerate(huizen.values())}
    stand = replace(make_stand(vrij), huizen=by_huis)
    (uitkomst,) = decide([make_aanvraag(9, huishouden=LARGE)], stand, REGELS, OVERDAG).uitkomsten
    return uitkomst


def test_who_fits_in_no_single_place_gets_two_of_one_huis() -> None:
    """R7."""
    uitkomst = weigh_large((make_plaats(1), make_plaats(2), make_plaats(3)), zwolle=(1, 3))
    assert uitkomst.gekozen is not None
    assert uitkomst.gekozen.plaatsen == (UUID(int=1), UUID(int=3))
    assert uitkomst.gekozen.personen_max == 8
    assert uitkomst.knelpunt is None
    assert uitkomst.gekozen.redenen[0] == (
        "2 plaatsen in één huis, met ruimte voor 4 en 4; het huishouden telt 7 en past in geen enkele vrije plaats."
    )
    assert "Zwolle heeft 3 van 3 crisisplaatsen vrij." in uitkomst.gekozen.redenen


def test_other_houses_are_other_voorstellen_and_places_of_two_houses_are_none() -> None:
    vrij = (
        *(make_plaats(1), make_plaats(2)),
        *(make_plaats(3, centrumgemeente="GM0014"), make_plaats(4, centrumgemeente="GM0014")),
    )
    both = weigh_large(vrij, zwolle=(1, 2), groningen=(3, 4))
    assert [v.plaatsen for v in both.voorstellen] == [(UUID(int=1), UUID(int=2)), (UUID(int=3), UUID(int=4))]
    assert [v.rang for v in both.voorstellen] == [1, 2]
    apart = weigh_large(vrij, zwolle=(1,), groningen=(3,))
    assert apart.voorstellen == ()
    assert apart.knelpunt is not None
    assert apart.knelpunt.code == "te_groot"
