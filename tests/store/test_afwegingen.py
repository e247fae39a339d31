"""What is kept of a weighing: enough to run it again, and of a household no more than its size and needs."""

import hashlib
import json

from capacity_service.store.afwegingen import canonical
from tests.actions.scene import AMSTERDAM, ZWOLLE, reserve
from tests.land import Dienst, expect, make_aanvraag

SECRET = {"gemeente", "uitsluitingen", "voorkeuren", "kinderen", "volwassenen"}


async def test_of_a_household_only_size_and_needs_are_kept_outside_its_own_row(dienst: Dienst) -> None:
    await dienst.add_plaatsen({"centrumgemeente": ZWOLLE, "personenMax": 3})
    await reserve(dienst, uitsluitingen=[AMSTERDAM], huishouden={"volwassenen": 1, "behoeften": ["rolstoel"]})
    (row,) = await dienst.sql("SELECT aanvragen, certificaat, omgeving FROM afweging")
    (kept,) = row.aanvragen
    assert (kept["personen"], kept["behoeften"]) == (1, ["rolstoel"])
    assert SECRET.isdisjoint(kept)
    assert AMSTERDAM not in json.dumps([row.aanvragen, row.certificaat])


async def test_what_is_kept_has_its_own_hash_and_the_number_of_the_last_fact(dienst: Dienst) -> None:
    await dienst.add_plaatsen({"centrumgemeente": ZWOLLE})
    (before,) = await dienst.sql("SELECT volgnummer FROM sequencer")
    await reserve(dienst)
    (row,) = await dienst.sql(
        "SELECT aanvragen, klassen, omgeving, regels, certificaat, hash, volgnummer FROM afweging"
    )
    content = {name: getattr(row, name) for name in ("aanvragen", "klassen", "omgeving", "regels", "certificaat")}
    assert row.hash == hashlib.sha256(canonical(content)).digest()
    assert row.volgnummer == before.volgnummer


async def test_a_weighing_that_changes_nothing_for_anybody_is_not_kept(dienst: Dienst) -> None:
    coordinator = await dienst.as_rol("coordinator")
    family = {"volwassenen": 1, "kinderen": [{"leeftijd": 2}] * 5}
    expect(await coordinator.post("/aanvragen", json=make_aanvraag(huishouden=family)), 201)
    for _ in range(3):
        await dienst.add_plaatsen({"personenMax": 2})
    rows = await dienst.sql("SELECT count(*) AS n, count(DISTINCT aanvragen) AS different FROM afweging")
    assert rows[0].n <= 3
