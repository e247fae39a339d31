import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from dashboard import build
from tests.e2e.conftest import NewPerson
from tests.e2e.person import DESK
from tests.e2e.screens import AMSTERDAM
from tests.e2e.walk import walk
from tests.land import Dienst

AXE = build.MODULES / "axe-core" / "axe.min.js"
NARROW = {"width": 320, "height": 640}
FIND_FAULTS = """
async () => (await axe.run()).violations.map(({id, nodes}) => `${id}: ${nodes.slice(0, 3).map((node) => node.html)}`)
"""
FIND_OVERFLOW = """
() => document.documentElement.scrollWidth <= innerWidth ? []
  : [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
      .slice(0, 5).map((e) => e.outerHTML.slice(0, 120))
"""


@pytest.fixture(scope="session")
def axe() -> str:
    return Path(AXE).read_text()


@pytest.mark.parametrize(
    "screen",
    [
        pytest.param({"color_scheme": "light", "viewport": DESK}, id="light"),
        pytest.param({"color_scheme": "dark", "viewport": NARROW, "is_mobile": True}, id="dark"),
    ],
)
async def test_every_screen_is_accessible_and_fits(
    land: Dienst, someone: NewPerson, axe: str, screen: dict[str, Any]
) -> None:
    seen, wrong = 0, {}
    async for name, page in walk(land, someone, **screen):
        seen += 1
        await page.evaluate(axe)
        if found := [*await page.evaluate(FIND_FAULTS), *await page.evaluate(FIND_OVERFLOW)]:
            wrong[name] = found
    assert wrong == {}
    assert seen == 11


async def test_the_time_is_that_of_amsterdam_and_the_register_says_it_is_invented(someone: NewPerson) -> None:
    person = await someone(timezone_id="Pacific/Auckland")
    await person.login("Landelijke coördinatie")
    line = await person.page.get_by_text("Live, bijgewerkt om").inner_text()
    shown = re.fullmatch(r"Live, bijgewerkt om (\d\d:\d\d:\d\d)", line)
    assert shown
    around = [datetime.now(AMSTERDAM) - timedelta(seconds=back) for back in range(60)]
    assert shown[1] in {moment.strftime("%H:%M:%S") for moment in around}
    await expect(person.page.get_by_text("Dit register is verzonnen (demonstratie).")).to_be_visible()
