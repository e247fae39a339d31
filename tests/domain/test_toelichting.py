"""What people read: why this place, and what is in the way."""

import re
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given

from capacity_service.domain.aanvraag import Aanvraag, Behoefte, Huishouden
from capacity_service.domain.matching import decide
from capacity_service.domain.plaats import Kenmerk, Soort
from capacity_service.domain.toelichting import Knelpunt
from tests.domain.gevallen import Geval, gevallen
from tests.domain.groepen import Plaats
from tests.domain.strategies import NIJKERK, NU, OVERDAG, REGELS, REGIO, STREKEN, make_aanvraag, make_plaats, make_stand

SENTENCE = re.compile(r"[A-Z0-9][^\n]*\.")


def redenen_for(aanvraag: Aanvraag, *vrij: Plaats) -> tuple[str, ...]:
    (uitkomst,) = decide([aanvraag], make_stand(vrij), REGELS, OVERDAG).uitkomsten
    assert uitkomst.voorstellen
    return uitkomst.voorstellen[0].redenen


def knelpunt_for(aanvraag: Aanvraag, *vrij: Plaats, grootste: int | None = None) -> Knelpunt:
    (uitkomst,) = decide([aanvraag], make_stand(vrij, grootste=grootste), REGELS, OVERDAG).uitkomsten
    assert uitkomst.knelpunt is not None
    return uitkomst.knelpunt


@given(gevallen())
def test_everything_that_is_said_is_a_sentence_without_machine_names(geval: Geval) -> None:
    for uitkomst in geval.decide().uitkomsten:
        said = [reden for voorstel in uitkomst.voorstellen for reden in voorstel.redenen]
        said += [uitkomst.knelpunt.tekst] if uitkomst.knelpunt else []
        assert said
        for sentence in said:
            assert SENTENCE.fullmatch(sentence), sentence
            assert "_" not in sentence
            assert "GM0" not in sentence


@given(gevallen())
def test_the_redenen_never_name_where_somebody_comes_from(geval: Geval) -> None:
    gemeente_of = {aanvraag.id: aanvraag.gemeente for aanvraag in geval.aanvragen}
    for uitkomst in geval.decide().uitkomsten:
        origin = {STREKEN[code].naam for code in REGIO[gemeente_of[uitkomst.aanvraag]]}
        for voorstel in uitkomst.voorstellen:
            assert not any(naam in reden for naam in origin for reden in voorstel.redenen)


def test_the_redenen_say_what_is_there_and_what_is_not() -> None:
    needs = Huishouden(1, (4,), frozenset({Behoefte.rolstoel, Behoefte.babybed, Behoefte.zwanger}))
    plaats = make_plaats(kenmerken=frozenset({Kenmerk.rolstoel, Kenmerk.babybed}))
    assert redenen_for(make_aanvraag(huishouden=needs), plaats) == (
        "Crisisplaats met ruimte voor 4; het huishouden telt 2.",
        "In de afgelopen 24 uur bevestigd.",
        "Heeft wat nodig is: babybed en rolstoel.",
        "Niet aanwezig: eigen sanitair. Overleg met het huis wat kan.",
        "Zwolle heeft 1 van 1 crisisplaatsen vrij.",
        "Amersfoort is dichterbij, maar heeft geen plaats vrij.",
    )


def test_an_onbevestigde_place_asks_for_a_telephone_call() -> None:
    assert "Langer geleden bevestigd: bel eerst." in redenen_for(
        make_aanvraag(), make_plaats(bevestigd_op=NU - timedelta(hours=25))
    )


def test_a_preference_is_named_where_it_counted() -> None:
    sentence = "Zwolle ligt bij een voorkeur van het huishouden."
    assert sentence in redenen_for(make_aanvraag(voorkeuren=frozenset({"GM0193"})), make_plaats())
    assert sentence not in redenen_for(make_aanvraag(voorkeuren=frozenset({"GM0014"})), make_plaats())


def test_a_household_larger_than_any_place_is_told_so() -> None:
    large = make_aanvraag(huishouden=Huishouden(2, (1,) * 7))
    knelpunt = knelpunt_for(large, make_plaats(), grootste=6)
    assert knelpunt.code == "te_groot"
    assert "9 personen" in knelpunt.tekst
    assert "de grootste heeft er 6" in knelpunt.tekst


def test_a_household_as_large_as_the_largest_place_may_still_wait_for_it() -> None:
    assert knelpunt_for(make_aanvraag(huishouden=Huishouden(2, (1,))), grootste=3).code == "niets_vrij"
    assert knelpunt_for(make_aanvraag(huishouden=Huishouden(2)), grootste=1).code == "te_groot"


@pytest.mark.parametrize("grootste", [0, 4])
def test_nothing_free_is_the_knelpunt_in_a_full_country_and_in_an_empty_one(grootste: int) -> None:
    assert knelpunt_for(make_aanvraag(), grootste=grootste).code == "niets_vrij"


def test_free_but_too_small_is_another_knelpunt() -> None:
    knelpunt = knelpunt_for(make_aanvraag(), make_plaats(1, personen_max=1), make_plaats(2, personen_max=1), grootste=4)
    assert knelpunt.code == "geen_ruimte"
    assert "2 plaatsen vrij, maar geen voor 2 personen" in knelpunt.tekst


def test_free_but_unsafe_names_the_regions_that_are_out() -> None:
    knelpunt = knelpunt_for(
        make_aanvraag(gemeente=NIJKERK, uitsluitingen=frozenset({"GM0193"})),
        make_plaats(1),
        make_plaats(2, personen_max=1),
    )
    assert knelpunt.code == "alleen_onveilig"
    assert "2 personen buiten Amersfoort, Ede en Zwolle" in knelpunt.tekst


def test_a_place_that_fits_exactly_is_big_enough_to_be_called_unsafe() -> None:
    assert (
        knelpunt_for(make_aanvraag(), make_plaats(centrumgemeente="GM0228", personen_max=2)).code == "alleen_onveilig"
    )


def test_a_region_without_crisisplaatsen_has_none_of_none_to_spare() -> None:
    stand = replace(make_stand((make_plaats(soort=Soort.opvangplaats),)), inzetbaar={})
    (uitkomst,) = decide([make_aanvraag()], stand, REGELS, OVERDAG).uitkomsten
    assert uitkomst.voorstellen[0].redenen[-2] == "Zwolle heeft 0 van 0 crisisplaatsen vrij."


def test_a_place_whose_house_said_no_is_not_called_unsafe() -> None:
    plaats = make_plaats()
    knelpunt = knelpunt_for(make_aanvraag(teruggemeld=frozenset({plaats.id})), plaats)
    assert knelpunt.code == "teruggemeld"
    assert "niet geschikt te maken" in knelpunt.tekst


FAR, NEAR, HOME = "GM0014", "GM0983", "GM0228"
"""Groningen is two bands from Ede, Venlo one."""


def test_a_larger_place_taken_by_somebody_else_counts_no_longer_as_spare() -> None:
    stand = make_stand((make_plaats(1), make_plaats(2), make_plaats(3)))
    older, newer = decide([make_aanvraag(1), make_aanvraag(2)], stand, REGELS, OVERDAG).uitkomsten
    for uitkomst in (older, newer):
        assert "Zwolle heeft 2 van 3 crisisplaatsen vrij." in uitkomst.voorstellen[0].redenen


@pytest.mark.parametrize(
    ("near", "changes", "because"),
    [
        ({"personen_max": 3}, {}, "maar heeft geen plek voor 4 personen."),
        (None, {}, "maar heeft geen plaats vrij."),
        ({"soort": Soort.alternatief}, {}, "maar daar is alleen een alternatief vrij."),
        ({"soort": Soort.reserveplaats}, {}, "maar daar is alleen een reserveplaats vrij."),
        ({"bevestigd_op": NU - timedelta(hours=25)}, {}, "maar wat daar vrij is, is te lang niet bevestigd."),
        ({"soort": Soort.crisisplaats}, {}, "maar daar is niet de soort plaats die op dit uur voorgaat."),
        ({"kenmerken": frozenset()}, {}, "maar daar ontbreekt meer van wat nodig is."),
        ({}, {"voorkeuren": frozenset({FAR})}, "maar dat is geen voorkeur van het huishouden."),
        (
            {"personen_max": 6},
            {},
            "maar daar zijn alleen grotere plaatsen vrij, die een groter huishouden nodig kan hebben.",
        ),
        (
            {"kenmerken": frozenset({Kenmerk.huisdier, Kenmerk.mannen})},
            {},
            "maar de plaats daar heeft iets wat een ander huishouden nodig kan hebben.",
        ),
        ({}, {"teruggemeld": frozenset({UUID(int=2)})}, "maar het huis daar heeft gezegd dat het niet kan."),
    ],
)
def test_a_nearer_centrumgemeente_is_named_with_what_spoke_against_it(
    near: dict[str, object] | None, changes: dict[str, object], because: str
) -> None:
    """R17: in which trede it lost."""
    same: dict[str, object] = {"soort": Soort.opvangplaats, "kenmerken": frozenset({Kenmerk.huisdier})}
    vrij = [make_plaats(1, **({"centrumgemeente": FAR} | same))]
    vrij += [] if near is None else [make_plaats(2, **({"centrumgemeente": NEAR} | same | near))]
    needs = Huishouden(1, (1, 2, 3), frozenset({Behoefte.huisdier}))
    aanvraag = make_aanvraag(1, huishouden=needs, gemeente=HOME, uitsluitingen=OTHERS, **changes)
    assert redenen_for(aanvraag, *vrij)[-1] == f"Venlo is dichterbij, {because}"


OTHERS = frozenset({"GM0307", "GM0193", "GM0363"})
"""With these out, Venlo is the only one nearer than Groningen."""


def test_a_nearer_centrumgemeente_that_gave_more_is_named_with_that() -> None:
    vrij = make_plaats(1, centrumgemeente=FAR), make_plaats(2, centrumgemeente=NEAR)
    stand = make_stand(vrij, gegeven={NEAR: 40})
    aanvraag = make_aanvraag(gemeente=HOME, uitsluitingen=OTHERS)
    (uitkomst,) = decide([aanvraag], stand, REGELS, OVERDAG).uitkomsten
    assert (
        uitkomst.voorstellen[0].redenen[-1]
        == "Venlo is dichterbij, maar het gaf in de laatste 90 dagen al meer nachten."
    )


def test_a_nearer_place_that_somebody_else_needs_more_is_named_as_given_away() -> None:
    vrij = make_plaats(1, centrumgemeente=FAR), make_plaats(2, centrumgemeente=NEAR)
    free = make_aanvraag(1, gemeente=HOME, uitsluitingen=OTHERS)
    bound = make_aanvraag(2, gemeente=HOME, uitsluitingen=OTHERS | {FAR})
    first, second = decide([free, bound], make_stand(vrij), REGELS, OVERDAG).uitkomsten
    assert first.voorstellen[0].redenen[-1] == "Venlo is dichterbij, maar wat daar past gaat naar een ander huishouden."
    assert not any("dichterbij" in reden for reden in second.voorstellen[0].redenen)


def test_nothing_is_said_of_a_nearer_region_that_is_not_safe() -> None:
    aanvraag = make_aanvraag(gemeente=HOME, uitsluitingen=OTHERS | {NEAR})
    redenen = redenen_for(aanvraag, make_plaats(1, centrumgemeente=FAR), make_plaats(2, centrumgemeente=NEAR))
    assert not any("dichterbij" in reden for reden in redenen)


def test_who_is_left_over_is_told_how_many_compete_and_what_would_help() -> None:
    reeks = [make_aanvraag(1, vastgesteld_op=NU - timedelta(hours=5)), make_aanvraag(2)]
    knelpunt = decide(reeks, make_stand((make_plaats(),)), REGELS, OVERDAG).uitkomsten[1].knelpunt
    assert knelpunt == Knelpunt(
        "te_weinig",
        "2 huishoudens kunnen alleen terecht op dezelfde 1 plaats. Nog 1 plaats nodig voor 2 personen buiten Ede. "
        "U krijgt bericht zodra er een vrijkomt.",
    )


def test_of_who_else_competes_only_the_size_of_the_smallest_is_told() -> None:
    """R19: where the other cannot go is its own; that a smaller place would do for it helps both."""
    small = make_aanvraag(1, gemeente=FAR, uitsluitingen=frozenset({NEAR}), vastgesteld_op=NU - timedelta(hours=5))
    large = make_aanvraag(2, huishouden=Huishouden(1, (1, 2, 3)))
    first, last = decide([small, large], make_stand((make_plaats(),)), REGELS, OVERDAG).uitkomsten
    assert first.gekozen is not None
    assert last.knelpunt == Knelpunt(
        "te_weinig",
        "2 huishoudens kunnen alleen terecht op dezelfde 1 plaats. Nog 1 plaats nodig voor 4 personen buiten Ede. "
        "Ook een plaats voor 2 personen kan helpen: dan schuift een ander huishouden door. "
        "U krijgt bericht zodra er een vrijkomt.",
    )


@given(gevallen(households=6, places=4))
def test_a_knelpunt_names_no_region_but_those_of_the_household_itself(geval: Geval) -> None:
    own = {
        aanvraag.id: geval.stand.streken_of(aanvraag.uitsluitingen | {aanvraag.gemeente})
        for aanvraag in geval.aanvragen
    }
    for uitkomst in geval.decide().uitkomsten:
        for code, streek in geval.stand.streken.items():
            if uitkomst.knelpunt is not None and streek.naam in uitkomst.knelpunt.tekst:
                assert code in own[uitkomst.aanvraag]


def test_of_a_household_that_moves_on_no_region_is_named() -> None:
    """R19: the house does not learn where it came from, and the country not where it is."""
    fled = make_aanvraag(gemeente="GM0193", verborgen=frozenset({"GM0228"}))
    knelpunt = knelpunt_for(fled, make_plaats(1), make_plaats(2, centrumgemeente="GM0228"))
    assert knelpunt.code == "alleen_onveilig"
    assert "buiten de streken waar het niet veilig is" in knelpunt.tekst
    assert not {"Zwolle", "Ede", "Arnhem"} & set(re.split(r"\W+", knelpunt.tekst))
