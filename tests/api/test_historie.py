"""The past and the coming days for each rol; below `volledig` neither is a way round the rule `openheid`."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from capacity_service.actions.keep_historie import keep_historie
from capacity_service.actions.record_tik import record_tik
from capacity_service.api import historie
from capacity_service.domain.historie import UUR, Kijker, floor_uur
from capacity_service.domain.openheid import Openheid
from tests.actions.scene import arrive, confirm, leave, post, put_status, refused, reserve
from tests.api.document import check_answer
from tests.klok import Klok
from tests.land import Dienst, Json, expect, in_hours
from tests.openheid import AMSTERDAM, ZWOLLE, find_gemeente, put_in_force, row_of
from tests.store.test_tikken import fill_one

BEGIN = floor_uur(datetime.now(UTC)) + timedelta(hours=3, minutes=30)
ZIEN = ["coordinator", "opvang", "gemeente", "landelijk"]
NIET = ["auditor", "systeembeheerder"]


async def as_gemeente(dienst: Dienst, code: str = AMSTERDAM) -> httpx2.AsyncClient:
    return await dienst.as_rol("gemeente", await find_gemeente(dienst, code))


async def look(client: httpx2.AsyncClient, path: str = "/historie", **params: Any) -> Json:
    answer = await client.get(path, params=params)
    body: Json = expect(answer, 200)
    check_answer(answer)
    return body


@pytest.mark.parametrize("rol", ZIEN)
@pytest.mark.parametrize("path", ["/historie", "/verwachting"])
async def test_whoever_sees_counts_sees_their_past_and_what_is_known_to_come(
    dienst: Dienst, rol: str, path: str
) -> None:
    body = await look(await dienst.as_rol(rol), path)
    assert "volgnummer" not in str(body)


@pytest.mark.parametrize("rol", NIET)
@pytest.mark.parametrize("path", ["/historie", "/verwachting"])
async def test_they_are_not_for_other_roles(dienst: Dienst, rol: str, path: str) -> None:
    refused(await (await dienst.as_rol(rol)).get(path), 403, "geen_recht")


async def test_a_period_is_two_instants_and_every_fault_is_named(dienst: Dienst) -> None:
    landelijk = await dienst.as_rol("landelijk")
    for params, velden in (
        ({"van": "gisteren", "tot": "x"}, ["van", "tot"]),
        ({"van": "2026-11-21T02:10:00"}, ["van"]),
        ({"van": in_hours(1)}, ["van"]),
        ({"van": in_hours(-1), "tot": in_hours(-2)}, ["van"]),
        ({"van": in_hours(-24 * 401)}, ["van"]),
        ({"centrumgemeente": "GM9999"}, ["centrumgemeente"]),
        ({"sinds": "2026-01-01"}, ["sinds"]),
    ):
        problem = refused(await landelijk.get("/historie", params=params), 400, "ongeldige_invoer")
        assert [fault["veld"] for fault in problem["fouten"]] == velden, params


async def test_the_past_is_told_by_the_hour_and_a_long_past_by_the_day(klok: Klok, dienst: Dienst) -> None:
    await klok.move_to(BEGIN)
    await dienst.add_plaatsen({}, {})
    landelijk = await dienst.as_rol("landelijk")
    body = await look(landelijk, centrumgemeente=ZWOLLE)
    last = body["punten"][-1]
    assert (body["stap"], body["centrumgemeente"]["naam"]) == ("uur", "Zwolle")
    assert (last["vrij"], last["vrijLaagst"], last["gemetenMinuten"]) != (None, None, 0)
    assert last["onderMinimumMinuten"] is not None
    days = await look(landelijk, van=(BEGIN - timedelta(days=90)).isoformat())
    assert days["stap"] == "dag"
    assert days["punten"][-1]["geenVrijMinuten"] is None, "of the country it would be a sum over centrumgemeenten"
    assert days["begonnenOp"] <= days["punten"][-1]["totOp"]


async def test_a_gemeente_sees_gereserveerd_as_bezet_in_the_past_too(dienst: Dienst) -> None:
    await dienst.add_plaatsen({}, {})
    own = await as_gemeente(dienst, ZWOLLE)
    for client, there in ((own, False), (await dienst.as_rol("landelijk"), True)):
        for params in ({}, {"centrumgemeente": ZWOLLE}):
            for punt in (await look(client, **params))["punten"]:
                assert ("gereserveerd" in punt, "gereserveerd" in punt["opvangplaatsen"]) == (there, there)


async def below(klok: Klok, dienst: Dienst, niveau: Openheid) -> tuple[httpx2.AsyncClient, Json]:
    """A gemeente elsewhere, at this level since a tik of half an hour ago; and a place in Zwolle that is free."""
    await klok.move_to(BEGIN)
    await keep_historie(dienst.database)
    await put_in_force(dienst, niveau, 1440)
    plaats, *_ = await dienst.add_plaatsen({}, {}, {"centrumgemeente": AMSTERDAM}, {"centrumgemeente": AMSTERDAM})
    await klok.move_to(BEGIN + timedelta(minutes=10))
    assert await record_tik(dienst.database) == (niveau is not Openheid.volledig)
    await klok.move_to(BEGIN + timedelta(minutes=40))
    return await as_gemeente(dienst), plaats


async def see(gemeente: httpx2.AsyncClient) -> Json:
    """All that the past and the coming days tell a gemeente of another, without the country. To the hour that is over."""
    tot = (floor_uur(BEGIN) + UUR).isoformat()
    past = await look(gemeente, centrumgemeente=ZWOLLE, tot=tot)
    coming = await look(gemeente, "/verwachting")
    return {"past": past["punten"], "coming": coming["centrumgemeenten"]}


@pytest.mark.parametrize("niveau", [Openheid.getikt, Openheid.landelijk])
async def test_below_volledig_a_departure_elsewhere_moves_no_byte_of_the_past_or_the_coming_days(
    klok: Klok, dienst: Dienst, niveau: Openheid
) -> None:
    gemeente, plaats = await below(klok, dienst, niveau)
    await klok.move_to(BEGIN + timedelta(minutes=20))
    before = await see(gemeente)
    await fill_one(klok, dienst, plaats["id"])
    await klok.move_to(BEGIN + timedelta(minutes=29, seconds=58))
    after = await see(gemeente)
    for told in (before, after):
        # How long a running hour is known moves with the clock, whatever happens.
        assert told["past"].pop()["gemetenMinuten"] > 0 or niveau is Openheid.volledig
    assert before == after
    assert [row["code"] for row in after["coming"]] == [AMSTERDAM]


@pytest.mark.parametrize("niveau", list(Openheid))
async def test_what_a_gemeente_is_shown_of_anothers_past_is_what_it_was_shown_then(
    klok: Klok, dienst: Dienst, niveau: Openheid
) -> None:
    gemeente, plaats = await below(klok, dienst, niveau)
    await fill_one(klok, dienst, plaats["id"])
    await klok.move_to(BEGIN + timedelta(minutes=95))
    await keep_historie(dienst.database)
    other = (await look(gemeente, centrumgemeente=ZWOLLE))["punten"][-1]
    truth = (await look(await dienst.as_rol("landelijk"), centrumgemeente=ZWOLLE))["punten"][-1]
    live = row_of(await look(gemeente, "/bezetting"), ZWOLLE)
    assert truth["vrij"] == 1
    assert other["openheid"] == niveau
    assert (other["vrij"], other["inzetbaar"]) == (live["vrij"], live["inzetbaar"])
    own = (await look(gemeente, centrumgemeente=AMSTERDAM))["punten"][-1]
    assert own["vrij"] == 2
    assert (await look(gemeente))["punten"][-1]["vrij"] is not None


@pytest.mark.parametrize("niveau", [Openheid.getikt, Openheid.landelijk])
async def test_without_the_wall_the_past_would_tell(
    klok: Klok, dienst: Dienst, niveau: Openheid, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same look with the wall removed: a departure is seen."""
    gemeente, plaats = await below(klok, dienst, niveau)
    await fill_one(klok, dienst, plaats["id"])
    await klok.move_to(BEGIN + timedelta(minutes=95))
    await keep_historie(dienst.database)
    monkeypatch.setattr(historie, "find_kijker", lambda *_: Kijker.alles)
    assert (await look(gemeente, centrumgemeente=ZWOLLE))["punten"][-1]["vrij"] == 1


@pytest.mark.parametrize("rol", ZIEN)
async def test_no_change_between_reservering_and_departure_moves_what_is_told_to_come(dienst: Dienst, rol: str) -> None:
    """Neither the confirmation, nor the arrival, nor an extension: with two places in a town each would be about one household."""
    await dienst.add_plaatsen({}, {})
    reserved = await reserve(dienst)
    client = await as_gemeente(dienst, ZWOLLE) if rol == "gemeente" else await dienst.as_rol(rol)

    async def coming() -> Json:
        body = await look(client, "/verwachting")
        return {"land": body["land"], "streken": body["centrumgemeenten"]}

    first = await coming()
    assert [(v["vertrek"], v["vrij"]) for v in first["land"]["vensters"]] == [(1, 2)]
    await confirm(reserved)
    assert await coming() == first
    await arrive(reserved)
    assert await coming() == first
    expect(await post(reserved.opvang, reserved.plaatsing, "verlenging", nachten=3), 200)
    assert await coming() == first
    assert len(first["streken"]) == {"gemeente": 1, "landelijk": 35}.get(rol, 0)
    await leave(reserved)
    assert await coming() != first


async def test_landelijk_sees_by_the_noon_when_nights_end_once_enough_households_are_inside(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    plaatsen = await dienst.add_plaatsen(*[{}] * 7, opvang=opvang)
    landelijk, gemeente = await dienst.as_rol("landelijk"), await as_gemeente(dienst, ZWOLLE)
    for n, plaats in enumerate(plaatsen[:5], start=1):
        told = {"status": "bezet", "sindsOp": in_hours(-1)}
        expect(await put_status(opvang, plaats["id"], **told), 200)
        body = await look(landelijk, "/verwachting")
        assert (len(body["land"]["vensters"]) > 1) is (n == 5), n
    assert [(v["vertrek"], v["vrij"]) for v in body["land"]["vensters"]] == [(0, 2)] * len(body["land"]["vensters"])
    (own,) = (await look(gemeente, "/verwachting"))["centrumgemeenten"]
    assert (own["vrij"], len(own["vensters"])) == (2, 1)


async def test_while_the_level_in_force_was_not_recorded_yet_a_gemeente_is_told_nothing_of_what_comes(
    dienst: Dienst,
) -> None:
    gemeente, landelijk = await as_gemeente(dienst), await dienst.as_rol("landelijk")
    await put_in_force(dienst, Openheid.landelijk)
    refused(await gemeente.get("/verwachting"), 503, "even_niet")
    expect(await landelijk.get("/verwachting"), 200)
