"""Two organisaties in one country: A, who looks, and B, who has something of everything that A must never learn of."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx2

from tests.actions.scene import ZWOLLE, post
from tests.api.document import make_body
from tests.land import Dienst, Json, expect, in_hours, make_aanvraag

ROLLEN = ("coordinator", "opvang", "gemeente", "landelijk", "auditor", "fg", "systeembeheerder")
GROOT = {"volwassenen": 25, "kinderen": [], "behoeften": []}
TELEFOON_HUIS, TELEFOON_TERUG = "+31612340001", "+31612340002"
OPVANG = "SELECT id, naam FROM organisatie WHERE soort = 'opvangorganisatie' ORDER BY naam LIMIT 2"
GEMEENTE = (
    "SELECT id FROM organisatie WHERE soort = 'gemeente' AND (centrumgemeente = :code) = :own ORDER BY naam LIMIT 1"
)
SIGNAAL = """
INSERT INTO normsignaal (id, norm, onderwerp_soort, onderwerp, centrumgemeente, opvang_organisatie, aanvraag_organisatie,
                         plichthouder, oorzaak, begonnen_op, vastgelegd_op, onderbrekingen, onderbroken_seconden, revisie)
SELECT :id, 'overschrijding', 'plaatsing', p.id::text, p.centrumgemeente, p.opvang_organisatie, p.aanvraag_organisatie,
       'opvang', 'Verzonnen oorzaak.', clock_timestamp(), clock_timestamp(), 0, 0, 1
FROM plaatsing p WHERE p.id = CAST(:plaatsing AS uuid)
"""


@dataclass
class Land:
    """What is B's by kind of thing (the name of it in an address), the clients of A by rol, and those of B."""

    dienst: Dienst
    van_b: dict[str, list[str]] = field(default_factory=dict)
    a: dict[str, httpx2.AsyncClient] = field(default_factory=dict)
    b: dict[str, httpx2.AsyncClient] = field(default_factory=dict)
    eigen: dict[str, str] = field(default_factory=dict)
    """One thing of A itself by kind, for what is sent in a body."""
    organisaties: dict[str, str] = field(default_factory=dict)
    """For which organisatie somebody of A is, by rol; of the others there is one."""
    geheim: set[str] = field(default_factory=set)
    """Words of B that stand in no answer to A: ids, references, numbers, addresses."""

    def keep(self, kind: str, *ids: str) -> None:
        """These are B's."""
        self.van_b.setdefault(kind, []).extend(ids)
        self.geheim |= set(ids)


def neighbour(key: str) -> str:
    """An id as like this one as can be, of nothing."""
    return key[:-8] + f"{int(key[-8:], 16) ^ 0x5A5A5A5A:08x}"


async def make_land(dienst: Dienst) -> Land:
    """A and B, each a house and those who ask for places for its region; a gemeente, landelijk and the others beside them."""
    land = Land(dienst)
    a, b = [str(row.id) for row in await dienst.sql(OPVANG)]
    (gemeente_a,) = await dienst.sql(GEMEENTE, code=ZWOLLE, own=False)
    (gemeente_b,) = await dienst.sql(GEMEENTE, code=ZWOLLE, own=True)
    await dienst.sql(
        "INSERT INTO account (id, naam, rol, organisatie_id) SELECT gen_random_uuid(), 'Functionaris', 'fg', CAST(:a AS uuid)"
        " WHERE NOT EXISTS (SELECT FROM account WHERE rol = 'fg' AND organisatie_id = CAST(:a AS uuid))",
        a=a,
    )
    land.organisaties = of_a = {"coordinator": a, "opvang": a, "gemeente": str(gemeente_a.id), "fg": a}
    for rol in ROLLEN:
        land.a[rol] = await dienst.as_rol(rol, of_a.get(rol))
    for rol, own in {"coordinator": b, "opvang": b, "gemeente": str(gemeente_b.id)}.items():
        land.b[rol] = await dienst.as_rol(rol, own)
    await _fill_a(land)
    await _fill_b(land)
    await _break_glass(land, b)
    land.van_b["organisatie_id"] = [b]
    return land


async def _break_glass(land: Land, b: str) -> None:
    """A second national coordination saw both sides of something of B; the privacy officer of B agreed."""
    await land.dienst.sql("INSERT INTO organisatie (id, naam, soort) VALUES (gen_random_uuid(), 'Tweede', 'landelijk')")
    await land.dienst.sql(
        "INSERT INTO account (id, naam, rol, organisatie_id)"
        " SELECT gen_random_uuid(), 'Tweede', 'landelijk', id FROM organisatie WHERE naam = 'Tweede'"
    )
    (tweede,) = await land.dienst.sql("SELECT id FROM organisatie WHERE naam = 'Tweede'")
    asks, agrees = await land.dienst.as_rol("landelijk", str(tweede.id)), await land.dienst.as_rol("fg", b)
    (running,) = await land.dienst.sql(
        "SELECT referentie FROM plaatsing WHERE opvang_organisatie = CAST(:b AS uuid) AND status = 'bevestigd' LIMIT 1",
        b=b,
    )
    body = {"kenmerk": running.referentie, "reden": "vermist"}
    asked = expect(await asks.post("/noodinzagen", json=body), 201)
    expect(await agrees.post(f"/noodinzagen/{asked['id']}/goedkeuring"), 200)
    expect(await asks.get(f"/noodinzagen/{asked['id']}"), 200)
    expect(await land.b["opvang"].get(f"/plaatsingen/{uuid4()}"), 404)
    seen = expect(await agrees.get("/inzagelog/steekproef"), 200)["steekproef"]
    expect(await agrees.post(f"/inzagelog/{seen[0]['volgnummer']}/beoordeling", json={"oordeel": "in_orde"}), 200)
    land.keep("noodinzage_id", asked["id"])


async def _fill_a(land: Land) -> None:
    """Two places, both held by own households: so nothing of B is ever proposed to A, and nothing of A to B."""
    opvang, coordinator = land.a["opvang"], land.a["coordinator"]
    places = await land.dienst.add_plaatsen({"centrumgemeente": "GM0363"}, {"centrumgemeente": "GM0363"}, opvang=opvang)
    for _ in places:
        asked = expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
        confirmed = await post(coordinator, asked["plaatsing"], "bevestiging", verwachteAankomstOp=in_hours(1))
        expect(confirmed, 200)
    adres = expect(await opvang.post("/meldadressen", json=make_body("add_meldadres")), 201)
    land.eigen = {
        "plaats_id": places[0]["id"],
        "huis_id": places[0]["huis"]["id"],
        "aanvraag_id": asked["id"],
        "plaatsing_id": asked["plaatsing"]["id"],
        "meldadres_id": adres["id"],
    }


async def _fill_b(land: Land) -> None:
    opvang, coordinator = land.b["opvang"], land.b["coordinator"]
    places = await land.dienst.add_plaatsen(*[{}] * 9, {"soort": "opvangplaats"}, opvang=opvang)
    land.keep("plaats_id", *(plaats["id"] for plaats in places))
    land.keep("huis_id", *(plaats["huis"]["id"] for plaats in places))
    land.geheim |= {plaats["referentie"] for plaats in places} | {plaats["huis"]["code"] for plaats in places}
    for plaats in places:
        contact = f"/huizen/{plaats['huis']['id']}/contact"
        body = {"telefoonnummer": TELEFOON_HUIS}
        headers = {"If-Match": '"0"', "Idempotency-Key": f"nummer-{plaats['id']}"}
        expect(await opvang.put(contact, json=body, headers=headers), 200)
    await _place_some(land, coordinator, opvang)
    await _ask_a_house(land, coordinator, opvang)
    for client in (coordinator, opvang, land.b["gemeente"]):
        await _keep_told(land, client)
    for one in land.van_b["plaatsing_id"][:2]:
        expect(await coordinator.get(f"/plaatsingen/{one}/contact"), 200)
    land.geheim |= {TELEFOON_HUIS, TELEFOON_TERUG}


async def _place_some(land: Land, coordinator: httpx2.AsyncClient, opvang: httpx2.AsyncClient) -> None:
    """Households in every state there is."""
    gereserveerd, bevestigd, binnen, weg, terug, weer = [await _ask(land, coordinator) for _ in range(6)]
    await _ask(land, coordinator, huishouden=GROOT)
    ingetrokken = await _ask(land, coordinator, huishouden=GROOT)
    expect(await coordinator.post(f"/aanvragen/{ingetrokken['id']}/intrekking", json={"reden": "dubbel"}), 200)
    for one in (bevestigd, binnen, weg, weer):
        expect(await post(coordinator, one["plaatsing"], "bevestiging", verwachteAankomstOp=in_hours(1)), 200)
    expect(await opvang.post(f"/plaatsingen/{gereserveerd['plaatsing']['id']}/acceptatie", json={}), 200)
    for one in (binnen, weg, weer):
        expect(await post(opvang, one["plaatsing"], "aankomst", aangekomenOp=in_hours(0), nachten=2), 200)
    for client in (opvang, coordinator):
        path = f"/plaatsingen/{binnen['plaatsing']['id']}/registraties"
        made = expect(await client.post(path, json=make_body("record_registratie")), 201)
        land.keep("registratie_id", made["id"])
    expect(await opvang.post(f"/plaatsingen/{weg['plaatsing']['id']}/einde", json=make_body("end_verblijf")), 200)
    expect(await opvang.post(f"/plaatsingen/{terug['plaatsing']['id']}/terugmelding", json=_cannot()), 200)
    moved = await opvang.post(f"/plaatsingen/{weer['plaatsing']['id']}/verplaatsing", json=_danger())
    land.geheim.add(expect(moved, 201)["referentie"])
    signaal = str(uuid4())
    await land.dienst.sql(SIGNAAL, id=signaal, plaatsing=binnen["plaatsing"]["id"])
    land.keep("normsignaal_id", signaal)
    for client in (coordinator, opvang):
        for one in expect(await client.get("/plaatsingen"), 200)["plaatsingen"]:
            land.keep("plaatsing_id", one["id"])
            land.geheim.add(one["referentie"])
    for one in expect(await coordinator.get("/aanvragen"), 200)["aanvragen"]:
        land.keep("aanvraag_id", one["id"])
        land.geheim |= {one["referentie"], one["afweging"]} - {None}


def _cannot() -> Json:
    return {"reden": "niet_geschikt_te_maken", "ontbreekt": ["rolstoel"]}


def _danger() -> Json:
    return {
        "reden": "gevaar",
        "vastgesteldOp": in_hours(0),
        "veiligheid": {"kleur": "rood", "instrument": "verwey_jonker", "door": "opvangorganisatie"},
    }


async def _ask(land: Land, coordinator: httpx2.AsyncClient, **changes: Any) -> Json:
    body = make_aanvraag(terugbelnummer=TELEFOON_TERUG, **changes)
    found: Json = expect(await coordinator.post("/aanvragen", json=body), 201)
    if found["plaatsing"] is not None:
        assert set(found["plaatsing"]["plaatsen"]) <= set(land.van_b["plaats_id"])
    return found


async def _ask_a_house(land: Land, coordinator: httpx2.AsyncClient, opvang: httpx2.AsyncClient) -> None:
    """Nobody confirmed the places that are left: the houses are asked, and the vraag stays open."""
    await land.dienst.sql(
        "UPDATE plaats SET bevestigd_op = bevestigd_op - interval '2 days', onbevestigd = true"
        " WHERE id = ANY(CAST(:ids AS uuid[]))",
        ids=land.van_b["plaats_id"],
    )
    asked = await _ask(land, coordinator)
    land.keep("aanvraag_id", asked["id"])
    assert asked["knelpunt"]["code"] == "gevraagd", asked
    land.keep("vraag_id", *(one["id"] for one in expect(await opvang.get("/vragen"), 200)["vragen"]))


async def _keep_told(land: Land, client: httpx2.AsyncClient) -> None:
    adres = f"https://geheim-{len(land.geheim)}.organisatie.example/ontvangst"
    body = {"soort": "webhook", "adres": adres}
    made = expect(await client.post("/meldadressen", json=body), 201)
    proef = expect(await client.post(f"/meldadressen/{made['id']}/proef"), 202)
    land.keep("meldadres_id", made["id"])
    land.keep("bezorging_id", proef["id"])
    land.geheim |= {adres, made["geheim"]}
    land.keep("melding_id", *(one["id"] for one in expect(await client.get("/meldingen"), 200)["meldingen"]))
