"""A screen on the wall: it goes round, it is read from five metres, and it never looks fresher than it is."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from tests.e2e.cable import Cable, lay_cable
from tests.e2e.conftest import NewPerson
from tests.e2e.past import fill_past
from tests.e2e.person import Person
from tests.land import Dienst

WALL = {"width": 1920, "height": 1080}
PANELS = ["Vrije crisisplaatsen", "Heel Nederland", "Normsignalen", "Laatste 24 uur en wat er komt"]
ROUND_S = 20
MM_PER_PX = 0.634
"""On a screen of 55 inches: 1,218 mm for 1,920 px."""
CAPITAL = 0.66
READABLE_MM = 12.0
"""Capitals of this height are 8 minutes of arc from five metres; somebody with normal sight reads 5 (ISO 8596)."""
SMALLEST = """
() => {
  const small = [];
  for (const box of document.querySelectorAll('.muur header *, .muur .paneel *')) {
    const own = [...box.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || box.closest('.alleen-voorlezen, title') || !box.checkVisibility()) continue;
    const scale = box instanceof SVGElement ? box.getScreenCTM().a : 1;
    small.push([parseFloat(getComputedStyle(box).fontSize) * scale, box.textContent.trim().slice(0, 40)]);
  }
  return small.sort((a, b) => a[0] - b[0])[0];
}
"""
SCROLLS = "() => document.documentElement.scrollHeight - innerHeight"


@pytest.fixture
async def cable(land: Dienst) -> AsyncIterator[Cable]:
    async with lay_cable(land.url) as laid:
        yield laid


async def open_wall(person: Person) -> None:
    await person.login("Landelijke coördinatie")
    await person.open("/muur")
    await expect(person.page.get_by_text("Live", exact=True)).to_be_visible()


async def test_every_panel_fits_and_can_be_read_from_five_metres(land: Dienst, someone: NewPerson) -> None:
    await fill_past(land, 48)
    person = await someone(viewport=WALL)
    page = person.page
    await open_wall(person)
    for name in PANELS:
        await page.get_by_role("button", name=name).click()
        await expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
        if name == PANELS[-1]:
            await expect(page.get_by_role("img", name="Vrije crisisplaatsen in heel Nederland")).to_be_visible()
        pixels, text = await page.evaluate(SMALLEST)
        assert pixels * CAPITAL * MM_PER_PX >= READABLE_MM, f"{name}: {text} is {pixels} px"
        assert await page.evaluate(SCROLLS) <= 0, name


async def test_it_goes_round_by_itself_until_somebody_pauses_it(someone: NewPerson) -> None:
    person = await someone(viewport=WALL, reduced_motion="no-preference")
    page = person.page
    person.accepted += ["WebSocket connection to", "net::ERR_CONNECTION"]
    await page.clock.install()
    await open_wall(person)
    for name in [*PANELS[:2]]:
        await expect(page.get_by_role("heading", level=1)).to_have_text(name)
        await page.clock.run_for(ROUND_S * 1000)
    await page.get_by_role("button", name="Pauzeer").press("Enter")
    await page.clock.run_for(3 * ROUND_S * 1000)
    await expect(page.get_by_role("heading", level=1)).to_have_text(PANELS[2])


async def test_who_asked_for_less_motion_turns_the_panels_by_hand(someone: NewPerson) -> None:
    person = await someone(viewport=WALL)
    page = person.page
    person.accepted += ["WebSocket connection to", "net::ERR_CONNECTION"]
    await page.clock.install()
    await open_wall(person)
    await expect(page.get_by_role("heading", level=1)).to_have_text(PANELS[0])
    await page.clock.run_for(3 * ROUND_S * 1000)
    await expect(page.get_by_role("heading", level=1)).to_have_text(PANELS[0])
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_role("heading", level=1)).to_have_text(PANELS[1])


async def test_it_greys_itself_and_says_so_large_when_it_hears_nothing(someone: NewPerson, cable: Cable) -> None:
    person = await someone(cable.url, viewport=WALL)
    page = person.page
    person.accepted += ["WebSocket connection to", "net::ERR_CONNECTION"]
    await page.clock.install()
    await open_wall(person)
    cable.freeze()
    await page.clock.run_for(26_000)
    await expect(page.get_by_text("Verouderd: al")).to_be_visible()
    assert await page.evaluate("getComputedStyle(document.querySelector('main')).filter") == "grayscale(1)"
