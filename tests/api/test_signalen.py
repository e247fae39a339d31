"""Who may read which episodes and meldingen, and that a melding is seen once."""

from tests.land import Dienst, Json, expect, make_aanvraag


async def _list(dienst: Dienst, rol: str, what: str, *, nth: int = 0, **params: str) -> list[Json]:
    client = await dienst.as_rol(rol, nth=nth)
    found: list[Json] = expect(await client.get(f"/{what}", params=params), 200)[what]
    return found


async def _make_shortfall(dienst: Dienst) -> Json:
    """One place in Zwolle: too few, and once it is promised none is free."""
    await dienst.add_plaatsen({})
    coordinator = await dienst.as_rol("coordinator")
    aanvraag: Json = expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    return aanvraag


async def test_landelijk_sees_every_episode_and_a_gemeente_its_own(dienst: Dienst) -> None:
    await _make_shortfall(dienst)
    seen = {one["norm"]: one for one in await _list(dienst, "landelijk", "normsignalen")}
    assert set(seen) == {"minimum_plaatsen", "geen_vrij", "geen_plaats"}
    assert seen["minimum_plaatsen"]["waar"] == "GM0193"
    assert seen["minimum_plaatsen"]["verteldAan"] == ["gemeente", "landelijk"]
    assert seen["minimum_plaatsen"]["oorzaak"] == "Inzetbaar: 1 van minimaal 2 crisisplaatsen."
    zwolle = await dienst.sql("SELECT id FROM organisatie WHERE soort = 'gemeente' AND centrumgemeente = 'GM0193'")
    client = await dienst.as_rol("gemeente", str(zwolle[0].id))
    own = expect(await client.get("/normsignalen"), 200)["normsignalen"]
    assert {one["norm"] for one in own} == {"minimum_plaatsen", "geen_vrij"}
    other = await dienst.sql("SELECT id FROM organisatie WHERE soort = 'gemeente' AND centrumgemeente = 'GM0363'")
    stranger = await dienst.as_rol("gemeente", str(other[0].id))
    assert expect(await stranger.get("/normsignalen"), 200)["normsignalen"] == []


async def test_opvang_sees_its_own_and_not_the_duty_of_the_gemeente(dienst: Dienst) -> None:
    await _make_shortfall(dienst)
    assert {one["norm"] for one in await _list(dienst, "opvang", "normsignalen")} == {"geen_plaats"}
    assert await _list(dienst, "opvang", "normsignalen", nth=1) == []


async def test_what_ended_is_told_apart_from_what_lasts(dienst: Dienst) -> None:
    await _make_shortfall(dienst)
    await dienst.add_plaatsen({}, {})
    assert await _list(dienst, "landelijk", "normsignalen", open="true") == []
    ended = await _list(dienst, "landelijk", "normsignalen", open="false")
    assert {one["norm"] for one in ended} == {"minimum_plaatsen", "geen_vrij", "geen_plaats"}
    assert all(one["remedie"] and one["beeindigdOp"] for one in ended)


async def test_a_melding_is_seen_once_by_its_own_audience(dienst: Dienst) -> None:
    await _make_shortfall(dienst)
    opvang = await dienst.as_rol("opvang")
    coming = next(m for m in await _list(dienst, "opvang", "meldingen") if m["meldingsoort"] == "reservering")
    assert (coming["dringend"], coming["laat"], coming["gezienOp"]) == (True, False, None)
    for stranger in (await dienst.as_rol("opvang", nth=1), await dienst.as_rol("coordinator")):
        expect(await stranger.post(f"/meldingen/{coming['id']}/gezien", json={}), 404)
    first = expect(await opvang.post(f"/meldingen/{coming['id']}/gezien", json={}), 200)
    again = expect(await opvang.post(f"/meldingen/{coming['id']}/gezien", json={}), 200)
    assert first == again
    assert coming["id"] not in {m["id"] for m in await _list(dienst, "opvang", "meldingen", open="true")}
    assert coming["id"] in {m["id"] for m in await _list(dienst, "opvang", "meldingen", open="false")}


async def test_a_house_is_told_who_comes_and_not_from_where(dienst: Dienst) -> None:
    aanvraag = await _make_shortfall(dienst)
    told = str(await _list(dienst, "opvang", "meldingen"))
    assert aanvraag["referentie"] in told
    assert aanvraag["id"] not in told
    assert "GM0228" not in told
