"""Logging out: here, at the provider after that, and at the provider first (back-channel)."""

import time
from typing import Any

import httpx2
import pytest

from capacity_service.domain.identiteitsbewijs import AFMELDING
from tests.api.document import check_answer
from tests.api.forgeries import FORGERIES
from tests.land import Dienst, Json, expect
from tests.live.client import Beeld, Kijker, dial
from tests.namaak import CODE, Namaak, log_in, make_browser, sign

pytestmark = pytest.mark.usefixtures("_honest")


async def test_logging_out_here_leads_on_to_the_provider(aangesloten: Dienst, namaak: Namaak) -> None:
    answer = await make_browser(aangesloten).get(f"/v1/aanmelden/{CODE}/einde")
    check_answer(answer)
    assert str(answer.headers["location"]).startswith(f"{namaak.issuer}/logout?in=1&client_id=")


def make_logout(namaak: Namaak, **changes: Any) -> Json:
    now = int(time.time())
    claims = {
        "iss": namaak.issuer,
        "aud": "capaciteit",
        "iat": now,
        "exp": now + 120,
        "jti": str(time.time_ns()),
        "events": {AFMELDING: {}},
    }
    return claims | changes


async def send_logout(dienst: Dienst, token: str) -> httpx2.Response:
    async with httpx2.AsyncClient(trust_env=False) as provider:
        answer = await provider.post(f"{dienst.url}/v1/afmelden/aanbieder", data={"logout_token": token})
    check_answer(answer)
    return answer


@pytest.mark.parametrize("typ", ["logout+jwt", "JWT", None])
async def test_who_logs_out_at_the_provider_is_out_here_with_every_screen(
    aangesloten: Dienst, namaak: Namaak, typ: str | None
) -> None:
    namaak.be("opvang", "opvang", sub=f"uit-{typ}", sid=f"z-{typ}")
    browser = make_browser(aangesloten)
    await log_in(browser)
    ticket = expect(await browser.post("/v1/live-tickets"), 201)["ticket"]
    async with dial(aangesloten) as socket, Kijker(socket, Beeld()) as kijker:
        await kijker.say({"soort": "hallo", "ticket": ticket, "epoch": None, "vanaf": None})
        await kijker.receive()
        token = sign(make_logout(namaak, sub=f"uit-{typ}", sid=f"z-{typ}"), typ=typ)
        expect(await send_logout(aangesloten, token), 200)
        expect(await browser.get("/v1/sessies/huidige"), 401)
        assert await kijker.closed(within=2) == 4003
    expect(await send_logout(aangesloten, token), 400)


@pytest.mark.parametrize(
    "forgery",
    [
        name
        for name in FORGERIES
        if "nonce" not in name
        and "at_hash" not in name
        and "logout" not in name
        and "typ" not in name
        and name != "no sub"
    ],
)
async def test_a_forged_logout_logs_nobody_out(aangesloten: Dienst, namaak: Namaak, forgery: str) -> None:
    namaak.be("opvang", "opvang", sub="blijft")
    browser = make_browser(aangesloten)
    await log_in(browser)
    claims = make_logout(namaak, sub="blijft")
    expect(await send_logout(aangesloten, FORGERIES[forgery](claims)), 400)
    expect(await browser.get("/v1/sessies/huidige"), 200)


async def test_a_logout_comes_as_a_form(aangesloten: Dienst) -> None:
    browser = make_browser(aangesloten)
    expect(await browser.post("/v1/afmelden/aanbieder", json={"logout_token": "x"}), 415)
    expect(await browser.post("/v1/afmelden/aanbieder", data={"anders": "x"}), 400)
    expect(await browser.post("/v1/afmelden/aanbieder"), 400)
    twice = "logout_token=a&logout_token=b"
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    expect(await browser.post("/v1/afmelden/aanbieder", content=twice, headers=kind), 400)
