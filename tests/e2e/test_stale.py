from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, Route, expect

from tests.e2e.cable import Cable, lay_cable
from tests.e2e.conftest import NewPerson
from tests.e2e.person import Person
from tests.e2e.screens import ZWOLLE, row
from tests.land import Dienst, make_aanvraag
from tests.land import expect as answered

STALE = "Verouderd: geen verbinding"


@pytest.fixture
async def cable(land: Dienst) -> AsyncIterator[Cable]:
    async with lay_cable(land.url) as laid:
        yield laid


async def watch(someone: NewPerson, cable: Cable) -> Person:
    """A gemeente that watches the country over the cable, with a clock that tests can turn on."""
    person = await someone(cable.url)
    # A browser writes every connection that comes to nothing in its console.
    person.accepted += ["WebSocket connection to", "net::ERR_CONNECTION"]
    await person.page.clock.install()
    async with person.page.expect_response("**/v1/centrumgemeenten") as names:
        await person.login("Centrumgemeente", "Gemeente Zwolle")
    await (await names.value).finished()
    # The command bar is fetched when there is time for it: before any cable is cut.
    async with person.page.expect_response("**/GaNaarBalk*.js") as bar:
        await turn_on(person.page, 3)
    await (await bar.value).finished()
    await person.page.wait_for_load_state("networkidle")
    return person


async def turn_on(page: Page, seconds: int) -> None:
    """Let the clock of the page run on, and every timer on it with it."""
    await page.clock.run_for(seconds * 1000)


async def reserve(land: Dienst) -> None:
    """Somebody elsewhere gets a place in Zwolle."""
    coordinator = await land.as_rol("coordinator")
    answered(await coordinator.post("/aanvragen", json=make_aanvraag(voorkeuren=[ZWOLLE])), 201)


async def is_grey(page: Page) -> bool:
    shown: str = await page.evaluate("getComputedStyle(document.querySelector('main')).filter")
    return shown == "grayscale(1)"


async def test_a_silent_screen_greys_itself_within_25_seconds(land: Dienst, someone: NewPerson, cable: Cable) -> None:
    watcher = await watch(someone, cable)
    page = watcher.page
    free = int(await row(page, ZWOLLE, "vrij").inner_text())
    cable.freeze()
    await turn_on(page, 15)
    await expect(page.get_by_role("status").filter(has_text=STALE)).to_have_count(0)
    assert not await is_grey(page)
    await turn_on(page, 11)
    await expect(page.get_by_role("status").filter(has_text=STALE)).to_contain_text("sinds")
    assert await is_grey(page)

    await reserve(land)
    cable.mend()
    await turn_on(page, 20)
    await watcher.is_live()
    await expect(row(page, ZWOLLE, "vrij")).to_have_text(str(free - 1))
    await expect(page.get_by_role("status").filter(has_text=STALE)).to_have_count(0)
    assert not await is_grey(page)


async def test_a_screen_that_was_cut_off_comes_back_with_what_it_missed(
    land: Dienst, someone: NewPerson, cable: Cable
) -> None:
    watcher = await watch(someone, cable)
    page = watcher.page
    free = int(await row(page, ZWOLLE, "vrij").inner_text())
    cable.pull()
    await expect(page.get_by_text("Verbinding zoeken. Laatst bijgewerkt om")).to_be_visible()
    assert not await is_grey(page)
    await turn_on(page, 26)
    await expect(page.get_by_role("status").filter(has_text=STALE)).to_be_visible()
    assert await is_grey(page)

    await reserve(land)
    cable.mend()
    await turn_on(page, 20)
    await watcher.is_live()
    await expect(row(page, ZWOLLE, "vrij")).to_have_text(str(free - 1))
    assert watcher.loads == 1


async def test_names_that_did_not_come_are_asked_again(someone: NewPerson) -> None:
    person = await someone()
    person.accepted.append("net::ERR_FAILED")
    asked = 0

    async def fail_once(route: Route) -> None:
        nonlocal asked
        asked += 1
        await (route.abort() if asked == 1 else route.continue_())

    await person.page.route("**/v1/centrumgemeenten", fail_once)
    await person.login("Landelijke coördinatie")
    await expect(person.page.get_by_role("region", name="Vrije crisisplaatsen").locator(".punt")).to_have_count(35)
    await expect(person.page.get_by_role("alert")).to_have_count(0)
    assert asked == 2
