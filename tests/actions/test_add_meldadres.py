import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest

from capacity_service.actions.add_meldadres import MELDADRESSEN_MAX
from capacity_service.domain.uitweg import Mailserver, Uitweg
from tests.actions.scene import refused
from tests.conftest import Urls
from tests.land import Dienst, Json, expect, serve

WITH_MAIL = Uitweg(mailserver=Mailserver("127.0.0.1", 25, False, None, None), mail_van="m@dienst.example")
WEBHOOK = {"soort": "webhook", "adres": "https://meldingen.organisatie.example/ontvangst"}
EMAIL = {"soort": "email", "adres": "wacht@organisatie.example"}


@pytest.fixture
async def mailing(kaal: Urls) -> AsyncIterator[Dienst]:
    async with serve(kaal.app, kaal.migrator, ticking=False, uitweg=WITH_MAIL) as running:
        yield running


async def add(client: httpx2.AsyncClient, **changes: object) -> Json:
    added: Json = expect(await client.post("/meldadressen", json=WEBHOOK | changes), 201)
    return added


@pytest.mark.parametrize("rol", ["coordinator", "opvang", "gemeente", "landelijk"])
async def test_a_webhook_gets_a_secret_that_is_shown_once(dienst: Dienst, rol: str) -> None:
    client = await dienst.as_rol(rol)
    answer = await client.post("/meldadressen", json=WEBHOOK | {"alleenDringend": True})
    added = expect(answer, 201)
    assert len(added["geheim"]) >= 40
    assert answer.headers["location"] == f"/v1/meldadressen/{added['id']}"
    (shown,) = expect(await client.get("/meldadressen"), 200)["meldadressen"]
    assert shown == {name: value for name, value in added.items() if name != "geheim"}
    assert expect(await client.get(f"/meldadressen/{added['id']}"), 200) == shown
    assert shown["alleenDringend"]


async def test_no_two_secrets_are_the_same(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    added = [await add(opvang, adres=f"https://organisatie.example/{n}") for n in range(5)]
    assert len({one["geheim"] for one in added}) == 5


async def test_an_email_address_needs_a_mail_server_and_says_who_can_help(dienst: Dienst) -> None:
    problem = refused(await (await dienst.as_rol("opvang")).post("/meldadressen", json=EMAIL), 409, "geen_mailserver")
    assert "CAPACITY_SMTP_URL" in problem["detail"]
    assert "webhook" in problem["detail"]


async def test_an_email_address_has_no_secret(mailing: Dienst) -> None:
    opvang = await mailing.as_rol("opvang")
    added = expect(await opvang.post("/meldadressen", json=EMAIL), 201)
    assert (added["adres"], added["geheim"]) == ("wacht@organisatie.example", None)


@pytest.mark.parametrize(
    "adres", ["wacht", "wacht@", "wacht@localhost", "a b@organisatie.example", "wacht@é.example\r\n"]
)
async def test_what_is_no_email_address_is_refused_in_words(mailing: Dienst, adres: str) -> None:
    answer = await (await mailing.as_rol("opvang")).post("/meldadressen", json=EMAIL | {"adres": adres})
    (fault,) = refused(answer, 400, "ongeldige_invoer")["fouten"]
    assert "e-mailadres" in fault["fout"]


@pytest.mark.parametrize(
    "adres",
    [
        "http://organisatie.example/x",
        "https://10.0.0.8/x",
        "https://169.254.169.254/latest/meta-data",
        "https://naam:wachtwoord@organisatie.example/x",
        "https://organisatie.example/#deel",
    ],
)
async def test_an_address_where_nothing_may_go_is_refused_in_words(dienst: Dienst, adres: str) -> None:
    answer = await (await dienst.as_rol("opvang")).post("/meldadressen", json=WEBHOOK | {"adres": adres})
    (fault,) = refused(answer, 400, "ongeldige_invoer")["fouten"]
    assert fault["veld"] == "adres"


async def test_the_same_address_twice_is_refused_also_at_once(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    answers = await asyncio.gather(*(opvang.post("/meldadressen", json=WEBHOOK) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_there_is_room_for_so_many(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    for n in range(MELDADRESSEN_MAX):
        await add(opvang, adres=f"https://organisatie.example/{n}")
    refused(await opvang.post("/meldadressen", json=WEBHOOK), 409, "overgang")


async def test_nobody_sees_the_address_of_another_organisatie_or_rol(dienst: Dienst) -> None:
    own, other = await dienst.as_rol("opvang"), await dienst.as_rol("opvang", nth=1)
    _, organisatie = await dienst.token("opvang")
    added = await add(own)
    colleague = await dienst.as_rol("coordinator", str(organisatie))
    for stranger in (other, colleague, await dienst.as_rol("landelijk")):
        assert expect(await stranger.get("/meldadressen"), 200)["meldadressen"] == []
        refused(await stranger.get(f"/meldadressen/{added['id']}"), 404, "niet_gevonden")


async def test_nothing_is_sent_when_an_address_is_added(dienst: Dienst) -> None:
    await add(await dienst.as_rol("opvang"))
    assert await dienst.sql("SELECT 1 FROM bezorging") == []
