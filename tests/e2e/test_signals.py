"""What the service tells by itself: meldingen with their sound, vragen, normsignalen, and what people record."""

from pathlib import Path

from playwright.async_api import Page, expect

from capacity_service.actions.fire_termijnen import fire_termijnen
from tests.e2e.conftest import NewPerson
from tests.e2e.mistakes import find_faults
from tests.e2e.person import PHONE
from tests.e2e.pictures import show
from tests.e2e.screens import HUIS_IN_ZWOLLE, VEILIG_THUIS, ZWOLLE
from tests.e2e.walk import BELOW_MINIMUM, stir
from tests.land import Dienst, Json, make_aanvraag
from tests.land import expect as answered

BIG = {"volwassenen": 1, "kinderen": [{"leeftijd": leeftijd} for leeftijd in range(2, 5)]}
COUNT_TONES = """
window.tones = 0;
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) { window.tones += 1; return start.apply(this, when); };
"""
ALL_THAT_IS_KEPT = """
async () => {
  const done = (asked) => new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const kept = ['localStorage', JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie, location.href];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const asked of await cache.keys()) kept.push(asked.url, await (await cache.match(asked)).text());
  }
  for (const { name } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    for (const store of database.objectStoreNames) kept.push(JSON.stringify(await done(database.transaction(store).objectStore(store).getAll())));
    database.close();
  }
  return kept.join('\\n');
}
"""
"""Everything that a browser keeps of a page (T44)."""


async def reserve(land: Dienst, **changes: object) -> Json:
    coordinator = await land.as_rol("coordinator")
    aanvraag: Json = answered(await coordinator.post("/aanvragen", json=make_aanvraag(**changes)), 201)
    return aanvraag


async def tones(page: Page) -> int:
    heard: int = await page.evaluate("window.tones")
    return heard


async def test_an_urgent_melding_sounds_until_somebody_has_seen_it(land: Dienst, someone: NewPerson) -> None:
    huis = await someone(viewport=PHONE, is_mobile=True, has_touch=True)
    page = huis.page
    await page.add_init_script(COUNT_TONES)
    await page.clock.install()
    await huis.login("Opvang", HUIS_IN_ZWOLLE)
    await expect(page.get_by_role("heading", name="Geen nieuwe meldingen")).to_be_visible()
    await page.get_by_role("button", name="Geluid aanzetten").tap()
    await expect(page.get_by_role("button", name="Geluid uitzetten")).to_be_visible()
    at_first = await tones(page)

    await reserve(land, voorkeuren=[ZWOLLE])
    melding = page.get_by_role("article", name="Er komt iemand aan")
    await expect(melding).to_be_visible()
    await expect(page).to_have_title("(1) Plaatsen - Crisisplaatsen")
    await page.clock.run_for(1000)
    once = await tones(page)
    assert once > at_first
    await page.clock.run_for(11_000)
    assert await tones(page) > once

    await melding.get_by_role("link", name="Bekijk").tap()
    await expect(page.get_by_role("article").filter(has_text="Ja, wij ontvangen hen")).to_be_in_viewport()
    await melding.get_by_role("button", name="Gezien").tap()
    await expect(melding).to_have_count(0)
    await expect(page).to_have_title("Plaatsen - Crisisplaatsen")
    silent = await tones(page)
    await page.clock.run_for(21_000)
    assert await tones(page) == silent


async def test_a_house_that_is_asked_says_yes_and_gets_the_household(
    land: Dienst, someone: NewPerson, axe: str
) -> None:
    huis = await someone(viewport=PHONE, is_mobile=True, has_touch=True)
    await huis.login("Opvang", HUIS_IN_ZWOLLE)
    # Nobody in the country has said for a day that anything is free.
    await land.sql("UPDATE plaats SET bevestigd_op = bevestigd_op - interval '30 hours'")
    await land.sql("UPDATE termijn SET op = op - interval '30 hours' WHERE soort = 'plaats_onbevestigd'")
    while await fire_termijnen(land.database):
        pass
    aanvraag = await reserve(land, voorkeuren=[ZWOLLE], huishouden=BIG)
    assert aanvraag["knelpunt"]["code"] == "gevraagd"

    vraag = huis.page.get_by_role("main").get_by_role("article").filter(has_text="echt vrij?").first
    await expect(vraag).to_contain_text("1 volwassene en 3 kinderen (2, 3 en 4 jaar)")
    assert await find_faults(huis.page, axe) == []
    await vraag.get_by_role("button", name="Ja, vrij").tap()
    await expect(huis.page.get_by_role("heading", name="Wie komt er (1)")).to_be_visible()
    await expect(huis.page.get_by_role("heading", name="Zeg nu ja of nee")).to_have_count(0)
    coordinator = await land.as_rol("coordinator")
    now = answered(await coordinator.get(f"/aanvragen/{aanvraag['id']}"), 200)
    assert (now["status"], now["plaatsing"]["centrumgemeente"]) == ("gereserveerd", ZWOLLE)


async def test_a_coordinator_is_told_whom_to_call(land: Dienst, someone: NewPerson) -> None:
    person = await someone()
    await person.login("Coördinator", VEILIG_THUIS)
    huis = await land.as_rol("opvang", await organisatie_of(land, HUIS_IN_ZWOLLE))
    for one in answered(await huis.get("/huizen"), 200)["huizen"]:
        headers = {"If-Match": f'"{one["contactRevisie"]}"'}
        answered(
            await huis.put(f"/huizen/{one['id']}/contact", json={"telefoonnummer": "038 1234567"}, headers=headers), 200
        )
    coordinator = await land.as_rol("coordinator", await organisatie_of(land, VEILIG_THUIS))
    aanvraag = answered(await coordinator.post("/aanvragen", json=make_aanvraag(voorkeuren=[ZWOLLE])), 201)
    await land.sql("UPDATE termijn SET op = op - interval '6 minutes' WHERE soort = 'niet_gezien'")
    await fire_termijnen(land.database)

    melding = person.page.get_by_role("article", name="Nog niet gezien: bel")
    await melding.get_by_role("button", name="Toon het nummer van het huis").click()
    await expect(melding.get_by_role("link", name="+31381234567")).to_be_visible()
    await melding.get_by_role("button", name="Verberg").click()
    await expect(melding.get_by_text("+31381234567")).to_have_count(0)
    kept = await person.page.evaluate(ALL_THAT_IS_KEPT)
    assert ("381234567" in kept, "localStorage" in kept) == (False, True), "a number stays on no device"
    await melding.get_by_role("link", name="Bekijk").click()
    await expect(person.page.get_by_role("heading", name=f"Aanvraag {aanvraag['referentie']}")).to_be_visible()


async def organisatie_of(land: Dienst, naam: str) -> str:
    (row,) = await land.sql("SELECT id FROM organisatie WHERE naam = :naam", naam=naam)
    return str(row.id)


async def test_a_gemeente_sees_which_norm_it_misses_and_accounts_for_it(land: Dienst, someone: NewPerson) -> None:
    gemeente = await someone()
    page = gemeente.page
    await gemeente.login("Centrumgemeente", "Gemeente Alkmaar")
    await expect(page.get_by_text("De dienst ziet voor u geen norm die niet wordt gehaald.")).to_be_visible()
    await stir(land)
    panel = page.get_by_role("region", name="Normen die nu niet worden gehaald")
    await panel.get_by_text("Toon alle 4").click()
    row = panel.get_by_role("article", name="Minder crisisplaatsen dan het minimum: Alkmaar")
    await expect(row).to_contain_text("Norm indicator 5; voetnoot 27")
    await expect(row).to_contain_text("De plicht is van de centrumgemeente.")
    await expect(row).to_contain_text("Gemeld aan: centrumgemeente en landelijke coördinatie.")

    await panel.get_by_role("link", name="Bekijk de verantwoording").click()
    await expect(page.get_by_role("heading", name="Verantwoording van centrumgemeente Alkmaar")).to_be_visible()
    landelijk = await land.as_rol("gemeente", await organisatie_of(land, "Gemeente Alkmaar"))
    told = answered(await landelijk.get(f"/verantwoordingen/{BELOW_MINIMUM}"), 200)
    assert told["totaal"]["keerOnderMinimum"] == 1
    await expect(page.get_by_role("row", name="Samen").get_by_role("cell").nth(1)).to_have_text("1")


async def test_a_handover_is_recorded_and_what_lacks_is_named(land: Dienst, someone: NewPerson) -> None:
    huis = await someone(viewport=PHONE, is_mobile=True, has_touch=True)
    page = huis.page
    aanvraag = await reserve(land, voorkeuren=[ZWOLLE])
    await huis.login("Opvang", HUIS_IN_ZWOLLE)
    card = page.get_by_role("article").filter(has_text=aanvraag["referentie"]).filter(has_text="Meld aankomst")
    await card.get_by_role("button", name="Leg vast").tap()
    card = page.get_by_role("article").filter(has_text="Vastgelegd")
    await card.get_by_role("button", name="Warme overdracht").tap()
    form = card.get_by_role("form", name="Warme overdracht vastleggen")
    await form.get_by_label("Met beeld").tap()
    for part in ("Informatie", "Context", "Afspraken", "De cliënt zelf", "Een medewerker die overdraagt"):
        await form.get_by_label(part).tap()
    await form.get_by_role("button", name="Leg vast").tap()
    await expect(card.get_by_role("status")).to_contain_text(
        "Dit ontbreekt nog: een medewerker die ontvangt was erbij."
    )
    recorded = card.get_by_role("listitem").filter(has_text="Warme overdracht")
    await expect(recorded).to_contain_text("door uw organisatie")


async def test_a_household_that_cannot_stay_is_looked_for_elsewhere(land: Dienst, someone: NewPerson) -> None:
    aanvraag = await reserve(land, voorkeuren=[ZWOLLE])
    opvang = await land.as_rol("opvang", await organisatie_of(land, HUIS_IN_ZWOLLE))
    arrived = {"aangekomenOp": aanvraag["ingediendOp"], "nachten": 2}
    answered(await opvang.post(f"/plaatsingen/{aanvraag['plaatsing']['id']}/aankomst", json=arrived), 200)
    huis = await someone(viewport=PHONE, is_mobile=True, has_touch=True)
    page = huis.page
    await huis.login("Opvang", HUIS_IN_ZWOLLE)
    await page.get_by_role("button", name="Kan hier niet blijven").tap()
    form = page.get_by_role("form", name="Verplaatsing vragen")
    await form.get_by_label("Er is nieuw gevaar").tap()
    await form.get_by_label("Acute dreiging, nog zonder instrument").tap()
    await form.get_by_label("Achtervolging").tap()
    await form.get_by_label("Politie").tap()
    await form.get_by_role("button", name="Nu", exact=True).tap()
    await form.get_by_role("button", name="Zoek een andere plaats").tap()
    await expect(page.get_by_text("We zoeken een andere plaats: aanvraag")).to_be_visible()
    coordinator = await land.as_rol("coordinator", await organisatie_of(land, HUIS_IN_ZWOLLE))
    (moved,) = answered(await coordinator.get("/aanvragen"), 200)["aanvragen"]
    assert moved["verplaatsing"] == "gevaar"
    assert moved["plaatsing"]["centrumgemeente"] != ZWOLLE


async def test_a_dossier_is_printed(someone: NewPerson, tmp_path: Path) -> None:
    auditor = await someone(viewport={"width": 794, "height": 1123})
    page = auditor.page
    await auditor.open("/")
    await page.get_by_role("button", name="Auditor").click()
    await page.get_by_label("Van welke opvangorganisatie?").select_option(label=HUIS_IN_ZWOLLE)
    await expect(page.get_by_role("heading", name=f"Dossier van {HUIS_IN_ZWOLLE}")).to_be_visible()
    await expect(page.get_by_role("article", name="1.2a Risicotaxatie binnen een werkdag")).to_be_visible()
    await page.emulate_media(media="print")
    await expect(page.get_by_role("button", name="Print of bewaar als pdf")).to_be_hidden()
    await expect(page.get_by_role("banner")).to_be_hidden()
    await expect(page.get_by_text("Vingerafdruk (SHA-256)")).to_be_visible()
    await show(page, "dossier-papier.webp", tmp_path, width=794, height=1123)
    paper = await page.pdf(prefer_css_page_size=True)
    assert paper.startswith(b"%PDF")
