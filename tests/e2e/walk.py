"""All screens one after the other, in a country where something happens."""

from collections.abc import AsyncIterator

from playwright.async_api import Page, expect

from tests.e2e.conftest import NewPerson
from tests.e2e.person import Person
from tests.e2e.screens import HUIS_IN_ZWOLLE, VEILIG_THUIS, ZWOLLE, confirm, submit_aanvraag
from tests.land import Dienst, make_aanvraag
from tests.land import expect as answered

BELOW_MINIMUM = "GM0361"
NOBODY_FITS = {"volwassenen": 25, "kinderen": []}
"""There is no house for ten in the invented register."""


async def stir(land: Dienst) -> None:
    """Make some movement: one household without a place, three on their way, and a centrumgemeente below the minimum."""
    coordinator = await land.as_rol("coordinator")
    bodies = [make_aanvraag(huishouden=NOBODY_FITS), *[make_aanvraag(voorkeuren=[ZWOLLE]) for _ in range(3)]]
    for body in bodies:
        answered(await coordinator.post("/aanvragen", json=body), 201)
    landelijk = await land.as_rol("landelijk")
    where = {"centrumgemeente": BELOW_MINIMUM, "soort": "crisisplaats"}
    for plaats in answered(await landelijk.get("/plaatsen", params=where), 200)["plaatsen"]:
        opvang = await land.as_rol("opvang", plaats["organisatie"])
        body = {"status": "buiten_gebruik", "reden": "brand", "feit": True, "waargenomenOp": plaats["bevestigdOp"]}
        headers = {"If-Match": f'"{plaats["revisie"]}"'}
        answered(await opvang.put(f"/plaatsen/{plaats['id']}/status", json=body, headers=headers), 200)


async def walk(land: Dienst, someone: NewPerson, **screen: object) -> AsyncIterator[tuple[str, Page]]:
    """The name of a screen and the page that shows it, again and again."""
    await stir(land)
    for steps in (
        _outside,
        _as_coordinator,
        _as_coordinator_later,
        _as_opvang,
        _as_opvang_elsewhere,
        _as_landelijk,
        _as_gemeente,
        _as_auditor,
    ):
        person = await someone(**screen)
        async for name in steps(person):
            yield name, person.page


async def _outside(person: Person) -> AsyncIterator[str]:
    await person.open("/")
    await expect(person.page.get_by_role("button", name="Gemeente Alkmaar")).to_be_visible()
    await person.page.get_by_text("Toon nog").first.click()
    yield "inloggen"
    await person.page.get_by_role("region", name="Systeembeheerder").get_by_role("button").first.click()
    await expect(person.page.get_by_role("heading", name="minimum plaatsen")).to_be_visible()
    await person.page.get_by_role("button", name="Stel iets anders voor").first.click()
    await person.page.get_by_role("button", name="Stel voor", exact=True).click()
    await person.page.get_by_text("Wat er gold en gaat gelden").first.click()
    yield "regels met fouten"


async def _as_coordinator(person: Person) -> AsyncIterator[str]:
    page = person.page
    await person.login("Coördinator", VEILIG_THUIS)
    await submit_aanvraag(page, voorkeur="Zwolle")
    await expect(page.get_by_role("heading", name="Waarom deze plaats")).to_be_visible()
    yield "reservering"
    await page.get_by_text("Een andere tijd van aankomst").click()
    await page.get_by_role("button", name="Bevestig deze plaats").click()
    await page.get_by_text("Aanvraag intrekken").click()
    await page.get_by_role("button", name="Trek de aanvraag in").click()
    await expect(page.get_by_text("Kies een reden.").first).to_be_visible()
    yield "reservering met fouten"
    await page.get_by_role("link", name="Aanvragen", exact=True).click()
    await expect(page.get_by_role("heading", name="Onderweg naar een plaats (1)")).to_be_visible()
    yield "aanvragen"
    await page.get_by_role("link", name="Nieuwe aanvraag").click()
    await page.get_by_label("Acute dreiging, nog zonder instrument").click()
    await page.get_by_role("button", name="1 uur geleden").click()
    await page.get_by_role("button", name="Kind van 11 jaar erbij").click()
    if await page.get_by_role("button", name="Almere").is_hidden():
        await page.get_by_text("Kies regio's op de kaart").click()
    await page.get_by_role("button", name="Almere").click()
    await page.get_by_role("button", name="Zoek en reserveer een plaats").click()
    await expect(page.get_by_text("De aanvraag is nog niet compleet.")).to_be_visible()
    yield "nieuwe aanvraag met fouten"
    await page.get_by_role("combobox", name="Gemeente waar het huishouden nu woont").press_sequentially("en")
    await expect(page.get_by_role("option", name="Enschede")).to_be_visible()
    yield "gemeente kiezen"
    await person.open("/bestaat-niet")
    await expect(page.get_by_role("heading", name="Deze pagina is er niet")).to_be_visible()
    await person.is_live()
    yield "geen pagina"


async def _as_coordinator_later(person: Person) -> AsyncIterator[str]:
    page = person.page
    await person.login("Coördinator", VEILIG_THUIS)
    await submit_aanvraag(page)
    await confirm(page)
    lijst = page.get_by_role("region", name="Warme overdracht")
    await lijst.get_by_role("button", name="Leg de overdracht vast").click()
    await expect(lijst.get_by_role("alert")).to_be_visible()
    yield "overdracht met fouten"
    await page.keyboard.press("Control+k")
    await page.get_by_role("combobox", name="Ga naar").press_sequentially("en")
    await expect(page.get_by_role("dialog").get_by_role("option", name="Enschede")).to_be_visible()
    yield "ga naar"


async def _as_opvang(person: Person) -> AsyncIterator[str]:
    page = person.page
    await person.login("Opvang", HUIS_IN_ZWOLLE)
    await expect(page.get_by_role("button", name="Ja, wij ontvangen hen").first).to_be_visible()
    yield "plaatsen"
    await page.get_by_role("button", name="Dit kan hier niet").first.click()
    await page.get_by_label("Er zit al iemand").check()
    await page.get_by_role("button", name="Meld terug").click()
    await page.get_by_role("button", name="Meld aankomst").first.click()
    await page.get_by_role("button", name="Wijzig").nth(1).click()
    await page.get_by_role("button", name="Wijzig").first.click()
    await page.get_by_role("button", name="Een plan, of een ander moment").first.click()
    await page.get_by_label("Buiten gebruik").first.check()
    await page.get_by_label("Nee, het is een plan").check()
    yield "plaatsen met formulieren"


async def _as_opvang_elsewhere(person: Person) -> AsyncIterator[str]:
    page = person.page
    await person.login("Opvang", HUIS_IN_ZWOLLE)
    await page.get_by_role("button", name="Toon het terugbelnummer").first.click()
    await expect(page.get_by_role("button", name="Verberg")).to_be_visible()
    await page.get_by_role("button", name="Leg vast").first.click()
    for soort in ("Risicotaxatie", "Warme overdracht", "Veiligheidstaxatie"):
        await page.get_by_role("button", name=soort).first.click()
        await expect(page.get_by_role("form", name=f"{soort} vastleggen")).to_be_visible()
        yield f"registratie: {soort}"
        await page.get_by_role("button", name="Annuleer").click()
    await page.get_by_text("Meer", exact=True).click()
    await page.get_by_role("link", name="Huizen").click()
    await page.get_by_role("button", name="Heel huis uit gebruik").first.click()
    yield "huizen"
    await person.open("/meldadressen")
    await page.get_by_role("button", name="Voeg een meldadres toe").click()
    await page.get_by_label("Webhook").check()
    await page.get_by_role("button", name="Voeg toe", exact=True).click()
    await expect(page.get_by_text("Er is nog niets verstuurd.")).to_be_visible()
    yield "meldadressen met fouten"
    await person.open("/normsignalen")
    await page.get_by_text("Wat voorbij is").click()
    await expect(page.get_by_text("Er is nog geen normsignaal geweest")).to_be_visible()
    yield "normsignalen"


async def _as_gemeente(person: Person) -> AsyncIterator[str]:
    page = person.page
    await person.login("Centrumgemeente", "Gemeente Ede")
    await expect(page.get_by_role("region", name="Onze plicht: Ede")).to_be_visible()
    yield "gemeente"
    await person.open("/historie/GM0228")
    await expect(page.get_by_role("heading", level=1, name="Verloop in Ede")).to_be_visible()
    await expect(page.get_by_role("region", name="Verloop in cijfers")).to_be_visible()
    yield "verloop van een gemeente"


async def _as_auditor(person: Person) -> AsyncIterator[str]:
    page = person.page
    await person.open("/")
    await page.get_by_role("button", name="Auditor").click()
    await page.get_by_label("Van welke opvangorganisatie?").select_option(label=HUIS_IN_ZWOLLE)
    await expect(page.get_by_role("heading", name="Waar dit op rust")).to_be_visible()
    await page.get_by_text("De regels die golden").click()
    yield "dossier"


async def _as_landelijk(person: Person) -> AsyncIterator[str]:
    page = person.page
    await person.login("Landelijke coördinatie")
    await expect(page.get_by_role("heading", name="Nog geen plaats (1)")).to_be_visible()
    await expect(page.locator("tr[id^='rij-']")).to_have_count(35)
    await expect(page.get_by_role("heading", name="Normen die nu niet worden gehaald")).to_be_visible()
    await page.get_by_text("Toon nog").first.click()
    await page.locator("summary", has_text="Toon alle").click()
    yield "landelijk"
    await person.open("/historie")
    await expect(page.get_by_role("heading", name="Wat er de komende dagen vrijkomt")).to_be_visible()
    await expect(page.get_by_role("img", name="Vrije crisisplaatsen in heel Nederland")).to_be_visible()
    yield "verloop"
    await person.open("/muur")
    for panel in ("Heel Nederland", "Normsignalen", "Laatste 24 uur en wat er komt", "Vrije crisisplaatsen"):
        await page.get_by_role("button", name=panel).click()
        await expect(page.get_by_role("heading", level=1, name=panel)).to_be_visible()
        yield f"muur: {panel}"
    await person.open("/noodinzage")
    await page.get_by_role("button", name="Vraag een noodinzage").click()
    await page.get_by_role("button", name="Vraag goedkeuring").click()
    await expect(page.get_by_text("Kies een reden.").first).to_be_visible()
    yield "noodinzage met fouten"
    await person.open(f"/verantwoording/{BELOW_MINIMUM}")
    await expect(page.get_by_role("heading", name="Per kwartaal")).to_be_visible()
    yield "verantwoording"
