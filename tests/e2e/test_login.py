"""The whole login on the page, in a real browser, with a real provider: in, on with a new session without losing what was typed, and out."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from capacity_service.pagina.app import ADRES
from tests.conftest import Urls
from tests.land import Dienst, find_port, serve
from tests.namaak import make_aanbieder
from tests.providers.processes import run_oidc_provider
from tests.providers.test_two_providers import NAAM, make_client, name_organisatie

WIE = "coordinator~proef~1"


@pytest.fixture
async def land(vol: Urls, pages: Path) -> AsyncIterator[Dienst]:
    """The service with its pages, and one provider with which people log in."""
    port = find_port()
    async with (
        run_oidc_provider(make_client(port)) as issuer,
        serve(
            vol.app, vol.migrator, dashboard=pages, port=port, aanbieders=(make_aanbieder(issuer, {"proef": NAAM}),)
        ) as running,
    ):
        await name_organisatie(running)
        yield running


@pytest.fixture
async def open_page(land: Dienst, chromium: Browser) -> AsyncIterator[Callable[..., Awaitable[Page]]]:
    """Opens a page for somebody new. They go to another site and back, which nobody else in these tests does."""
    contexts = []

    async def come(path: str, **screen: Any) -> Page:
        context = await chromium.new_context(locale="nl-NL", reduced_motion="reduce", **screen)
        contexts.append(context)
        page = await context.new_page()
        await page.goto(f"{land.url}{path}")
        return page

    yield come
    for context in contexts:
        await context.close()


OpenPage = Callable[..., Awaitable[Page]]


async def sign_in(page: Page, who: str) -> None:
    """On the provider's own page."""
    await page.locator("input[name=login]").fill(who)
    await page.locator("input[name=password]").fill("x")
    await page.locator("button[type=submit]").click()


async def test_somebody_logs_in_goes_on_after_a_shift_and_logs_out(land: Dienst, open_page: OpenPage) -> None:
    page = await open_page("/")
    await expect(page.get_by_role("heading", name="Inloggen")).to_be_visible()
    assert await page.get_by_text("Dit is een demonstratie").count() == 0
    await page.get_by_role("link", name="Proefaanbieder").click()
    await sign_in(page, WIE)
    await expect(page.get_by_role("heading", level=1, name="Aanvragen")).to_be_visible()
    assert page.url == f"{land.url}/aanvragen"
    assert await page.evaluate("document.cookie") == ""

    await land.sql(
        "UPDATE sessie SET uiterlijk_op = op, verloopt_op = op FROM (SELECT clock_timestamp() + interval '8 seconds' AS op) AS z"
    )
    await page.goto(f"{land.url}/aanvragen/nieuw")
    field = page.get_by_label("Terugbelnummer")
    await field.fill("06 12345678")
    again = page.get_by_role("dialog", name="Uw sessie is voorbij")
    await expect(again).to_be_visible(timeout=20_000)
    assert not await page.get_by_role("main").is_visible()
    async with page.expect_popup() as opened:
        await again.get_by_role("button", name="Log opnieuw in").click()
    window = await opened.value
    await sign_in(window, WIE)
    await expect(again).to_be_hidden()
    assert await field.input_value() == "06 12345678"

    await page.get_by_role("button", name="Uitloggen").first.click()
    await page.get_by_role("button", name=re.compile("Yes")).click()
    await expect(page.get_by_role("link", name="Proefaanbieder")).to_be_visible()
    rows = await land.sql("SELECT 1 FROM sessie WHERE verloopt_op > clock_timestamp()")
    assert rows == []


async def test_somebody_without_a_role_hears_so_on_the_page(open_page: OpenPage) -> None:
    page = await open_page("/inloggen")
    await page.get_by_role("link", name="Proefaanbieder").click()
    await sign_in(page, "kok~proef~2")
    await expect(page.get_by_role("alert")).to_contain_text("U hebt hier geen toegang.")


async def test_a_house_logs_in_without_javascript(open_page: OpenPage) -> None:
    page = await open_page(f"{ADRES}/", java_script_enabled=False)
    await page.get_by_role("link", name="Proefaanbieder").click()
    await sign_in(page, "opvang~proef~3")
    await expect(page.get_by_text(NAAM)).to_be_visible()
    await page.get_by_role("button", name="Uitloggen").click()
    await expect(page.get_by_role("link", name="Log ook uit bij Proefaanbieder")).to_be_visible()
