"""`capacity-service afweging` says what is proven of places that were taken together, and sees when that was changed."""

import json
from dataclasses import replace

import pytest

from capacity_service.bewijs import explain
from capacity_service.store import afwegingen
from tests.actions.samen import ask
from tests.actions.scene import ZWOLLE, reserve
from tests.actions.test_weigh_together import SEVEN, add_huis
from tests.land import Dienst
from tests.store.test_herweging import again

PROVEN = "Het bewijs klopt: geen andere verdeling is beter, ook niet met andere plaatsen samen."
CHANGED = {
    "the bound": "jsonb_set(certificaat, '{grens}', '[0,0,0,0,0,0,0,0,0,0,0,0,0,0]')",
    "what is proven": "jsonb_set(certificaat, '{bewezen}', 'false')",
    "who took what": "jsonb_set(certificaat, '{samen}', '{}')",
    "a place": "jsonb_set(certificaat, '{samen}', replace(certificaat ->> 'samen', '-', '0')::jsonb)",
}


async def test_the_bound_is_kept_with_who_took_which_places(dienst: Dienst) -> None:
    places = await add_huis(dienst, ZWOLLE, 4, 3)
    family = await ask(dienst, huishouden=SEVEN)
    (row,) = await dienst.sql("SELECT certificaat FROM afweging WHERE id = :id", id=family["afweging"])
    assert row.certificaat["samen"] == {family["id"]: sorted(places)}
    assert row.certificaat["bewezen"]
    found = await again(dienst, family["afweging"])
    assert tuple(row.certificaat["grens"]) == found.afweging.grens == (*found.afweging.kosten[:-1], 0)


async def test_without_anybody_who_is_too_large_there_is_no_bound_to_keep(dienst: Dienst) -> None:
    await dienst.add_plaatsen({"centrumgemeente": ZWOLLE})
    reserved = await reserve(dienst)
    (row,) = await dienst.sql("SELECT certificaat FROM afweging")
    assert {"samen", "grens", "bewezen", "ondergrens"}.isdisjoint(row.certificaat)
    assert explain(await again(dienst, reserved.aanvraag["afweging"]))[-1] == (
        "Het bewijs klopt: geen andere verdeling is beter."
    )


async def test_a_proven_combination_is_told_in_plain_dutch(dienst: Dienst) -> None:
    await add_huis(dienst, ZWOLLE, 4, 3)
    family = await ask(dienst, huishouden=SEVEN)
    lines = explain(await again(dienst, family["afweging"]))
    assert lines[-2:] == [
        "Van 1 aanvraag past het huishouden in geen enkele vrije plaats. 1 kreeg plaatsen samen in één huis.",
        f"{PROVEN} Dat is nagerekend zonder te zoeken.",
    ]
    assert "Per trede: zonder_plaats 0" in lines[-3]


async def test_one_is_said_as_one(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    lines = explain(await again(dienst, (await reserve(dienst)).aanvraag["afweging"]))
    assert lines[1] == "1 aanvraag en 1 vrije plaats in 1 soort."


async def test_what_is_not_proven_is_told_with_its_bound(dienst: Dienst) -> None:
    await add_huis(dienst, ZWOLLE, 4, 3)
    family = await ask(dienst, huishouden=SEVEN)
    found = await again(dienst, family["afweging"])
    less = (*found.afweging.grens[:-2], 0, 0)
    lines = explain(replace(found, afweging=replace(found.afweging, bewezen=False, grens=less)))
    assert "Een betere verdeling kan bestaan." in lines[-2]
    assert lines[-1].startswith("Zeker is: alles samen kost minstens zonder_plaats 0, ")
    assert lines[-1].endswith("afstand 0, lot 0.")


@pytest.mark.parametrize("changed", CHANGED)
async def test_a_bound_that_was_changed_is_not_believed(
    dienst: Dienst, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    """Also by who could make its hash right again."""
    await add_huis(dienst, ZWOLLE, 4, 3)
    family = await ask(dienst, huishouden=SEVEN)
    (kept,) = await dienst.sql("SELECT hash FROM afweging")
    monkeypatch.setattr(afwegingen, "digest_of_parts", lambda _parts: kept.hash)
    await dienst.sql(f"UPDATE afweging SET certificaat = {CHANGED[changed]}")  # noqa: S608 - words of this file
    found = await again(dienst, family["afweging"])
    assert found.gelijk
    assert found.fouten, json.dumps(found.bewaard.certificaat)
    assert "HET BEWIJS KLOPT NIET:" in explain(found)
