"""Who was where is known for a term, and then by nobody (R19): what a thief of the tables reads before, and after."""

import asyncio
import hashlib
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from capacity_service.actions.erase_zaken import erase_zaken
from capacity_service.actions.fire_termijnen import fire_termijnen
from capacity_service.domain.inzage import Actor, Rol
from capacity_service.live.feed import Feed
from capacity_service.live.publiek import Publiek
from capacity_service.store.wissingsbewijs import find_left
from tests.actions.scene import Reserved, arrive, confirm, leave, post, reserve
from tests.actions.test_relocate_verblijf import add_elsewhere, find_moving, own_coordinator, relocate
from tests.klok import Klok
from tests.land import Dienst, expect, in_hours
from tests.store.scene import find_actor_of

DAG = timedelta(days=1)
TERUG = "06 12345678"
SAID: dict[str, Any] = {
    "soort": "warme_overdracht",
    "moment": "instroom",
    "gedaanOp": None,
    "wijze": "face_to_face",
    "onderdelen": [],
    "aanwezig": [],
}


async def live_through(dienst: Dienst) -> Reserved:
    """A household that asked, was called about, came, and left a plaats of three in Zwolle."""
    await dienst.add_plaatsen({}, {}, {})
    reserved = await reserve(dienst, terugbelnummer=TERUG, uitsluitingen=["GM0153"])
    await confirm(reserved)
    expect(await reserved.coordinator.get(f"/plaatsingen/{reserved.plaatsing['id']}/contact"), 200)
    expect(await reserved.opvang.get(f"/plaatsingen/{reserved.plaatsing['id']}/contact"), 200)
    await arrive(reserved)
    await leave(reserved)
    return reserved


def _ids(reserved: Reserved) -> list[UUID]:
    return [UUID(reserved.aanvraag["id"]), UUID(reserved.plaatsing["id"])]


async def find(dienst: Dienst, reserved: Reserved) -> set[tuple[str, str]]:
    async with dienst.database.transaction(None) as tx:
        left = await find_left(tx, _ids(reserved), [reserved.aanvraag["referentie"]])
    return {(one.tabel, one.kolom) for one in left}


async def pass_term(klok: Klok, dienst: Dienst, days: float = 14) -> int:
    """The day before, and then the term; gives how many zaken were erased."""
    await klok.forward((days - 0.5) * DAG)
    await fire_termijnen(dienst.database)
    erased = await erase_zaken(dienst.database)
    await klok.forward(1.6 * DAG)
    return erased + await erase_zaken(dienst.database)


async def test_a_thief_reads_who_is_where_while_it_runs(dienst: Dienst) -> None:
    """Said plainly in docs/security.md: until the term the link is in the tables."""
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst, uitsluitingen=["GM0153"])
    (row,) = await dienst.sql("SELECT * FROM plaatsing p JOIN huishoudgegevens g USING (aanvraag_id)")
    assert str(row.plaatsen[0]) == reserved.plaats
    assert row.aanvraag_organisatie != row.opvang_organisatie
    assert row.gegevens["gemeente"] == "GM0228"
    assert row.gegevens["uitsluitingen"] == ["GM0153"]


async def test_after_the_term_the_tables_know_nothing_of_the_household(klok: Klok, dienst: Dienst) -> None:
    reserved = await live_through(dienst)
    named = await find(dienst, reserved)
    assert {
        ("plaatsing", "id"),
        ("aanvraag", "referentie"),
        ("logboek_gegevens", "waarde"),
        ("contact", "onderwerp"),
    } <= named
    assert {("afweging", "aanvragen"), ("verblijf", "plaatsing_id"), ("melding", "onderwerp")} <= named
    assert await pass_term(klok, dienst) == 1
    assert await find(dienst, reserved) == set()
    assert await dienst.sql("SELECT 1 FROM huishoudgegevens") == []
    assert await dienst.sql("SELECT 1 FROM contact WHERE soort = 'aanvraag'") == []
    (fact,) = await dienst.sql("SELECT feit, gebeurtenis FROM logboek WHERE soort = 'wissing'")
    told = json.loads(fact.feit)
    assert (told["zaken"], told["afwegingen"], told["dagen"], fact.gebeurtenis) == (1, 1, 14, "gewist")
    assert told["feiten"] > 5


async def test_what_is_left_of_a_fact_opens_for_nobody(klok: Klok, dienst: Dienst) -> None:
    """The commitment stays in the chain; without its salt not even who knows the value finds it back."""
    reserved = await live_through(dienst)
    rows = await dienst.sql(
        "SELECT l.feit, g.zout, g.waarde FROM logboek l JOIN logboek_gegevens g USING (volgnummer) WHERE g.onderwerp = :id",
        id=UUID(reserved.aanvraag["id"]),
    )
    values = [row.waarde for row in rows]
    assert all(json.loads(row.feit)["toezegging"] == _commit(row.zout, row.waarde) for row in rows)
    await pass_term(klok, dienst)
    feiten = "".join(row.feit for row in await dienst.sql("SELECT feit FROM logboek"))
    assert all(json.loads(row.feit)["toezegging"] in feiten for row in rows), "the chain keeps what it was made of"
    assert not any(hashlib.sha256(value.encode()).hexdigest() in feiten for value in values)
    assert await dienst.sql("SELECT 1 FROM logboek_gegevens WHERE waarde = ANY(CAST(:v AS text[]))", v=values) == []


def _commit(zout: bytes, waarde: str) -> str:
    return hashlib.sha256(zout + waarde.encode()).hexdigest()


async def test_that_a_plaats_was_held_stays_and_for_whom_does_not(klok: Klok, dienst: Dienst) -> None:
    reserved = await live_through(dienst)
    held = await dienst.sql(
        "SELECT feit FROM logboek WHERE soort = 'plaats' AND feit::jsonb ->> 'status' <> 'vrij' AND gebeurtenis <> 'register_geladen'"
    )
    assert len(held) >= 2
    assert not any(reserved.plaatsing["id"] in row.feit for row in held)
    await pass_term(klok, dienst)
    (stay,) = await dienst.sql("SELECT * FROM verblijf")
    assert (str(stay.plaats_id), stay.plaatsing_id, stay.naar, stay.gewist) == (reserved.plaats, None, None, True)


async def test_the_inzagelog_still_tells_who_looked_and_not_that_two_looked_at_one_thing(
    klok: Klok, dienst: Dienst
) -> None:
    reserved = await live_through(dienst)
    names = await dienst.sql("SELECT schuilnaam FROM schuilnaam WHERE onderwerp = :id", id=reserved.plaatsing["id"])
    await pass_term(klok, dienst)
    rows = await dienst.sql("SELECT organisatie_id, onderwerp FROM inzagelog WHERE uitkomst <> 'geweigerd'")
    assert len({row.organisatie_id for row in rows}) == 2
    assert {row.onderwerp for row in rows} == {str(name.schuilnaam) for name in names}
    assert len({row.onderwerp for row in rows}) == 2
    assert await dienst.sql("SELECT 1 FROM schuilnaam") == []


async def test_nothing_goes_before_the_term(klok: Klok, dienst: Dienst) -> None:
    reserved = await live_through(dienst)
    await klok.forward(13.9 * DAG)
    assert await erase_zaken(dienst.database) == 0
    assert {("plaatsing", "id"), ("aanvraag", "id")} <= await find(dienst, reserved)


async def test_who_withdraws_is_forgotten_too(klok: Klok, dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    path = f"/aanvragen/{reserved.aanvraag['id']}/intrekking"
    expect(await reserved.coordinator.post(path, json={"reden": "zelf_opgelost"}), 200)
    assert await pass_term(klok, dienst) == 1
    assert await find(dienst, reserved) == set()


async def test_who_is_still_inside_is_never_erased(klok: Klok, dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    await arrive(reserved)
    assert await pass_term(klok, dienst, days=60) == 0
    assert ("plaatsing", "id") in await find(dienst, reserved)


async def test_a_household_that_moved_on_has_one_term_from_its_last_end(klok: Klok, dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    first = await reserve(dienst)
    await arrive(first)
    other = await add_elsewhere(dienst, "GM0344")
    told = await relocate(first)
    moving = await find_moving(dienst, told)
    second = Reserved(await own_coordinator(dienst), other, moving)
    await arrive(second)
    assert await pass_term(klok, dienst, days=20) == 0, "the first stay is over, the household is not"
    assert ("plaatsing", "id") in await find(dienst, first)
    second.opvang = await dienst.as_rol("opvang", nth=1)
    today = (await klok.now()).date().isoformat()
    expect(await post(second.opvang, second.plaatsing, "einde", naar="netwerk", opDatum=today), 200)
    assert await pass_term(klok, dienst) == 1
    for reserved in (first, second):
        assert await find(dienst, reserved) == set()
    (fact,) = await dienst.sql("SELECT feit FROM logboek WHERE soort = 'wissing'")
    assert json.loads(fact.feit)["zaken"] == 1


async def test_what_still_stands_on_screens_is_closed_first_by_facts(klok: Klok, dienst: Dienst) -> None:
    """A screen that has it hears that it is over; so nothing is shown that the tables have no more."""
    reserved = await live_through(dienst)
    await klok.forward(13.5 * DAG)
    await fire_termijnen(dienst.database)
    before = await dienst.sql(
        "SELECT id FROM normsignaal WHERE onderwerp = :id AND beeindigd_op IS NULL", id=reserved.plaatsing["id"]
    )
    assert before, "the overdracht was never recorded"
    feed = Feed(dienst.database, _Nobody())
    await feed.start()
    await erase_zaken(dienst.database)
    async with asyncio.timeout(10):
        while any(  # noqa: ASYNC110 - the land has no event
            soort == "normsignaal" and t["onderwerp"] == reserved.plaatsing["id"]
            for (soort, _), t in feed.publieken.land.things.items()
        ):
            await asyncio.sleep(0.02)
    await feed.stop()
    (row, *_) = await dienst.sql("SELECT remedie FROM normsignaal WHERE onderwerp = :id", id=reserved.plaatsing["id"])
    assert "bewaartermijn" in row.remedie


async def test_two_nodes_at_once_erase_once(klok: Klok, dienst: Dienst) -> None:
    await live_through(dienst)
    await klok.forward(13.5 * DAG)
    await erase_zaken(dienst.database)
    await klok.forward(1.6 * DAG)
    assert sum(await asyncio.gather(*(erase_zaken(dienst.database) for _ in range(4)))) == 1
    (row,) = await dienst.sql("SELECT sum(teller) AS n FROM bevroren_cijfer WHERE norm = '1.1' AND noemer = 0")
    assert row.n == 1, "one household arrived"


async def test_what_is_recorded_late_is_counted_before_it_goes(klok: Klok, dienst: Dienst) -> None:
    reserved = await live_through(dienst)
    await klok.forward(13.5 * DAG)
    await erase_zaken(dienst.database)
    await klok.forward(0.4 * DAG)
    opvang = await dienst.as_rol("opvang")
    body = SAID | {"gedaanOp": in_hours(-1)}
    expect(await post(opvang, reserved.plaatsing, "registraties", **body), 201)
    await klok.forward(0.2 * DAG)
    assert await erase_zaken(dienst.database) == 0, "a screen may still hold what was just recorded"
    await klok.forward(1.1 * DAG)
    # The clock that the registratie wound opened its episode again: it is closed first, and a day later all goes.
    erased = await erase_zaken(dienst.database)
    await klok.forward(1.1 * DAG)
    assert erased + await erase_zaken(dienst.database) == 1


async def test_numbers_of_an_audience_are_not_counted_over_what_is_gone(klok: Klok, dienst: Dienst) -> None:
    """A node that comes later begins anew instead of counting fewer than the others did; old ijkpunten name nothing."""
    reserved = await live_through(dienst)
    actor = await _actor_of(dienst)
    feed = Feed(dienst.database, _Nobody())
    await feed.start()
    await feed.open(Publiek.of(actor))
    await feed.stop()
    await dienst.sql(
        "UPDATE ijkpunt SET toestand = jsonb_set(toestand, '{getoond}', jsonb_build_object('plaatsing', jsonb_build_array(CAST(:id AS text))))",
        id=reserved.plaatsing["id"],
    )
    (old,) = await dienst.sql("SELECT volgnummer FROM ijkpunt WHERE publiek = :p", p=Publiek.of(actor).naam)
    await pass_term(klok, dienst)
    assert await find(dienst, reserved) == set()
    later = Feed(dienst.database, _Nobody())
    await later.start()
    zicht = await later.open(Publiek.of(actor))
    await later.stop()
    assert zicht.volgnummer > old.volgnummer + 1000
    assert zicht.vanaf == zicht.volgnummer


async def _actor_of(dienst: Dienst) -> Actor:
    return await find_actor_of(dienst.database, Rol.opvang)


class _Nobody:
    """Nobody listens."""

    def publieken(self) -> list[Publiek]:
        return []

    def publish(self, publiek: Publiek, frames: Any) -> None:
        del publiek, frames

    def reload(self, publiek: Publiek) -> None:
        del publiek

    async def check_rights(self, tx: Any) -> None:
        del tx
