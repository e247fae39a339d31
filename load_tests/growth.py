"""Growth: does a database with years of history in a country of 1,000 centrumgemeenten serve as fast as a fresh one?

`make bench NAME=growth` (ARGS="--rows 10000000 --n 320 --rounds 3"; `--rows 200000` for a small run). Three databases under
the same PostgreSQL, by turns: `fresh`, the invented country with 84 places a centrumgemeente (2,940); `wide`, 1,000
centrumgemeenten and 84,000 places, without a past; `grown`, the same with `--rows` facts of the past and all that the other
tables keep of it. The same accounts of the invented country do the same things in all. Needs about 1.5 kB of disk a fact.
"""

import argparse
import asyncio
import json
import random
import shutil
import statistics
import tempfile
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg

from capacity_service.live.publieken import RESUME_MAX
from capacity_service.store.database import Database
from capacity_service.store.migrate import migrate
from capacity_service.store.toegang import start_sessie
from load_tests import growth_fill
from load_tests.decisions import CONNECTIONS, decide_over_http
from load_tests.ground import Ground, ground, percentile, report, say, server, spread
from load_tests.http_load import Outcome, load, make_request
from load_tests.live_load import Gehoord, Scherm, open_screens

FRESH = 35 * growth_fill.PLAATSEN_PER_STREEK - 508
"""Places besides the invented register of 508, so that a centrumgemeente has as many on average as in the large country."""

WARM = 5 * CONNECTIONS
"""Decisions before anything is measured: what a database of years has to fetch once, it has by then."""

SOCKETS_TOGETHER = 8
ROLLEN = ("opvang", "coordinator", "gemeente", "landelijk")
LATE = RESUME_MAX + 1_000
"""Facts after which whoever comes back gets a stand."""

ACCOUNTS = """
SELECT id, rol, organisatie_id FROM (
    SELECT a.*, row_number() OVER (PARTITION BY rol ORDER BY id) AS nth FROM account a WHERE naam <> 'Verzonnen') a
WHERE rol = ANY(CAST(:rollen AS text[])) AND nth <= 20 ORDER BY nth, rol
"""
FREE = """
SELECT p.id, p.revisie, p.organisatie_id FROM plaats p LEFT JOIN claim c ON c.plaats_id = p.id
WHERE c.plaats_id IS NULL AND p.verwijderd_op IS NULL AND p.organisatie_id = ANY($1) ORDER BY p.organisatie_id, p.id
"""


@dataclass
class Measured:
    """What one database gave, over all rounds: per second, milliseconds and bytes by what was asked."""

    rates: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    p50_ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    kb: dict[str, float] = field(default_factory=dict)
    ways: dict[str, dict[str, int]] = field(default_factory=dict)

    def note(self, name: str, outcome: Outcome | Gehoord) -> None:
        """Keep the figures of one measurement."""
        self.rates[name].append(outcome.rate)
        self.p50_ms[name].append(percentile(outcome.latencies, 0.5) * 1000)
        if isinstance(outcome, Gehoord):
            self.kb[name] = round(statistics.mean(outcome.sizes) / 1000, 1)
            self.ways[name] = outcome.ways


@dataclass
class Mensen:
    """Tokens of accounts that every one of the databases has."""

    by_rol: dict[str, list[str]]
    houses: dict[uuid.UUID, str]

    def screens(self, n: int) -> list[str]:
        """The tokens of `n` screens, the roles by turns."""
        return [
            tokens[i // len(ROLLEN) % len(tokens)]
            for i in range(n)
            for tokens in [self.by_rol[ROLLEN[i % len(ROLLEN)]]]
        ]


async def log_in(url: str) -> Mensen:
    """Sessions for up to 20 accounts of each rol that has a screen."""
    by_rol: dict[str, list[str]] = defaultdict(list)
    houses: dict[uuid.UUID, str] = {}
    database = Database(url, size=1)
    async with database.transaction(None) as tx:
        for row in await tx.sql(ACCOUNTS, rollen=list(ROLLEN)):
            by_rol[row.rol].append(token := await start_sessie(tx, row.id))
            if row.rol == "opvang":
                houses[row.organisatie_id] = token
    await database.close()
    return Mensen(by_rol, houses)


async def find_free(url: str, mensen: Mensen, n: int) -> list[Any]:
    """`n` places of these houses that nobody holds, one of each house by turns."""
    connection = await asyncpg.connect(url, ssl=False)
    rows = await connection.fetch(FREE, list(mensen.houses))
    await connection.close()
    by_house: dict[uuid.UUID, list[Any]] = defaultdict(list)
    for row in rows:
        by_house[row["organisatie_id"]].append(row)
    turns = [(i, house, row) for house, own in by_house.items() for i, row in enumerate(own)]
    return [row for _, _, row in sorted(turns, key=lambda turn: turn[:2])[:n]]


def set_statuses(url: str, mensen: Mensen, plaatsen: list[Any], status: str, rng: random.Random) -> Outcome:
    """Every house says how these places of its own are, over 16 connections; every answer must be 200."""
    now = datetime.now(UTC).isoformat()
    told = {"status": status, "waargenomenOp": now} | ({"sindsOp": now} if status == "bezet" else {})
    requests = [
        make_request(
            f"/v1/plaatsen/{plaats['id']}/status",
            mensen.houses[plaats["organisatie_id"]],
            json.dumps(told).encode(),
            uuid.UUID(int=rng.getrandbits(128)).hex,
            revisie=plaats["revisie"] + (status == "vrij"),
        )
        for plaats in plaatsen
    ]
    outcome = asyncio.run(load(url, requests, 16))
    assert set(outcome.statuses) == {200}, (outcome.statuses, outcome.bodies[-1])
    return outcome


def measure(place: Ground, n: int, rng: random.Random, into: Measured) -> None:
    """One service on one database, begun and warm: decisions, status updates, first stands, coming back."""
    mensen = asyncio.run(log_in(place.adressen.migrator))
    coordinators = mensen.by_rol["coordinator"]
    with server(place) as url:
        decide_over_http(url, tokens=coordinators, n=WARM, connections=CONNECTIONS, rng=rng)
        plaatsen = asyncio.run(find_free(place.admin, mensen, n + 16))
        for status in ("bezet", "vrij"):
            set_statuses(url, mensen, plaatsen[n:], status, rng)
        into.note("decisions", decide_over_http(url, tokens=coordinators, n=n, connections=CONNECTIONS, rng=rng))
        plaatsen = asyncio.run(find_free(place.admin, mensen, n))
        into.note("status", set_statuses(url, mensen, plaatsen, "bezet", rng))
        tokens = mensen.screens(n)
        every = dict.fromkeys(tokens)
        first = asyncio.run(open_screens(url, map(Scherm, every), 1))
        into.note("stand_of_nobody_yet", first)
        into.note("stand", asyncio.run(open_screens(url, map(Scherm, tokens), SOCKETS_TOGETHER)))
        for rol in ROLLEN:
            own = [Scherm(mensen.by_rol[rol][i % len(mensen.by_rol[rol])]) for i in range(n // 8)]
            into.note(f"stand_{rol}", asyncio.run(open_screens(url, own, SOCKETS_TOGETHER)))
        into.note("status", set_statuses(url, mensen, plaatsen, "vrij", rng))
        behind = [first.reached[token] for token in tokens]
        into.note("resume", asyncio.run(open_screens(url, behind, SOCKETS_TOGETHER)))
    with server(place) as url:
        decide_over_http(url, tokens=coordinators, n=8, connections=8, rng=rng)
        again = [first.reached[token] for token in every]
        into.note("resume_after_restart", asyncio.run(open_screens(url, again, 1)))
    asyncio.run(growth_fill.let_pass(place.admin, LATE))
    with server(place) as url:
        decide_over_http(url, tokens=coordinators, n=8, connections=8, rng=rng)
        asyncio.run(open_screens(url, again, 1))
        into.note("resume_very_late", asyncio.run(open_screens(url, behind, SOCKETS_TOGETHER)))


def prepare(place: Ground, rows: int) -> None:
    """Fill what is not there yet of the three databases."""
    root = place.at("postgres").admin
    if asyncio.run(growth_fill.exists(root, "gegroeid")):
        say("going on with the databases that are there")
        for name in ("breed", "gegroeid"):
            asyncio.run(migrate(place.at(name).adressen.migrator))
        return
    asyncio.run(growth_fill.execute(place.admin, growth_fill.CLOCKS, "VACUUM ANALYZE"))
    asyncio.run(growth_fill.copy(root, place.name, "breed"))
    wide = place.at("breed").admin
    asyncio.run(growth_fill.execute(wide, growth_fill.WIDE, growth_fill.CLOCKS, "VACUUM ANALYZE"))
    asyncio.run(growth_fill.copy(root, "breed", "gegroeid"))
    asyncio.run(growth_fill.fill_past(place.at("gegroeid").admin, rows))


def compare(place: Ground, n: int, rounds: int, rng: random.Random) -> dict[str, Measured]:
    """All three by turns; the fresh and the wide one are made anew each time."""
    found = {name: Measured() for name in ("fresh", "wide", "grown")}
    sources = {"fresh": place.name, "wide": "breed"}
    root = place.at("postgres").admin
    for number in range(rounds):
        for name in list(found)[:: -1 if number % 2 else 1]:
            source = sources.get(name)
            if source:
                asyncio.run(growth_fill.copy(root, source, "proef"))
            else:
                tidy = (
                    growth_fill.TIDY,
                    "VACUUM aanvraag, plaatsing, claim, termijn, plaats, centrumgemeente",
                    "CHECKPOINT",
                )
                asyncio.run(growth_fill.execute(place.at("gegroeid").admin, *tidy))
            measure(place.at("proef" if source else "gegroeid"), n, rng, found[name])
            latest = {key: round(values[-1], 1) for key, values in found[name].rates.items()}
            say(f"round {number + 1}, {name}, per second: {latest}")
            say(f"round {number + 1}, {name}: kB {found[name].kb}, {found[name].ways}")
    return found


def over(found: dict[str, Measured], name: str, mine: str = "grown", theirs: str = "fresh") -> list[float]:
    """The rate of one database to that of another, per time it was measured."""
    return [a / b for a, b in zip(found[mine].rates[name], found[theirs].rates[name], strict=True)]


def tell(found: dict[str, Measured], rows: int, seed: int) -> None:
    """The line of figures."""
    names = list(found["fresh"].rates)
    ratios = {name: over(found, name) for name in names}
    report(
        bench="growth",
        n=sum(len(values) for one in found.values() for values in one.rates.values()),
        seed=seed,
        rows=rows,
        spread=spread(ratios["decisions"]),
        **{f"ratio_{name}": round(statistics.median(values), 3) for name, values in ratios.items()},
        spreads={name: spread(values) for name, values in ratios.items()},
        past={name: spread(over(found, name, theirs="wide")) for name in names},
        places={name: spread(over(found, name, mine="wide")) for name in names},
        per_second={n: {k: round(statistics.median(v), 1) for k, v in one.rates.items()} for n, one in found.items()},
        p50_ms={n: {k: round(statistics.median(v), 1) for k, v in one.p50_ms.items()} for n, one in found.items()},
        kb={name: one.kb for name, one in found.items()},
    )


def main() -> None:
    """Fill, then go round."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000, help="facts of the past")
    parser.add_argument("--n", type=int, default=320, help="decisions, updates and sockets per measurement")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=20261201)
    parser.add_argument("--folder", type=Path, help="keep the databases here, to go on with another time")
    options = parser.parse_args()
    where = options.folder or Path(tempfile.gettempdir())
    where.mkdir(parents=True, exist_ok=True)
    free, needed = shutil.disk_usage(where).free, options.rows * growth_fill.BYTES_PER_FEIT + 2 * 10**9
    say(f"needs about {needed / 1e9:.0f} GB in {where}; {free / 1e9:.0f} GB free")
    if free < needed and not (options.folder and any(options.folder.iterdir())):
        raise SystemExit("Not enough room. Take fewer --rows, or another --folder.")
    with ground(FRESH, options.folder) as place:
        prepare(place, options.rows)
        rows = asyncio.run(growth_fill.count_facts(place.at("gegroeid").admin))
        # The keys of an earlier run in the same folder are known to it.
        found = compare(place, options.n, options.rounds, random.Random(options.seed + rows))
    tell(found, rows, options.seed)


if __name__ == "__main__":
    main()
