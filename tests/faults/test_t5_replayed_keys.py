"""T5: a key that was used, sent again with another body, by somebody else, from elsewhere, without rights, and after eight days."""

from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from tests.actions.scene import post
from tests.api.document import CSV, make_body
from tests.faults.figures import report
from tests.land import Dienst, Json, expect, in_hours, make_aanvraag, make_plaats

pytestmark = pytest.mark.faults

GROOT = {"volwassenen": 25, "kinderen": [], "behoeften": []}
CSV_HEADERS = {"Content-Type": "text/csv"}


@dataclass(frozen=True)
class Daad:
    """One write, good as it is: by which rol, on what, with what."""

    naam: str
    rol: str
    method: str
    path: str
    body: Json | None = None
    match: str | None = None

    async def send(self, client: httpx2.AsyncClient, key: str, **changes: Any) -> httpx2.Response:
        headers = {"Idempotency-Key": key} | ({"If-Match": self.match} if self.match else {})
        if self.naam == "import_plaatsen":
            content = CSV + (b"\r\n" if changes else b"")
            return await client.request(self.method, self.path, content=content, headers=headers | CSV_HEADERS)
        body = self.body if not changes else (self.body or {}) | changes
        return await client.request(self.method, self.path, json=body, headers=headers)


@dataclass
class Mensen:
    """Who sends: the one who did it, a colleague with the same rol, and somebody of another organisatie."""

    eerste: dict[str, httpx2.AsyncClient]
    collega: dict[str, httpx2.AsyncClient]
    vreemde: dict[str, httpx2.AsyncClient]


async def find_mensen(dienst: Dienst) -> Mensen:
    (org,) = await dienst.sql("SELECT id FROM organisatie WHERE soort = 'opvangorganisatie' ORDER BY naam LIMIT 1")
    own = str(org.id)
    await dienst.sql(
        "INSERT INTO account (id, naam, rol, organisatie_id) SELECT gen_random_uuid(), 'Collega', r.rol, CAST(:own AS uuid)"
        " FROM (VALUES ('coordinator'), ('opvang')) AS r (rol)",
        own=own,
    )
    at_work = ("coordinator", "opvang")
    return Mensen(
        {rol: await dienst.as_rol(rol, own) for rol in at_work},
        {rol: await dienst.as_rol(rol, own, nth=1) for rol in at_work},
        {rol: await dienst.as_rol(rol, nth=3) for rol in at_work},
    )


async def prepare(dienst: Dienst, mensen: Mensen) -> list[Daad]:
    """More than twenty writes, each of which can be done once now, in this order."""
    opvang, coordinator = mensen.eerste["opvang"], mensen.eerste["coordinator"]
    extra = [{"centrumgemeente": "GM0014"}, *[{"soort": "opvangplaats"}] * 5]
    await dienst.add_plaatsen(*[{}] * 12, *extra, opvang=opvang)
    asked = [expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201) for _ in range(8)]
    waits = expect(await coordinator.post("/aanvragen", json=make_aanvraag(huishouden=GROOT)), 201)
    one, three, four, inside, moves, ends, late, two = [aanvraag["plaatsing"] for aanvraag in asked]
    for plaatsing in (inside, moves, ends):
        expect(await post(opvang, plaatsing, "aankomst", aangekomenOp=in_hours(0), nachten=2), 200)
    expect(await post(coordinator, late, "bevestiging", verwachteAankomstOp=in_hours(1)), 200)
    found = expect(await coordinator.get(f"/aanvragen/{asked[7]['id']}/voorstellen"), 200)["voorstellen"]
    free = [one for one in expect(await opvang.get("/plaatsen"), 200)["plaatsen"] if one["status"] == "vrij"]
    voorstel = next(one for one in reversed(found) if set(one["plaatsen"]) <= {plaats["id"] for plaats in free})
    spare = [plaats for plaats in free if plaats["id"] not in voorstel["plaatsen"]]
    adres = expect(await opvang.post("/meldadressen", json=make_body("add_meldadres")), 201)
    melding = expect(await opvang.get("/meldingen", params={"open": True}), 200)["meldingen"][0]

    def of(plaatsing: Json, naam: str, rol: str, what: str, **more: Any) -> Daad:
        return Daad(naam, rol, "POST", f"/plaatsingen/{plaatsing['id']}/{what}", (make_body(naam) or {}) | more)

    revisie = expect(await coordinator.get(f"/aanvragen/{asked[2]['id']}"), 200)["revisie"]
    return [
        Daad(
            "change_plaats",
            "opvang",
            "PATCH",
            f"/plaatsen/{spare[0]['id']}",
            {"personenMax": 5},
            f'"{spare[0]["revisie"]}"',
        ),
        Daad(
            "set_plaatsstatus",
            "opvang",
            "PUT",
            f"/plaatsen/{spare[1]['id']}/status",
            {"status": "bezet", "waargenomenOp": in_hours(0), "sindsOp": in_hours(-1)},
            f'"{spare[1]["revisie"]}"',
        ),
        Daad(
            "set_contact", "opvang", "PUT", f"/huizen/{spare[2]['huis']['id']}/contact", make_body("set_contact"), '"0"'
        ),
        Daad("report_uitval", "opvang", "POST", f"/huizen/{spare[3]['huis']['id']}/uitval", make_body("report_uitval")),
        Daad("submit_aanvraag", "coordinator", "POST", "/aanvragen", make_aanvraag(huishouden=GROOT)),
        Daad(
            "change_aanvraag",
            "coordinator",
            "PATCH",
            f"/aanvragen/{asked[2]['id']}",
            {"voorkeuren": ["GM0193"]},
            f'"{revisie}"',
        ),
        Daad("withdraw_aanvraag", "coordinator", "POST", f"/aanvragen/{waits['id']}/intrekking", {"reden": "dubbel"}),
        of(one, "confirm_voorstel", "coordinator", "bevestiging"),
        of(two, "choose_voorstel", "coordinator", "ander-voorstel", plaatsen=voorstel["plaatsen"]),
        of(three, "accept_plaatsing", "opvang", "acceptatie"),
        of(four, "report_terugmelding", "opvang", "terugmelding"),
        of(one, "confirm_aankomst", "opvang", "aankomst"),
        of(late, "report_niet_verschenen", "opvang", "niet-verschenen"),
        of(inside, "extend_verblijf", "opvang", "verlenging"),
        of(inside, "record_registratie", "opvang", "registraties"),
        of(moves, "relocate_verblijf", "opvang", "verplaatsing"),
        of(ends, "end_verblijf", "opvang", "einde"),
        Daad("add_plaats", "opvang", "POST", "/plaatsen", make_plaats(personenMax=1, soort="opvangplaats")),
        Daad("import_plaatsen", "opvang", "POST", "/plaatsen/import"),
        Daad("add_meldadres", "coordinator", "POST", "/meldadressen", make_body("add_meldadres")),
        Daad("try_meldadres", "opvang", "POST", f"/meldadressen/{adres['id']}/proef"),
        Daad("see_melding", "opvang", "POST", f"/meldingen/{melding['id']}/gezien", {}),
    ]


@dataclass
class Bewaard:
    """A write that was done, and what of its answer is nobody else's."""

    daad: Daad
    sleutel: str
    antwoord: httpx2.Response

    @property
    def woorden(self) -> set[str]:
        """What this answer made, and what names it. Not the thing it was done to: that stands in the address."""
        body = self.antwoord.json()
        found = {str(body.get(name)) for name in ("id", "referentie", "geheim", "telefoonnummer") if body.get(name)}
        return {word for word in found if word not in self.daad.path}


async def do_all(dienst: Dienst, mensen: Mensen) -> list[Bewaard]:
    kept = []
    for nth, daad in enumerate(await prepare(dienst, mensen)):
        answer = await daad.send(mensen.eerste[daad.rol], f"t5-{nth}")
        assert answer.is_success, f"{daad.naam}: {answer.text}"
        again = await daad.send(mensen.eerste[daad.rol], f"t5-{nth}")
        assert again.content == answer.content, daad.naam
        kept.append(Bewaard(daad, f"t5-{nth}", answer))
    return kept


async def _accounts(dienst: Dienst, sleutel: str) -> int:
    (row,) = await dienst.sql("SELECT count(DISTINCT account_id) AS n FROM idempotentie WHERE sleutel = :s", s=sleutel)
    return int(row.n)


def _change(daad: Daad) -> Json:
    """Another body that says the same: what was kept is not looked at by what it means."""
    return {"reden": "water"} if daad.naam == "report_uitval" else {"veld": "dat er niet was"}


async def test_a_used_key_is_one_request_of_one_account_for_seven_days(dienst: Dienst) -> None:
    mensen = await find_mensen(dienst)
    kept = await do_all(dienst, mensen)
    assert len(kept) >= 20
    for one in kept:
        await _with_another_body(dienst, mensen, one)
    for one in kept:
        await _as_somebody_else(dienst, mensen, one)
    await _without_rights(dienst, mensen, kept)
    for one in kept:
        await _after_eight_days(dienst, mensen, one)
    report(f"T5: {len(kept)} handelingen x 5, 0 antwoorden van een ander of zonder recht")


async def _with_another_body(dienst: Dienst, mensen: Mensen, one: Bewaard) -> None:
    """409, or a 400 for a body that is no good by itself; nothing of what was kept, and nothing is done."""
    (before,) = await dienst.sql("SELECT volgnummer FROM sequencer")
    changes = {"x": 1} if one.daad.naam == "import_plaatsen" else _change(one.daad)
    answer = await one.daad.send(mensen.eerste[one.daad.rol], one.sleutel, **changes)
    assert answer.status_code in {400, 409}, f"{one.daad.naam}: {answer.text}"
    if answer.status_code == 409:
        assert answer.json()["type"] == "/v1/problemen/idempotentie_anders", one.daad.naam
    assert not [word for word in one.woorden if word in answer.text], one.daad.naam
    (after,) = await dienst.sql("SELECT volgnummer FROM sequencer")
    assert after.volgnummer == before.volgnummer, one.daad.naam


async def _as_somebody_else(dienst: Dienst, mensen: Mensen, one: Bewaard) -> None:
    """A colleague and a stranger have keys of their own: what they get is theirs, and is kept as theirs."""
    colleague = await one.daad.send(mensen.collega[one.daad.rol], one.sleutel)
    assert await _accounts(dienst, one.sleutel) == 2, f"{one.daad.naam}: {colleague.text}"
    stranger = await one.daad.send(mensen.vreemde[one.daad.rol], one.sleutel)
    assert await _accounts(dienst, one.sleutel) == 3, f"{one.daad.naam}: {stranger.text}"
    assert stranger.status_code in {200, 201, 404, 409}, one.daad.naam
    assert "_id}" not in one.daad.path
    assert not [word for word in one.woorden if word in stranger.text], one.daad.naam
    if one.daad.path.count("/") > 2:
        assert stranger.status_code == 404, f"{one.daad.naam}: {stranger.text}"


async def _without_rights(dienst: Dienst, mensen: Mensen, kept: list[Bewaard]) -> None:
    """The account has another rol now: 403, and nothing of what was kept for it."""
    accounts = "SELECT account_id FROM idempotentie WHERE sleutel LIKE 't5-%'"
    await dienst.sql("CREATE TABLE IF NOT EXISTS proef_rollen AS SELECT id, rol FROM account")
    await dienst.sql(f"UPDATE account SET rol = 'fg' WHERE id IN ({accounts})")  # noqa: S608 - words of this test
    for one in kept:
        answer = await one.daad.send(mensen.eerste[one.daad.rol], one.sleutel)
        assert answer.status_code == 403, f"{one.daad.naam}: {answer.text}"
        assert not [word for word in one.woorden if word in answer.text], one.daad.naam
    await dienst.sql("UPDATE account a SET rol = p.rol FROM proef_rollen p WHERE p.id = a.id")


async def _after_eight_days(dienst: Dienst, mensen: Mensen, one: Bewaard) -> None:
    """The key is new: the request is looked at by what is so now, and its answer kept from now on."""
    moved = "UPDATE idempotentie SET op = op - interval '8 days' WHERE sleutel = :s"
    await dienst.sql(moved, s=one.sleutel)
    answer = await one.daad.send(mensen.eerste[one.daad.rol], one.sleutel)
    fresh = "SELECT count(*) AS n FROM idempotentie WHERE sleutel = :s AND op > clock_timestamp() - interval '1 day'"
    (row,) = await dienst.sql(fresh, s=one.sleutel)
    assert row.n == 1, f"{one.daad.naam}: {answer.text}"
