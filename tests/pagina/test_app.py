from collections.abc import AsyncIterator
from uuid import UUID

import httpx2
import pytest

from capacity_service.pagina.app import ADRES
from tests.land import Dienst, Json, in_hours, make_aanvraag
from tests.land import expect as answered
from tests.pagina.lezer import Form, Lezer, forms, seen


@pytest.fixture
async def vreemde(dienst: Dienst) -> AsyncIterator[Lezer]:
    """Somebody who is not logged in."""
    reader = Lezer(dienst)
    yield reader
    await reader.client.aclose()


@pytest.fixture
async def naam(dienst: Dienst) -> str:
    rows = await dienst.sql(
        "SELECT o.naam FROM account a JOIN organisatie o ON o.id = a.organisatie_id WHERE a.rol = 'opvang'"
        " ORDER BY o.soort, o.naam, a.id LIMIT 1"
    )
    return str(rows[0].naam)


@pytest.fixture
async def plaats(dienst: Dienst) -> Json:
    first, *_ = await dienst.add_plaatsen({}, {}, {}, {})
    return first


@pytest.fixture
async def lezer(dienst: Dienst, naam: str, plaats: Json) -> AsyncIterator[Lezer]:  # noqa: ARG001 - there are places
    reader = Lezer(dienst)
    assert (await reader.login(naam)).status_code == 200
    yield reader
    await reader.client.aclose()


async def now(dienst: Dienst, plaats: Json) -> Json:
    opvang = await dienst.as_rol("opvang")
    found: Json = answered(await opvang.get(f"/plaatsen/{plaats['id']}"), 200)
    return found


def of(page: httpx2.Response, plaats: Json, what: str) -> Form:
    return next(form for form in forms(page, f"/{what}") if plaats["id"] in form.action)


async def test_who_logs_in_sees_own_places_and_nothing_runs_in_the_page(lezer: Lezer, naam: str, plaats: Json) -> None:
    page = await lezer.open()
    assert plaats["referentie"] in seen(page)
    assert naam in seen(page)
    assert "<script" not in page.text
    assert "script-src" not in page.headers["content-security-policy"]
    assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert (await lezer.client.get(f"{ADRES}/stijl.css")).headers["content-type"].startswith("text/css")


async def test_still_free_is_one_press(lezer: Lezer, dienst: Dienst, plaats: Json) -> None:
    page = await lezer.send(of(await lezer.open(), plaats, "gezien"))
    assert "Vastgelegd: u heeft de plaats gezien." in seen(page)
    assert (await now(dienst, plaats))["revisie"] > plaats["revisie"]


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"status": "bezet", "sinds": ""}, "bezet"), ({"status": "buiten_gebruik", "reden": "water"}, "buiten_gebruik")],
)
async def test_a_status_is_set_and_set_back(
    lezer: Lezer, dienst: Dienst, plaats: Json, fields: dict[str, str], status: str
) -> None:
    page = await lezer.send(of(await lezer.open(), plaats, "status"), **fields)
    assert "Vastgelegd: de nieuwe status." in seen(page)
    assert (await now(dienst, plaats))["status"] == status
    await lezer.send(of(page, plaats, "status"), status="vrij")
    assert (await now(dienst, plaats))["status"] == "vrij"


async def test_the_same_form_twice_is_done_once(lezer: Lezer, dienst: Dienst, plaats: Json) -> None:
    form = of(await lezer.open(), plaats, "status")
    await lezer.send(form, status="bezet", sinds="")
    once = await now(dienst, plaats)
    again = await lezer.send(form, status="bezet", sinds="")
    assert "Dit formulier was al verstuurd." in seen(again)
    assert again.status_code == 409
    assert await now(dienst, plaats) == once


async def test_who_was_overtaken_hears_so_and_sees_what_is_now(lezer: Lezer, dienst: Dienst, plaats: Json) -> None:
    old = of(await lezer.open(), plaats, "status")
    opvang = await dienst.as_rol("opvang")
    headers = {"If-Match": f'"{plaats["revisie"]}"'}
    body = {"status": "bezet", "sindsOp": in_hours(-1), "waargenomenOp": in_hours(0)}
    answered(await opvang.put(f"/plaatsen/{plaats['id']}/status", json=body, headers=headers), 200)
    page = await lezer.send(old, status="buiten_gebruik", reden="brand")
    assert page.status_code == 412
    assert 'role="alert"' in page.text
    assert f"{plaats['referentie']}: Bezet" in seen(page)
    assert (await now(dienst, plaats))["status"] == "bezet"


async def test_what_is_missing_is_said_in_words(lezer: Lezer, plaats: Json) -> None:
    form = of(await lezer.open(), plaats, "status")
    page = await lezer.send(form, status="buiten_gebruik", reden="")
    assert page.status_code == 400
    assert "waarom de plaats buiten gebruik gaat" in seen(page)
    assert (await lezer.send(form, status="bezet", sinds="2026-10-25T02:30")).status_code == 400
    assert (await lezer.send(form, status="opgegeten")).status_code == 400
    assert (await lezer.send(Form(form.action, {}), status="vrij")).status_code == 428


async def test_a_form_of_another_site_does_nothing(lezer: Lezer, dienst: Dienst, plaats: Json) -> None:
    form = of(await lezer.open(), plaats, "status")
    for origin in ("https://elders.invalid", "null"):
        lezer.origin = origin
        page = await lezer.send(form, status="bezet", sinds="")
        assert page.status_code == 403
        assert "Dit verzoek komt van een andere site." in seen(page)
    assert await now(dienst, plaats) == await now(dienst, plaats) | {"status": "vrij", "revisie": plaats["revisie"]}


async def test_who_is_coming_stands_there_with_the_clock_and_what_to_prepare(lezer: Lezer, dienst: Dienst) -> None:
    coordinator = await dienst.as_rol("coordinator")
    household = {"volwassenen": 1, "kinderen": [{"leeftijd": 4}, {"leeftijd": 11}], "behoeften": ["rolstoel", "tolk"]}
    aanvraag = answered(await coordinator.post("/aanvragen", json=make_aanvraag(huishouden=household)), 201)
    plaatsing = aanvraag["plaatsing"]["id"]
    expected = {"verwachteAankomstOp": in_hours(2)}
    answered(await coordinator.post(f"/plaatsingen/{plaatsing}/bevestiging", json=expected), 200)
    page = await lezer.open()
    for words in ("1 volwassene en 2 kinderen (4 en 11 jaar)", "rolstoel, tolk", "Nog 22 uur en", "Bevestigd: komt"):
        assert words in seen(page)
    (form,) = forms(page, "/acceptatie")
    page = await lezer.send(form)
    assert "Vastgelegd: u ontvangt dit huishouden." in seen(page)
    assert "U ontvangt hen." in seen(page)
    assert forms(page, "/acceptatie") == []
    told = answered(await coordinator.get(f"/plaatsingen/{plaatsing}"), 200)
    assert told["geaccepteerdOp"] is not None


async def test_who_logs_out_has_no_session_any_more(lezer: Lezer, plaats: Json) -> None:
    form = of(await lezer.open(), plaats, "gezien")
    page = await lezer.send(Form(f"{ADRES}/uitloggen", {}))
    assert "Inloggen voor de demonstratie" in seen(page)
    assert plaats["referentie"] not in page.text
    page = await lezer.send(form)
    assert page.status_code == 401
    assert "Uw sessie is voorbij." in seen(page)


async def test_another_role_is_told_where_its_work_is(vreemde: Lezer) -> None:
    accounts = answered(await vreemde.client.get("/v1/demo-accounts"), 200)["demoAccounts"]
    coordinator = next(account["id"] for account in accounts if account["rol"] == "coordinator")
    page = await vreemde.send(Form(f"{ADRES}/inloggen", {}), account=coordinator)
    assert page.status_code == 403
    assert "Deze pagina is voor de opvang" in seen(page)
    assert "Dit demo-account is er niet." in seen(
        await vreemde.send(Form(f"{ADRES}/inloggen", {}), account=str(UUID(int=1)))
    )


async def test_it_is_english_after_one_press_and_what_the_service_says_stays_dutch(lezer: Lezer, plaats: Json) -> None:
    page = await lezer.send(Form(f"{ADRES}/taal", {}), taal="en")
    assert '<html lang="en">' in page.text
    assert "Your places (4)" in seen(page)
    page = await lezer.send(of(page, plaats, "status"), status="buiten_gebruik", reden="")
    assert '<p lang="nl">' in page.text.partition('role="alert"')[2]
    assert "lang" not in page.text.partition('role="alert"')[2].partition("</h2>")[0]


@pytest.mark.parametrize("path", ["/plaatsen/x/status", "/plaatsen/", "/bestaat-niet"])
async def test_what_is_not_there_is_said_so(vreemde: Lezer, path: str) -> None:
    page = await vreemde.client.post(f"{ADRES}{path}", data={})
    assert page.status_code in {404, 405}
    assert "Deze pagina is er niet" in seen(page)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{}", "application/json"),
        (b"a=" + b"x" * 9000, "application/x-www-form-urlencoded"),
        (b"a=1&a=2", "application/x-www-form-urlencoded"),
        (b"a=%ff", "application/x-www-form-urlencoded"),
        (b"a=%00", "application/x-www-form-urlencoded"),
        ("a=é".encode(), "application/x-www-form-urlencoded"),
        (b"&".join(b"a%d=1" % n for n in range(30)), "application/x-www-form-urlencoded"),
    ],
)
async def test_what_no_form_sends_is_refused_in_words(vreemde: Lezer, content: bytes, kind: str) -> None:
    page = await vreemde.client.post(f"{ADRES}/inloggen", content=content, headers={"Content-Type": kind})
    assert page.status_code == 400
    assert "Dat is niet gelukt" in seen(page)


async def test_a_broken_service_is_said_so(vreemde: Lezer, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("capacity_service.api.guard.find_actor", broken)
    vreemde.client.cookies.set("capaciteit_sessie", "x")
    page = await vreemde.open()
    assert page.status_code == 500
    assert "De dienst geeft nu geen antwoord." in seen(page)
