from datetime import date, timedelta

from capacity_service.actions.load_country import load_gemeenten
from capacity_service.domain.tijd import local_date
from capacity_service.store.database import Database
from capacity_service.store.landkaart import Kaartlade, Landkaart
from tests.land import now


def _row(code: str, formeel: str, vanaf: date) -> dict[str, str]:
    return {
        "code": code,
        "naam": "Proefdorp",
        "veiligheidsregio": "Proefregio",
        "formeel": formeel,
        "feitelijk": formeel,
        "zekerheid": "hoog",
        "bron": "proef",
        "geldig_vanaf": vanaf.isoformat(),
    }


async def _read(lade: Kaartlade, database: Database) -> Landkaart:
    async with database.transaction(None) as tx:
        return await lade.read(tx)


async def test_the_map_has_the_35_and_the_gemeenten_with_both_their_centrumgemeenten(app: Database) -> None:
    kaart = await _read(Kaartlade(), app)
    assert (len(kaart.streken), len(kaart.regio)) == (35, 342)
    assert kaart.regio["GM0267"] == {"GM0307", "GM0228"}
    assert kaart.streken["GM0193"].naam == "Zwolle"


async def test_it_is_kept_in_memory_until_its_revisie_rises(app: Database, owner: Database) -> None:
    lade = Kaartlade()
    first = await _read(lade, app)
    assert await _read(lade, app) is first
    assert lade.knows_gemeente("GM0193")
    assert not lade.knows_gemeente("GM9999")
    async with owner.transaction(None) as tx:
        await load_gemeenten(tx, [_row("GM9999", "GM0193", date(2026, 1, 1))])
    second = await _read(lade, app)
    assert second.revisie == first.revisie + 1
    assert second.regio["GM9999"] == {"GM0193"}
    assert lade.knows_gemeente("GM9999")


async def test_a_change_counts_from_its_date(app: Database, owner: Database) -> None:
    today = local_date(now())
    async with owner.transaction(None) as tx:
        rows = [
            _row("GM9999", "GM0193", today - timedelta(days=9)),
            _row("GM9999", "GM0363", today),
            _row("GM9999", "GM0034", today + timedelta(days=1)),
        ]
        await load_gemeenten(tx, rows)
    assert (await _read(Kaartlade(), app)).regio["GM9999"] == {"GM0363"}


async def test_a_map_of_another_day_or_revisie_is_not_current(app: Database) -> None:
    lade = Kaartlade()
    assert not lade.is_current(1, now())
    kaart = await _read(lade, app)
    assert lade.is_current(kaart.revisie, now())
    assert not lade.is_current(kaart.revisie + 1, now())
    assert not lade.is_current(kaart.revisie, now() + timedelta(days=1))
    assert not lade.knows_streek("GM9999")
    assert lade.knows_streek("GM0193")
