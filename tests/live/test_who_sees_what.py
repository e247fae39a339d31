"""What reaches the screen of whom, over a real socket."""

import json

from tests.land import Dienst, expect, make_aanvraag
from tests.live.client import fresh, watch


async def test_everybody_sees_own_things_only(dienst: Dienst) -> None:
    (plaats,) = await dienst.add_plaatsen({})
    aanvraag = expect(await (await dienst.as_rol("coordinator")).post("/aanvragen", json=make_aanvraag()), 201)
    plaatsing = aanvraag["plaatsing"]["id"]
    seen = {
        (rol, nth): {
            soort: set((await fresh(dienst, rol, nth=nth)).of(soort)) for soort in ("plaats", "plaatsing", "aanvraag")
        }
        for rol in ("coordinator", "opvang", "gemeente", "landelijk")
        for nth in (0, 1)
        if not (rol == "landelijk" and nth)
    }
    nothing: dict[str, set[str]] = {"plaats": set(), "plaatsing": set(), "aanvraag": set()}
    assert seen["coordinator", 0] == nothing | {"plaatsing": {plaatsing}, "aanvraag": {aanvraag["id"]}}
    assert seen["opvang", 0] == nothing | {"plaats": {plaats["id"]}, "plaatsing": {plaatsing}}
    assert seen["landelijk", 0] == nothing | {"aanvraag": {aanvraag["id"]}}
    for stranger in (("coordinator", 1), ("opvang", 1), ("gemeente", 0), ("gemeente", 1)):
        assert seen[stranger] == nothing


async def test_nobody_sees_origin_and_destination_side_by_side_who_may_not(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    aanvraag = expect(await (await dienst.as_rol("coordinator")).post("/aanvragen", json=make_aanvraag()), 201)
    landelijk, opvang = await fresh(dienst, "landelijk"), await fresh(dienst, "opvang")
    assert landelijk.of("aanvraag")[aanvraag["id"]]["plaatsing"] is None
    (plaatsing,) = opvang.of("plaatsing").values()
    assert plaatsing["aanvraag"] is None
    assert "GM0228" not in json.dumps([plaatsing, *opvang.of("plaats").values()])
    assert not [key for key in plaatsing if key.endswith("Organisatie")]


async def test_a_gemeente_sees_gereserveerd_as_bezet(dienst: Dienst) -> None:
    await dienst.add_plaatsen({}, {})
    async with watch(dienst, "gemeente") as kijker:
        await kijker.receive()
        expect(await (await dienst.as_rol("coordinator")).post("/aanvragen", json=make_aanvraag()), 201)
        told = await kijker.until(lambda frame: frame["soort"] == "bezetting" and frame["bezet"] == 1)
    assert "gereserveerd" not in told
    assert "gereserveerd" not in told["opvangplaatsen"]
    assert (told["inzetbaar"], told["vrij"]) == (2, 1)
