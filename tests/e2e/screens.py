"""What people do on the screens, in the words that stand there."""

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
from playwright.async_api import Locator, Page, expect

from tests.e2e.effort import Effort
from tests.e2e.person import Person
from tests.land import expect as answered

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
VEILIG_THUIS = "Veilig Thuis Oosterland (verzonnen)"
ZWOLLE = "GM0193"
HUIS_IN_ZWOLLE = "Opvang Sterrenweide (verzonnen)"
"""The only organisatie with places in Zwolle in the invented register."""

PLACED = re.compile(r"^Aanvraag \w{4}-\w{4}$")
"""The heading of an aanvraag that was submitted; the form's own heading is about an aanvraag too."""
SHOWN = ("inzetbaar", "vrij", "onbevestigd", "bezet", "buitenGebruik")
READ_ROWS = """
() => Object.fromEntries([...document.querySelectorAll('tr[id^="rij-"]')].map((row) => [
  row.id.slice(4), [...row.querySelectorAll('td .cijfers')].map((figure) => Number(figure.textContent)),
]))
"""


def wall(hours: float) -> tuple[str, str]:
    """The day as its button names it and the time as people type it, some hours from now in Amsterdam."""
    now = datetime.now(AMSTERDAM)
    then = now + timedelta(hours=hours)
    days = (then.date() - now.date()).days
    return {-1: "Gisteren", 0: "Vandaag", 1: "Morgen"}[days], then.strftime("%H%M")


async def choose_moment(page: Page, group: str, hours: float, effort: Effort | None = None) -> None:
    """Fill in a moment with a button for the day and the time as four figures."""
    effort = effort or Effort()
    day, time = wall(hours)
    inside = page.get_by_role("group", name=group)
    await effort.click(inside.get_by_role("button", name=day, exact=True))
    await effort.click(inside.get_by_label("Tijd"))
    await effort.type(page, time)


async def submit_aanvraag(page: Page, *, nachten: int = 3, voorkeur: str | None = None) -> Effort:
    """From the list of aanvragen to the reservering: an adult with a child of 4 from Ede, in acute danger."""
    effort = Effort()
    await effort.click(page.get_by_role("link", name="Nieuwe aanvraag"))
    await effort.type(page, "Ede")
    await expect(page.get_by_role("option", name="Ede, regio Ede")).to_be_visible()
    await effort.press(page, "Enter")
    await effort.click(page.get_by_label("Acute dreiging, nog zonder instrument"))
    await effort.click(page.get_by_label("Doodsbedreiging"))
    await effort.click(page.get_by_role("group", name="Wie heeft het vastgesteld?").get_by_label("Veilig Thuis"))
    await effort.click(page.get_by_role("button", name="Half uur geleden"))
    await effort.click(page.get_by_role("button", name="Kind van 4 jaar erbij"))
    if voorkeur is not None:
        await effort.click(page.get_by_role("combobox", name="Voorkeur voor een centrumgemeente"))
        await effort.type(page, voorkeur)
        await expect(page.get_by_role("option", name=voorkeur).first).to_be_visible()
        await effort.press(page, "Enter")
    if nachten != 3:
        await effort.click(page.get_by_label(f"{nachten} nacht"))
    await effort.click(page.get_by_role("button", name="Zoek en reserveer een plaats"))
    await expect(page.get_by_role("heading", level=1, name=PLACED)).to_be_visible()
    return effort


async def confirm(page: Page, effort: Effort | None = None) -> None:
    """The coordinator confirms: they arrive in about two hours."""
    effort = effort or Effort()
    await effort.click(page.get_by_role("button", name="Bevestig: over 2 uur"))
    await expect(page.get_by_text("Verwachte aankomst")).to_be_visible()


def row(page: Page, code: str, naam: str) -> Locator:
    """One figure in the row of a centrumgemeente on the live page of a gemeente."""
    return page.locator(f"#rij-{code} td .cijfers").nth(SHOWN.index(naam))


async def agree(person: Person, client: httpx2.AsyncClient) -> dict[str, Any]:
    """Hold every figure on the live page against GET /v1/bezetting, for a gemeente; gives that answer."""
    told: dict[str, Any] = answered(await client.get("/bezetting"), 200)
    rows = {each["code"]: [each[name] for name in SHOWN] for each in told["centrumgemeenten"]}
    assert await person.page.evaluate(READ_ROWS) == rows
    totals = person.page.get_by_role("region", name="Crisisplaatsen in heel Nederland")
    totaal = told["totaal"]
    await expect(totals).to_contain_text(f"{totaal['vrij']} vrij van {totaal['inzetbaar']} inzetbaar")
    return told
