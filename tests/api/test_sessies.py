import httpx2
import pytest

from capacity_service.store.toegang import COOKIE
from tests.conftest import Urls
from tests.land import Dienst, Json, expect, serve


async def _browser(dienst: Dienst) -> httpx2.AsyncClient:
    client = httpx2.AsyncClient(base_url=f"{dienst.url}/v1", headers={"Origin": dienst.url}, trust_env=False)
    dienst.clients.append(client)
    return client


async def _account(browser: httpx2.AsyncClient, rol: str) -> Json:
    accounts = expect(await browser.get("/demo-accounts"), 200)["demoAccounts"]
    return next(account for account in accounts if account["rol"] == rol)


async def test_logging_in_as_a_demo_account_gives_a_cookie_that_only_the_browser_reads(stil: Dienst) -> None:
    browser = await _browser(stil)
    account = await _account(browser, "opvang")
    answer = await browser.post("/demo-sessies", json={"account": account["id"]})
    sessie = expect(answer, 201)
    assert sessie["account"] == {key: account[key] for key in ("id", "naam", "rol")}
    assert (sessie["organisatie"]["id"], sessie["demo"]) == (account["organisatie"]["id"], True)
    cookie = answer.headers["set-cookie"].lower()
    assert {"httponly", "samesite=strict", "path=/", "max-age=43200"} <= {part.strip() for part in cookie.split(";")}
    secret = answer.cookies[COOKIE]
    assert secret not in answer.text
    assert expect(await browser.get("/sessies/huidige"), 200) == sessie
    assert await stil.sql("SELECT 1 FROM sessie WHERE sleutel_hash = :it", it=secret.encode()) == []


async def test_logging_out_ends_the_session_at_once(dienst: Dienst) -> None:
    browser = await _browser(dienst)
    account = await _account(browser, "gemeente")
    answer = await browser.post("/demo-sessies", json={"account": account["id"]})
    secret = answer.cookies[COOKIE]
    expect(await browser.delete("/sessies/huidige"), 204)
    assert expect(await browser.get("/sessies/huidige"), 401)["type"].endswith("niet_ingelogd")
    stolen = {"Authorization": f"Bearer {secret}"}
    expect(await browser.get("/bezetting", headers=stolen), 401)
    assert await dienst.sql("SELECT 1 FROM live_ticket") == []


async def test_without_the_demonstration_there_is_no_way_in(kaal: Urls) -> None:
    async with serve(kaal.app, kaal.migrator, ticking=False, demo=False) as dienst:
        browser = await _browser(dienst)
        rows = await dienst.sql("SELECT id FROM account LIMIT 1")
        for answer in (
            await browser.get("/demo-accounts"),
            await browser.post("/demo-sessies", json={"account": str(rows[0].id)}),
        ):
            assert expect(answer, 404)["type"] == "/v1/problemen/niet_gevonden"
            assert "set-cookie" not in answer.headers
        landelijk = await dienst.as_rol("landelijk")
        assert expect(await landelijk.get("/sessies/huidige"), 200)["demo"] is False


@pytest.mark.parametrize(
    "body", [{}, {"account": "x"}, {"account": "0192a000-0000-7000-8000-000000000000"}, {"account": None}]
)
async def test_an_account_that_is_none_is_400_and_gives_no_cookie(stil: Dienst, body: Json) -> None:
    answer = await (await _browser(stil)).post("/demo-sessies", json=body)
    assert [fault["veld"] for fault in expect(answer, 400)["fouten"]] == ["account"]
    assert "set-cookie" not in answer.headers


async def test_a_revoked_account_is_not_offered_and_cannot_log_in(dienst: Dienst) -> None:
    browser = await _browser(dienst)
    account = await _account(browser, "landelijk")
    await dienst.sql("UPDATE account SET ingetrokken_op = clock_timestamp() WHERE rol = 'landelijk'")
    offered = expect(await browser.get("/demo-accounts"), 200)["demoAccounts"]
    assert account["id"] not in {other["id"] for other in offered}
    expect(await browser.post("/demo-sessies", json={"account": account["id"]}), 400)


async def test_another_page_cannot_log_a_browser_in(stil: Dienst) -> None:
    browser = await _browser(stil)
    account = await _account(browser, "opvang")
    answer = await browser.post(
        "/demo-sessies", json={"account": account["id"]}, headers={"Origin": "https://elders.test"}
    )
    expect(answer, 403)
    assert "set-cookie" not in answer.headers


async def test_the_demo_accounts_are_functions_of_invented_organisaties(stil: Dienst) -> None:
    accounts = expect(await (await _browser(stil)).get("/demo-accounts"), 200)["demoAccounts"]
    assert {account["rol"] for account in accounts} >= {"coordinator", "opvang", "gemeente", "landelijk"}
    assert all(account["naam"].endswith("(demo)") for account in accounts)


async def test_a_ticket_is_a_secret_that_is_not_stored(stil: Dienst) -> None:
    client = await stil.as_rol("opvang")
    tickets = {expect(await client.post("/live-tickets"), 201)["ticket"] for _ in range(3)}
    assert len(tickets) == 3
    assert all(len(ticket) >= 43 for ticket in tickets)
    rows = await stil.sql("SELECT ticket_hash FROM live_ticket")
    assert not {row.ticket_hash for row in rows} & {ticket.encode() for ticket in tickets}


async def test_who_left_a_session_open_sees_it_and_ends_it_from_elsewhere(dienst: Dienst) -> None:
    here, there, other = [await _browser(dienst) for _ in range(3)]
    account = await _account(here, "gemeente")
    for browser in (there, here):
        expect(await browser.post("/demo-sessies", json={"account": account["id"]}), 201)
    expect(await other.post("/demo-sessies", json={"account": (await _account(here, "opvang"))["id"]}), 201)
    mine, left = expect(await here.get("/sessies"), 200)["sessies"]
    assert (mine["huidig"], left["huidig"]) == (True, False)
    assert expect(await here.get("/sessies/huidige"), 200)["verlooptOp"] == mine["verlooptOp"]
    assert mine["begonnenOp"] < mine["verlooptOp"]
    expect(await here.delete("/sessies/andere"), 204)
    expect(await there.get("/sessies/huidige"), 401)
    expect(await other.get("/sessies/huidige"), 200)
    assert [each["huidig"] for each in expect(await here.get("/sessies"), 200)["sessies"]] == [True]


async def test_nobody_is_an_answer_too(dienst: Dienst) -> None:
    browser = await _browser(dienst)
    assert expect(await browser.get("/aanmelding"), 200) == {"sessie": None, "demo": True}
    account = await _account(browser, "gemeente")
    sessie = expect(await browser.post("/demo-sessies", json={"account": account["id"]}), 201)
    assert expect(await browser.get("/aanmelding"), 200) == {"sessie": sessie, "demo": True}
    expect(await browser.delete("/sessies/huidige"), 204)
    assert expect(await browser.get("/aanmelding", headers={"Authorization": "Bearer weg"}), 200) == {
        "sessie": None,
        "demo": True,
    }
