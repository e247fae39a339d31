"""Breaking the glass on the screen: one asks, somebody elsewhere agrees, the house hears it, and a privacy officer judges a look."""

import re

from playwright.async_api import expect

from tests.e2e.conftest import NewPerson
from tests.e2e.screens import HUIS_IN_ZWOLLE, VEILIG_THUIS, ZWOLLE
from tests.land import Dienst, make_aanvraag
from tests.land import expect as answered


async def test_two_people_break_the_glass_and_the_house_is_told(land: Dienst, someone: NewPerson) -> None:
    (own,) = await land.sql("SELECT id FROM organisatie WHERE naam = :naam", naam=VEILIG_THUIS)
    coordinator = await land.as_rol("coordinator", str(own.id))
    aanvraag = answered(await coordinator.post("/aanvragen", json=make_aanvraag(voorkeuren=[ZWOLLE])), 201)
    huis, landelijk, auditor = await someone(), await someone(), await someone()
    await huis.login("Opvang", HUIS_IN_ZWOLLE)

    page = landelijk.page
    await landelijk.login("Landelijke coördinatie")
    await landelijk.open("/noodinzage")
    await page.get_by_role("button", name="Vraag een noodinzage").click()
    await page.get_by_label("Wat is het kenmerk?").fill(aanvraag["referentie"].lower().replace("-", " "))
    await page.get_by_label("Het huis is niet te bereiken").check()
    await page.get_by_role("button", name="Vraag goedkeuring").click()
    await expect(page.get_by_text("Wacht op goedkeuring")).to_be_visible()
    await expect(page.get_by_role("timer")).to_have_text(re.compile(r"60:0\d|59:\d\d"))

    await auditor.open("/")
    await auditor.page.get_by_role("region", name="Auditor", exact=True).get_by_role("button").click()
    await auditor.page.get_by_role("link", name="Noodinzage").click()
    await auditor.page.get_by_role("button", name="Keur goed").click()
    await expect(auditor.page.get_by_text("Loopt")).to_be_visible()
    await expect(auditor.page.get_by_text(aanvraag["referentie"])).to_have_count(0)

    await expect(huis.page.get_by_text("Noodinzage: iemand ziet beide kanten").first).to_be_visible()

    await page.get_by_role("button", name="Toon beide kanten").click()
    await expect(page.get_by_text("Het huis en de aanvrager weten dit")).to_be_visible()
    await expect(page.get_by_role("region", name="Waar zij zijn").get_by_text(HUIS_IN_ZWOLLE)).to_be_visible()
    await expect(page.get_by_role("region", name="Waar zij vandaan komen").get_by_text("Ede")).to_be_visible()
    await page.get_by_role("button", name="Beëindig").click()
    await expect(page.get_by_text("Beëindigd", exact=True)).to_be_visible()
    await expect(page.get_by_role("region", name="Waar zij zijn")).to_have_count(0)


async def test_a_privacy_officer_judges_a_look_in_one_tap(land: Dienst, someone: NewPerson) -> None:
    (own,) = await land.sql("SELECT id FROM organisatie WHERE naam = :naam", naam=HUIS_IN_ZWOLLE)
    opvang = await land.as_rol("opvang", str(own.id))
    answered(await opvang.get("/plaatsingen/0192a000-0000-7000-8000-000000000000/contact"), 404)
    fg = await someone()
    await fg.open("/")
    region = fg.page.get_by_role("region", name="Functionaris gegevensbescherming", exact=True)
    await region.get_by_text("Toon nog").click()
    await region.get_by_role("button", name=HUIS_IN_ZWOLLE).click()
    await expect(fg.page.get_by_text("0%")).to_be_visible()
    await fg.page.get_by_role("button", name=re.compile(r"In orde\s*: Vroeg een telefoonnummer op")).click()
    await expect(fg.page.get_by_text("Oordeel: In orde.")).to_be_visible()
    await expect(fg.page.get_by_text("100%")).to_be_visible()
