from collections.abc import Sequence
from uuid import UUID

import pytest

from capacity_service.domain.klokken import Moment, Registratiesoort
from capacity_service.store.database import Database
from capacity_service.store.identiteit import make_id
from capacity_service.store.registraties import has_verhuisreden, read_gedaan, read_registraties
from capacity_service.store.tables_signalen import Registratie
from tests.land import Json, now
from tests.store.scene import add_places, submit

OVERDRACHT, INSTROOM = Registratiesoort.warme_overdracht, Moment.instroom


async def _reserve(app: Database) -> Json:
    await add_places(app)
    plaatsing: Json = (await submit(app))["plaatsing"]
    return plaatsing


async def _record(app: Database, plaatsing: Json, soort: str, ontbreekt: Sequence[str] = (), **said: object) -> UUID:
    async with app.transaction(None) as tx:
        row = Registratie(
            id=make_id(tx.now),
            plaatsing_id=UUID(plaatsing["id"]),
            aanvraag_organisatie=UUID(plaatsing["aanvraagOrganisatie"]),
            opvang_organisatie=UUID(plaatsing["opvangOrganisatie"]),
            organisatie_id=UUID(plaatsing["opvangOrganisatie"]),
            soort=soort,
            moment="instroom",
            gedaan_op=now(),
            vastgelegd_op=tx.now,
            gegevens=said | {"ontbreekt": list(ontbreekt)},
        )
        tx.session.add(row)
        return row.id


@pytest.mark.parametrize(
    ("soort", "ontbreekt", "done"),
    [
        ("warme_overdracht", [], True),
        ("warme_overdracht", ["aanwezig.client"], False),
        ("veiligheidstaxatie", ["oordeelClient"], False),
        ("risicotaxatie", ["leden"], True),
        ("risicotaxatie", ["wijze"], False),
        ("kindcheck", [], True),
    ],
)
async def test_only_what_stops_a_clock_counts_as_done(
    app: Database, soort: str, ontbreekt: list[str], done: bool
) -> None:
    plaatsing = await _reserve(app)
    await _record(app, plaatsing, soort, ontbreekt)
    key = UUID(plaatsing["id"])
    async with app.transaction(None) as tx:
        gedaan = await read_gedaan(tx, [key])
    assert gedaan == {key: frozenset({(Registratiesoort(soort), INSTROOM)} if done else ())}


async def test_a_whole_one_counts_however_many_incomplete_ones_there_are(app: Database) -> None:
    plaatsing = await _reserve(app)
    for ontbreekt in (["wijze"], [], ["onderdelen.context"]):
        await _record(app, plaatsing, "warme_overdracht", ontbreekt)
    async with app.transaction(None) as tx:
        assert (await read_gedaan(tx, [UUID(plaatsing["id"])])).popitem()[1] == {(OVERDRACHT, INSTROOM)}


async def test_nothing_was_done_where_nothing_was_recorded(app: Database) -> None:
    key = UUID(int=1)
    async with app.transaction(None) as tx:
        assert await read_gedaan(tx, [key]) == {key: frozenset()}
        assert await read_gedaan(tx, []) == {}


async def test_a_reason_to_move_is_what_a_risicotaxatie_says(app: Database) -> None:
    """R7, R12."""
    plaatsing = await _reserve(app)
    key = UUID(plaatsing["id"])
    await _record(app, plaatsing, "risicotaxatie", verhuisreden=None)
    await _record(app, plaatsing, "kindcheck", verhuisreden=True)
    async with app.transaction(None) as tx:
        assert not await has_verhuisreden(tx, [key])
    await _record(app, plaatsing, "risicotaxatie", verhuisreden=True)
    async with app.transaction(None) as tx:
        assert await has_verhuisreden(tx, [key]) == {key}


async def test_a_registratie_tells_what_was_said_and_what_is_missing(app: Database) -> None:
    plaatsing = await _reserve(app)
    key = await _record(app, plaatsing, "intake", ["voor"])
    async with app.transaction(None) as tx:
        (state,) = await read_registraties(tx, [key])
    assert (state["id"], state["plaatsing"]) == (str(key), plaatsing["id"])
    assert (state["volledig"], state["ontbreekt"], state["voor"]) == (False, ["voor"], None)
