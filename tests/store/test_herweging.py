"""A weighing runs again: the same answer byte for byte, whatever happened since, until it is erased (R17)."""

from uuid import UUID

from capacity_service.store.afwegingen import show_outcome
from capacity_service.store.herweging import Herweging, weigh_again
from tests.actions.scene import AMSTERDAM, ZWOLLE, confirm, reserve
from tests.land import Dienst, expect, make_aanvraag


async def again(dienst: Dienst, key: object) -> Herweging:
    async with dienst.owner.transaction(None, "dienst") as tx:
        found = await weigh_again(tx, UUID(str(key)))
    assert found is not None
    return found


async def test_the_same_answer_whatever_happened_since(dienst: Dienst) -> None:
    await dienst.add_plaatsen(
        {"centrumgemeente": ZWOLLE, "personenMax": 4},
        {"centrumgemeente": AMSTERDAM, "personenMax": 2, "kenmerken": ["rolstoel"]},
        {"centrumgemeente": AMSTERDAM, "personenMax": 2},
    )
    reserved = await reserve(dienst, huishouden={"volwassenen": 2, "behoeften": ["rolstoel"]})
    first = await again(dienst, reserved.aanvraag["afweging"])
    await confirm(reserved)
    await dienst.add_plaatsen({"centrumgemeente": ZWOLLE, "personenMax": 2})
    await dienst.sql("UPDATE plaats SET kenmerken = '{}'")
    later = await again(dienst, reserved.aanvraag["afweging"])
    assert (first.gelijk, first.fouten, later.gelijk, later.fouten) == (True, (), True, ())
    assert show_outcome(first.afweging) == show_outcome(later.afweging)
    (outcome,) = show_outcome(later.afweging)
    assert outcome["voorstellen"][0]["plaatsen"] == reserved.plaatsing["plaatsen"]


async def test_an_aanvraag_is_asked_for_by_its_own_id_too(dienst: Dienst) -> None:
    coordinator = await dienst.as_rol("coordinator")
    waiting = expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    found = await again(dienst, waiting["id"])
    assert (str(found.bewaard.id), found.gelijk, found.afweging.over) == (waiting["afweging"], True, 1)


async def test_after_erasure_only_size_and_needs_are_weighed(dienst: Dienst) -> None:
    await dienst.add_plaatsen({"centrumgemeente": ZWOLLE})
    reserved = await reserve(dienst)
    await dienst.sql("DELETE FROM huishoudgegevens")
    found = await again(dienst, reserved.aanvraag["afweging"])
    assert found.gewist == {UUID(reserved.aanvraag["id"])}
    assert [vrager.personen for vrager in found.afweging.opgave.vragers] == [2]


async def test_a_proof_that_was_changed_is_not_believed(dienst: Dienst) -> None:
    await dienst.add_plaatsen(
        {"centrumgemeente": ZWOLLE, "personenMax": 4}, {"centrumgemeente": AMSTERDAM, "personenMax": 1}
    )
    reserved = await reserve(dienst, huishouden={"volwassenen": 1})
    await dienst.sql(
        "UPDATE afweging SET certificaat = jsonb_set(certificaat, '{toegewezen}', CASE WHEN certificaat -> 'toegewezen' = '[0]'"
        " THEN '[1]'::jsonb ELSE '[0]'::jsonb END)"
    )
    assert (await again(dienst, reserved.aanvraag["afweging"])).fouten
