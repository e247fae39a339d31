"""Ten who fit no single place, on the two screens that they concern: one arrival at two places of one house."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.actions.samen import reserve_samen
from tests.actions.scene import read_plaats
from tests.conftest import Urls
from tests.e2e.conftest import NewPerson
from tests.e2e.person import PHONE
from tests.land import Dienst, serve


@pytest.fixture
async def land(kaal: Urls, pages: Path) -> AsyncIterator[Dienst]:
    """The service with its pages in a country without places: nobody else has room for ten."""
    async with serve(kaal.app, kaal.migrator, dashboard=pages) as running:
        yield running


def card(page: Page, naam: str) -> Locator:
    return page.get_by_role("article", name=naam, exact=True)


async def test_the_house_sees_them_at_each_place_and_who_asked_sees_two(land: Dienst, someone: NewPerson) -> None:
    samen = await reserve_samen(land)
    places = [await read_plaats(samen.opvang, plaats) for plaats in samen.plaatsing["plaatsen"]]
    one, two = (plaats["referentie"] for plaats in places)
    (wie,) = await land.sql(
        "SELECT v.naam AS verwijzer, o.naam AS opvang FROM plaatsing p JOIN organisatie v ON v.id = p.aanvraag_organisatie"
        " JOIN organisatie o ON o.id = p.opvang_organisatie"
    )

    asked = await someone()
    await asked.login("Coördinator", wie.verwijzer)
    await asked.open(f"/aanvragen/{samen.aanvraag['id']}")
    await expect(asked.page.get_by_text("2 plaatsen in één huis, samen voor 10 personen")).to_be_visible()
    await expect(asked.page.get_by_role("heading", name="Bevestig deze 2 plaatsen")).to_be_visible()

    huis = await someone(viewport=PHONE, is_mobile=True, has_touch=True, device_scale_factor=2)
    await huis.login("Opvang", wie.opvang)
    await expect(card(huis.page, one)).to_contain_text(f"samen met plaats {two}")
    await expect(card(huis.page, two)).to_contain_text(f"samen met plaats {one}")
    coming = card(huis.page, f"Plaatsen {one} en {two}")
    await expect(coming).to_contain_text(f"Samen op 2 plaatsen van huis {places[0]['huis']['code']}.")

    # They are inside, all of them in the first place: the second is free at once, on the screen too.
    await coming.get_by_role("button", name="Meld aankomst").tap()
    await coming.get_by_label(f"Plaats {two}").tap()
    await coming.get_by_role("button", name="Meld aankomst").tap()
    await expect(card(huis.page, f"Plaats {one}").get_by_text("Aangekomen", exact=True)).to_be_visible()
    await expect(card(huis.page, two).get_by_text("Vrij", exact=True)).to_be_visible()
    await expect(huis.page.get_by_text("samen met plaats")).to_have_count(0)
