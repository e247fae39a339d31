"""A mother with nine children, who fits no single plaats: two or three of one huis are reserved for them."""

from uuid import UUID

import httpx2

from capacity_service.actions.settle import settle
from capacity_service.actions.weigh import lock_afwegen, reserve_voorstel
from capacity_service.store import tables
from tests.actions.scene import Reserved, read_plaats
from tests.land import Dienst, Json, expect, make_aanvraag, make_plaats

TIEN: Json = {"volwassenen": 1, "kinderen": [{"leeftijd": n} for n in range(1, 10)], "behoeften": []}


async def add_huis(dienst: Dienst, number: int, **changes: object) -> list[str]:
    """A house of the first opvangorganisatie with so many places, each for 5 unless it is said otherwise; their ids."""
    opvang = await dienst.as_rol("opvang")
    found: list[Json] = []
    for _ in range(number):
        huis = {"huis": found[0]["huis"]["id"]} if found else {}
        body = make_plaats(**({"personenMax": 5} | changes | huis))
        found.append(expect(await opvang.post("/plaatsen", json=body), 201))
    return [plaats["id"] for plaats in found]


async def ask(dienst: Dienst, **changes: object) -> Json:
    """Somebody asks for a place for the ten of them."""
    coordinator = await dienst.as_rol("coordinator")
    body = make_aanvraag(**({"huishouden": TIEN} | changes))
    found: Json = expect(await coordinator.post("/aanvragen", json=body), 201)
    return found


async def seat(dienst: Dienst, aanvraag: Json, plaatsen: list[str]) -> None:
    """Reserve these places together, as for a voorstel that a person picked; nothing when it has a reservering."""
    async with dienst.database.transaction(None) as tx:
        await lock_afwegen(tx)
        rij = await tx.session.get_one(tables.Aanvraag, UUID(aanvraag["id"]), with_for_update=True)
        if rij.status != "zonder_plaats" or rij.afweging_id is None:
            return
        ids = [UUID(plaats) for plaats in plaatsen]
        eerste = await tx.session.get_one(tables.Plaats, ids[0])
        voorstel = tables.Voorstel(
            aanvraag_id=rij.id,
            rang=99,
            organisatie_id=rij.organisatie_id,
            afweging_id=rij.afweging_id,
            centrumgemeente=eerste.centrumgemeente,
            plaatsen=ids,
            soort=eerste.soort,
            personen_max=10,
            onbevestigd=False,
            redenen=["Samen ruimte voor 10 personen, in een huis."],
        )
        tx.changes.gebeurtenis = "aanvraag_ingediend"
        assert await reserve_voorstel(tx, rij, voorstel) is not None
        tx.session.add(voorstel)
        rij.knelpunt_code = rij.knelpunt_tekst = None
        rij.revisie += 1
        tx.changes.aanvragen.add(rij.id)
        await tx.session.flush()
        await settle(tx)


async def propose(dienst: Dienst, aanvraag: str, plaatsen: list[str]) -> None:
    """Let these places of one house together be among the voorstellen of this aanvraag, last, if they are not yet."""
    await dienst.sql(
        "INSERT INTO voorstel (aanvraag_id, rang, organisatie_id, afweging_id, centrumgemeente, plaatsen, soort,"
        " personen_max, onbevestigd, redenen) SELECT a.id, 98, a.organisatie_id, a.afweging_id, p.centrumgemeente,"
        " CAST(:ids AS uuid[]), p.soort, 10, false, '[]' FROM aanvraag a JOIN plaats p ON p.id = CAST(:een AS uuid)"
        " WHERE a.id = :id AND NOT EXISTS (SELECT FROM voorstel v WHERE v.aanvraag_id = a.id"
        " AND v.plaatsen @> CAST(:ids AS uuid[]) AND v.plaatsen <@ CAST(:ids AS uuid[]))",
        id=aanvraag,
        een=plaatsen[0],
        ids=plaatsen,
    )


async def reserve_samen(dienst: Dienst, number: int = 2, **changes: object) -> Reserved:
    """The ten of them with a reservering of a whole house with so many places, each for 5 (or, of three, for 4)."""
    plaatsen = await add_huis(dienst, number, personenMax=5 if number == 2 else 4)
    aanvraag = await ask(dienst, **changes)
    await seat(dienst, aanvraag, plaatsen)
    reserved = Reserved(await dienst.as_rol("coordinator"), await dienst.as_rol("opvang"), aanvraag)
    reserved.aanvraag = await reserved.again()
    assert sorted(reserved.plaatsing["plaatsen"]) == sorted(plaatsen)
    return reserved


async def statuses(opvang: httpx2.AsyncClient, plaatsen: list[str]) -> list[str]:
    """How these places are, in their order."""
    return [str((await read_plaats(opvang, plaats))["status"]) for plaats in plaatsen]
