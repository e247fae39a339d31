"""How many interactions and seconds the coordinator's main job costs, on a desk and on a phone: from the list to confirmed."""

from dataclasses import dataclass
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import NewPerson
from tests.e2e.effort import LONG, Effort
from tests.e2e.person import DESK, PHONE
from tests.e2e.screens import VEILIG_THUIS

A_MINUTE = 60.0
PHONE_IN_A_HAND = {"viewport": PHONE, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}


@dataclass(frozen=True)
class Household:
    """Who flees, and what the issue allows for it."""

    most: int
    leeftijden: tuple[int, ...] = ()
    behoeften: tuple[str, ...] = ()
    gemeenten: tuple[str, ...] = ()
    regio: str | None = None


ONE = Household(most=9, regio="Almere")
MOTHER = Household(most=17, leeftijden=(1, 4, 7, 11), behoeften=("Rolstoel",), gemeenten=("Almelo", "Delft"))


async def place(page: Page, effort: Effort, household: Household) -> None:
    """From the list of aanvragen to a place that was confirmed."""
    await effort.click(page.get_by_role("link", name="Nieuwe aanvraag"))
    await effort.type(page, "Ede")
    await choose(page, effort, "Ede")
    await effort.click(page.get_by_label("Verwey-Jonker: rood, door Veilig Thuis"))
    await effort.click(page.get_by_role("button", name="Nu", exact=True))
    for leeftijd in household.leeftijden:
        await effort.click(page.get_by_role("button", name=f"Kind van {leeftijd} jaar erbij"))
    for behoefte in household.behoeften:
        await effort.click(page.get_by_label(behoefte))
    if household.gemeenten:
        await effort.click(page.get_by_role("combobox", name="Gemeenten die niet veilig zijn"))
    for gemeente in household.gemeenten:
        await effort.type(page, gemeente[:4].lower())
        await choose(page, effort, gemeente)
    if household.regio:
        if effort.touch:
            await effort.click(page.get_by_text("Kies regio's op de kaart of in de lijst"))
        await effort.click(page.get_by_role("button", name=household.regio, exact=True))
    await effort.click(page.get_by_role("button", name="Zoek en reserveer een plaats"))
    why = page.get_by_role("heading", name="Waarom deze plaats").locator("..")
    await expect(why).to_be_visible()
    await effort.read(why)
    await effort.click(page.get_by_role("button", name="Bevestig: over 2 uur"))
    await expect(page.get_by_text("Verwachte aankomst")).to_be_visible()


async def choose(page: Page, effort: Effort, gemeente: str) -> None:
    """With a keyboard Enter takes the first that is found; on a phone it is tapped."""
    found = page.get_by_role("option", name=gemeente).first
    await expect(found).to_be_visible()
    if effort.touch:
        await effort.click(found)
    else:
        await effort.press(page, "Enter")


@pytest.mark.parametrize("household", [pytest.param(ONE, id="one"), pytest.param(MOTHER, id="mother")])
@pytest.mark.parametrize(
    "screen", [pytest.param({"viewport": DESK}, id="desk"), pytest.param(PHONE_IN_A_HAND, id="phone")]
)
async def test_a_place_is_confirmed_in_few_interactions_and_a_minute(
    someone: NewPerson, screen: dict[str, Any], household: Household
) -> None:
    """The long version waits as a person does and holds the minute to the clock; the short one adds the same seconds up."""
    coordinator = await someone(**screen)
    page = coordinator.page
    await coordinator.login("Coördinator", VEILIG_THUIS)
    effort = Effort(touch=bool(screen.get("has_touch")), paced=LONG)
    await place(page, effort, household)
    pace = "at human pace" if effort.paced else "without waiting"
    print(f"\n{effort.tell()}; on the clock {effort.elapsed_s:.1f} s {pace}")  # noqa: T201 - the figures are the point
    assert effort.interactions <= household.most
    assert effort.seconds < A_MINUTE
    if effort.paced:
        assert effort.elapsed_s < A_MINUTE
    asked = page.get_by_role("region", name="De aanvraag")
    for gemeente in (*household.gemeenten, household.regio or ""):
        await expect(asked).to_contain_text(gemeente)
    for leeftijd in household.leeftijden:
        await expect(asked).to_contain_text(str(leeftijd))
    for behoefte in household.behoeften:
        await expect(asked).to_contain_text(behoefte)
