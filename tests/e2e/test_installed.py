"""The page as an app on a telephone: neutral, only its shell is kept, a new version takes over, and it can be left at once."""

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Route, expect

from tests.conftest import Urls
from tests.e2e.conftest import NewPerson
from tests.e2e.person import PHONE, Person
from tests.e2e.screens import HUIS_IN_ZWOLLE, VEILIG_THUIS
from tests.e2e.walk import stir
from tests.land import Dienst, serve

KEPT = """
async () => {
  const found = [];
  for (const name of await caches.keys()) {
    for (const asked of await (await caches.open(name)).keys()) found.push(new URL(asked.url).pathname);
  }
  return found;
}
"""
WEATHER = "https://www.knmi.nl/"


@pytest.fixture
def pages(pages: Path, tmp_path: Path) -> Path:
    """A copy of the built pages, so that a test can put another version in their place."""
    return Path(shutil.copytree(pages, tmp_path / "dist"))


@pytest.fixture
async def land(vol: Urls, pages: Path) -> AsyncIterator[Dienst]:
    async with serve(vol.app, vol.migrator, dashboard=pages) as running:
        yield running


@pytest.fixture
async def huis(land: Dienst, someone: NewPerson) -> Person:
    await stir(land)
    person = await someone(viewport=PHONE, is_mobile=True, has_touch=True)
    await person.login("Opvang", HUIS_IN_ZWOLLE)
    await expect(person.page.get_by_role("heading", name="Crisisplaatsen")).to_be_visible()
    await person.page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    return person


async def test_it_can_be_installed_and_says_nowhere_what_it_is(huis: Person) -> None:
    page = huis.page
    session = await page.context.new_cdp_session(page)
    manifest = await session.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert re.search("crisis|opvang|plaats|shelter", manifest["data"], re.IGNORECASE) is None
    found = await session.send("Page.getInstallabilityErrors")
    assert [error["errorId"] for error in found["installabilityErrors"] if error["errorId"] != "in-incognito"] == []

    await page.get_by_text("Dit apparaat", exact=True).click()
    await page.get_by_label("Noem dit tabblad Rooster").check()
    await expect(page).to_have_title(re.compile(r"^(\(\d+\) )?Rooster$"))


async def test_only_the_shell_is_kept_and_never_an_answer_of_the_service(huis: Person) -> None:
    page = huis.page
    for path in ("/huizen", "/normsignalen", "/plaatsen"):
        await huis.open(path)
        await huis.is_live()
    await expect(page.get_by_role("button", name="Ja, wij ontvangen hen").first).to_be_visible()
    kept = await page.evaluate(KEPT)
    assert "/" in kept
    assert any(path.startswith("/assets/begin-") for path in kept)
    assert all(
        path == "/" or re.fullmatch(r"/assets/[\w.-]+|/(pictogram[\w-]*\.(svg|png)|app\.webmanifest)", path)
        for path in kept
    ), kept


async def test_a_new_version_takes_the_place_of_the_old_one_but_not_of_what_is_being_filled_in(
    pages: Path, huis: Person
) -> None:
    page = huis.page
    await page.get_by_role("button", name="Dit kan hier niet").first.tap()
    renew(pages)
    await page.evaluate("window.old = true")
    huis.accepted += ["net::ERR_", "WebSocket connection to"]
    await page.context.set_offline(True)
    await page.context.set_offline(False)
    await expect(page.get_by_text("Er is een nieuwe versie.")).to_be_visible()
    assert await page.evaluate("() => window.old === true")
    await page.get_by_role("button", name="Annuleer").first.tap()
    await page.wait_for_function("() => window.old === undefined")
    await huis.is_live()
    assert await page.evaluate("document.querySelector('script[src*=newer]') !== null")
    # And the worker that kept the old one gives way.
    await page.wait_for_function(f"async () => (await ({KEPT})()).some((path) => path.includes('newer'))")


def renew(pages: Path) -> None:
    """The same page as if it were built again: every script has another name, and so has what the worker keeps."""
    scripts = [path.name for path in (pages / "assets").glob("*.js")]
    named = re.compile("|".join(map(re.escape, scripts)))
    for name in scripts:
        text = (pages / "assets" / name).read_text()
        (pages / "assets" / f"newer-{name}").write_text(named.sub(r"newer-\g<0>", text))
    for file in (pages / "index.html", pages / "dienstwerker.js"):
        file.write_text(named.sub(r"newer-\g<0>", file.read_text()))
    worker = pages / "dienstwerker.js"
    worker.write_text(re.sub(r'"versie":"\w+"', '"versie":"newer"', worker.read_text()))


@pytest.mark.parametrize("way", ["button", "Escape"])
async def test_who_leaves_quickly_leaves_nothing_on_the_screen_or_behind_the_back_button(
    someone: NewPerson, way: str
) -> None:
    person = await someone()
    person.accepted += [f"verzoek naar buiten: {WEATHER}", "Failed to load resource"]
    page = person.page

    async def weather(route: Route) -> None:
        await route.fulfill(body="<title>Weer</title><h1>Het weer</h1>", content_type="text/html")

    await page.context.route(f"{WEATHER}**", weather)
    await person.login("Coördinator", VEILIG_THUIS)
    await page.get_by_role("link", name="Nieuwe aanvraag").click()
    await expect(page.get_by_role("heading", name="Nieuwe aanvraag")).to_be_visible()
    if way == "button":
        await page.get_by_role("button", name="Snel weg").click()
    else:
        for _ in range(3):
            await page.keyboard.press("Escape")
    await expect(page.get_by_role("heading", name="Het weer")).to_be_visible()
    await page.go_back(wait_until="commit")
    await expect(page.get_by_role("heading", name="Het weer")).to_be_visible()
    assert "Aanvra" not in await page.content()
    # Who opens it anew is let in, still logged in.
    await person.open("/aanvragen")
    await expect(page.get_by_role("heading", name="Aanvragen", exact=True)).to_be_visible()


async def test_quick_exit_is_on_every_page_before_and_after_logging_in(someone: NewPerson) -> None:
    person = await someone()
    page = person.page
    await person.open("/")
    await expect(page.get_by_role("button", name="Snel weg")).to_be_visible()
    await person.login("Opvang", HUIS_IN_ZWOLLE)
    for path in ("/plaatsen", "/landelijk", "/normsignalen", "/huizen", "/dossier", "/meldadressen", "/bestaat-niet"):
        await person.open(path)
        await expect(page.get_by_role("button", name="Snel weg")).to_be_visible()
