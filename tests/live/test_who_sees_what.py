"""What reaches the screen of whom, over a real socket."""

import asyncio
import json

import pytest

from capacity_service.actions.record_tik import record_tik
from capacity_service.domain.openheid import Openheid
from tests.land import Dienst, expect, make_aanvraag
from tests.live.client import WITHIN_S, fresh, read_group, watch
from tests.openheid import find_gemeente, put_in_force


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


async def see_gemeente(dienst: Dienst, status: int) -> None:
    """Until a gemeente gets this status; what is in force is looked at once a second."""
    gemeente = await dienst.as_rol("gemeente", await find_gemeente(dienst))
    async with asyncio.timeout(WITHIN_S):
        while (await gemeente.get("/bezetting")).status_code != status:  # noqa: ASYNC110 - an answer has no event
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("niveau", [Openheid.getikt, Openheid.landelijk])
async def test_below_volledig_a_gemeente_hears_of_elsewhere_that_the_totals_changed_and_no_more(
    dienst: Dienst, niveau: Openheid
) -> None:
    await dienst.add_plaatsen({}, {})
    await put_in_force(dienst, niveau)
    assert await record_tik(dienst.database)
    await see_gemeente(dienst, 200)
    async with watch(dienst, "gemeente") as kijker:
        stand = await kijker.receive()
        (totaal,) = stand["totalen"]
        assert (totaal["openheid"], totaal["getiktOp"] is not None) == (niveau, True)
        expect(await (await dienst.as_rol("coordinator")).post("/aanvragen", json=make_aanvraag()), 201)
        told = await kijker.receive()
        assert (told["soort"], told["vrij"], told["volgnummer"]) == (
            "totaal",
            totaal["vrij"] - 1,
            stand["volgnummer"] + 1,
        )
    assert (await fresh(dienst, "gemeente")).of("bezetting") == {
        row["code"]: row for row in read_group(stand, "bezetting")
    }


async def test_a_gemeente_is_shown_nothing_while_the_level_in_force_has_no_tik_and_everybody_else_all(
    dienst: Dienst,
) -> None:
    """Should the ticks fail, too little is shown and not too much."""
    async with watch(dienst, "gemeente") as kijker, watch(dienst, "landelijk") as landelijk:
        await kijker.receive()
        await landelijk.receive()
        await put_in_force(dienst, Openheid.landelijk)
        assert await kijker.closed() == 4008
        await see_gemeente(dienst, 503)
        async with watch(dienst, "gemeente") as again:
            assert await again.closed() == 1013
        await dienst.add_plaatsen({})
        await landelijk.until(lambda frame: frame["soort"] == "bezetting")
    assert await record_tik(dienst.database)
    await see_gemeente(dienst, 200)
