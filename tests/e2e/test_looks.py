import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from dashboard import build
from tests.e2e.conftest import NewPerson
from tests.e2e.person import DESK, PHONE
from tests.e2e.screens import AMSTERDAM
from tests.e2e.walk import walk
from tests.land import Dienst

AXE = build.MODULES / "axe-core" / "axe.min.js"
FIND_FAULTS = """
async () => (await axe.run()).violations.map(({id, nodes}) => `${id}: ${nodes.slice(0, 3).map((node) => node.html)}`)
"""
FIND_OVERFLOW = """
() => [...document.querySelectorAll('html, body *')].filter((box) => box.scrollWidth > box.clientWidth + 1
    && (box === document.documentElement || (box.clientWidth > 1 && getComputedStyle(box).overflowX === 'hidden')))
  .map((box) => `${box.scrollWidth} px in ${box.clientWidth}: ${box.outerHTML.slice(0, 120)}`)
"""
"""What sticks out of the page, or out of a box that cuts it off."""


BREAK = """
() => {
  const main = document.querySelector('main');
  main.insertAdjacentHTML('beforeend', `<button></button><div id="cut">${'x'.repeat(500)}</div>`);
  document.querySelector('#cut').style.overflow = 'hidden';
  main.insertAdjacentHTML('beforeend', '<img alt="" src="https://elders.invalid/a.png">');
  setTimeout(() => { throw new Error('een fout van ons'); });
}
"""


@pytest.fixture(scope="session")
def axe() -> str:
    return Path(AXE).read_text()


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
        await page.evaluate(axe)
        if found := await page.evaluate(FIND_FAULTS):
            wrong[name] = found
        for width in widths:
            await page.set_viewport_size({"width": width, "height": 800})
            if found := await page.evaluate(FIND_OVERFLOW):
                wrong[f"{name}, {width} px"] = found
    assert wrong == {}
    assert seen == 19


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
    await page.evaluate(axe)
    await page.evaluate(BREAK)
    assert "button-name" in str(await page.evaluate(FIND_FAULTS))
    assert 'id="cut"' in str(await page.evaluate(FIND_OVERFLOW))
    await page.goto(person.url.replace("127.0.0.1", "localhost"))
    heard = str(person.complaints())
    person.accepted.append("")
    for piece in ("CSP: img-src", "een fout van ons", "verzoek naar buiten: http://localhost"):
        assert piece in heard
