import os
from pathlib import Path
from random import Random

import httpx2
from playwright.async_api import Page, expect

from tests.e2e.conftest import NewPerson
from tests.e2e.past import fill_past
from tests.e2e.person import PHONE
from tests.e2e.screens import HUIS_IN_ZWOLLE, ZWOLLE
from tests.land import Dienst, Json, in_hours, make_aanvraag
from tests.land import expect as answered

DOCS = Path(__file__).resolve().parents[2] / "docs"
MOST_BYTES = 300_000
SEED = 20
NOBODY_FITS = {"volwassenen": 1, "kinderen": [{"leeftijd": leeftijd} for leeftijd in (*range(2, 14), *range(2, 14))]}


async def show(page: Page, name: str, tmp_path: Path, **picture: int) -> None:
    """Take a picture that is fit for the documentation; it goes there when CAPACITY_SCREENSHOTS is 1."""
    folder = DOCS if os.environ.get("CAPACITY_SCREENSHOTS") == "1" else tmp_path
    clip = {"x": 0.0, "y": 0.0, **{side: float(pixels) for side, pixels in picture.items()}}
    taken = await page.screenshot(path=folder / name, full_page=True, clip=clip)  # type: ignore[arg-type]
    assert len(taken) < MOST_BYTES


async def set_status(opvang: httpx2.AsyncClient, plaats: Json, **status: object) -> None:
    headers = {"If-Match": f'"{plaats["revisie"]}"'}
    body = status | {"waargenomenOp": plaats["bevestigdOp"]}
    answered(await opvang.put(f"/plaatsen/{plaats['id']}/status", json=body, headers=headers), 200)


async def fill(land: Dienst) -> None:
    """An ordinary evening: four in ten crisisplaatsen are taken, some are broken, and people are on their way."""
    rng = Random(SEED)
    landelijk = await land.as_rol("landelijk")
    opvang: dict[str, httpx2.AsyncClient] = {}
    cursor: dict[str, str] = {}
    while True:
        page = answered(await landelijk.get("/plaatsen", params={"soort": "crisisplaats"} | cursor), 200)
        for plaats in page["plaatsen"]:
            owner = plaats["organisatie"]
            opvang[owner] = opvang.get(owner) or await land.as_rol("opvang", owner)
            lot = rng.random()
            if lot < 0.05:
                await set_status(opvang[owner], plaats, status="buiten_gebruik", reden="water", feit=True)
            elif lot < 0.45 and plaats["centrumgemeente"] != ZWOLLE:
                await set_status(opvang[owner], plaats, status="bezet", sindsOp=in_hours(-rng.uniform(2, 40)))
        if page["volgende"] is None:
            break
        cursor = {"cursor": page["volgende"]}
    coordinator = await land.as_rol("coordinator")
    for n in range(9):
        household = {
            "volwassenen": 1,
            "kinderen": [{"leeftijd": rng.randrange(1, 12)}] * (n % 3),
            "behoeften": ["tolk"],
        }
        body = make_aanvraag(huishouden=household, voorkeuren=[ZWOLLE] if n < 2 else [])
        answered(await coordinator.post("/aanvragen", json=body), 201)
    answered(await coordinator.post("/aanvragen", json=make_aanvraag(huishouden=NOBODY_FITS)), 201)


async def test_the_country_and_the_phone_make_a_picture(land: Dienst, someone: NewPerson, tmp_path: Path) -> None:
    await fill_past(land)
    await fill(land)
    watcher = await someone()
    await watcher.login("Landelijke coördinatie")
    await expect(watcher.page.get_by_role("heading", name="Nog geen plaats (1)")).to_be_visible()
    await expect(watcher.page.locator("tr[id^='rij-']")).to_have_count(35)
    await show(watcher.page, "landelijk.png", tmp_path, width=1280, height=1950)

    await watcher.page.get_by_role("link", name="Verloop").click()
    await expect(watcher.page.get_by_role("img", name="Vrije crisisplaatsen in heel Nederland")).to_be_visible()
    await watcher.page.get_by_role("button", name="7 dagen").click()
    await expect(
        watcher.page.get_by_role("region", name="Verloop in cijfers").locator("tbody tr").nth(150)
    ).to_be_attached()
    await show(watcher.page, "verloop.png", tmp_path, width=1280, height=1550)
    await watcher.page.set_viewport_size({"width": 1920, "height": 1080})
    await watcher.open("/muur")
    await expect(watcher.page.get_by_text("Live", exact=True)).to_be_visible()
    await show(watcher.page, "muur.png", tmp_path, width=1920, height=1080)

    huis = await someone(viewport=PHONE, is_mobile=True, has_touch=True, device_scale_factor=2)
    await huis.login("Opvang", HUIS_IN_ZWOLLE)
    await expect(huis.page.get_by_role("button", name="Ja, wij ontvangen hen").first).to_be_visible()
    await show(huis.page, "opvang-telefoon.png", tmp_path, **PHONE)
