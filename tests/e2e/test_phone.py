from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from capacity_service.actions.fire_termijnen import fire_termijnen
from tests.e2e.conftest import NewPerson
from tests.e2e.person import PHONE, Person
from tests.e2e.screens import HUIS_IN_ZWOLLE, ZWOLLE, choose_moment
from tests.land import Dienst, Json, make_aanvraag
from tests.land import expect as answered


@pytest.fixture
async def huis(someone: NewPerson) -> Person:
    """The opvang of the places in Zwolle, with a phone."""
    person = await someone(viewport=PHONE, is_mobile=True, has_touch=True, device_scale_factor=2)
    await person.login("Opvang", HUIS_IN_ZWOLLE)
    return person


async def reserve(land: Dienst, **changes: Any) -> Json:
    """A household that wants to go to Zwolle, as the service answers its coordinator."""
    coordinator = await land.as_rol("coordinator")
    body = make_aanvraag(voorkeuren=[ZWOLLE], **changes)
    aanvraag: Json = answered(await coordinator.post("/aanvragen", json=body), 201)
    assert aanvraag["plaatsing"]["centrumgemeente"] == ZWOLLE
    return aanvraag


def place(page: Page, referentie: str) -> Locator:
    return page.get_by_role("article", name=referentie, exact=True)


async def crisisplaatsen(land: Dienst) -> list[Json]:
    landelijk = await land.as_rol("landelijk")
    answer = await landelijk.get("/plaatsen", params={"centrumgemeente": ZWOLLE, "soort": "crisisplaats"})
    plaatsen: list[Json] = answered(answer, 200)["plaatsen"]
    return plaatsen


async def test_a_house_that_cannot_says_why_and_the_household_moves_on(land: Dienst, huis: Person) -> None:
    aanvraag = await reserve(land)
    card = huis.page.get_by_role("article").filter(has_text=aanvraag["referentie"])
    await card.get_by_role("button", name="Dit kan hier niet").tap()
    form = card.get_by_role("form", name="Terugmelden")
    await form.get_by_role("button", name="Meld terug").tap()
    await expect(form.get_by_role("alert")).to_contain_text("Kies waarom dit hier niet kan.")

    await form.get_by_label("De plaats is onbruikbaar").tap()
    await form.get_by_label("Wat is er met de plaats?").select_option(label="Waterschade")
    await form.get_by_role("button", name="Meld terug").tap()
    # The household goes to the next place of the same house, or elsewhere: this plaatsing is over.
    title = place(huis.page, await referentie_of(land, aanvraag))
    await expect(title.get_by_text("Buiten gebruik", exact=True)).to_be_visible()
    await expect(title).to_contain_text("waterschade")
    now = answered(await (await land.as_rol("coordinator")).get(f"/aanvragen/{aanvraag['id']}"), 200)
    assert now["plaatsing"]["id"] != aanvraag["plaatsing"]["id"]
    assert now["plaatsing"]["plaatsen"] != aanvraag["plaatsing"]["plaatsen"]


async def referentie_of(land: Dienst, aanvraag: Json) -> str:
    (plaats,) = aanvraag["plaatsing"]["plaatsen"]
    return str(next(each["referentie"] for each in await crisisplaatsen(land) if each["id"] == plaats))


async def test_one_tap_says_that_a_place_is_still_free(land: Dienst, huis: Person) -> None:
    plaats = (await crisisplaatsen(land))[0]
    card = place(huis.page, plaats["referentie"])
    await expect(card.get_by_text("Vrij", exact=True)).to_be_visible()
    await land.sql(
        "UPDATE plaats SET bevestigd_op = bevestigd_op - interval '30 hours' WHERE id = :id", id=plaats["id"]
    )
    await land.sql("UPDATE termijn SET op = op - interval '30 hours' WHERE sleutel = :id", id=plaats["id"])
    await fire_termijnen(land.database)
    await expect(card.get_by_text("Vrij, onbevestigd")).to_be_visible()
    await expect(card).to_contain_text("Bevestigd: 30 uur")

    await card.get_by_role("button", name="Nog steeds vrij").tap()
    await expect(card.get_by_text("Vrij", exact=True)).to_be_visible()
    await expect(card).to_contain_text("Bevestigd: zojuist")
    (seen,) = [each for each in await crisisplaatsen(land) if each["id"] == plaats["id"]]
    assert not seen["onbevestigd"]


async def test_a_plan_below_the_minimum_is_refused_in_words(land: Dienst, huis: Person) -> None:
    plaatsen = await crisisplaatsen(land)
    for plaats in plaatsen[2:]:
        await take_out(huis.page, plaats["referentie"], "Nee, het is een plan")
        saved = place(huis.page, plaats["referentie"])
        await expect(saved.get_by_role("button", name="Opslaan")).to_have_count(0)
        await expect(saved.get_by_text("Buiten gebruik", exact=True)).to_be_visible()

    # A browser writes every refusal in its console.
    huis.accepted.append("409 (Conflict)")
    refused = plaatsen[0]["referentie"]
    await take_out(huis.page, refused, "Nee, het is een plan")
    card = place(huis.page, refused)
    alert = card.get_by_role("alert")
    await expect(alert).to_contain_text("houdt dan 1 crisisplaatsen over")
    await expect(alert).to_contain_text("het minimum is 2")
    assert [each["status"] for each in (await crisisplaatsen(land))[:2]] == ["vrij", "vrij"]

    # What is already so, is never refused.
    await card.get_by_label("Ja, nu al").tap()
    await card.get_by_role("button", name="Opslaan").tap()
    await expect(card.get_by_text("Buiten gebruik", exact=True)).to_be_visible()


async def take_out(page: Page, referentie: str, wanneer: str) -> None:
    card = place(page, referentie)
    await card.get_by_role("button", name="Wijzig").tap()
    await card.get_by_role("button", name="Een plan, of een ander moment").tap()
    await card.get_by_label("Buiten gebruik").tap()
    await card.get_by_label("Waarom?").select_option(label="Onderhoud")
    await card.get_by_label(wanneer).tap()
    if wanneer.startswith("Nee"):
        await choose_moment(page, "Vanaf wanneer?", 0)
    await card.get_by_role("button", name="Opslaan").tap()
