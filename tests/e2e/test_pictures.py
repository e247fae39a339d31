from pathlib import Path
from random import Random
from uuid import uuid4

import httpx2
from playwright.async_api import expect

from tests.e2e.conftest import NewPerson
from tests.e2e.past import fill_past
from tests.e2e.person import PHONE
from tests.e2e.pictures import show
from tests.e2e.screens import HUIS_IN_ZWOLLE, VEILIG_THUIS, ZWOLLE, submit_aanvraag
from tests.land import Dienst, Json, in_hours, make_aanvraag
from tests.land import expect as answered

SEED = 20
NOBODY_FITS = {"volwassenen": 1, "kinderen": [{"leeftijd": leeftijd} for leeftijd in (*range(2, 14), *range(2, 14))]}


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


async def snoop(land: Dienst) -> None:
    """Somebody of a house asks whom to call about what is not theirs."""
    (own,) = await land.sql("SELECT id FROM organisatie WHERE naam = :naam", naam=HUIS_IN_ZWOLLE)
    opvang = await land.as_rol("opvang", str(own.id))
    for _ in range(4):
        answered(await opvang.get(f"/plaatsingen/{uuid4()}/contact"), 404)


async def test_every_workplace_makes_a_picture(land: Dienst, someone: NewPerson, tmp_path: Path) -> None:
    await fill_past(land)
    await fill(land)
    watcher = await someone()
    page = watcher.page
    await watcher.login("Landelijke coördinatie")
    await expect(page.get_by_role("heading", name="Nog geen plaats (1)")).to_be_visible()
    await expect(page.locator("tr[id^='rij-']")).to_have_count(35)
    await show(page, "landelijk.webp", tmp_path, width=1280, height=1500)
    await watcher.open("/historie")
    await expect(page.get_by_role("img", name="Vrije crisisplaatsen in heel Nederland")).to_be_visible()
    await page.get_by_role("button", name="7 dagen").click()
    await expect(page.get_by_role("region", name="Verloop in cijfers").locator("tbody tr").nth(150)).to_be_attached()
    await show(page, "verloop.webp", tmp_path, width=1280, height=1550)
    await page.set_viewport_size({"width": 1920, "height": 1080})
    await watcher.open("/muur")
    await expect(page.get_by_text("Live", exact=True)).to_be_visible()
    await show(page, "muur.webp", tmp_path, width=1920, height=1080)

    gemeente = await someone()
    await gemeente.login("Centrumgemeente", "Gemeente Zwolle")
    await expect(gemeente.page.locator("tr[id^='rij-']")).to_have_count(35)
    await show(gemeente.page, "gemeente.webp", tmp_path, width=1280, height=1300)


async def test_who_places_and_who_receives_make_a_picture(land: Dienst, someone: NewPerson, tmp_path: Path) -> None:
    await fill(land)
    coordinator = await someone()
    await coordinator.login("Coördinator", VEILIG_THUIS)
    await submit_aanvraag(coordinator.page, voorkeur="Zwolle")
    await expect(coordinator.page.get_by_role("heading", name="Waarom deze plaats")).to_be_visible()
    await show(coordinator.page, "coordinator.webp", tmp_path, width=1280, height=1300)
    await coordinator.page.get_by_role("button", name="English").click()
    await expect(coordinator.page.get_by_role("button", name="Log out")).to_be_visible()
    await show(coordinator.page, "engels.webp", tmp_path, width=1280, height=900)

    for name, scheme in (("opvang-telefoon.webp", "light"), ("opvang-donker.webp", "dark")):
        huis = await someone(viewport=PHONE, is_mobile=True, has_touch=True, device_scale_factor=2, color_scheme=scheme)
        await huis.login("Opvang", HUIS_IN_ZWOLLE)
        await expect(huis.page.get_by_role("button", name="Ja, wij ontvangen hen").first).to_be_visible()
        await show(huis.page, name, tmp_path, width=390, height=1300)
    await huis.open("/zonder-javascript/")
    await expect(huis.page.get_by_role("heading", name="Wie er komt")).to_be_visible()
    await show(huis.page, "zonder-javascript.webp", tmp_path, width=390, height=1100)

    await snoop(land)
    fg = await someone()
    await fg.open("/")
    region = fg.page.get_by_role("region", name="Functionaris gegevensbescherming", exact=True)
    await region.get_by_text("Toon nog").click()
    await region.get_by_role("button", name=HUIS_IN_ZWOLLE).click()
    await expect(fg.page.get_by_role("heading", name="Vroeg een telefoonnummer op").first).to_be_visible()
    await show(fg.page, "privacyfunctionaris.webp", tmp_path, width=1280, height=1100)

    auditor = await someone()
    await auditor.open("/")
    await auditor.page.get_by_role("button", name="Auditor").click()
    await auditor.page.get_by_label("Van welke opvangorganisatie?").select_option(label=HUIS_IN_ZWOLLE)
    await expect(auditor.page.get_by_role("heading", name="Waar dit op rust")).to_be_visible()
    await show(auditor.page, "auditor.webp", tmp_path, width=1280, height=1100)
