import re

from playwright.async_api import expect

from tests.e2e.conftest import NewPerson
from tests.e2e.person import PHONE
from tests.e2e.screens import (
    HUIS_IN_ZWOLLE,
    VEILIG_THUIS,
    ZWOLLE,
    agree,
    confirm,
    row,
    submit_aanvraag,
    wall,
)
from tests.land import Dienst


async def test_a_household_comes_and_goes_and_three_people_see_it(land: Dienst, someone: NewPerson) -> None:
    gemeente, coordinator, huis = await someone(), await someone(), await someone(viewport=PHONE, is_mobile=True)
    await gemeente.login("Centrumgemeente", "Gemeente Zwolle")
    await coordinator.login("Coördinator", VEILIG_THUIS)
    await huis.login("Opvang", HUIS_IN_ZWOLLE)
    loads = [person.loads for person in (gemeente, coordinator, huis)]
    asker = await land.as_rol("gemeente")
    before = await agree(gemeente, asker)
    zwolle = next(each for each in before["centrumgemeenten"] if each["code"] == ZWOLLE)

    await submit_aanvraag(coordinator.page, nachten=2, voorkeur="Zwolle")
    chosen = coordinator.page.get_by_role("region", name="Zwolle")
    await expect(chosen.get_by_text("Gereserveerd in")).to_be_visible()
    await expect(chosen.get_by_role("listitem").filter(has_text="bij een voorkeur")).to_be_visible()
    await expect(chosen.get_by_text("Het huis heeft nog niet ja gezegd.")).to_be_visible()

    await expect(row(gemeente.page, ZWOLLE, "vrij")).to_have_text(str(zwolle["vrij"] - 1))
    await expect(row(gemeente.page, ZWOLLE, "bezet")).to_have_text(str(zwolle["bezet"] + 1))
    await agree(gemeente, asker)

    card = huis.page.get_by_role("article").filter(has_text="1 volwassene en 1 kind (4 jaar)")
    await expect(huis.page.get_by_text("1 reservering wacht op uw antwoord.")).to_be_visible()
    await expect(card).to_contain_text("2 nachten")
    await expect(card).not_to_contain_text("Ede")
    await card.get_by_role("button", name="Ja, wij ontvangen hen").click()
    await expect(chosen.get_by_text("Het huis heeft ja gezegd")).to_be_visible()

    await confirm(coordinator.page)
    await expect(card.get_by_text("Bevestigd: komt")).to_be_visible()
    soon = (wall(2)[1], wall(2.25)[1])
    await expect(card).to_contain_text(re.compile("|".join(f"{time[:2]}:(00|15|30|45)" for time in soon)))

    await card.get_by_role("button", name="Meld aankomst").click()
    await card.get_by_role("form").get_by_role("button", name="Meld aankomst").click()
    await expect(huis.page.get_by_role("heading", name="Wie is er (1)")).to_be_visible()
    await expect(coordinator.page.get_by_text("Het huishouden is aangekomen")).to_be_visible()
    await expect(coordinator.page.get_by_text("Klok gestopt")).to_be_visible()

    await card.get_by_role("button", name="Verleng").click()
    await card.get_by_label("3 nachten").check()
    await card.get_by_role("form").get_by_role("button", name="Verleng").click()
    await expect(card.get_by_text("3 nachten")).to_be_visible()
    await agree(gemeente, asker)

    await card.get_by_role("button", name="Meld vertrek").click()
    await card.get_by_label("Waarheen?").select_option(label="Familie of vrienden")
    await card.get_by_role("form").get_by_role("button", name="Meld vertrek").click()
    await expect(card).to_have_count(0)
    await expect(row(gemeente.page, ZWOLLE, "bezet")).to_have_text(str(zwolle["bezet"]))
    await expect(row(gemeente.page, ZWOLLE, "vrij")).to_have_text(str(zwolle["vrij"]))
    await agree(gemeente, asker)
    assert [person.loads for person in (gemeente, coordinator, huis)] == loads
