"""Which looks come to a privacy officer, from the tables: own organisatie's, newest first, each for its reasons."""

import random
from uuid import UUID

import asyncpg
import pytest

from capacity_service.domain.inzage import Actor, Rol
from capacity_service.domain.inzagelog import Inzage, Uitkomst
from capacity_service.domain.steekproef import Beoordeling, Waarom
from capacity_service.store import steekproef
from capacity_service.store.database import Database
from capacity_service.store.inzagelog import record_inzage
from capacity_service.store.steekproef import Stuk, read_steekproef
from tests.conftest import Urls
from tests.store.scene import find_actor_of

UITKOMSTEN: tuple[Uitkomst, ...] = ("getoond", "getoond", "geweigerd", "niets_bekend", "geremd")
ORDINARY = Inzage("read_plaatsing", "plaatsing", UUID(int=7), "getoond", zaak=True, in_uur=1)


async def _write(app: Database, kaal: Urls, actor: Actor, when: str, inzage: Inzage = ORDINARY) -> int:
    """A line at this clock time of Amsterdam, as the database cannot be made to write it."""
    async with app.transaction(actor) as tx:
        volgnummer = await record_inzage(tx, actor, inzage)
    connection = await asyncpg.connect(kaal.migrator, ssl=False)
    await connection.execute("SELECT set_config('capaciteit.context', 'dienst', false)")
    await connection.execute("ALTER TABLE inzagelog DISABLE TRIGGER inzagelog_only_grows")
    await connection.execute(
        f"UPDATE inzagelog SET hash = decode(repeat('ff', 32), 'hex'), op = {when} WHERE volgnummer = $1",  # noqa: S608
        volgnummer,
    )
    await connection.close()
    return volgnummer


def _at(days_ago: int, clock: str) -> str:
    return (
        f"((now() AT TIME ZONE 'Europe/Amsterdam')::date - {days_ago} + time '{clock}') AT TIME ZONE 'Europe/Amsterdam'"
    )


async def _read(app: Database, fg: Actor) -> list[Stuk]:
    async with app.transaction(fg) as tx:
        return await read_steekproef(tx, fg)


async def _fg_of(app: Database, actor: Actor) -> Actor:
    async with app.transaction(None) as tx:
        (row,) = await tx.sql("SELECT id FROM account WHERE rol = 'fg' AND organisatie_id = :o", o=actor.organisatie)
    return Actor(row.id, "", Rol.fg, actor.organisatie)


async def test_an_hour_of_the_night_is_strange_until_somebody_of_that_rol_looked_then_on_three_days(
    app: Database, kaal: Urls
) -> None:
    actor = await find_actor_of(app, Rol.opvang)
    fg = await _fg_of(app, actor)
    for days_ago in (9, 8, 7, 6, 5):
        await _write(app, kaal, actor, _at(days_ago, "03:10"))
    coordinator = await find_actor_of(app, Rol.coordinator)
    found = [stuk.rij.volgnummer for stuk in await _read(app, fg) if Waarom.vreemd_uur in stuk.waarom]
    assert found == [3, 2, 1]
    other = await _write(app, kaal, Actor(coordinator.account, "", Rol.coordinator, actor.organisatie), _at(4, "03:20"))
    day = await _write(app, kaal, actor, _at(4, "12:00"))
    strange = {stuk.rij.volgnummer for stuk in await _read(app, fg) if Waarom.vreemd_uur in stuk.waarom}
    assert (other in strange, day in strange) == (True, False)


async def test_once_it_is_much_every_look_of_that_hour_is_seen(app: Database, kaal: Urls) -> None:
    actor = await find_actor_of(app, Rol.opvang)
    many = [
        await _write(
            app,
            kaal,
            actor,
            f"{_at(1, '12:00')} + interval '{n} seconds'",
            Inzage("read_plaatsing", "plaatsing", UUID(int=n), "getoond", zaak=True, in_uur=n + 1),
        )
        for n in range(51)
    ]
    earlier = await _write(app, kaal, actor, f"{_at(1, '10:30')}")
    found = {stuk.rij.volgnummer for stuk in await _read(app, await _fg_of(app, actor)) if Waarom.veel in stuk.waarom}
    assert found == set(many)
    assert earlier not in found


async def test_what_was_longer_ago_than_the_rule_says_and_own_looks_are_not_there(app: Database, kaal: Urls) -> None:
    actor = await find_actor_of(app, Rol.opvang)
    fg = await _fg_of(app, actor)
    refused = Inzage("read_plaatsing", "plaatsing", UUID(int=7), "geweigerd", zaak=False)
    await _write(app, kaal, actor, "now() - interval '29 days'", refused)
    await _write(app, kaal, fg, "now()", refused)
    kept = await _write(app, kaal, actor, "now() - interval '27 days'", refused)
    assert [stuk.rij.volgnummer for stuk in await _read(app, fg)] == [kept]


async def test_what_the_query_leaves_out_has_no_reason(
    app: Database, kaal: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked for everything, the domain finds the same."""
    rng, actor = random.Random(45), await find_actor_of(app, Rol.opvang)
    for _ in range(60):
        uitkomst = rng.choice(UITKOMSTEN)
        async with app.transaction(actor) as tx:
            await record_inzage(
                tx,
                actor,
                Inzage(
                    "read_plaatsing",
                    "plaatsing",
                    UUID(int=rng.randrange(9)),
                    uitkomst,
                    zaak=rng.choice([True, False, None]),
                    in_uur=rng.choice([None, 3, 60]),
                ),
            )
    connection = await asyncpg.connect(kaal.migrator, ssl=False)
    await connection.execute("SELECT set_config('capaciteit.context', 'dienst', false)")
    await connection.execute("ALTER TABLE inzagelog DISABLE TRIGGER inzagelog_only_grows")
    await connection.execute("UPDATE inzagelog SET op = op - volgnummer * interval '157 minutes'")
    await connection.close()
    fg = await _fg_of(app, actor)
    found = [(stuk.rij.volgnummer, stuk.waarom) for stuk in await _read(app, fg)]
    start, end = steekproef.STEEKPROEF.index("  AND (e.zaak"), steekproef.STEEKPROEF.index("ORDER BY e.volgnummer")
    everything = (
        steekproef.STEEKPROEF[:start]
        + "  AND (true OR CAST(:bulk AS integer) + CAST(:procent AS integer) + cardinality(CAST(:nachturen AS integer[])) > 0) "
        + steekproef.STEEKPROEF[end:]
    )
    monkeypatch.setattr(steekproef, "STEEKPROEF", everything)
    assert [(stuk.rij.volgnummer, stuk.waarom) for stuk in await _read(app, fg)] == found
    assert 10 < len(found) < 60


async def test_row_level_security_shows_another_organisatie_nothing_without_the_first_wall(app: Database) -> None:
    """The query without its WHERE, by somebody else: 0 rows."""
    actor, stranger = await find_actor_of(app, Rol.opvang), await find_actor_of(app, Rol.opvang, 1)
    async with app.transaction(actor) as tx:
        await record_inzage(tx, actor, ORDINARY)
        await steekproef.add_oordeel(tx, actor, UUID(int=1), 1, Beoordeling.navragen)
    for who, rows in ((actor, 1), (stranger, 0)):
        async with app.transaction(who) as tx:
            for table in ("inzagelog", "beoordeling"):
                assert len(await tx.sql(f"SELECT 1 FROM {table}")) == rows  # noqa: S608
