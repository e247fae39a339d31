from collections.abc import AsyncIterator

import pytest

from capacity_service.api import app
from capacity_service.domain.inzage import Rol
from tests.conftest import MakeDatabase
from tests.land import Dienst, serve
from tests.namaak import Namaak, make_aanbieder, run_namaak


@pytest.fixture(scope="module")
async def stil(make_database: MakeDatabase) -> AsyncIterator[Dienst]:
    """One service for all tests of a module that change nothing anybody else looks at."""
    async with make_database("kaal") as urls, serve(urls.app, urls.migrator, ticking=False) as running:
        yield running


@pytest.fixture(scope="module")
async def namaak() -> AsyncIterator[Namaak]:
    async with run_namaak() as running:
        yield running


@pytest.fixture(scope="module")
async def aangesloten(make_database: MakeDatabase, namaak: Namaak) -> AsyncIterator[Dienst]:
    """One service with one provider, for all tests of this module."""
    aanbieder = make_aanbieder(
        namaak.issuer,
        {"opvang": "Stichting Opvang Proef", "land": "Land Proef", "stad": "Stad Proef", "weg": "er niet"},
        acr={Rol.landelijk: frozenset({"hoog"})},
    )
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(app, "AANMELDEN", (10_000, 1.0))
        async with (
            make_database("kaal") as urls,
            serve(urls.app, urls.migrator, ticking=False, aanbieders=(aanbieder,)) as running,
        ):
            await name_organisaties(running)
            yield running


async def name_organisaties(running: Dienst) -> None:
    """Some organisaties have the names that the settings say."""
    for naam, soort in (
        ("Stichting Opvang Proef", "opvangorganisatie"),
        ("Land Proef", "landelijk"),
        ("Stad Proef", "gemeente"),
    ):
        await running.sql(
            "UPDATE organisatie SET naam = :naam WHERE id ="
            " (SELECT id FROM organisatie WHERE soort = :soort ORDER BY naam LIMIT 1)",
            naam=naam,
            soort=soort,
        )


@pytest.fixture
def _honest(namaak: Namaak) -> None:
    """Whatever a test before made it say, it says no longer."""
    fresh = Namaak(namaak.issuer)
    for name in ("claims", "about", "keys", "make", "back", "tokens", "status"):
        setattr(namaak, name, getattr(fresh, name))
    namaak.be("opvang", "opvang")
