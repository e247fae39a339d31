"""The coordinator's workplace: by keyboard alone, by command, and when a house says that it cannot be."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import NewPerson
from tests.e2e.effort import Effort
from tests.e2e.keys import Keys
from tests.e2e.mistakes import find_faults
from tests.e2e.person import DESK, PHONE, Person
from tests.e2e.screens import HUIS_IN_ZWOLLE, PLACED, VEILIG_THUIS, confirm, submit_aanvraag
from tests.land import Dienst, Json
from tests.land import expect as answered


@pytest.fixture
async def coordinator(someone: NewPerson) -> Person:
    person = await someone()
    await person.login("Coördinator", VEILIG_THUIS)
    return person


async def own_aanvraag(land: Dienst, page: Page) -> Json:
    """The aanvraag on screen, as the service has it."""
    (row,) = await land.sql("SELECT id FROM organisatie WHERE naam = :naam", naam=VEILIG_THUIS)
    client = await land.as_rol("coordinator", str(row.id))
    aanvraag: Json = answered(await client.get(f"/aanvragen/{page.url.rsplit('/', 1)[1]}"), 200)
    return aanvraag


async def test_a_household_is_placed_with_the_keyboard_alone(land: Dienst, coordinator: Person) -> None:
    page = coordinator.page
    keys = Keys(page)
    await keys.begin()
    await keys.press("Control+k")
    await expect(page.get_by_role("combobox")).to_be_focused()
    await keys.type("nieuwe")
    await keys.press("Enter")
    await expect(page.get_by_role("combobox", name="Gemeente waar het huishouden nu woont")).to_be_focused()
    await keys.type("ede")
    await expect(page.get_by_role("option", name="Ede, regio Ede")).to_be_visible()
    await keys.press("Enter")
    await keys.tab_to(page.get_by_role("radio", name="Verwey-Jonker: rood, door Opvangorganisatie"))
    await keys.press("ArrowDown")
    await keys.tab_to(page.get_by_role("button", name="1 uur geleden"))
    await keys.press("Enter")
    await keys.tab_to(page.get_by_role("button", name="Kind van 0 jaar erbij"))
    await keys.type("4")
    await keys.press("Enter")
    await keys.type("12")
    await keys.press("Enter")
    await keys.tab_to(page.get_by_label("Rolstoel"))
    await keys.press("Space")
    await keys.tab_to(page.get_by_role("combobox", name="Gemeenten die niet veilig zijn"))
    await keys.type("almelo")
    await keys.press("Enter")
    await keys.tab_to(page.get_by_role("toolbar", name="Regio's die niet veilig zijn").get_by_role("button").first)
    await keys.type("g")
    await keys.press("Enter")
    await keys.tab_to(page.get_by_role("button", name="Zoek en reserveer een plaats"))
    await keys.press("Enter")
    await expect(page.get_by_role("heading", level=1, name=PLACED)).to_be_focused()
    await keys.tab_to(page.get_by_role("button", name="Bevestig: over 2 uur"))
    await keys.press("Enter")
    await expect(page.get_by_text("Verwachte aankomst")).to_be_visible()
    await keys.end()
    print(f"\nplaced and confirmed with {keys.pressed} keys")  # noqa: T201 - the figure is the point
    placed = await own_aanvraag(land, page)
    assert placed["status"] == "bevestigd"
    assert placed["huishouden"]["kinderen"] == [{"leeftijd": 4}, {"leeftijd": 12}]
    assert placed["huishouden"]["behoeften"] == ["rolstoel"]
    assert placed["veiligheid"]["door"] == "veilig_thuis"
    assert len(placed["uitsluitingen"]) == 2


async def test_who_looks_for_the_focus_finds_that_it_is_not_in_sight(coordinator: Person) -> None:
    page = coordinator.page
    await page.evaluate(
        "() => { const sheet = new CSSStyleSheet();"
        " sheet.replaceSync('*:focus-visible { outline: none !important; box-shadow: none !important }');"
        " document.adoptedStyleSheets = [sheet]; }"
    )
    with pytest.raises(AssertionError, match="no focus in sight"):
        await Keys(page).tab_to(page.get_by_role("link", name="Nieuwe aanvraag"))


async def open_command(page: Page) -> None:
    await page.keyboard.press("Control+k")
    await expect(page.get_by_role("combobox", name="Ga naar")).to_be_focused()


async def test_a_command_leads_to_an_aanvraag_and_to_a_centrumgemeente(coordinator: Person) -> None:
    page = coordinator.page
    await submit_aanvraag(page)
    referentie = (await page.get_by_role("heading", level=1).inner_text()).removeprefix("Aanvraag ")
    await page.get_by_role("link", name="Landelijk beeld").click()
    await open_command(page)
    await page.keyboard.type(referentie.replace("-", "")[:6].lower())
    await expect(page.get_by_role("dialog").get_by_role("option")).to_have_count(1)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1, name=f"Aanvraag {referentie}")).to_be_focused()
    await open_command(page)
    await page.keyboard.type("maastr")
    await page.keyboard.press("Enter")
    await expect(page.locator("#rij-GM0935")).to_be_in_viewport()
    await open_command(page)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize(
    "screen",
    [
        pytest.param({"viewport": DESK}, id="desk"),
        pytest.param({"viewport": PHONE, "is_mobile": True, "has_touch": True}, id="phone"),
    ],
)
async def test_after_a_house_that_cannot_another_place_is_proposed_and_not_taken(
    land: Dienst, someone: NewPerson, axe: str, screen: dict[str, Any]
) -> None:
    coordinator, huis = await someone(**screen), await someone(viewport=PHONE, is_mobile=True, has_touch=True)
    await coordinator.login("Coördinator", VEILIG_THUIS)
    await huis.login("Opvang", HUIS_IN_ZWOLLE)
    page = coordinator.page
    await submit_aanvraag(page, voorkeur="Zwolle")
    await confirm(page)

    card = huis.page.get_by_role("article").filter(has_text="Bevestigd: komt")
    await card.get_by_role("button", name="Dit kan hier niet").tap()
    form = card.get_by_role("form", name="Terugmelden")
    await form.get_by_label("De plaats is onbruikbaar").tap()
    await form.get_by_label("Wat is er met de plaats?").select_option(label="Waterschade")
    await form.get_by_role("button", name="Meld terug").tap()

    told = (
        page.get_by_role("main")
        .get_by_role("status")
        .filter(has_text="Het huis in Zwolle kan dit huishouden niet ontvangen.")
    )
    await expect(told).to_contain_text("Reden: De plaats is onbruikbaar.")
    await expect(told).to_contain_text("Daarom is er niets vanzelf gereserveerd.")
    assert (await own_aanvraag(land, page))["status"] == "zonder_plaats"
    await page.reload()
    await expect(page.get_by_text("Wij stellen voor")).to_be_visible()
    assert await find_faults(page, axe) == []
    effort = Effort(touch=bool(screen.get("has_touch")))
    await effort.click(page.get_by_role("button", name="Neem deze").first)
    await expect(page.get_by_text("Gereserveerd in")).to_be_visible()
    await expect(page.get_by_text("Dit is een andere plaats dan eerst: het huis in Zwolle kon niet.")).to_be_visible()
    await confirm(page, effort)
    print(f"\n{effort.tell()}")  # noqa: T201 - the figures are the point
    assert effort.interactions == 2
    assert (await own_aanvraag(land, page))["status"] == "bevestigd"


async def test_the_overdracht_is_ticked_off(coordinator: Person) -> None:
    page = coordinator.page
    await submit_aanvraag(page)
    await confirm(page)
    lijst = page.get_by_role("region", name="Warme overdracht")
    for punt in ("Informatie", "Context", "Afspraken", "De cliënt zelf", "Een medewerker die overdraagt", "Met beeld"):
        await lijst.get_by_label(punt).check()
    await lijst.get_by_role("button", name="Leg de overdracht vast").click()
    await expect(lijst).to_contain_text("Ontbreekt: een medewerker die ontvangt was erbij.")
    for punt in (
        *("Informatie", "Context", "Afspraken", "De cliënt zelf"),
        *("Een medewerker die overdraagt", "Een medewerker die ontvangt", "Met beeld"),
    ):
        await lijst.get_by_label(punt).check()
    await lijst.get_by_role("button", name="Leg de overdracht vast").click()
    await expect(lijst).to_contain_text("Gedaan en compleet")


async def test_a_gemeente_that_turns_out_unsafe_moves_the_reservering(land: Dienst, coordinator: Person) -> None:
    page = coordinator.page
    await submit_aanvraag(page)
    first = await own_aanvraag(land, page)
    where = await page.get_by_role("main").get_by_role("heading", level=2).first.inner_text()
    await page.get_by_role("button", name="Er is iets veranderd").click()
    form = page.get_by_role("form", name="Wijzigen")
    await form.get_by_role("combobox", name="Gemeenten die niet veilig zijn").fill(where.removeprefix("'s-"))
    await page.keyboard.press("Enter")
    await form.get_by_role("button", name="Kind van 1 jaar erbij").click()
    await form.get_by_role("button", name="Leg vast en weeg opnieuw").click()
    await expect(page.get_by_text("De wijziging is vastgelegd. Er is opnieuw gewogen.")).to_be_visible()
    await expect(page.get_by_role("main").get_by_role("heading", name=where, level=2)).to_have_count(0)
    moved = await own_aanvraag(land, page)
    assert moved["status"] == "gereserveerd"
    assert moved["plaatsing"]["centrumgemeente"] != first["plaatsing"]["centrumgemeente"]
    assert moved["uitsluitingen"] == [first["plaatsing"]["centrumgemeente"]]
    assert moved["huishouden"]["kinderen"] == [{"leeftijd": 4}, {"leeftijd": 1}]
