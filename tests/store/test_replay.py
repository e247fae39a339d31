"""Reading the logboek again gives today's tables, and a logboek that was tampered with gives nothing."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import pytest

from capacity_service.domain.herspeling import Feit, Herspeling
from capacity_service.store.database import Database
from capacity_service.store.embedded import Cluster
from capacity_service.store.logboek import SEALED
from capacity_service.store.replay import KetenGebroken, Tot, find_differences, replay, show_stand
from tests.actions.scene import confirm, pass_term, post, put_status, reserve
from tests.api.document import make_body
from tests.conftest import Urls
from tests.land import Dienst, expect, in_hours, make_aanvraag, serve
from tests.store.today import READERS, read_today

LIVED = READERS.keys() - {"vraag"}
"""The kinds of which a night has at least one."""


@pytest.fixture
async def night(vol: Urls) -> AsyncIterator[Dienst]:
    """A country in which everything happened once that can happen to a place, an aanvraag and a plaatsing."""
    async with serve(vol.app, vol.migrator, ticking=False) as dienst:
        await _live_a_night(dienst)
        yield dienst


async def _live_a_night(dienst: Dienst) -> None:
    opvang, coordinator = await dienst.as_rol("opvang"), await dienst.as_rol("coordinator")
    (plaats,) = await dienst.add_plaatsen({"personenMax": 3}, opvang=opvang)
    match = {"If-Match": f'"{plaats["revisie"]}"'}
    expect(await opvang.patch(f"/plaatsen/{plaats['id']}", json={"personenMax": 5}, headers=match), 200)
    for told in (
        {"status": "bezet", "sindsOp": in_hours(-3)},
        {"status": "vrij"},
        {"status": "buiten_gebruik", "reden": "brand", "feit": True},
    ):
        expect(await put_status(opvang, plaats["id"], **told), 200)
    lost, extra = await dienst.add_plaatsen({}, {}, opvang=opvang)
    for told in (
        {"status": "bezet", "sindsOp": in_hours(-3)},
        {"status": "buiten_gebruik", "reden": "water", "feit": True},
    ):
        expect(await put_status(opvang, lost["id"], **told), 200)
    headers = {"If-Match": f'"{extra["revisie"]}"'}
    expect(await opvang.delete(f"/plaatsen/{extra['id']}", headers=headers), 204)
    waiting = expect(await coordinator.post("/aanvragen", json=make_aanvraag(huishouden={"volwassenen": 25})), 201)
    expect(await coordinator.post(f"/aanvragen/{waiting['id']}/intrekking", json={"reden": "dubbel"}), 200)
    lapsed = await reserve(dienst)
    await pass_term(dienst, lapsed.plaatsing)
    for _ in range(4):
        reserved = await reserve(dienst)
        await confirm(reserved)
        house = await dienst.as_rol("opvang", await _owner_of(dienst, reserved.plaats))
        expect(await post(house, reserved.plaatsing, "acceptatie"), 200)
        expect(await post(house, reserved.plaatsing, "aankomst", aangekomenOp=in_hours(-0.1), nachten=2), 200)
    expect(await post(house, reserved.plaatsing, "verlenging", nachten=3), 200)
    told = {"soort": "kindcheck", "moment": "verblijf", "gedaanOp": in_hours(0)}
    expect(await post(house, reserved.plaatsing, "registraties", **told), 201)
    first, second = [await dienst.as_rol("systeembeheerder", nth=nth) for nth in (0, 1)]
    proposed = expect(await first.post("/regels", json=make_body("propose_regel")), 201)
    expect(await second.post(f"/regels/{proposed['id']}/goedkeuring"), 200)
    refused = await reserve(dienst)
    house = await dienst.as_rol("opvang", await _owner_of(dienst, refused.plaats))
    expect(await post(house, refused.plaatsing, "terugmelding", reden="al_bezet", sindsOp=in_hours(-1)), 200)


async def _owner_of(dienst: Dienst, plaats: str) -> str:
    (row,) = await dienst.sql("SELECT organisatie_id FROM plaats WHERE id = :id", id=plaats)
    return str(row.organisatie_id)


async def _replay(dienst: Dienst, tot: Tot = Tot(), begin: Herspeling | None = None) -> Herspeling:  # noqa: B008 - frozen
    async with dienst.database.transaction(None, snapshot=True) as tx:
        return await replay(tx, tot, begin)


async def test_reading_all_of_it_gives_the_tables_of_today(night: Dienst) -> None:
    async with night.database.transaction(None, snapshot=True) as tx:
        stand, today = await replay(tx, Tot()), await read_today(tx)
    assert {soort for soort, things in today.items() if things} >= LIVED
    for soort, things in today.items():
        assert stand.dingen.get(soort, {}) == things, soort
    assert stand.dingen.keys() <= today.keys(), "say in READERS how the tables tell this kind"
    assert find_differences(stand) == []


async def test_a_wrong_count_is_found(night: Dienst) -> None:
    stand = await _replay(night)
    code, row = next(iter(stand.dingen["bezetting"].items()))
    stand.dingen["bezetting"][code] = row | {"vrij": row["vrij"] + 1}
    assert find_differences(stand) == [code]


async def test_a_count_that_was_not_told_yet_is_no_difference_and_one_that_is_wrong_is(night: Dienst) -> None:
    """Facts of before `uitgevallen` was counted stay proof of what they do tell."""
    stand = await _replay(night)
    code, row = next(item for item in stand.dingen["bezetting"].items() if item[1]["uitgevallen"])
    older = {name: value for name, value in row.items() if name != "uitgevallen"}
    stand.dingen["bezetting"][code] = older
    assert find_differences(stand) == []
    stand.dingen["bezetting"][code] = older | {"uitgevallen": row["uitgevallen"] + 1}
    assert find_differences(stand) == [code]
    del stand.dingen["bezetting"][code]
    assert find_differences(stand) == [code]


async def test_the_stand_of_a_moment_is_what_was_recorded_until_then(night: Dienst) -> None:
    async with night.database.transaction(None) as tx:
        rows = await tx.sql("SELECT max(volgnummer) AS n, op FROM logboek GROUP BY op ORDER BY op")
    half = rows[len(rows) // 2]
    at, before = (
        await _replay(night, Tot(op=half.op)),
        await _replay(night, Tot(op=half.op - timedelta(microseconds=1))),
    )
    assert at.volgnummer == half.n
    assert before.volgnummer < half.n
    assert find_differences(at) == find_differences(before) == []
    assert show_stand(at)["tijdstipOp"] == half.op.isoformat().replace("+00:00", "Z")
    nothing = await _replay(night, Tot(op=rows[0].op - timedelta(days=1)))
    assert (nothing.volgnummer, show_stand(nothing)["bezetting"]) == (0, [])


async def test_reading_on_from_any_number_is_reading_all_of_it(night: Dienst) -> None:
    whole = await _replay(night)
    for n in range(0, whole.volgnummer, max(1, whole.volgnummer // 7)):
        part = await _replay(night, Tot(volgnummer=n))
        assert part.volgnummer == n
        assert await _replay(night, Tot(), part) == whole


async def test_every_fact_is_shown_to_who_watches(night: Dienst) -> None:
    seen: list[Feit] = []
    async with night.database.transaction(None, snapshot=True) as tx:
        stand = await replay(tx, Tot(), watch=seen.append)
    assert [feit.volgnummer for feit in seen] == list(range(1, stand.volgnummer + 1))


async def test_what_was_erased_reads_gewist_and_the_rest_stands(night: Dienst) -> None:
    whole = await _replay(night)
    (held,) = await night.sql(
        "SELECT count(*) AS n FROM logboek_gegevens JOIN logboek USING (volgnummer) WHERE soort = 'plaats'"
    )
    erased = await night.sql("DELETE FROM logboek_gegevens RETURNING volgnummer")
    stand = await _replay(night)
    assert stand.gewist.total() == len(erased) - held.n > 0
    assert {"plaatsing", "aanvraag", "registratie", "normsignaal"} <= stand.gewist.keys() <= SEALED.keys()
    places = {key: place | {"plaatsing": None} for key, place in whole.dingen["plaats"].items()}
    assert stand.dingen["plaats"] == places != whole.dingen["plaats"], "a place is told still, and not for whom"
    shown = show_stand(stand)
    assert not {"plaatsing", "aanvraag"} & shown["toestanden"].keys(), "nothing that is left names them"
    assert "volwassenen" not in json.dumps(shown)


TAMPERED = {
    "UPDATE logboek SET feit = '{}' WHERE volgnummer = 40": "Feit 40 is niet wat er is vastgelegd",
    "DELETE FROM logboek WHERE volgnummer = 41": "Feit 41 ontbreekt",
    "DELETE FROM logboek WHERE volgnummer = (SELECT max(volgnummer) FROM logboek)": "Het logboek eindigt bij",
    'UPDATE logboek_gegevens SET waarde = \'{"id":"x"}\'': "is niet wat er is vastgelegd",
}


@pytest.mark.parametrize("statement", TAMPERED)
async def test_nothing_is_read_from_a_logboek_that_was_tampered_with(
    night: Dienst, cluster: Cluster, statement: str
) -> None:
    name = night.database.url.rsplit("/", 1)[-1]
    admin = await asyncpg.connect(cluster.url(cluster.superuser, cluster.password, name), ssl=False)
    await admin.execute("SET session_replication_role = replica")
    await admin.execute(statement)
    await admin.close()
    with pytest.raises(KetenGebroken, match=TAMPERED[statement]):
        await _replay(night)


async def test_only_who_sees_everything_may_read_again(night: Dienst) -> None:
    """Without the service's own context what stands beside the logboek is hidden, and reads as erased."""
    actor_sees = Database(night.database.url, size=1)
    try:
        async with actor_sees.transaction(None, "eigen", snapshot=True) as tx:
            stand = await replay(tx, Tot())
    finally:
        await actor_sees.close()
    assert stand.gewist.total() > 0
    assert "aanvraag" not in stand.dingen
