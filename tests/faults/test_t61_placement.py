"""T61, the coordinator: the network goes while a place is asked for. One aanvraag, and never a word that it is done when it is not."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from capacity_service.actions import run, submit_aanvraag
from capacity_service.domain.errors import DomainError
from capacity_service.store.database import Transactie
from capacity_service.store.idempotentie import Antwoord, Sleutel
from tests.conftest import Urls
from tests.e2e.cable import lay_cable
from tests.e2e.conftest import chromium, pages  # noqa: F401 - fixtures
from tests.e2e.person import DESK, Person
from tests.e2e.screens import AMSTERDAM
from tests.faults.figures import LONG, report
from tests.faults.night_desk import FAILURES, MEANWHILE, Desk, Outcome, screen
from tests.land import Dienst, serve
from tests.land import expect as answered

pytestmark = [pytest.mark.faults, pytest.mark.browser, pytest.mark.usefixtures("at_night")]

SEED = 61
DESKS = 5 if LONG else 3
RUNS = 100 if LONG else 6
OUTAGE_S = 30.0 if LONG else 6.5
"""The long version waits as long as the test says. In the short one every wait of the page itself still fits: 5 s for whoever
pressed, 4 s for a page that does not come."""
PLACED = re.compile(r"Gereserveerd in|Aanvraag [A-Z0-9]{4}-[A-Z0-9]{4}|Aangekomen: Nieuwe aanvraag")
SUBMIT = "Zoek en reserveer een plaats"


@pytest.fixture
async def land(vol: Urls, pages: Any) -> AsyncIterator[Dienst]:  # noqa: F811
    async with serve(vol.app, vol.migrator, dashboard=pages) as running:
        yield running


@dataclass
class Asked:
    """The aanvragen of one organisatie since it began."""

    land: Dienst
    organisatie: str
    before: int = 0

    async def count(self) -> int:
        (row,) = await self.land.sql(
            "SELECT count(*) AS n FROM aanvraag a JOIN organisatie o ON o.id = a.organisatie_id WHERE o.naam = :naam",
            naam=self.organisatie,
        )
        return int(row.n) - self.before

    async def done(self) -> bool:
        return await self.count() > 0

    def claims(self, text: str) -> bool:
        return PLACED.search(text) is not None


async def fill_in(page: Page, url: str, when: datetime) -> None:
    await page.goto(f"{url}/aanvragen/nieuw")
    await page.get_by_role("combobox", name="Gemeente waar het huishouden nu woont").click()
    await page.keyboard.type("Ede")
    await page.get_by_role("option").filter(has_text=re.compile("^Ede")).first.click()
    await page.get_by_label("Acute dreiging, nog zonder instrument").click()
    await page.get_by_label("Doodsbedreiging").click()
    await page.get_by_role("group", name="Wie heeft het vastgesteld?").get_by_label("Veilig Thuis").click()
    await page.get_by_role("textbox", name="Datum").or_(page.locator("input[type=date]")).first.fill(f"{when:%Y-%m-%d}")
    await page.get_by_role("textbox", name="Tijd", exact=True).fill(f"{when:%H%M}")


async def be_busy(desk: Desk, meanwhile: str) -> None:
    """What people do when nothing seems to happen."""
    page = desk.tabs[0]
    if meanwhile == "reload":
        await page.reload(wait_until="commit")
    elif meanwhile == "back":
        await page.go_back(wait_until="commit")


async def ask(desk: Desk, asked: Asked, outcome: Outcome, failure: str, meanwhile: str) -> None:
    """One aanvraag, with the network gone from before the press until well after it."""
    page = desk.person.page
    await desk.person.open("/aanvragen")
    asked.before += await asked.count()
    when = datetime.now(AMSTERDAM) - timedelta(hours=2)
    for tab in [page, *([await desk.open_tab()] if meanwhile == "two tabs" else [])]:
        await fill_in(tab, desk.cable.url, when)
    await desk.lose_network(failure)
    until = time.monotonic() + desk.outage_s
    for tab in desk.tabs:
        button = tab.get_by_role("button", name=SUBMIT)
        await (button.dblclick() if meanwhile == "double tap" else button.click())
    await asyncio.sleep(desk.rng.uniform(0, 1))
    await be_busy(desk, meanwhile)
    await desk.sit_out(until, asked, outcome)
    await desk.find_network()
    await desk.resolve()
    outcome.count(failure, meanwhile)
    outcome.settle(await asked.count(), f"{failure}, {meanwhile}")
    for tab in desk.tabs:
        await expect(tab.get_by_text(PLACED).first).to_be_visible(timeout=15_000)
    await desk.close_tabs()


async def take_back(land: Dienst, organisatie: str) -> None:
    """So that there are places for who comes after."""
    (own,) = await land.sql("SELECT id FROM organisatie WHERE naam = :naam", naam=organisatie)
    client = await land.as_rol("coordinator", str(own.id))
    for aanvraag in answered(await client.get("/aanvragen"), 200)["aanvragen"]:
        if aanvraag["status"] != "ingetrokken":
            answered(await client.post(f"/aanvragen/{aanvraag['id']}/intrekking", json={"reden": "dubbel"}), 200)


async def sit_at_desk(
    land: Dienst,
    browser: Browser,
    organisatie: str,
    plan: list[tuple[str, str]],
    outcome: Outcome,
    *,
    outage_s: float = OUTAGE_S,
) -> None:
    rng = Random(f"{SEED} {organisatie}")
    async with lay_cable(land.url) as cable:
        context = await browser.new_context(**screen(DESK))
        context.set_default_timeout(30_000)
        person = Person(cable.url, await context.new_page())
        desk = Desk(person, cable, rng, outage_s)
        await person.login("Coördinator", organisatie)
        await desk.ready()
        for failure, meanwhile in plan:
            await ask(desk, Asked(land, organisatie), outcome, failure, meanwhile)
            await take_back(land, organisatie)
        await context.close()
        assert [line for line in person.wrong if "fout in de pagina" in line] == []


async def coordinators(land: Dienst, count: int) -> list[str]:
    rows = await land.sql(
        "SELECT DISTINCT o.naam FROM account a JOIN organisatie o ON o.id = a.organisatie_id WHERE a.rol = 'coordinator'"
        " ORDER BY o.naam LIMIT :count",
        count=count,
    )
    return [row.naam for row in rows]


async def test_a_place_is_asked_for_once_whatever_the_network_does(land: Dienst, chromium: Browser) -> None:  # noqa: F811
    outcome, rng = Outcome(), Random(SEED)
    ways = [(failure, meanwhile) for meanwhile in MEANWHILE for failure in FAILURES]
    rng.shuffle(ways)
    plan = [ways[number % len(ways)] for number in range(RUNS)]
    people = await coordinators(land, DESKS)
    await asyncio.gather(*(sit_at_desk(land, chromium, who, plan[at::DESKS], outcome) for at, who in enumerate(people)))
    report(outcome.tell(f"aanvragen (seed {SEED})", OUTAGE_S))
    assert outcome.sound, outcome
    assert outcome.wanted == RUNS


async def test_without_the_memory_of_its_key_the_same_desk_makes_doubles(
    land: Dienst,
    chromium: Browser,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The wall removed: the service does not know a key that it has seen before."""

    async def find_nothing(_tx: Transactie, _keys: Sequence[Sleutel]) -> dict[str, Antwoord | DomainError]:
        return {}

    async def keep_nothing(_tx: Transactie, _answers: Sequence[tuple[Sleutel, Antwoord]]) -> None:
        return None

    outcome = Outcome()
    (who,) = await coordinators(land, 1)
    for module in (run, submit_aanvraag):
        monkeypatch.setattr(module, "find_answers", find_nothing)
        monkeypatch.setattr(module, "keep", keep_nothing)
    await sit_at_desk(land, chromium, who, [("deaf", "nothing")], outcome, outage_s=4.0)
    report(outcome.tell("aanvragen zonder geheugen", 4.0))
    assert outcome.double == 1
