from typing import Any

import pytest
from pydantic import ValidationError

from capacity_service.api.verblijven import RegistratieIn, VerplaatsingIn
from capacity_service.domain.registratie import Lid, Onderdeel
from tests.land import Json, in_hours

KINDCHECK: Json = {"soort": "kindcheck", "moment": "verblijf"}


def read(**said: Any) -> RegistratieIn:
    return RegistratieIn.model_validate(KINDCHECK | {"gedaanOp": in_hours(-1)} | said)


def test_a_registratie_becomes_what_the_domain_knows() -> None:
    made = read(soort="risicotaxatie", leden=[{"lid": "kind", "leeftijd": 4, "kleur": "groen"}]).make()
    assert [(lid.lid, lid.leeftijd) for lid in made.leden] == [(Lid.kind, 4)]
    assert read(soort="warme_overdracht", onderdelen=["context"]).make().onderdelen == {Onderdeel.context}


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ({"oordeelClient": True}, "oordeelClient"),
        ({"soort": "intake", "wijze": "video", "aanwezig": ["client"]}, "aanwezig, wijze"),
        ({"soort": "warme_overdracht", "verhuisreden": True}, "verhuisreden"),
    ],
)
def test_a_field_of_another_kind_is_named_and_refused(said: Json, named: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read(**said)
    assert named in refused.value.errors()[0]["ctx"]["zin"]


@pytest.mark.parametrize(
    "leden",
    [[{"lid": "volwassene", "leeftijd": 30, "kleur": "rood"}], [{"lid": "kind", "leeftijd": 18, "kleur": "rood"}]],
)
def test_only_the_age_of_a_child_is_asked(leden: list[Json]) -> None:
    with pytest.raises(ValidationError):
        read(soort="risicotaxatie", leden=leden)


def test_nobody_writes_a_story() -> None:
    """R19: no free text about a household."""
    for instrument in ("Een lang verhaal over iemand", "a" * 41, ""):
        with pytest.raises(ValidationError):
            read(soort="risicotaxatie", instrument=instrument)


def test_a_new_danger_comes_with_its_assessment_and_a_loss_does_not_need_one() -> None:
    """R11: newly assessed."""
    lost = VerplaatsingIn.model_validate({"reden": "verlies", "vastgesteldOp": in_hours(-1)})
    assert (lost.veiligheid, lost.uitsluitingen) == (None, [])
    with pytest.raises(ValidationError, match="veiligheid mee"):
        VerplaatsingIn.model_validate({"reden": "gevaar", "vastgesteldOp": in_hours(-1)})
