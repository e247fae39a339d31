import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import NewPerson
from tests.e2e.mistakes import find_faults, find_overflow
from tests.e2e.person import DESK, PHONE
from tests.e2e.screens import AMSTERDAM
from tests.e2e.walk import walk
from tests.land import Dienst

BREAK = """
() => {
  const main = document.querySelector('main');
  main.insertAdjacentHTML('beforeend', `<button></button><div id="cut">${'x'.repeat(500)}</div>`);
  document.querySelector('#cut').style.overflow = 'hidden';
  main.insertAdjacentHTML('beforeend', '<img alt="" src="https://elders.invalid/a.png">');
  setTimeout(() => { throw new Error('een fout van ons'); });
}
"""


@pytest.mark.parametrize(
    ("screen", "widths"),
    [
        pytest.param({"color_scheme": "light", "viewport": DESK}, (1280, 1220, 1100, 800), id="light"),
        pytest.param({"color_scheme": "dark", "viewport": PHONE, "is_mobile": True}, (390, 320), id="dark"),
    ],
)
async def test_every_screen_is_accessible_and_fits(
    land: Dienst, someone: NewPerson, axe: str, screen: dict[str, Any], widths: tuple[int, ...]
) -> None:
    seen, wrong = 0, {}
    async for name, page in walk(land, someone, **screen):
        seen += 1
        if found := await find_faults(page, axe):
            wrong[name] = found
        for width in widths:
            if found := await find_overflow(page, width):
                wrong[f"{name}, {width} px"] = found
    assert wrong == {}
    assert seen == 29


async def test_the_time_is_that_of_amsterdam_and_the_register_says_it_is_invented(someone: NewPerson) -> None:
    person = await someone(timezone_id="Pacific/Auckland")
    await person.login("Landelijke coördinatie")
    line = await person.page.get_by_text("Live, bijgewerkt om").inner_text()
    shown = re.fullmatch(r"Live, bijgewerkt om (\d\d:\d\d:\d\d)", line)
    assert shown
    around = [datetime.now(AMSTERDAM) - timedelta(seconds=back) for back in range(60)]
    assert shown[1] in {moment.strftime("%H:%M:%S") for moment in around}
    await expect(person.page.get_by_text("Dit register is verzonnen (demonstratie).")).to_be_visible()


async def test_what_looks_for_faults_finds_them(someone: NewPerson, axe: str) -> None:
    person = await someone()
    page = person.page
    await person.open("/")
    await expect(page.get_by_role("button", name="Gemeente Alkmaar")).to_be_visible()
    assert person.complaints() == []
    await page.evaluate(BREAK)
    assert "button-name" in str(await find_faults(page, axe))
    assert 'id="cut"' in str(await find_overflow(page, 1280))
    await page.goto(person.url.replace("127.0.0.1", "localhost"))
    heard = str(person.complaints())
    person.accepted.append("")
    for piece in ("CSP: img-src", "een fout van ons", "verzoek naar buiten: http://localhost"):
        assert piece in heard
