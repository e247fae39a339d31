from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.conftest import NewPerson
from tests.e2e.mistakes import find_faults, find_overflow
from tests.e2e.person import DESK, PHONE
from tests.e2e.screens import HUIS_IN_ZWOLLE, ZWOLLE
from tests.land import Dienst, in_hours, make_aanvraag
from tests.land import expect as answered

SCREENS = [
    pytest.param({"viewport": PHONE, "is_mobile": True, "color_scheme": "dark"}, id="phone, dark"),
    pytest.param({"viewport": DESK, "color_scheme": "light"}, id="desk, light"),
]


@pytest.fixture
async def page(land: Dienst, chromium: Browser) -> AsyncIterator[Page]:
    """A browser that runs no script of any page."""
    settings: dict[str, Any] = {"java_script_enabled": False, "viewport": PHONE, "base_url": land.url}
    context = await chromium.new_context(**settings)
    context.set_default_timeout(10_000)
    page = await context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    yield page
    await context.close()
    assert [url for url in asked if not url.startswith(land.url)] == []


async def login(page: Page) -> None:
    await page.goto("/")
    await page.get_by_role("link", name="Ga naar de pagina zonder JavaScript").click()
    await page.get_by_label("Als welke opvang?").select_option(label=HUIS_IN_ZWOLLE)
    await page.get_by_role("button", name="Inloggen").click()
    await expect(page.get_by_role("heading", name="Uw plaatsen")).to_be_visible()


async def announce(land: Dienst) -> None:
    """A household is on its way to the house in Zwolle."""
    coordinator = await land.as_rol("coordinator")
    household = {"volwassenen": 1, "kinderen": [{"leeftijd": 4}], "behoeften": ["tolk"]}
    body = make_aanvraag(voorkeuren=[ZWOLLE], huishouden=household)
    plaatsing = answered(await coordinator.post("/aanvragen", json=body), 201)["plaatsing"]["id"]
    expected = {"verwachteAankomstOp": in_hours(2)}
    answered(await coordinator.post(f"/plaatsingen/{plaatsing}/bevestiging", json=expected), 200)


async def test_a_house_without_javascript_reads_who_comes_and_keeps_a_place_true(land: Dienst, page: Page) -> None:
    await announce(land)
    await login(page)
    komst = page.get_by_role("region", name="Wie er komt")
    await expect(komst).to_contain_text("1 volwassene en 1 kind (4 jaar)")
    await expect(komst).to_contain_text("tolk")
    await komst.get_by_role("button", name="Ja, wij ontvangen hen").click()
    await expect(page.get_by_role("status")).to_have_text("Vastgelegd: u ontvangt dit huishouden.")
    await page.get_by_role("button", name="Nog steeds vrij").first.click()
    await expect(page.get_by_role("status")).to_have_text("Vastgelegd: u heeft de plaats gezien.")
    card = page.get_by_role("article").filter(has=page.get_by_role("button", name="Nog steeds vrij")).first
    naam = (await card.get_by_role("heading").inner_text()).partition(":")[0]
    await card.get_by_text("Wijzig").click()
    await card.get_by_label("Bezet", exact=True).check()
    await card.get_by_role("button", name="Leg vast").click()
    await expect(page.get_by_role("heading", name=f"{naam}: Bezet")).to_be_visible()


async def test_a_form_that_is_sent_twice_is_done_once(land: Dienst, page: Page) -> None:
    seen = "SELECT count(*) AS n FROM logboek WHERE gebeurtenis = 'plaats_gezien'"
    await login(page)
    async with page.expect_request("**/gezien") as pressed:
        await page.get_by_role("button", name="Nog steeds vrij").first.click()
    await expect(page.get_by_role("status")).to_be_visible()
    (once,) = await land.sql(seen)
    sent = await pressed.value
    again = await page.request.post(sent.url, data=sent.post_data or "", headers=await sent.all_headers())
    assert "Dit formulier was al verstuurd." in await again.text()
    assert await land.sql(seen) == [once]
    # Who goes back gets the page as it is now, with a form of its own.
    await page.go_back()
    await page.get_by_role("button", name="Nog steeds vrij").first.click()
    await expect(page.get_by_role("status")).to_be_visible()
    assert (await land.sql(seen))[0].n > once.n


@pytest.mark.parametrize("screen", SCREENS)
async def test_the_page_is_accessible_and_fits(
    land: Dienst, someone: NewPerson, axe: str, screen: dict[str, object]
) -> None:
    """With JavaScript on, since axe is one: the page itself has none."""
    await announce(land)
    person = await someone(**screen)
    page, wrong = person.page, {}

    async def look(name: str) -> None:
        for width in (DESK["width"], PHONE["width"], 320):
            if found := await find_overflow(page, width) + await find_faults(page, axe):
                wrong[f"{name}, {width} px"] = found

    await person.open("/zonder-javascript/")
    await look("inloggen")
    await page.get_by_label("Als welke opvang?").select_option(label=HUIS_IN_ZWOLLE)
    await page.get_by_role("button", name="Inloggen").click()
    await page.get_by_text("Wijzig").first.click()
    await look("overzicht")
    await page.get_by_role("button", name="English").click()
    await page.get_by_text("Change").first.click()
    await look("overzicht in het Engels")
    person.accepted.append("400 (Bad Request)")
    await page.get_by_label("Out of use").first.check()
    await page.get_by_role("button", name="Record").first.click()
    await expect(page.get_by_role("alert")).to_be_visible()
    await look("fout")
    assert wrong == {}
