"""The workplaces of a gemeente, of landelijk and of an auditor: their main job, on a desk, on a phone, and without a mouse."""

import asyncio
import csv
import io
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Download, Page, expect

from tests.e2e.conftest import NewPerson
from tests.e2e.keys import Keys
from tests.e2e.past import fill_past
from tests.e2e.person import DESK, PHONE
from tests.e2e.screens import HUIS_IN_ZWOLLE
from tests.land import Dienst, make_aanvraag
from tests.land import expect as answered

SCREENS = [
    pytest.param({"viewport": DESK}, id="desk"),
    pytest.param({"viewport": PHONE, "is_mobile": True, "has_touch": True}, id="phone"),
]
NOBODY_FITS = {"volwassenen": 25, "kinderen": []}


async def read_csv(download: Download) -> list[dict[str, str]]:
    path = Path(await download.path())
    text = (await asyncio.to_thread(path.read_bytes)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


async def choose_period(page: Page, name: str, rows: range) -> None:
    await page.get_by_role("button", name=name).click()
    table = page.get_by_role("region", name="Verloop in cijfers")
    await expect(table).to_be_visible()
    await expect(page.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")
    assert await table.locator("tbody tr").count() in rows
    # As much as there is in the table, there is in the picture.
    drawn = await page.locator("figure .vak rect.band").count()
    assert drawn in rows


@pytest.mark.parametrize("screen", SCREENS)
async def test_a_gemeente_sees_its_duty_its_trend_and_takes_the_figures_along(
    land: Dienst, someone: NewPerson, screen: dict[str, Any]
) -> None:
    await fill_past(land)
    person = await someone(**screen)
    page = person.page
    await person.login("Centrumgemeente", "Gemeente Zwolle")
    duty = page.get_by_role("region", name="Onze plicht: Zwolle")
    await expect(duty.get_by_role("listitem")).to_have_count(3)
    await expect(duty).to_contain_text("minimaal 2")
    await duty.get_by_role("link", name="Bekijk ons verloop").click()
    await expect(page.get_by_role("heading", level=1, name="Verloop in Zwolle")).to_be_visible()
    await expect(page.get_by_role("img", name="Vrije crisisplaatsen in Zwolle")).to_be_visible()
    for name, rows in (("7 dagen", range(160, 171)), ("90 dagen", range(89, 92)), ("24 uur", range(24, 26))):
        await choose_period(page, name, rows)
    async with page.expect_download() as coming:
        await page.get_by_role("link", name="Verloop als CSV").click()
    rows_of_trend = await read_csv(await coming.value)
    assert len(rows_of_trend) in range(24, 26)
    assert "Gereserveerd" not in rows_of_trend[0], "a gemeente sees it as a part of bezet"
    await page.get_by_label("Waar").select_option(label="Heel Nederland")
    await expect(page.get_by_role("table", name="verwacht in heel Nederland").locator("tbody tr")).to_have_count(2)
    await page.get_by_role("link", name="Landelijk beeld").click()
    for kind in ("CSV", "ODS"):
        async with page.expect_download() as coming:
            await page.get_by_role("link", name=f"Cijfers van nu als {kind}").click()
        assert (await coming.value).suggested_filename == f"bezetting.{kind.lower()}"


@pytest.mark.parametrize("screen", SCREENS)
async def test_landelijk_sees_who_waits_what_is_wrong_and_what_comes(
    land: Dienst, someone: NewPerson, screen: dict[str, Any]
) -> None:
    await fill_past(land, 48)
    coordinator = await land.as_rol("coordinator")
    answered(await coordinator.post("/aanvragen", json=make_aanvraag(huishouden=NOBODY_FITS)), 201)
    person = await someone(**screen)
    page = person.page
    await person.login("Landelijke coördinatie")
    await expect(page.get_by_role("heading", name="Nog geen plaats (1)")).to_be_visible()
    await expect(page.get_by_role("heading", name="Normen die nu niet worden gehaald")).to_be_visible()
    await page.get_by_role("navigation").get_by_role("link", name="Verloop").click()
    table = page.get_by_role("table", name="verwacht in heel Nederland")
    await expect(table.locator("tbody tr")).to_have_count(2)
    names = await page.get_by_label("Waar").locator("option").all_inner_texts()
    assert names[1:4] == ["'s-Hertogenbosch", "Alkmaar", "Almere"]
    await page.get_by_label("Waar").select_option(label="Venlo")
    await expect(page.get_by_role("heading", level=1, name="Verloop in Venlo")).to_be_visible()


@pytest.mark.parametrize("screen", SCREENS)
async def test_an_auditor_reads_a_dossier_norm_by_norm(someone: NewPerson, screen: dict[str, Any]) -> None:
    person = await someone(**screen)
    page = person.page
    await person.open("/")
    await page.get_by_role("button", name="Auditor").click()
    await page.get_by_label("Van welke opvangorganisatie?").select_option(label=HUIS_IN_ZWOLLE)
    await expect(page.get_by_role("heading", level=1, name=f"Dossier van {HUIS_IN_ZWOLLE}")).to_be_visible()
    norms = page.locator("article.norm h3")
    assert await norms.count() > 25
    for number in ("1.4", "5.1a", "5.2"):
        await expect(norms.filter(has_text=number).first).to_be_visible()
    await expect(page.get_by_text("Vingerafdruk (SHA-256) van dit stuk:")).to_be_visible()


async def test_a_gemeente_does_its_main_job_by_keyboard(land: Dienst, someone: NewPerson) -> None:
    """Look at the own duty, open the trend, choose 7 days, take the CSV along."""
    await fill_past(land)
    person = await someone()
    page = person.page
    await person.login("Centrumgemeente", "Gemeente Alkmaar")
    await expect(page.get_by_role("region", name="Onze plicht: Alkmaar")).to_be_visible()
    keys = Keys(page)
    await keys.begin()
    await keys.tab_to(page.get_by_role("link", name="Bekijk ons verloop"))
    await keys.press("Enter")
    await expect(page.get_by_role("heading", level=1, name="Verloop in Alkmaar")).to_be_focused()
    week = page.get_by_role("button", name="7 dagen")
    await keys.tab_to(week)
    await keys.press("Enter")
    await expect(page.get_by_role("region", name="Verloop in cijfers").locator("tbody tr").nth(150)).to_be_attached()
    await expect(week).to_be_focused()
    async with page.expect_download() as coming:
        await keys.tab_to(page.get_by_role("link", name="Verloop als CSV"))
        await keys.press("Enter")
    assert len(await read_csv(await coming.value)) in range(160, 171)
    await keys.end()


async def test_an_auditor_does_the_main_job_by_keyboard(someone: NewPerson) -> None:
    """Choose the organisatie by its first letters, keep the field while choosing, and read to the end."""
    person = await someone()
    page = person.page
    await person.open("/")
    await page.get_by_role("button", name="Auditor").press("Enter")
    field = page.get_by_label("Van welke opvangorganisatie?")
    await expect(field.locator("option").nth(5)).to_be_attached()
    keys = Keys(page)
    await keys.begin()
    await keys.tab_to(field)
    await keys.type(HUIS_IN_ZWOLLE[:12])
    await expect(page.get_by_role("heading", level=1, name=f"Dossier van {HUIS_IN_ZWOLLE}")).to_be_visible()
    await expect(field).to_be_focused()
    await keys.tab_to(page.locator("summary", has_text="De regels die golden"))
    await keys.press("Enter")
    await expect(page.get_by_role("region", name="De regels die golden")).to_be_visible()
    await keys.end()
