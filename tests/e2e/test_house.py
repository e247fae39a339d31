"""The house at night: counted taps on a phone, the whole job by keyboard at a desk, and the time of Amsterdam in every zone."""

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import NewPerson
from tests.e2e.effort import Effort
from tests.e2e.person import PHONE, Person
from tests.e2e.screens import HUIS_IN_ZWOLLE
from tests.e2e.test_phone import crisisplaatsen, place, reserve
from tests.land import Dienst, Json

STILL = re.compile("^Nog steeds vrij")
COUNT_TONES = """
window.tones = 0;
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) { window.tones += 1; return start.apply(this, when); };
"""
REPEATED = ("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z")
"""02:30 and 02:30: the hour that happens twice when winter time starts."""
SKIPPED = "2026-03-29T01:00:00Z"
"""03:00, the instant after 01:59 when summer time starts."""


@pytest.fixture
async def huis(someone: NewPerson) -> Person:
    person = await someone(viewport=PHONE, is_mobile=True, has_touch=True)
    await person.page.add_init_script(COUNT_TONES)
    await person.login("Opvang", HUIS_IN_ZWOLLE)
    return person


async def test_a_status_takes_one_tap_or_two(land: Dienst, huis: Person) -> None:
    one, two, three, *_ = await crisisplaatsen(land)
    page, writes = huis.page, [0]
    page.on("request", lambda asked: writes.append(asked.method != "GET"))
    effort = Effort(touch=True)
    await effort.click(place(page, one["referentie"]).get_by_role("button", name=STILL))
    await expect(place(page, one["referentie"])).to_contain_text("Bevestigd: zojuist")
    assert effort.interactions == 1, effort.steps

    for plaats, tap, shown in (
        (two, "Bezet, vanaf nu", "Bezet"),
        (three, "Waterschade", "Buiten gebruik"),
        (two, "Vrij", "Vrij"),
    ):
        card, effort = place(page, plaats["referentie"]), Effort(touch=True)
        await effort.click(card.get_by_role("button", name="Wijzig"))
        await effort.click(card.get_by_role("button", name=tap, exact=True))
        await expect(card.get_by_role("button", name="Wijzig")).to_be_visible()
        await expect(card.get_by_text(shown, exact=True)).to_be_visible()
        assert effort.interactions == 2, effort.steps
    # One tap is one request, when there is a network.
    assert sum(writes) == 4


async def test_an_arriving_household_is_accepted_with_one_tap_under_the_alarm(land: Dienst, huis: Person) -> None:
    page = huis.page
    await page.get_by_role("button", name="Geluid aanzetten").tap()
    before = await page.evaluate("window.tones")
    household = {"volwassenen": 1, "kinderen": [{"leeftijd": 1}, {"leeftijd": 6}], "behoeften": ["tolk"]}
    aanvraag = await reserve(land, huishouden=household)
    card = page.get_by_role("article", name="Plaats").filter(has_text=aanvraag["referentie"])
    for ready in (
        "Bedden: 2",
        "Babybed: 1",
        "Een tolk aan de telefoon",
        "Eten en drinken voor 2 kinderen",
        "Aankomst uiterlijk",
    ):
        await expect(card).to_contain_text(ready)
    await page.wait_for_function("(before) => window.tones > before", arg=before)
    effort = Effort(touch=True)
    await effort.click(card.get_by_role("button", name="Ja, wij ontvangen hen"))
    await expect(card.get_by_role("button", name="Ja, wij ontvangen hen")).to_have_count(0)
    assert effort.interactions == 1
    await card.get_by_role("button", name="Toon het terugbelnummer").tap()
    await expect(card.get_by_role("button", name="Verberg")).to_be_visible()


async def test_every_reason_for_a_terugmelding_says_what_it_does(land: Dienst, huis: Person) -> None:
    aanvraag = await reserve(land)
    card = huis.page.get_by_role("article", name="Plaats").filter(has_text=aanvraag["referentie"])
    await card.get_by_role("button", name="Dit kan hier niet").tap()
    for reason, effect in (
        ("De plaats is onbruikbaar", "De plaats gaat meteen buiten gebruik, als feit."),
        ("Er zit al iemand", "De plaats komt op bezet te staan"),
        ("Deze plek is niet veilig voor dit huishouden", "De plaats blijft vrij voor anderen."),
        ("De plaats is niet geschikt te maken", "Wat ontbreekt, gaat van de kenmerken van de plaats af."),
    ):
        choice = card.get_by_role("radio", name=reason)
        await expect(choice).to_have_accessible_description(re.compile(re.escape(effect)))
        await expect(card.get_by_text(effect)).to_be_visible()


async def to(page: Page, name: str | re.Pattern[str], inside: str) -> None:
    """With Tab alone to the next thing of this name in the card of this reference."""
    for _ in range(120):
        await page.keyboard.press("Tab")
        found = await page.evaluate(
            "() => [document.activeElement.innerText ?? '', document.activeElement.closest('article')?.innerText ?? '']"
        )
        if re.search(name, found[0]) and inside in found[1]:
            return
    raise AssertionError(f"{name} is not to be reached by keyboard")


async def test_the_whole_job_goes_by_keyboard(land: Dienst, someone: NewPerson) -> None:
    aanvraag = await reserve(land)
    free = next(plaats for plaats in await crisisplaatsen(land) if plaats["status"] == "vrij")
    person = await someone()
    await person.login("Opvang", HUIS_IN_ZWOLLE)
    page = person.page
    card = page.get_by_role("article", name="Plaats").filter(has_text=aanvraag["referentie"])
    await to(page, "^Ja, wij ontvangen hen", aanvraag["referentie"])
    await page.keyboard.press("Enter")
    await expect(card.get_by_role("button", name="Ja, wij ontvangen hen")).to_have_count(0)
    await to(page, "^Meld aankomst", aanvraag["referentie"])
    await page.keyboard.press("Enter")
    form = card.get_by_role("form", name="Aankomst melden")
    await expect(form.get_by_label("Datum")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Wie is er (1)")).to_be_visible()

    status = place(page, free["referentie"])
    await to(page, "^Nog steeds vrij", free["referentie"])
    await page.keyboard.press("Enter")
    await expect(status).to_contain_text("Bevestigd: zojuist")
    await to(page, "^Wijzig", free["referentie"])
    await page.keyboard.press("Enter")
    await expect(status.get_by_role("button", name="Bezet, vanaf nu")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(status.get_by_text("Bezet", exact=True)).to_be_visible()
    await expect(status.get_by_role("button", name="Wijzig")).to_be_focused()


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Auckland"])
async def test_a_phone_in_another_zone_shows_the_nights_of_amsterdam(
    land: Dienst, someone: NewPerson, zone: str
) -> None:
    one, two, three, *_ = await crisisplaatsen(land)
    for plaats, op in ((one, REPEATED[0]), (two, REPEATED[1]), (three, SKIPPED)):
        await take(land, plaats, op)
    person = await someone(timezone_id=zone, viewport=PHONE, is_mobile=True, has_touch=True)
    await person.login("Opvang", HUIS_IN_ZWOLLE)
    page = person.page
    for plaats, shown in (
        (one, "Sinds zo 25 okt 02:30"),
        (two, "Sinds zo 25 okt 02:30"),
        (three, "Sinds zo 29 mrt 03:00"),
    ):
        await expect(place(page, plaats["referentie"])).to_contain_text(shown)

    # Typed there, the hour that happens twice is asked about, and each answer is its own instant.
    card = place(page, (await crisisplaatsen(land))[3]["referentie"])
    sent: list[Any] = []
    page.on("request", lambda asked: sent.append(asked.post_data_json) if asked.method == "PUT" else None)
    await card.get_by_role("button", name="Wijzig").tap()
    await card.get_by_role("button", name="Een plan, of een ander moment").tap()
    await card.get_by_label("Bezet").tap()
    await card.get_by_label("Datum").fill("2026-10-25")
    await card.get_by_role("textbox", name="Tijd").fill("0230")
    await card.get_by_label("wintertijd").check()
    await card.get_by_role("button", name="Opslaan").tap()
    await expect(card.get_by_role("form")).to_have_count(0)
    assert [body["sindsOp"] for body in sent] == [REPEATED[1]]
    await expect(card).to_contain_text("Sinds zo 25 okt 02:30")


async def take(land: Dienst, plaats: Json, op: str) -> None:
    opvang = await land.as_rol("opvang", plaats["organisatie"])
    body = {"status": "bezet", "sindsOp": op, "waargenomenOp": plaats["bevestigdOp"]}
    headers = {"If-Match": f'"{plaats["revisie"]}"'}
    answer = await opvang.put(f"/plaatsen/{plaats['id']}/status", json=body, headers=headers)
    assert answer.status_code == 200, answer.text
