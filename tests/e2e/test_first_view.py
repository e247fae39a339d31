"""What a telephone has to fetch before anybody can work: under 100 kB of script, packed as it travels."""

import gzip
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import NewPerson
from tests.e2e.person import PHONE

SCRIPT_MAX = 100_000
"""Bytes, of the issue's quality list."""

ROLLEN = ("Coördinator", "Opvang", "Centrumgemeente", "Landelijke coördinatie", "Auditor")


@pytest.mark.parametrize("rol", ROLLEN)
async def test_the_first_view_takes_little_script(someone: NewPerson, pages: Path, rol: str) -> None:
    person = await someone(viewport=PHONE)
    asked: list[str] = []
    person.page.on("request", lambda r: asked.append(r.url) if r.resource_type == "script" else None)
    await person.page.goto(f"{person.url}/")
    await person.page.get_by_role("region", name=rol, exact=True).get_by_role("button").first.click()
    await expect(person.page.get_by_role("button", name="Uitloggen")).to_be_visible()
    await expect(person.page.locator("main h1")).to_be_visible()
    # Until it shows its work: what is fetched ahead in quiet moments delays nobody.
    names = {url.rpartition("/assets/")[2] for url in asked if "/assets/" in url}
    sizes = {name: len(gzip.compress((pages / "assets" / name).read_bytes())) for name in names}
    print(f"{rol}: {sum(sizes.values()) / 1000:.0f} kB in {len(sizes)} scripts")  # noqa: T201 - the figure of the README
    assert sizes
    assert sum(sizes.values()) < SCRIPT_MAX, sizes
