"""The whole way in and out with a provider, honest and not."""

import time
from http.cookies import SimpleCookie

import httpx2
import pytest

from capacity_service.domain.aanbieder import Koppeling
from capacity_service.domain.ingang import POGING
from capacity_service.store.toegang import COOKIE
from tests.api.document import check_answer
from tests.api.forgeries import FORGERIES
from tests.conftest import MakeDatabase
from tests.land import Dienst, Json, expect, serve
from tests.namaak import CODE, Namaak, go_there, log_in, make_aanbieder, make_browser

pytestmark = pytest.mark.usefixtures("_honest")


def reason(answer: httpx2.Response) -> str:
    """Why nobody came in; nobody did, so there is no session."""
    assert answer.status_code == 303
    assert not [line for line in answer.headers.get_list("set-cookie") if line.startswith(COOKIE)]
    return str(answer.headers["location"])


async def test_who_logs_in_at_the_provider_is_in_here_with_its_role_and_no_name(
    aangesloten: Dienst, namaak: Namaak
) -> None:
    namaak.be("opvang", "opvang", name="Een Echte Naam", email="iemand@example.org", sub="persoon-1")
    browser = make_browser(aangesloten)
    begun = await browser.get(f"/v1/aanmelden/{CODE}", params={"terug": "/plaatsen"})
    check_answer(begun)
    answer = await browser.get((await browser.get(begun.headers["location"])).headers["location"])
    check_answer(answer)
    assert answer.headers["location"] == "/plaatsen"
    cookie = SimpleCookie(next(line for line in answer.headers.get_list("set-cookie") if line.startswith(COOKIE)))[
        COOKIE
    ]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "strict", "43200")
    sessie = expect(await browser.get("/v1/sessies/huidige"), 200)
    assert (sessie["account"]["rol"], sessie["organisatie"]["naam"]) == ("opvang", "Stichting Opvang Proef")
    assert (sessie["aanbieder"], sessie["demo"]) == (CODE, False)
    rows = await aangesloten.sql("SELECT a.*, s.* FROM account a JOIN sessie s ON s.account_id = a.id")
    assert not [word for word in ("Echte", "example.org", "persoon-1") if word in str([tuple(row) for row in rows])]


async def test_the_next_time_it_is_the_same_account(aangesloten: Dienst, namaak: Namaak) -> None:
    ids = set()
    for _ in range(2):
        namaak.be("opvang", "opvang", sub="twee keer")
        browser = make_browser(aangesloten)
        await log_in(browser)
        ids.add(expect(await browser.get("/v1/sessies/huidige"), 200)["account"]["id"])
    assert len(ids) == 1


async def test_who_can_log_in_here_is_told_to_everybody(aangesloten: Dienst) -> None:
    found = expect(await make_browser(aangesloten).get("/v1/aanbieders"), 200)
    assert found == {"aanbieders": [{"code": CODE, "naam": "Proefaanbieder"}], "volgende": None}
    assert expect(await make_browser(aangesloten).get("/v1/aanmelding"), 200) == {"sessie": None, "demo": False}
    expect(await make_browser(aangesloten).get("/v1/demo-accounts"), 404)


@pytest.mark.parametrize("forgery", FORGERIES)
async def test_a_forged_token_brings_nobody_in_and_says_nothing_of_why(
    aangesloten: Dienst, namaak: Namaak, forgery: str
) -> None:
    namaak.make = lambda _, claims: FORGERIES[forgery](claims)
    browser = make_browser(aangesloten)
    assert reason(await log_in(browser)) == "/inloggen?fout=mislukt"
    expect(await browser.get("/v1/sessies/huidige"), 401)


@pytest.mark.parametrize(
    "tokens", [{"id_token": None}, {"id_token": 7}, {"id_token": ["a.b.c"]}, {"id_token": ""}, {"id_token": {"iss": 1}}]
)
async def test_without_a_token_nobody_comes_in(aangesloten: Dienst, namaak: Namaak, tokens: Json) -> None:
    namaak.tokens = tokens
    assert reason(await log_in(make_browser(aangesloten))) == "/inloggen?fout=mislukt"


@pytest.mark.parametrize(
    ("be", "fout"),
    [
        (("opvang", "elders"), "geen_toegang"),
        (("baas", "opvang"), "geen_toegang"),
        (("opvang", "weg"), "geen_toegang"),
        (("opvang", "stad"), "geen_toegang"),
        (("gemeente", "opvang"), "geen_toegang"),
        (("landelijk", "land"), "te_zwak"),
    ],
)
async def test_who_may_not_come_in_hears_why(
    aangesloten: Dienst, namaak: Namaak, be: tuple[str, str], fout: str
) -> None:
    namaak.be(*be)
    assert reason(await log_in(make_browser(aangesloten))) == f"/inloggen?fout={fout}"


async def test_a_strong_login_lets_that_role_in(aangesloten: Dienst, namaak: Namaak) -> None:
    namaak.be("landelijk", "land", acr="hoog")
    browser = make_browser(aangesloten)
    assert (await log_in(browser)).headers["location"] == "/"
    assert namaak.asked["acr_values"] == "hoog"
    assert expect(await browser.get("/v1/sessies/huidige"), 200)["account"]["rol"] == "landelijk"


async def test_a_withdrawn_account_does_not_come_in_again(aangesloten: Dienst, namaak: Namaak) -> None:
    namaak.be("opvang", "opvang", sub="weg")
    browser = make_browser(aangesloten)
    await log_in(browser)
    account = expect(await browser.get("/v1/sessies/huidige"), 200)["account"]["id"]
    await aangesloten.sql(
        "UPDATE account SET ingetrokken_op = now() WHERE id = CAST(CAST(:id AS text) AS uuid)", id=account
    )
    expect(await browser.get("/v1/sessies/huidige"), 401)
    assert reason(await log_in(make_browser(aangesloten))) == "/inloggen?fout=ingetrokken"


@pytest.mark.parametrize(
    ("back", "fout"),
    [
        ({"error": "access_denied"}, "afgebroken"),
        ({"error": "server_error"}, "mislukt"),
        ({"iss": "https://elders.example"}, "mislukt"),
        ({"iss": ""}, "mislukt"),
        ({"code": ""}, "mislukt"),
        ({"state": "x" * 43}, "mislukt"),
        ({"state": ""}, "mislukt"),
        ({"error_description": "<script>", "session_state": "x", "scope": "openid"}, ""),
    ],
)
async def test_what_comes_back_otherwise_is_not_taken(
    aangesloten: Dienst, namaak: Namaak, back: Json, fout: str
) -> None:
    namaak.back = back
    answer = await log_in(make_browser(aangesloten))
    assert answer.headers["location"] == (f"/inloggen?fout={fout}" if fout else "/")


async def test_an_answer_with_something_in_it_twice_is_not_taken(aangesloten: Dienst) -> None:
    browser = make_browser(aangesloten)
    there = (await go_there(browser)).headers["location"]
    assert reason(await browser.get(f"{there}&code=x")) == "/inloggen?fout=mislukt"


async def test_an_answer_counts_once_and_only_in_the_browser_that_began(aangesloten: Dienst) -> None:
    browser, thief = make_browser(aangesloten), make_browser(aangesloten)
    there = (await go_there(browser)).headers["location"]
    assert reason(await thief.get(there)) == "/inloggen?fout=mislukt"
    await go_there(thief)
    assert reason(await thief.get(there)) == "/inloggen?fout=mislukt"
    assert (await browser.get(there)).headers["location"] == "/"
    assert reason(await browser.get(there)) == "/inloggen?fout=mislukt"


async def test_two_tabs_of_one_browser_both_come_in(aangesloten: Dienst) -> None:
    browser = make_browser(aangesloten)
    first, second = [(await go_there(browser)).headers["location"] for _ in range(2)]
    assert [(await browser.get(there)).headers["location"] for there in (second, first)] == ["/", "/"]


async def test_a_code_of_one_login_is_of_no_use_in_another(aangesloten: Dienst) -> None:
    """Another's code, put into the answer to an own login (RFC 9700 4.5): the verifier does not fit."""
    victim, attacker = make_browser(aangesloten), make_browser(aangesloten)
    stolen, own = [httpx2.URL((await go_there(browser)).headers["location"]) for browser in (victim, attacker)]
    assert reason(await attacker.get(own.copy_set_param("code", stolen.params["code"]))) == "/inloggen?fout=mislukt"


@pytest.mark.parametrize(
    "terug", ["https://elders.example", "//elders.example", "/v1/sessies", "/\\elders", "", "/a?b"]
)
async def test_somebody_goes_on_to_no_page_but_ours(aangesloten: Dienst, terug: str) -> None:
    answer = await make_browser(aangesloten).get(f"/v1/aanmelden/{CODE}", params={"terug": terug})
    assert expect(answer, 400)["fouten"][0]["veld"] == "terug"
    assert "location" not in answer.headers


@pytest.mark.parametrize("path", ["/v1/aanmelden/er-niet", "/v1/aanmelden/er-niet/einde", "/v1/aanmelden/..%2F"])
async def test_a_provider_that_is_not_there_is_not_found(aangesloten: Dienst, path: str) -> None:
    assert (await make_browser(aangesloten).get(path)).status_code == 404


@pytest.mark.parametrize(
    ("terug", "page"),
    [("/zonder-javascript/binnen", "/zonder-javascript/"), ("/ingelogd", "/ingelogd"), ("/plaatsen", "/inloggen")],
)
async def test_who_does_not_come_in_is_told_on_the_page_where_they_began(
    aangesloten: Dienst, namaak: Namaak, terug: str, page: str
) -> None:
    namaak.back = {"error": "access_denied"}
    assert reason(await log_in(make_browser(aangesloten), terug=terug)) == f"{page}?fout=afgebroken"


@pytest.mark.parametrize(("auth_time", "good"), [(0, True), (-3600, False)])
async def test_to_go_on_after_a_shift_somebody_shows_again_who_they_are(
    aangesloten: Dienst, namaak: Namaak, auth_time: int, *, good: bool
) -> None:
    namaak.be("opvang", "opvang", auth_time=int(time.time()) + auth_time)
    answer = await log_in(make_browser(aangesloten), terug="/ingelogd", opnieuw="true")
    assert (namaak.asked["prompt"], namaak.asked["max_age"]) == ("login", "0")
    assert answer.headers["location"] == ("/ingelogd" if good else "/ingelogd?fout=mislukt")


async def test_a_provider_that_is_away_is_said_so(
    aangesloten: Dienst, namaak: Namaak, monkeypatch: pytest.MonkeyPatch
) -> None:
    namaak.status = 503
    monkeypatch.setattr("capacity_service.api.bronnen.KEEP_S", -1.0)
    monkeypatch.setattr("capacity_service.api.bronnen.FAILED_S", 0.0)
    answer = await make_browser(aangesloten).get(f"/v1/aanmelden/{CODE}")
    assert reason(answer) == "/inloggen?fout=onbereikbaar"
    assert POGING not in answer.headers.get("set-cookie", "")


async def test_another_provider_of_the_same_address_has_its_own_people(
    make_database: MakeDatabase, namaak: Namaak
) -> None:
    """Two clients at one provider: a token for one of them lets nobody in at the other."""
    both = tuple(
        make_aanbieder(
            namaak.issuer,
            {},
            code=code,
            client_id=client,
            rol=Koppeling(vast="opvang"),
            organisatie=Koppeling(vast="x"),
        )
        for code, client in (("een", "capaciteit"), ("twee", "ander"))
    )
    async with make_database("kaal") as urls, serve(urls.app, urls.migrator, ticking=False, aanbieders=both) as dienst:
        browser = make_browser(dienst)
        there = await go_there(browser, "twee")
        assert reason(await browser.get(there.headers["location"])) == "/inloggen?fout=mislukt"
