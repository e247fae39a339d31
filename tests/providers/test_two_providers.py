"""Logging in and out with two providers that others made: what the specification says, and not what a test of ours thinks it says."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from tests.conftest import MakeDatabase
from tests.land import NO_TLS, Dienst, Json, expect, find_port, serve
from tests.namaak import CLIENT, CODE, GEHEIM, make_aanbieder, make_browser
from tests.providers.processes import run_mock, run_oidc_provider

NAAM = "Stichting Opvang Proef"
FORM = re.compile(r'<form[^>]*action="([^"]+)"[^>]*>(.*?)</form>', re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def make_client(port: int) -> Json:
    """How the service is known at npm's oidc-provider."""
    root = f"http://127.0.0.1:{port}"
    return {
        "client_id": CLIENT,
        "client_secret": GEHEIM,
        "redirect_uris": [f"{root}/v1/aanmelden/terug"],
        "post_logout_redirect_uris": [f"{root}/"],
        "backchannel_logout_uri": f"{root}/v1/afmelden/aanbieder",
        "backchannel_logout_session_required": True,
    }


async def name_organisatie(dienst: Dienst) -> None:
    """One organisatie has the name that the settings of the tests say."""
    await dienst.sql(
        "UPDATE organisatie SET naam = :naam WHERE id = (SELECT id FROM organisatie WHERE soort = 'opvangorganisatie' ORDER BY naam LIMIT 1)",
        naam=NAAM,
    )


@dataclass
class Plek:
    """A service and the provider with which people log in."""

    dienst: Dienst
    issuer: str


@pytest.fixture(scope="module")
async def npm(make_database: MakeDatabase) -> AsyncIterator[Plek]:
    port = find_port()
    async with run_oidc_provider(make_client(port)) as issuer, make_database("kaal") as urls:
        aanbieder = make_aanbieder(issuer, {"proef": NAAM})
        async with serve(urls.app, urls.migrator, ticking=False, port=port, aanbieders=(aanbieder,)) as dienst:
            await name_organisatie(dienst)
            yield Plek(dienst, issuer)


@pytest.fixture(scope="module")
async def nagebootst(make_database: MakeDatabase) -> AsyncIterator[Plek]:
    async with run_mock() as issuer, make_database("kaal") as urls:
        aanbieder = make_aanbieder(issuer, {"proef": NAAM})
        async with serve(urls.app, urls.migrator, ticking=False, aanbieders=(aanbieder,)) as dienst:
            await name_organisatie(dienst)
            yield Plek(dienst, issuer)


def make_visitor(issuer: str) -> httpx2.AsyncClient:
    """The same browser at the provider."""
    return httpx2.AsyncClient(base_url=issuer, trust_env=False, verify=NO_TLS, timeout=30)


async def sign_in(visitor: httpx2.AsyncClient, address: str, who: str) -> str:
    """From the provider's page to the address that it sends the browser back to."""
    page = await visitor.get(address)
    for _ in range(8):
        if page.status_code in {302, 303}:
            there = str(page.headers["location"])
            if "/v1/aanmelden/terug" in there:
                return there
            page = await visitor.get(there)
            continue
        action, inside = FORM.findall(page.text)[0]
        page = await visitor.post(action, data=dict(HIDDEN.findall(inside)) | {"login": who, "password": "x"})
    raise AssertionError(page.text)


async def begin(browser: httpx2.AsyncClient, **question: str) -> str:
    begun = await browser.get(f"/v1/aanmelden/{CODE}", params=question)
    assert begun.status_code == 303
    return str(begun.headers["location"])


async def log_in(browser: httpx2.AsyncClient, visitor: httpx2.AsyncClient, who: str) -> httpx2.Response:
    return await browser.get(await sign_in(visitor, await begin(browser), who))


async def test_npm_lets_somebody_in_with_role_and_organisatie(npm: Plek) -> None:
    browser = make_browser(npm.dienst)
    async with make_visitor(npm.issuer) as visitor:
        answer = await log_in(browser, visitor, "opvang~proef~1")
    assert answer.headers["location"] == "/"
    sessie = expect(await browser.get("/v1/sessies/huidige"), 200)
    assert (sessie["account"]["rol"], sessie["organisatie"]["naam"]) == ("opvang", NAAM)


async def test_npm_refuses_a_login_whose_challenge_was_taken_out(npm: Plek) -> None:
    """It is the provider that holds to PKCE here; the service cannot be made to forget it either."""
    browser = make_browser(npm.dienst)
    address = await begin(browser)
    assert parse_qs(urlsplit(address).query)["code_challenge_method"] == ["S256"]
    async with make_visitor(npm.issuer) as visitor:
        without = await visitor.get(re.sub(r"&code_challenge(_method)?=[^&]+", "", address))
        back = without.headers["location"]
    assert "error=invalid_request" in back
    assert (await browser.get(back)).headers["location"] == "/inloggen?fout=mislukt"


async def test_npm_refuses_a_code_with_the_verifier_of_another_login(npm: Plek) -> None:
    victim, attacker = make_browser(npm.dienst), make_browser(npm.dienst)
    async with make_visitor(npm.issuer) as visitor:
        stolen = parse_qs(urlsplit(await sign_in(visitor, await begin(victim), "opvang~proef~1")).query)
    async with make_visitor(npm.issuer) as visitor:
        own = await sign_in(visitor, await begin(attacker), "opvang~proef~2")
    mine = parse_qs(urlsplit(own).query)
    answer = await attacker.get(own.replace(mine["code"][0], stolen["code"][0]))
    assert answer.headers["location"] == "/inloggen?fout=mislukt"


async def test_npm_asks_again_who_somebody_is_when_a_session_is_renewed(npm: Plek) -> None:
    browser = make_browser(npm.dienst)
    async with make_visitor(npm.issuer) as visitor:
        await log_in(browser, visitor, "opvang~proef~1")
        silently = await visitor.get(await begin(browser))
        assert "/v1/aanmelden/terug" in silently.headers["location"], "the provider still knows who it is"
        again = await sign_in(visitor, await begin(browser, opnieuw="true", terug="/ingelogd"), "opvang~proef~1")
        assert (await browser.get(again)).headers["location"] == "/ingelogd"


async def test_who_logs_out_at_npm_is_logged_out_here(npm: Plek) -> None:
    browser, other = make_browser(npm.dienst), make_browser(npm.dienst)
    async with make_visitor(npm.issuer) as visitor, make_visitor(npm.issuer) as elsewhere:
        await log_in(browser, visitor, "opvang~proef~5")
        await log_in(other, elsewhere, "opvang~proef~6")
        address = (await browser.get(f"/v1/aanmelden/{CODE}/einde")).headers["location"]
        page = await visitor.get(address)
        action, inside = FORM.findall(page.text)[0]
        done = await visitor.post(action, data=dict(HIDDEN.findall(inside)) | {"logout": "yes"})
        assert done.headers["location"].startswith(f"{npm.dienst.url}/")
    expect(await browser.get("/v1/sessies/huidige"), 401)
    expect(await other.get("/v1/sessies/huidige"), 200)


async def test_who_stops_at_npm_is_told_that_nothing_happened(npm: Plek) -> None:
    browser = make_browser(npm.dienst)
    async with make_visitor(npm.issuer) as visitor:
        page = (await visitor.get(await begin(browser))).headers["location"]
        back = (await visitor.get(f"{page}/abort")).headers["location"]
        while "/v1/aanmelden/terug" not in back:
            back = (await visitor.get(back)).headers["location"]
    assert (await browser.get(back)).headers["location"] == "/inloggen?fout=afgebroken"


async def test_npm_sends_somebody_back_who_may_not_come_in(npm: Plek) -> None:
    async with make_visitor(npm.issuer) as visitor:
        answer = await log_in(make_browser(npm.dienst), visitor, "kok~proef~1")
    assert answer.headers["location"] == "/inloggen?fout=geen_toegang"


async def test_mock_lets_somebody_in_with_role_and_organisatie(nagebootst: Plek) -> None:
    browser = make_browser(nagebootst.dienst)
    async with make_visitor(nagebootst.issuer) as visitor:
        put = await visitor.put(
            "/users/iemand", json={"rollen": ["iets", "opvang"], "org": "proef", "name": "Echte Naam"}
        )
        assert put.status_code == 204, put.text
        back = await visitor.post(await begin(browser), data={"sub": "iemand"})
        answer = await browser.get(back.headers["location"])
        assert answer.headers["location"] == "/"
        sessie = expect(await browser.get("/v1/sessies/huidige"), 200)
        assert (sessie["account"]["rol"], sessie["organisatie"]["naam"]) == ("opvang", NAAM)
        assert "Echte" not in str(sessie)
        address = (await browser.get(f"/v1/aanmelden/{CODE}/einde")).headers["location"]
        assert str(address).startswith(nagebootst.issuer)


async def test_a_refusal_that_does_not_say_of_which_login_is_not_taken(nagebootst: Plek) -> None:
    """This provider leaves out `state` when somebody refuses."""
    browser = make_browser(nagebootst.dienst)
    async with make_visitor(nagebootst.issuer) as visitor:
        back = (await visitor.post(await begin(browser), data={"action": "deny"})).headers["location"]
    assert "error=access_denied" in back
    assert (await browser.get(back)).headers["location"] == "/inloggen?fout=mislukt"
