from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, async_playwright

from dashboard import build
from dashboard.browser import NoBrowserError, find_chromium
from tests.conftest import Urls
from tests.e2e.mistakes import AXE
from tests.e2e.person import DESK, HEAR_CSP, Person
from tests.land import Dienst, serve

NewPerson = Callable[..., Awaitable[Person]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def pages() -> Path:
    """The folder of the built dashboard, built here when nobody did."""
    if not build.PAGE.is_file() and build.main([]) != 0:
        pytest.fail("De pagina's zijn er niet en bouwen lukt niet. Start: make dashboard", pytrace=False)
    return build.PAGE.parent


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One browser for all tests. Without a browser these tests fail: a page that nobody opened is not tested."""
    try:
        program, environment = find_chromium()
    except NoBrowserError as missing:
        pytest.fail(str(missing), pytrace=False)
    async with async_playwright() as playwright:
        # There is no user namespace in most containers, and these pages are our own.
        browser = await playwright.chromium.launch(
            executable_path=program,
            env={**environment},
            args=["--no-sandbox", "--disable-dev-shm-usage"],
        )
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def axe(pages: Path) -> str:  # noqa: ARG001 - building brings the packages
    """The program that looks for what somebody could not read, hear or press."""
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def night_work(at_night: None) -> None:
    """These people work at night, whenever the tests run."""


@pytest.fixture
async def land(vol: Urls, pages: Path) -> AsyncIterator[Dienst]:
    """The service with its pages, in a country with the invented register."""
    async with serve(vol.app, vol.migrator, dashboard=pages) as running:
        yield running


@pytest.fixture
async def someone(land: Dienst, chromium: Browser) -> AsyncIterator[NewPerson]:
    """Makes people at screens of their own. Afterwards nothing may have gone wrong on any of them."""
    people: list[Person] = []

    async def come(url: str = land.url, **screen: Any) -> Person:
        settings = {"viewport": DESK, "locale": "nl-NL", "reduced_motion": "reduce"} | screen
        context = await chromium.new_context(**settings)
        context.set_default_timeout(10_000)
        await context.add_init_script(HEAR_CSP)
        person = Person(url, await context.new_page())
        person.listen()
        people.append(person)
        return person

    yield come
    for person in people:
        await person.page.context.close()
    assert [line for person in people for line in person.complaints()] == []
