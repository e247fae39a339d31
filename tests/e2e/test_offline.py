"""A house whose phone loses its network: what is tapped waits in sight, is sent once, in order, and tells what came of it."""

import json
import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.e2e.cable import Cable, lay_cable
from tests.e2e.conftest import NewPerson
from tests.e2e.person import PHONE, Person
from tests.e2e.screens import HUIS_IN_ZWOLLE
from tests.e2e.test_phone import crisisplaatsen, place, reserve
from tests.land import Dienst, Json
from tests.land import expect as answered

KEPT = """
async () => ({
  apparaat: Object.keys(localStorage), tab: Object.keys(sessionStorage), caches: await caches.keys(),
  databases: (await indexedDB.databases()).length, werkers: (await navigator.serviceWorker.getRegistrations()).length,
})
"""
EMPTY: Json = {"apparaat": [], "tab": [], "caches": [], "databases": 0, "werkers": 0}
STILL = re.compile("^Nog steeds vrij")
UNDER_WAY = re.compile("^(Wacht op netwerk|Onbekend, wordt gecontroleerd)")
NO_NETWORK = ("net::ERR_", "WebSocket connection to", "Failed to load resource")
"""What a browser writes in its console when nothing comes through."""


@pytest.fixture
async def cable(land: Dienst) -> AsyncIterator[Cable]:
    async with lay_cable(land.url) as laid:
        yield laid


@pytest.fixture
async def huis(someone: NewPerson, cable: Cable) -> Person:
    """The opvang of the places in Zwolle, with a phone on a network that can fail."""
    person = await someone(cable.url, viewport=PHONE, is_mobile=True, has_touch=True)
    person.accepted += NO_NETWORK
    await person.login("Opvang", HUIS_IN_ZWOLLE)
    await expect(person.page.get_by_role("heading", name="Crisisplaatsen")).to_be_visible()
    return person


async def lose_network(page: Page, cable: Cable) -> None:
    cable.pull()
    await page.context.set_offline(True)


async def find_network(page: Page, cable: Cable) -> None:
    cable.mend()
    await page.context.set_offline(False)


async def waiting(page: Page, count: int) -> None:
    await expect(page.get_by_text(f"Wacht op netwerk, {count}", exact=True)).to_be_visible()


async def keeps(page: Page, expected: Json) -> None:
    """What is on the device is this, as soon as the page has emptied it."""
    await page.wait_for_function(
        f"async (wanted) => JSON.stringify(await ({KEPT})()) === wanted", arg=as_text(expected)
    )


def as_text(value: Json) -> str:
    return json.dumps(value, separators=(",", ":"))


async def confirmations(land: Dienst, plaats: Json) -> list[Any]:
    """When the place was seen, in the order in which it was recorded."""
    return await land.sql(
        "SELECT op FROM logboek WHERE gebeurtenis = 'plaats_gezien' AND soort = 'plaats' AND feit::jsonb ->> 'id' = :id"
        " ORDER BY volgnummer",
        id=plaats["id"],
    )


async def test_what_is_tapped_without_a_network_waits_in_sight_and_is_sent_once_with_its_moment(
    land: Dienst, huis: Person, cable: Cable
) -> None:
    page, (one, two, *_) = huis.page, await crisisplaatsen(land)
    await lose_network(page, cable)
    before = datetime.fromisoformat(
        answered(await (await land.as_rol("landelijk")).get("/bezetting"), 200)["stand"]["tijdstipOp"]
    )
    await place(page, one["referentie"]).get_by_role("button", name=STILL).dblclick()
    card = place(page, two["referentie"])
    await card.get_by_role("button", name="Wijzig").tap()
    await card.get_by_role("button", name="Bezet, vanaf nu").tap()
    await waiting(page, 2)
    await expect(card.get_by_text("Vrij", exact=True)).to_be_visible()
    await expect(card).to_contain_text("Wacht op netwerk: Plaats")

    await page.clock.install()
    await find_network(page, cable)
    await page.clock.run_for(20_000)
    await expect(card.get_by_text("Bezet", exact=True)).to_be_visible()
    await expect(page.get_by_text(UNDER_WAY)).to_have_count(0)
    await expect(page.get_by_text(f"Aangekomen: Plaats {one['referentie']}: nog steeds vrij.")).to_be_visible()
    assert len(await confirmations(land, one)) == 1
    (seen,) = [each for each in await crisisplaatsen(land) if each["id"] == one["id"]]
    assert abs(datetime.fromisoformat(seen["bevestigdOp"]) - before) < timedelta(seconds=15)


async def test_it_survives_a_reload_without_a_network_and_says_what_waits(
    land: Dienst, huis: Person, cable: Cable
) -> None:
    page, (plaats, *_) = huis.page, await crisisplaatsen(land)
    await page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    await lose_network(page, cable)
    await place(page, plaats["referentie"]).get_by_role("button", name=STILL).tap()
    await waiting(page, 1)
    await page.reload()
    await expect(page.get_by_text("Op dit apparaat: 1 tik wacht.")).to_be_visible()
    await expect(page.get_by_text("Er is geen verbinding met de dienst.")).to_be_visible()
    assert plaats["referentie"] not in await page.inner_text("body")

    await find_network(page, cable)
    told = page.get_by_text(f"Aangekomen: Plaats {plaats['referentie']}: nog steeds vrij.")
    await expect(told).to_be_visible(timeout=15_000)
    assert len(await confirmations(land, plaats)) == 1


async def test_somebody_else_was_first_stands_on_the_card_until_it_is_read(
    land: Dienst, huis: Person, cable: Cable
) -> None:
    page, (plaats, *_) = huis.page, await crisisplaatsen(land)
    huis.accepted.append("412 (Precondition Failed)")
    card = place(page, plaats["referentie"])
    await lose_network(page, cable)
    await card.get_by_role("button", name="Wijzig").tap()
    await card.get_by_role("button", name="Schoonmaak").tap()
    await waiting(page, 1)
    opvang = await land.as_rol("opvang", plaats["organisatie"])
    body = {"status": "bezet", "sindsOp": plaats["bevestigdOp"], "waargenomenOp": plaats["bevestigdOp"]}
    headers = {"If-Match": f'"{plaats["revisie"]}"'}
    answered(await opvang.put(f"/plaatsen/{plaats['id']}/status", json=body, headers=headers), 200)

    await find_network(page, cable)
    await expect(card.get_by_role("alert")).to_contain_text("Niet gelukt: Plaats")
    await expect(card.get_by_text("Bezet", exact=True)).to_be_visible()
    await page.reload()
    await card.get_by_role("button", name="Gezien").tap()
    await expect(card.get_by_role("alert")).to_have_count(0)


async def test_a_yes_that_waited_more_than_five_minutes_is_not_sent(land: Dienst, huis: Person, cable: Cable) -> None:
    page, aanvraag = huis.page, await reserve(land)
    card = page.get_by_role("article", name="Plaats").filter(has_text=aanvraag["referentie"])
    await card.get_by_role("button", name="Ja, wij ontvangen hen").wait_for()
    await page.clock.install()
    await lose_network(page, cable)
    await card.get_by_role("button", name="Ja, wij ontvangen hen").tap()
    await expect(card).to_contain_text("dan sturen we dit niet meer. Bel intussen.")
    await page.clock.run_for(301_000)
    await find_network(page, cable)
    await page.clock.run_for(20_000)
    await expect(card.get_by_role("alert")).to_contain_text("Niet op tijd verstuurd")
    plaatsing = aanvraag["plaatsing"]["id"]
    (now,) = await land.sql("SELECT geaccepteerd_op FROM plaatsing WHERE id = :id", id=plaatsing)
    assert now.geaccepteerd_op is None


async def test_two_tabs_send_it_once(land: Dienst, huis: Person, cable: Cable) -> None:
    page, (plaats, *_) = huis.page, await crisisplaatsen(land)
    other = await page.context.new_page()
    await other.goto(f"{cable.url}/plaatsen")
    await expect(other.get_by_text("Live, bijgewerkt om")).to_be_visible()
    await lose_network(page, cable)
    await place(page, plaats["referentie"]).get_by_role("button", name=STILL).tap()
    await waiting(other, 1)
    await place(other, plaats["referentie"]).get_by_role("button", name=STILL).tap()
    await waiting(page, 1)
    await find_network(page, cable)
    for tab in (page, other):
        await expect(tab.get_by_text(UNDER_WAY)).to_have_count(0)
    assert len(await confirmations(land, plaats)) == 1


async def test_logging_out_warns_of_what_waits_and_leaves_nothing_on_the_device(
    land: Dienst, huis: Person, cable: Cable
) -> None:
    page, (plaats, *_) = huis.page, await crisisplaatsen(land)
    await page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    await lose_network(page, cable)
    await place(page, plaats["referentie"]).get_by_role("button", name=STILL).tap()
    await waiting(page, 1)
    await page.get_by_role("button", name="Uitloggen").tap()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Nog niet verstuurd: 1 tik")
    await dialog.get_by_role("button", name="Blijf ingelogd").tap()
    await waiting(page, 1)
    assert (await page.evaluate(KEPT))["apparaat"] != []

    await page.get_by_role("button", name="Uitloggen").tap()
    await dialog.get_by_role("button", name="Wis en log uit").tap()
    await expect(page.get_by_text(plaats["referentie"])).to_have_count(0)
    # Only that the service still has to hear of it.
    await keeps(page, EMPTY | {"apparaat": ["uitloggen"]})

    await find_network(page, cable)
    await page.reload()
    await expect(page.get_by_role("heading", name="Inloggen voor de demonstratie")).to_be_visible()
    await keeps(page, EMPTY)
    assert await confirmations(land, plaats) == []
