"""The trees: how many lines a second they take up, and what a proof costs when there are many.

`make bench NAME=boom` (ARGS="--rows 10000000"; `--rows 100000` for a small run). A PostgreSQL of its own, `--rows` facts of the invented
houses in the logboek, chained by the function that chains them; then the tree grows over all of them in pieces as the service lets
it, signs, and answers. Needs about 1 kB of disk a fact.
"""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from capacity_service.actions.grow_boom import RONDGANG_REGELS, Gegroeid, grow_boom
from capacity_service.actions.sign_controlepunt import sign_controlepunt
from capacity_service.domain.blad import VAK
from capacity_service.domain.controlepunt import Boom
from capacity_service.domain.inzage import Actor, Rol
from capacity_service.sleutels import Sleutelbos
from capacity_service.store.boom import read_stam
from capacity_service.store.boombewijs import read_own_regels, read_samenhang
from capacity_service.store.boomcontrole import Rondgang, walk
from capacity_service.store.controlepunten import Controlemap
from capacity_service.store.database import Database
from load_tests.ground import ground, report, say

BATCH = 20_000
FILL = """
SELECT append_logboek('proef', array_agg('plaats'::text), array_agg(feit), array_agg(NULL::bytea), array_agg(NULL::text))
FROM (
    SELECT json_build_object('id', p.id, 'referentie', p.referentie, 'soort', p.soort, 'centrumgemeente', p.centrumgemeente,
        'organisatie', p.organisatie_id, 'huis', p.huis_id, 'personenMax', p.personen_max, 'kenmerken', p.kenmerken,
        'status', 'vrij', 'onbevestigd', false, 'sindsOp', p.bevestigd_op, 'bevestigdOp', p.bevestigd_op, 'plaatsing', NULL,
        'uitname', NULL, 'uitgevallen', false, 'revisie', n)::text AS feit
    FROM generate_series(1, :n) n JOIN (SELECT *, row_number() OVER (ORDER BY id) AS nth, count(*) OVER () AS k FROM plaats) p
        ON p.nth = 1 + n % p.k
) AS feiten
"""
HOUSE = "SELECT id, organisatie_id FROM account WHERE rol = 'opvang' ORDER BY id LIMIT 1"


async def fill(database: Database, rows: int) -> None:
    """Put so many facts in the logboek."""
    for at in range(0, rows, BATCH):
        async with database.transaction(None) as tx:
            await tx.sql("SET LOCAL statement_timeout = '120s'")
            await tx.sql(FILL, n=min(BATCH, rows - at))
        if at % 1_000_000 == 0:
            say(f"{at} feiten")


async def clock(work: Callable[[], Awaitable[object]], times: int) -> float:
    """Milliseconds, the median of so many times."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        await work()
        taken.append((time.perf_counter() - begun) * 1000)
    return round(statistics.median(taken), 2)


async def measure(url: str, folder: Path, rows: int) -> None:
    """Fill, grow, sign, ask."""
    database, bos, map_ = Database(url, size=4), Sleutelbos.make(), Controlemap(folder)
    await fill(database, rows)
    say("groeien")
    begun, gegroeid = time.perf_counter(), Gegroeid.deels
    while gegroeid is Gegroeid.deels:
        gegroeid = await grow_boom(database, Boom.logboek, bos, Rondgang())
    seconds = time.perf_counter() - begun
    notitie = await sign_controlepunt(database, Boom.logboek, bos, map_)
    assert notitie is not None
    grootte, chance = notitie.punt.grootte, random.Random(27)
    async with database.transaction(None) as tx:
        (row,) = await tx.sql(HOUSE)
        stam = await read_stam(tx, Boom.logboek)
    house = Actor(row.id, "", Rol.opvang, row.organisatie_id)

    async def checkpoint() -> None:
        await grow_boom(database, Boom.logboek, bos, Rondgang(chance.randrange(1, stam.nummer)), at_once=True)
        await sign_controlepunt(database, Boom.logboek, bos, map_)

    async def page() -> None:
        async with database.transaction(None, snapshot=True) as tx:
            cursor = f"0-{chance.randrange(max(1, rows // 100))}-0"
            found = await read_own_regels(tx, Boom.logboek, house, bos, grootte=grootte, cursor=cursor)
            assert len(found.regels) == min(100, len(found.regels))

    async def growth() -> None:
        async with database.transaction(None, snapshot=True) as tx:
            await read_samenhang(tx, Boom.logboek, chance.randrange(1, grootte // VAK) * VAK, grootte)

    async def round_() -> None:
        async with database.transaction(None) as tx:
            await walk(tx, Boom.logboek, bos, Rondgang(chance.randrange(1, stam.nummer)), RONDGANG_REGELS)

    async with database.transaction(None) as tx:
        (size,) = await tx.sql(
            "SELECT sum(pg_total_relation_size(naam::regclass)) / :rows AS n"
            " FROM unnest(ARRAY['boomgroei', 'boomvak', 'boomregel']) AS naam",
            rows=rows,
        )
    report(
        rows=rows,
        grow_lines_s=round(rows / seconds),
        checkpoint_ms=await clock(checkpoint, 10),
        count_again_5000_ms=await clock(round_, 10),
        page_of_100_proofs_ms=await clock(page, 20),
        consistency_ms=await clock(growth, 50),
        bytes_a_line=round(float(size.n)),
    )
    await database.close()


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    given = parser.parse_args()
    with ground(0) as running, tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(running.adressen.app, Path(folder), given.rows))


if __name__ == "__main__":
    main()
