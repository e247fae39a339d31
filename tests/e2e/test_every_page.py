from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.conftest import Urls
from tests.e2e.conftest import NewPerson
from tests.e2e.every_page import OVERAL, PAGES, UNDER, list_once, login, menu, refuse, silence, walk_role
from tests.e2e.mistakes import find_faults, find_overflow
from tests.e2e.person import DESK, PHONE
from tests.e2e.walk import stir
from tests.land import Dienst, serve

WIDTHS = (1280, 640, 390, 320)
"""640 is a desk at 200 %, 320 a small phone, or a phone at 120 %."""
LIVE = ("Coördinator", "Opvang", "Centrumgemeente", "Landelijke coördinatie")
STILL_MOVES = """
() => document.getAnimations().filter((each) => each.playState === 'running').map((each) => each.animationName ?? 'transition')
"""
DUTCH = r"""
() => {
  const words = /(^|[\s(])(de|het|een|niet|geen|wordt|zijn|deze|naar|sinds|nog|alle|meer)([\s.,:)]|$)/i;
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement: box, data } = walker.currentNode;
    if (!box || box.closest('[lang="nl"], script, style, noscript') || !box.checkVisibility()) continue;
    if (words.test(data)) found.push(data.trim());
  }
  for (const box of document.querySelectorAll('[aria-label], [placeholder], [title]')) {
    if (box.closest('[lang="nl"]')) continue;
    for (const name of ['aria-label', 'placeholder', 'title']) {
      if (words.test(box.getAttribute(name) ?? '')) found.push(box.getAttribute(name));
    }
  }
  return found;
}
"""
"""Dutch that an English screen shows without saying that it is Dutch."""


def tell(wrong: dict[str, Any]) -> str:
    """A line for each mistake, page by page."""
    return "\n".join(f"{name}:\n  " + "\n  ".join(map(str, found)) for name, found in wrong.items())


async def look(page: Page, axe: str, name: str, wrong: dict[str, Any]) -> None:
    """Light and dark, on every width: what axe finds, and what sticks out."""
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)
        if found := await find_faults(page, axe):
            wrong[f"{name}, {scheme}"] = found
    for width in WIDTHS:
        if found := await find_overflow(page, width):
            wrong[f"{name}, {width} px"] = found
    await page.set_viewport_size({"width": DESK["width"], "height": DESK["height"]})


@pytest.mark.parametrize("rol", PAGES)
async def test_every_page_of_a_role_is_accessible_and_fits_in_light_and_dark(
    land: Dienst, someone: NewPerson, axe: str, rol: str
) -> None:
    await stir(land)
    person = await someone()
    await login(person, rol)
    assert await menu(person.page) == PAGES[rol].keys() - UNDER
    wrong: dict[str, Any] = {}
    async for name in walk_role(person, rol, PAGES[rol] | OVERAL):
        await look(person.page, axe, name, wrong)
        if moving := await person.page.evaluate(STILL_MOVES):
            wrong[f"{name}, who wants no motion"] = moving
    assert not wrong, tell(wrong)


@pytest.mark.parametrize("rol", PAGES)
async def test_every_page_of_a_role_is_in_english_and_says_what_is_not(
    land: Dienst, someone: NewPerson, axe: str, rol: str
) -> None:
    await stir(land)
    person = await someone(viewport=PHONE, is_mobile=True, color_scheme="dark")
    await login(person, rol)
    await person.page.get_by_role("button", name="English").click()
    await expect(person.page.get_by_role("button", name="Log out")).to_be_visible()
    wrong: dict[str, Any] = {}
    async for name in walk_role(person, rol, PAGES[rol] | OVERAL, english=True):
        await expect(person.page.locator("html")).to_have_attribute("lang", "en")
        found = await person.page.evaluate(DUTCH) + await find_faults(person.page, axe)
        for width in (390, 320):
            found += await find_overflow(person.page, width)
        if found:
            wrong[name] = found
    assert not wrong, tell(wrong)


async def test_every_page_of_a_country_without_places_says_what_to_do(
    kaal: Urls, pages: Any, someone: NewPerson, axe: str
) -> None:
    wrong: dict[str, Any] = {}
    async with serve(kaal.app, kaal.migrator, dashboard=pages) as empty:
        for rol in LIVE:
            person = await someone(empty.url, viewport=PHONE, is_mobile=True)
            await login(person, rol)
            async for name in walk_role(person, rol, PAGES[rol]):
                if found := await find_faults(person.page, axe) + await find_overflow(person.page, 320):
                    wrong[name] = found
            await person.page.goto("about:blank")
    assert not wrong, tell(wrong)


@pytest.mark.parametrize(("rol", "own"), list_once().items())
async def test_every_page_that_gets_no_answer_says_so(
    someone: NewPerson, axe: str, rol: str, own: dict[str, str]
) -> None:
    person = await someone(viewport=PHONE, is_mobile=True, color_scheme="dark")
    await login(person, rol)
    await refuse(person)
    wrong: dict[str, Any] = {}
    async for name in walk_role(person, rol, own, whole=False):
        if found := await find_faults(person.page, axe) + await find_overflow(person.page, 320):
            wrong[name] = found
    assert not wrong, tell(wrong)


@pytest.mark.parametrize("rol", LIVE)
async def test_every_page_that_is_out_of_date_says_so_and_can_still_be_read(
    land: Dienst, someone: NewPerson, axe: str, rol: str
) -> None:
    await stir(land)
    person = await someone()
    await login(person, rol)
    await silence(person)
    wrong: dict[str, Any] = {}
    async for name in walk_role(person, rol, PAGES[rol], whole=False):
        await person.page.clock.run_for(30_000)
        await expect(person.page.get_by_role("status").filter(has_text="Verouderd: geen verbinding")).to_be_visible()
        await look(person.page, axe, name, wrong)
    assert not wrong, tell(wrong)
