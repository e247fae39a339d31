"""A household that fits in no single free place gets two or three of one huis, and nobody else loses a place by it (R7)."""

from tests.actions.samen import ask
from tests.actions.scene import AMSTERDAM, ZWOLLE, reserve
from tests.land import Dienst, Json, expect
from tests.store.test_herweging import again

SEVEN = {"volwassenen": 1, "kinderen": [{"leeftijd": age} for age in (1, 3, 5, 7, 9, 11)]}


async def add_huis(dienst: Dienst, centrumgemeente: str, *sizes: int) -> list[str]:
    """Places of these sizes under one roof; gives their ids."""
    ids: list[str] = []
    huis: Json = {}
    for size in sizes:
        (made,) = await dienst.add_plaatsen({"centrumgemeente": centrumgemeente, "personenMax": size} | huis)
        huis = {"huis": made["huis"]["id"]}
        ids.append(made["id"])
    return ids


async def test_two_places_of_one_huis_are_reserved_together(dienst: Dienst) -> None:
    places = await add_huis(dienst, ZWOLLE, 4, 3)
    await add_huis(dienst, AMSTERDAM, 6)
    family = await ask(dienst, huishouden=SEVEN)
    assert family["status"] == "gereserveerd"
    assert sorted(family["plaatsing"]["plaatsen"]) == sorted(places)
    assert family["voorstellen"][0]["redenen"][0].startswith("2 plaatsen in één huis")
    found = await again(dienst, family["afweging"])
    assert (found.gelijk, found.fouten, found.afweging.bewezen) == (True, (), True)


async def test_places_of_two_houses_are_no_place(dienst: Dienst) -> None:
    await add_huis(dienst, ZWOLLE, 4)
    await add_huis(dienst, ZWOLLE, 4)
    family = await ask(dienst, huishouden=SEVEN)
    assert (family["status"], family["knelpunt"]["code"]) == ("zonder_plaats", "te_groot")


async def test_a_single_place_goes_before_several(dienst: Dienst) -> None:
    await add_huis(dienst, ZWOLLE, 4, 4)
    whole = await add_huis(dienst, AMSTERDAM, 8)
    assert (await ask(dienst, huishouden=SEVEN))["plaatsing"]["plaatsen"] == whole


async def test_who_waits_for_room_is_placed_when_a_second_place_comes_free(dienst: Dienst) -> None:
    (first,) = await dienst.add_plaatsen({"centrumgemeente": ZWOLLE, "personenMax": 4})
    family = await ask(dienst, huishouden=SEVEN)
    assert family["status"] == "zonder_plaats"
    await dienst.add_plaatsen({"centrumgemeente": ZWOLLE, "personenMax": 4, "huis": first["huis"]["id"]})
    coordinator = await dienst.as_rol("coordinator")
    found = expect(await coordinator.get(f"/aanvragen/{family['id']}"), 200)
    assert len(found["plaatsing"]["plaatsen"]) == 2


async def test_a_small_household_is_not_moved_out_of_reach_by_a_large_one(dienst: Dienst) -> None:
    await add_huis(dienst, ZWOLLE, 4, 3)
    one = await reserve(dienst, huishouden={"volwassenen": 1})
    family = await ask(dienst, huishouden=SEVEN)
    assert (family["status"], (await one.again())["status"]) == ("zonder_plaats", "gereserveerd")
