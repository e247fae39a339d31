from datetime import timedelta
from uuid import uuid4

import httpx2
import pytest

from tests.actions.samen import reserve_samen
from tests.actions.scene import arrive
from tests.api.document import CSV, check_answer, make_body, operations
from tests.land import Dienst, Json, expect, in_hours, make_aanvraag, now


class Story:
    """Clients whose every answer is held against the document; `seen` are the operations that went well."""

    def __init__(self, dienst: Dienst) -> None:
        self.dienst = dienst
        self.seen: set[str] = set()

    async def _check(self, answer: httpx2.Response) -> None:
        await answer.aread()
        operation = check_answer(answer)
        if answer.is_success:
            self.seen.add(operation.naam)

    async def as_rol(self, rol: str, *, nth: int = 0) -> httpx2.AsyncClient:
        client = await self.dienst.as_rol(rol, nth=nth)
        client.event_hooks = {"response": [self._check]}
        return client

    async def as_nobody(self) -> httpx2.AsyncClient:
        client = httpx2.AsyncClient(base_url=f"{self.dienst.url}/v1", trust_env=False)
        client.event_hooks = {"response": [self._check]}
        self.dienst.clients.append(client)
        return client


@pytest.fixture
def story(dienst: Dienst) -> Story:
    return Story(dienst)


async def _place(story: Story, count: int) -> list[Json]:
    opvang = await story.as_rol("opvang")
    return await story.dienst.add_plaatsen(*[{}] * count, opvang=opvang)


async def _ask_place(coordinator: httpx2.AsyncClient, **changes: object) -> Json:
    aanvraag: Json = expect(await coordinator.post("/aanvragen", json=make_aanvraag(**changes)), 201)
    return aanvraag


async def _tell_register(story: Story) -> None:
    opvang, landelijk = await story.as_rol("opvang"), await story.as_rol("landelijk")
    (plaats,) = await _place(story, 1)
    expect(await opvang.post("/plaatsen/import", content=CSV, headers={"Content-Type": "text/csv"}), 201)
    url = f"/plaatsen/{plaats['id']}"
    changed = expect(await opvang.patch(url, json={"personenMax": 6}, headers={"If-Match": '"1"'}), 200)
    for status in (
        {"status": "bezet", "sindsOp": in_hours(-3)},
        {"status": "vrij"},
        {"status": "buiten_gebruik", "reden": "brand", "feit": True, "verwachtTotOp": in_hours(20)},
        {"status": "vrij"},
    ):
        told = status | {"waargenomenOp": in_hours(0)}
        match = {"If-Match": f'"{changed["revisie"]}"'}
        changed = expect(await opvang.put(f"{url}/status", json=told, headers=match), 200)
    expect(await opvang.post(f"{url}/bevestiging", json=make_body("confirm_plaats")), 200)
    (extra, *_) = await _place(story, 3)
    expect(await opvang.delete(f"/plaatsen/{extra['id']}", headers={"If-Match": '"1"'}), 204)
    for client in (opvang, landelijk):
        expect(await client.get("/plaatsen"), 200)
        expect(await client.get(url), 200)
    expect(await opvang.get("/huizen"), 200)
    contact = f"/huizen/{plaats['huis']['id']}/contact"
    expect(await opvang.put(contact, json=make_body("set_contact"), headers={"If-Match": '"0"'}), 200)
    expect(await opvang.get("/huizen"), 200)


async def _tell_plaatsingen(story: Story) -> None:
    opvang, coordinator, landelijk = [await story.as_rol(rol) for rol in ("opvang", "coordinator", "landelijk")]
    waiting = await _ask_place(coordinator, huishouden={"volwassenen": 25})
    expect(await landelijk.get(f"/aanvragen/{waiting['id']}"), 200)
    expect(await coordinator.post(f"/aanvragen/{waiting['id']}/intrekking", json={"reden": "dubbel"}), 200)
    first = await _ask_place(coordinator)
    url = f"/aanvragen/{first['id']}"
    expect(
        await coordinator.patch(url, json={"voorkeuren": ["GM0363"]}, headers={"If-Match": f'"{first["revisie"]}"'}),
        200,
    )
    found = expect(await coordinator.get(f"{url}/voorstellen"), 200)
    other = expect(
        await coordinator.post(
            f"/plaatsingen/{first['plaatsing']['id']}/ander-voorstel",
            json={"plaatsen": found["voorstellen"][0]["plaatsen"]},
        ),
        200,
    )
    expect(await opvang.post(f"/plaatsingen/{other['id']}/acceptatie", json={}), 200)
    expect(await coordinator.post(f"/plaatsingen/{other['id']}/bevestiging", json=make_body("confirm_voorstel")), 200)
    expect(await opvang.post(f"/plaatsingen/{other['id']}/niet-verschenen"), 200)
    arrived = expect(await opvang.post(f"/plaatsingen/{other['id']}/aankomst", json=make_body("confirm_aankomst")), 200)
    assert arrived["vertrekDatum"] > arrived["eersteNachtDatum"]
    expect(await opvang.post(f"/plaatsingen/{other['id']}/verlenging", json={"nachten": 3}), 200)
    for client in (opvang, coordinator):
        expect(await client.get("/plaatsingen"), 200)
        expect(await client.get(f"/plaatsingen/{other['id']}"), 200)
        expect(await client.post(f"/plaatsingen/{other['id']}/registraties", json=make_body("record_registratie")), 201)
        expect(await client.get(f"/plaatsingen/{other['id']}/registraties"), 200)
        expect(await client.get(f"/plaatsingen/{other['id']}/contact"), 200)
    expect(await opvang.post(f"/plaatsingen/{other['id']}/einde", json=make_body("end_verblijf")), 200)
    second = (await _ask_place(coordinator))["plaatsing"]["id"]
    expect(await opvang.post(f"/plaatsingen/{second}/aankomst", json=make_body("confirm_aankomst")), 200)
    expect(await opvang.post(f"/plaatsingen/{second}/verplaatsing", json=make_body("relocate_verblijf")), 201)
    expect(await opvang.post(f"/plaatsingen/{second}/doorplaatsing", json=make_body("move_on_verblijf")), 200)
    third = (await _ask_place(coordinator))["plaatsing"]["id"]
    expect(await opvang.post(f"/plaatsingen/{third}/terugmelding", json=make_body("report_terugmelding")), 200)
    (burned,) = await _place(story, 1)
    expect(await opvang.post(f"/huizen/{burned['huis']['id']}/uitval", json=make_body("report_uitval")), 200)
    for client in (coordinator, landelijk):
        expect(await client.get("/aanvragen"), 200)
        expect(await client.get(url), 200 if client is coordinator else 404)


async def _tell_samen(story: Story) -> None:
    """A household in two places goes on in one of them."""
    samen, opvang = await reserve_samen(story.dienst), await story.as_rol("opvang")
    await arrive(samen)
    body = (make_body("release_plaatsen") or {}) | {"plaatsen": [samen.plaats]}
    left = expect(await opvang.post(f"/plaatsingen/{samen.plaatsing['id']}/vrijgave", json=body), 200)
    assert len(left["plaatsen"]) == 1


async def _tell_regels(story: Story) -> None:
    one, two = [await story.as_rol("systeembeheerder", nth=nth) for nth in (0, 1)]
    proposed = expect(await one.post("/regels", json=make_body("propose_regel")), 201)
    expect(await one.get("/regels"), 200)
    expect(await one.post(f"/regels/{proposed['id']}/goedkeuring"), 409)
    expect(await two.post(f"/regels/{proposed['id']}/goedkeuring"), 200)
    expect(await two.get("/regels"), 200)


async def _tell_meldadressen(story: Story) -> None:
    opvang = await story.as_rol("opvang")
    added = expect(await opvang.post("/meldadressen", json=make_body("add_meldadres")), 201)
    url = f"/meldadressen/{added['id']}"
    for path in ("/meldadressen", url):
        expect(await opvang.get(path), 200)
    queued = expect(await opvang.post(f"{url}/proef"), 202)
    expect(await opvang.post(f"/bezorgingen/{queued['id']}/herhaling"), 202)
    expect(await opvang.delete(url, headers={"If-Match": '"1"'}), 204)
    expect(await opvang.get("/bezorgingen"), 200)


async def _tell_signalen(story: Story) -> None:
    opvang, landelijk = await story.as_rol("opvang"), await story.as_rol("landelijk")
    await story.dienst.sql("UPDATE plaats SET bevestigd_op = bevestigd_op - interval '2 days', onbevestigd = true")
    asked = await _ask_place(await story.as_rol("coordinator"))
    assert asked["knelpunt"]["code"] == "gevraagd"
    vragen = expect(await opvang.get("/vragen"), 200)["vragen"]
    expect(await opvang.post(f"/vragen/{vragen[0]['id']}/antwoord", json={"antwoord": "ja"}), 200)
    meldingen = expect(await opvang.get("/meldingen", params={"open": "true"}), 200)["meldingen"]
    expect(await opvang.post(f"/meldingen/{meldingen[0]['id']}/gezien", json={}), 200)
    for client in (opvang, landelijk):
        expect(await client.get("/normsignalen"), 200)


async def _tell_inzage(story: Story) -> None:
    """Somebody looks where they have no business, a privacy officer says so, and two people break the glass."""
    opvang, landelijk, auditor = [await story.as_rol(rol) for rol in ("opvang", "landelijk", "auditor")]
    expect(await opvang.get(f"/plaatsingen/{uuid4()}"), 404)
    fg = await story.as_rol("fg", nth=2)
    seen = expect(await fg.get("/inzagelog/steekproef"), 200)["steekproef"]
    url = f"/inzagelog/{seen[0]['volgnummer']}/beoordeling"
    expect(await fg.post(url, json=make_body("judge_inzage")), 200)
    await _place(story, 1)
    kenmerk = (await _ask_place(await story.as_rol("coordinator")))["referentie"]
    asked = expect(await landelijk.post("/noodinzagen", json={"kenmerk": kenmerk, "reden": "vermist"}), 201)
    expect(await auditor.get("/noodinzagen"), 200)
    expect(await auditor.post(f"/noodinzagen/{asked['id']}/goedkeuring"), 200)
    expect(await landelijk.get(f"/noodinzagen/{asked['id']}"), 200)
    expect(await landelijk.post(f"/noodinzagen/{asked['id']}/einde"), 200)


async def _tell_bewijs(story: Story) -> None:
    opvang, landelijk = await story.as_rol("opvang"), await story.as_rol("landelijk")
    own = expect(await opvang.get("/sessies/huidige"), 200)["organisatie"]["id"]
    expect(await opvang.get(f"/dossiers/{own}"), 200)
    expect(await landelijk.get("/verantwoordingen/GM0193"), 200)
    nobody = await story.as_nobody()
    for _ in range(2):
        await story.dienst.sign()
    for client, path in (
        (nobody, "/controlepunten"),
        (nobody, "/controlepunten/zegels"),
        (nobody, "/controlepunten/controleur"),
        (nobody, "/controlepunten/samenhang?van=0&tot=64"),
        (opvang, "/logboek"),
        (opvang, "/inzagelog"),
    ):
        assert (await client.get(path)).status_code == 200, path


WITH_A_PROVIDER = {"begin_aanmelding", "finish_aanmelding", "leave_aanbieder", "end_by_aanbieder", "make_token"}
"""Held against the document in test_aanmelden, test_afmelden and test_tokens, where there is somebody to log in with."""


async def test_every_answer_of_every_operation_is_as_the_document_says(story: Story) -> None:
    nobody, opvang, gemeente = await story.as_nobody(), await story.as_rol("opvang"), await story.as_rol("gemeente")
    accounts = expect(await nobody.get("/demo-accounts"), 200)["demoAccounts"]
    expect(await nobody.post("/demo-sessies", json={"account": accounts[0]["id"]}), 201)
    expect(await nobody.get("/aanmelding"), 200)
    expect(await nobody.get("/aanbieders"), 200)
    expect(await nobody.get("/problemen/overgang"), 200)
    for path in (
        "/sessies",
        "/sessies/huidige",
        "/centrumgemeenten",
        "/centrumgemeenten/GM0193",
        "/gemeenten",
        "/organisaties",
    ):
        expect(await opvang.get(path), 200)
    expect(await opvang.post("/live-tickets"), 201)
    await _tell_samen(story)
    await _tell_register(story)
    await _tell_regels(story)
    for client in (opvang, gemeente):
        for path in ("/bezetting", "/historie", "/historie?centrumgemeente=GM0193", "/verwachting"):
            expect(await client.get(path), 200)
        for path in ("/bezetting/overzicht", "/historie/overzicht"):
            for kind in (".csv", ".ods"):
                assert (await client.get(path + kind)).status_code == 200
    await _tell_plaatsingen(story)
    await _tell_meldadressen(story)
    await _tell_inzage(story)
    await _tell_signalen(story)
    await _tell_bewijs(story)
    expect(await opvang.delete("/sessies/andere"), 204)
    expect(await opvang.delete("/sessies/huidige"), 204)
    assert story.seen | WITH_A_PROVIDER == {operation.naam for operation in operations()}


async def test_a_refusal_is_as_the_document_says(story: Story) -> None:
    opvang, coordinator, nobody = (
        await story.as_rol("opvang"),
        await story.as_rol("coordinator"),
        await story.as_nobody(),
    )
    (plaats,) = await _place(story, 1)
    url = f"/plaatsen/{plaats['id']}"
    expect(await nobody.get("/bezetting"), 401)
    expect(await coordinator.post("/plaatsen", json={}), 403)
    expect(await opvang.post("/plaatsen", json={"vreemd": 1}), 400)
    expect(await opvang.patch(url, json={"personenMax": 3}), 428)
    expect(await opvang.patch(url, json={"personenMax": 3}, headers={"If-Match": '"9"'}), 412)
    expect(await opvang.post("/plaatsen", content=b"{}", headers={"Content-Type": "text/plain"}), 415)
    expect(await opvang.get(url, headers={"Accept": "text/html"}), 406)
    expect(await opvang.post("/plaatsen", json={"x": "y" * 70_000}), 413)


async def test_instants_go_out_in_utc_with_a_z_whatever_offset_came_in(story: Story) -> None:
    coordinator = await story.as_rol("coordinator")
    moment = now().replace(microsecond=0) - timedelta(hours=3)
    sent = (moment + timedelta(hours=5, minutes=30)).strftime("%Y-%m-%dT%H:%M:%S+05:30")
    aanvraag = await _ask_place(coordinator, vastgesteldOp=sent)
    assert aanvraag["vastgesteldOp"] == moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert aanvraag["deadlineOp"] == (moment + timedelta(hours=24)).strftime("%Y-%m-%dT%H:%M:%SZ")
