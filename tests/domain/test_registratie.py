from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic.alias_generators import to_camel

from capacity_service.domain.aanvraag import Huishouden, Kleur
from capacity_service.domain.errors import OngeldigeInvoer
from capacity_service.domain.klokken import Moment, Registratiesoort
from capacity_service.domain.registratie import (
    VELDEN,
    Aanwezige,
    Gezinslid,
    Lid,
    Onderdeel,
    Registratie,
    Wijze,
    check_gedaan_op,
    find_missing,
    is_done,
)

NU = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
MOEDER = Gezinslid(Lid.volwassene, Kleur.rood)
GEZIN = Huishouden(1, (4, 11))
TAXATIE = Registratie(
    Registratiesoort.risicotaxatie,
    Moment.instroom,
    NU,
    instrument="verwey_jonker",
    wijze=Wijze.video,
    leden=(MOEDER, Gezinslid(Lid.kind, Kleur.oranje, 4), Gezinslid(Lid.kind, Kleur.groen, 11)),
)
OVERDRACHT = Registratie(
    Registratiesoort.warme_overdracht,
    Moment.uitstroom,
    NU,
    wijze=Wijze.telefonisch,
    onderdelen=frozenset(Onderdeel),
    aanwezig=frozenset(Aanwezige),
)
VEILIGHEID = Registratie(
    Registratiesoort.veiligheidstaxatie,
    Moment.uitstroom,
    NU,
    instrument="arij",
    oordeel_medewerker=True,
    oordeel_client=False,
)


@pytest.mark.parametrize(
    "whole",
    [
        TAXATIE,
        OVERDRACHT,
        VEILIGHEID,
        Registratie(Registratiesoort.kindcheck, Moment.verblijf, NU),
        Registratie(Registratiesoort.intake, Moment.verblijf, NU, voor=Lid.kind),
    ],
    ids=lambda whole: str(whole.soort),
)
def test_what_is_whole_lacks_nothing(whole: Registratie) -> None:
    assert find_missing(whole, GEZIN) == ()
    assert is_done(whole.soort, ())


def test_a_risicotaxatie_has_a_kleur_for_every_member() -> None:
    """N 1.2c."""
    assert find_missing(replace(TAXATIE, leden=TAXATIE.leden[:2]), GEZIN) == ("leden",)
    assert find_missing(replace(TAXATIE, leden=(MOEDER, MOEDER, *TAXATIE.leden[1:])), GEZIN) == ("leden",)
    other = Gezinslid(Lid.kind, Kleur.groen, 12)
    assert find_missing(replace(TAXATIE, leden=(*TAXATIE.leden[:2], other)), GEZIN) == ("leden",)
    unsaid = replace(other, leeftijd=None)
    assert find_missing(replace(TAXATIE, leden=(*TAXATIE.leden[:2], unsaid)), GEZIN) == ()
    assert find_missing(replace(TAXATIE, leden=(MOEDER,)), None) == ()


def test_a_risicotaxatie_by_telephone_is_kept_and_does_not_stop_the_clock() -> None:
    """R5; N 1.2b: face to face or by video."""
    missing = find_missing(replace(TAXATIE, wijze=Wijze.telefonisch), GEZIN)
    assert missing == ("wijze",)
    assert not is_done(Registratiesoort.risicotaxatie, missing)


def test_a_member_without_a_kleur_is_missing_and_does_not_start_the_clock_again() -> None:
    assert is_done(Registratiesoort.risicotaxatie, ("leden",))


@pytest.mark.parametrize("kleur", list(Kleur))
def test_a_later_oranje_or_groen_is_as_good_as_rood(kleur: Kleur) -> None:
    """R5: nobody's fault."""
    leden = tuple(replace(lid, kleur=kleur) for lid in TAXATIE.leden)
    assert find_missing(replace(TAXATIE, leden=leden), GEZIN) == ()


@given(onderdelen=st.frozensets(st.sampled_from(Onderdeel)), aanwezig=st.frozensets(st.sampled_from(Aanwezige)))
def test_a_warme_overdracht_has_three_parts_and_three_people(
    onderdelen: frozenset[Onderdeel], aanwezig: frozenset[Aanwezige]
) -> None:
    missing = find_missing(replace(OVERDRACHT, onderdelen=onderdelen, aanwezig=aanwezig), GEZIN)
    assert len(missing) == 6 - len(onderdelen) - len(aanwezig)
    assert is_done(Registratiesoort.warme_overdracht, missing) == (len(onderdelen) == len(aanwezig) == 3)
    assert not {part.partition(".")[2] for part in missing} & (onderdelen | aanwezig)


def test_a_judgement_of_unsafe_is_a_judgement() -> None:
    """N 3.5: both judgements are recorded; what they say is theirs."""
    assert find_missing(replace(VEILIGHEID, oordeel_client=None), GEZIN) == ("oordeelClient",)


@pytest.mark.parametrize("soort", list(Registratiesoort))
def test_everything_may_be_left_out_and_is_then_named(soort: Registratiesoort) -> None:
    missing = find_missing(Registratie(soort, Moment.verblijf, NU), GEZIN)
    asked = {to_camel(name) for name in VELDEN[soort] - {"verhuisreden"}}
    assert {part.partition(".")[0] for part in missing} == asked


def test_what_was_done_was_done_between_the_danger_and_now() -> None:
    danger = NU - timedelta(hours=4)
    check_gedaan_op(danger, danger, NU)
    check_gedaan_op(NU, danger, NU)
    for wrong in (danger - timedelta(seconds=1), NU + timedelta(seconds=1)):
        with pytest.raises(OngeldigeInvoer) as refused:
            check_gedaan_op(wrong, danger, NU)
        assert refused.value.faults[0].veld == "gedaanOp"
