"""T61, the house: the network goes while it says yes, that a place is still free, and that another is taken. Each once, in order."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.conftest import Urls
from tests.e2e.cable import lay_cable
from tests.e2e.conftest import chromium, pages  # noqa: F401 - fixtures
from tests.e2e.person import PHONE, Person
from tests.faults.figures import LONG, report
from tests.faults.night_desk import FAILURES, MEANWHILE, Desk, Outcome, screen
from tests.land import Dienst, Json, make_aanvraag, serve
from tests.land import expect as answered

pytestmark = [pytest.mark.faults, pytest.mark.browser, pytest.mark.usefixtures("at_night")]

SEED = 161
HOUSES = 5 if LONG else 2
RUNS = 100 if LONG else 4
OUTAGE_S = 30.0 if LONG else 6.5
LONE_HOUSES = """
SELECT o.id, o.naam, min(p.centrumgemeente) AS streek FROM plaats p JOIN organisatie o ON o.id = p.organisatie_id
WHERE p.soort = 'crisisplaats' AND p.centrumgemeente IN (
  SELECT centrumgemeente FROM plaats WHERE soort = 'crisisplaats' GROUP BY 1
  HAVING count(*) >= 4 AND count(DISTINCT organisatie_id) = 1)
GROUP BY o.id, o.naam ORDER BY o.naam LIMIT :count
"""
"""Houses that are the only ones where they are, so that an aanvraag can be made to come to them."""
TOLD = """
SELECT count(*) AS n FROM logboek LEFT JOIN logboek_gegevens USING (volgnummer)
WHERE gebeurtenis = :wat AND soort = :soort AND volgnummer > :na AND coalesce(waarde, feit)::jsonb ->> 'id' = :id
"""


@pytest.fixture
async def land(vol: Urls, pages: Any) -> AsyncIterator[Dienst]:  # noqa: F811
    async with serve(vol.app, vol.migrator, dashboard=pages) as running:
        yield running


@dataclass
class Wish:
    """One thing that the house taps: what the logboek calls it, and of what."""

    gebeurtenis: str
    soort: str
    id: str


@dataclass
class Tapped:
    """What of three taps the service has, and what a card would say."""

    land: Dienst
    wishes: list[Wish]
    na: int
    taken: str
    """The referentie of the place that is said to be taken."""

    async def times(self, wish: Wish) -> int:
        (row,) = await self.land.sql(TOLD, wat=wish.gebeurtenis, soort=wish.soort, id=wish.id, na=self.na)
        return int(row.n)

    async def done(self) -> bool:
        return await self.times(self.wishes[-1]) > 0

    def claims(self, text: str) -> bool:
        return re.search(rf"{self.taken}\s+Bezet", text) is not None


@dataclass
class House:
    """A house that is the only one in its centrumgemeente."""

    land: Dienst
    id: str
    naam: str
    streek: str

    async def prepare(self) -> tuple[Json, list[Json]]:
        """Somebody is on the way to it; and its free places."""
        coordinator = await self.land.as_rol("coordinator")
        aanvraag = answered(await coordinator.post("/aanvragen", json=make_aanvraag(voorkeuren=[self.streek])), 201)
        opvang = await self.land.as_rol("opvang", self.id)
        where = {"centrumgemeente": self.streek, "soort": "crisisplaats"}
        plaatsen = answered(await opvang.get("/plaatsen", params=where), 200)["plaatsen"]
        assert aanvraag["plaatsing"]["plaatsen"][0] in {plaats["id"] for plaats in plaatsen}
        return aanvraag, [plaats for plaats in plaatsen if plaats["status"] == "vrij"]

    async def tidy(self, aanvraag: Json, plaats: str) -> None:
        """As it was, for the next time."""
        coordinator = await self.land.as_rol("coordinator")
        answered(await coordinator.post(f"/aanvragen/{aanvraag['id']}/intrekking", json={"reden": "dubbel"}), 200)
        opvang = await self.land.as_rol("opvang", self.id)
        now = answered(await opvang.get(f"/plaatsen/{plaats}"), 200)
        body = {"status": "vrij", "waargenomenOp": now["sindsOp"]}
        headers = {"If-Match": f'"{now["revisie"]}"'}
        answered(await opvang.put(f"/plaatsen/{plaats}/status", json=body, headers=headers), 200)


async def tap(page: Page, aanvraag: Json, still: Json, taken: Json, *, twice: bool) -> None:
    """Yes, we take them; still free; taken from now on."""
    coming = page.get_by_role("article", name="Plaats").filter(has_text=aanvraag["referentie"])
    await coming.get_by_role("button", name="Ja, wij ontvangen hen", exact=True).click()
    button = page.get_by_role("article", name=still["referentie"], exact=True).get_by_role(
        "button", name=re.compile("^Nog steeds")
    )
    await (button.dblclick() if twice else button.click())
    card = page.get_by_role("article", name=taken["referentie"], exact=True)
    await card.get_by_role("button", name="Wijzig").click()
    await card.get_by_role("button", name="Bezet, vanaf nu").click()


async def tap_through(desk: Desk, house: House, outcome: Outcome, failure: str, meanwhile: str) -> None:
    """Three taps, with the network gone from before the first until well after the last."""
    page = desk.person.page
    aanvraag, (still, taken, *_) = await house.prepare()
    plaatsing = aanvraag["plaatsing"]["id"]
    wishes = [Wish("plaatsing_geaccepteerd", "plaatsing", plaatsing), Wish("plaats_gezien", "plaats", still["id"])]
    (row,) = await house.land.sql("SELECT volgnummer FROM sequencer")
    tapped = Tapped(
        house.land, [*wishes, Wish("plaats_bezet", "plaats", taken["id"])], row.volgnummer, taken["referentie"]
    )
    await desk.person.open("/huizen")
    for tab in [page, *([await desk.open_tab()] if meanwhile == "two tabs" else [])]:
        await tab.goto(f"{desk.cable.url}/plaatsen")
        await expect(tab.get_by_role("button", name="Ja, wij ontvangen hen")).to_be_visible()
    await desk.lose_network(failure)
    until = time.monotonic() + desk.outage_s
    for tab in desk.tabs:
        await tap(tab, aanvraag, still, taken, twice=meanwhile == "double tap")
    await asyncio.sleep(desk.rng.uniform(0, 1))
    if meanwhile == "reload":
        await page.reload(wait_until="commit")
    elif meanwhile == "back":
        await page.go_back(wait_until="commit")
    await desk.sit_out(until, tapped, outcome)
    await desk.find_network()
    await desk.resolve()
    outcome.count(failure, meanwhile)
    for wish in tapped.wishes:
        outcome.settle(await tapped.times(wish), f"{wish.gebeurtenis}: {failure}, {meanwhile}")
    await desk.close_tabs()
    await house.tidy(aanvraag, taken["id"])


async def sit_in_house(browser: Browser, house: House, plan: list[tuple[str, str]], outcome: Outcome) -> None:
    async with lay_cable(house.land.url) as cable:
        context = await browser.new_context(**screen(PHONE))
        context.set_default_timeout(30_000)
        person = Person(cable.url, await context.new_page())
        desk = Desk(person, cable, Random(f"{SEED} {house.naam}"), OUTAGE_S)
        await person.login("Opvang", house.naam)
        await desk.ready()
        for failure, meanwhile in plan:
            await tap_through(desk, house, outcome, failure, meanwhile)
        await context.close()
        assert [line for line in person.wrong if "fout in de pagina" in line] == []


async def test_what_a_house_taps_happens_once_whatever_the_network_does(land: Dienst, chromium: Browser) -> None:  # noqa: F811
    outcome, rng = Outcome(), Random(SEED)
    ways = [(failure, meanwhile) for meanwhile in MEANWHILE for failure in FAILURES]
    rng.shuffle(ways)
    plan = [ways[number % len(ways)] for number in range(RUNS)]
    rows = await land.sql(LONE_HOUSES, count=HOUSES)
    houses = [House(land, str(row.id), row.naam, row.streek) for row in rows]
    assert len(houses) == HOUSES
    await asyncio.gather(*(sit_in_house(chromium, house, plan[at::HOUSES], outcome) for at, house in enumerate(houses)))
    report(outcome.tell(f"tikken van huizen (seed {SEED})", OUTAGE_S))
    assert outcome.sound, outcome
    assert outcome.wanted == 3 * RUNS
