"""Together: decisions, status updates, deadlines that fire and thousands of dashboards, on the whole service in one run.

`make bench NAME=together` (ARGS="--sockets 5000 --n 320 --rounds 3"). By turns: the service with decisions alone, with everything
but dashboards, with everything but decisions, and with everything. From the logboek it is counted again which number of which
audience a fact got; a program in C says when the last dashboard of that audience had it.
"""

import argparse
import asyncio
import json
import random
import resource
import statistics
import tempfile
import uuid
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg

from load_tests.decisions import CONNECTIONS, check_integrity, decide_over_http
from load_tests.fanout_contenders import compile_c
from load_tests.ground import Ground, ground, make_tokens, percentile, report, say, server, spread, stopwatch
from load_tests.http_load import Outcome, load, make_request
from load_tests.together_screens import Laatste, Schermen, add_schermen, find_arrivals, read_begin, watch

PLAATSEN = 6_000
STATUS_A_SECOND, DEADLINES_A_SECOND = 10, 10
WARM, QUIET_S, CATCH_UP_S = CONNECTIONS, 6.0, 3.0

FREE = """
SELECT p.id, p.revisie, p.organisatie_id FROM plaats p LEFT JOIN claim c ON c.plaats_id = p.id
WHERE c.plaats_id IS NULL AND p.referentie LIKE 'BENCH-%' AND NOT p.onbevestigd ORDER BY p.personen_max DESC, md5(p.id::text) LIMIT $1
"""
GREY = """
WITH due AS (SELECT id, row_number() OVER () AS nth FROM (
    SELECT p.id FROM plaats p LEFT JOIN claim c ON c.plaats_id = p.id
    WHERE c.plaats_id IS NULL AND p.referentie LIKE 'BENCH-%' AND NOT p.onbevestigd ORDER BY p.personen_max, md5(p.id::text) LIMIT $1) f),
 old AS (UPDATE plaats p SET bevestigd_op = clock_timestamp() - interval '25 hours' FROM due WHERE due.id = p.id)
INSERT INTO termijn (soort, sleutel, op, basis, keren)
SELECT 'plaats_onbevestigd', id, clock_timestamp() + nth * interval '1 second' / $2, clock_timestamp(), 0 FROM due
ON CONFLICT (soort, sleutel) DO UPDATE SET op = excluded.op, gevuurd_op = NULL
"""
"""Places that nobody saw for a day, which the service finds out one after another."""

LATER = """
UPDATE termijn SET op = op + interval '6 hours'
WHERE soort = 'plaats_onbevestigd' AND gevuurd_op IS NULL AND op < clock_timestamp() + interval '1 hour'
"""
"""What did not fall due while it was measured is put off: nothing happens between two measurements."""

FIRED = (
    "SELECT count(DISTINCT hash) FROM logboek WHERE gebeurtenis = 'plaats_onbevestigd' AND soort = 'plaats' AND op > $1"
)


@dataclass
class Tally:
    """What came of it, over all rounds."""

    decisions: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    decision_ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    status_ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    last_ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    refused: int = 0
    fired: int = 0
    missed: int = 0
    deliveries: int = 0
    acknowledged: list[bytes] = field(default_factory=list)


@dataclass
class Scene:
    """One service with its houses and coordinators; `everything` also lets statuses change and deadlines fall due."""

    place: Ground
    url: str
    coordinators: list[str]
    houses: dict[uuid.UUID, str]
    rng: random.Random
    tally: Tally

    def decide(self, name: str, n: int) -> None:
        """`n` decisions, as fast as they go."""
        outcome = decide_over_http(self.url, tokens=self.coordinators, n=n, connections=CONNECTIONS, rng=self.rng)
        self.tally.decisions[name].append(outcome.rate)
        self.tally.decision_ms[name] += [1000 * one for one in outcome.latencies]
        self.tally.acknowledged += outcome.bodies

    @contextmanager
    def everything(self, name: str, seconds: float) -> Iterator[None]:
        """While this is open houses say how their places are, so many a second, and places fall due, for at most `seconds`."""
        until = [stopwatch() + seconds]
        begun = datetime.now(UTC)
        plaatsen = asyncio.run(prepare(self.place, int(seconds)))
        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(lambda: asyncio.run(self._change_statuses(plaatsen, until)))
            yield
            until[0] = 0.0
            outcome = running.result()
        asyncio.run(put_off(self.place))
        self.tally.status_ms[name] += [1000 * one for one in outcome.latencies]
        self.tally.refused += sum(count for status, count in outcome.statuses.items() if status != 200)
        self.tally.fired += asyncio.run(count_fired(self.place, begun))

    async def _change_statuses(self, plaatsen: list[Any], until: list[float]) -> Outcome:
        outcome, begin = Outcome(), stopwatch()
        for nth, plaats in enumerate(plaatsen):
            await asyncio.sleep(max(0.0, begin + nth / STATUS_A_SECOND - stopwatch()))
            if stopwatch() > until[0]:
                break
            now = datetime.now(UTC).isoformat()
            request = make_request(
                f"/v1/plaatsen/{plaats['id']}/status",
                self.houses[plaats["organisatie_id"]],
                json.dumps({"status": "bezet", "waargenomenOp": now, "sindsOp": now}).encode(),
                uuid.UUID(int=self.rng.getrandbits(128)).hex,
                revisie=plaats["revisie"],
            )
            answered = await load(self.url, [request], 1)
            outcome.latencies += answered.latencies
            for status, count in answered.statuses.items():
                outcome.statuses[status] = outcome.statuses.get(status, 0) + count
        return outcome


async def prepare(place: Ground, seconds: int) -> list[Any]:
    """Let places fall due from now on; gives places whose status will change."""
    connection = await asyncpg.connect(place.admin, ssl=False)
    rows = await connection.fetch(FREE, seconds * STATUS_A_SECOND)
    await connection.execute(GREY, seconds * DEADLINES_A_SECOND, DEADLINES_A_SECOND)
    await connection.close()
    return list(rows)


async def put_off(place: Ground) -> None:
    """Let nothing fall due from now on."""
    connection = await asyncpg.connect(place.admin, ssl=False)
    await connection.execute(LATER)
    await connection.close()


async def count_fired(place: Ground, since: datetime) -> int:
    """How many places were found to be unseen for a day."""
    connection = await asyncpg.connect(place.admin, ssl=False)
    found: int = await connection.fetchval(FIRED, since)
    await connection.close()
    return found


def measure(
    place: Ground, program: Path, schermen: Schermen, options: argparse.Namespace, scene: dict[str, Any]
) -> None:
    """One round."""
    tally: Tally = scene["tally"]
    with server(place) as url:
        here = Scene(place, url, **scene)
        here.decide("warm", WARM)
        here.decide("alone", options.n)
        with here.everything("no_screens", options.seconds):
            here.decide("no_screens", options.n)
    with server(place) as url, watch(program, url, schermen) as heard:
        here = Scene(place, url, **scene)
        asyncio.run(asyncio.sleep(CATCH_UP_S))
        begin = asyncio.run(read_begin(place.adressen.app))
        here.decide("warm", WARM)
        asyncio.run(asyncio.sleep(1))
        quiet = datetime.now(UTC)
        with here.everything("no_decisions", QUIET_S + 1):
            asyncio.run(asyncio.sleep(QUIET_S))
        middle = datetime.now(UTC)
        with here.everything("all", options.seconds):
            here.decide("all", options.n)
        asyncio.run(asyncio.sleep(CATCH_UP_S))
        laatste: Laatste = heard()
    arrived = asyncio.run(find_arrivals(place.adressen.app, schermen, laatste, begin))
    tally.missed += arrived.missed
    tally.deliveries += laatste.frames
    for op, ms in arrived.ms:
        tally.last_ms["warm" if op < quiet else "no_decisions" if op < middle else "all"].append(ms)


def main() -> None:
    """Go round, then print the line of figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sockets", type=int, default=5_000)
    parser.add_argument("--n", type=int, default=640, help="decisions per measurement")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=30, help="for how long at most the rest goes on beside them")
    parser.add_argument("--seed", type=int, default=20261201)
    options = parser.parse_args()
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    rng, tally = random.Random(options.seed), Tally()
    with ground(PLAATSEN) as place, tempfile.TemporaryDirectory(prefix="capaciteit-bench-") as folder:
        program = compile_c("together_watch", Path(folder))
        if program is None:
            raise SystemExit("The screens of this benchmark are written in C: install a C compiler (cc).")
        schermen = asyncio.run(add_schermen(place.adressen.migrator, options.sockets, rng))
        coordinators = asyncio.run(make_tokens(place.adressen.migrator, "coordinator", 20))
        scene = {"coordinators": coordinators, "houses": schermen.houses, "rng": rng, "tally": tally}
        for number in range(options.rounds):
            measure(place, program, schermen, options, scene)
            rates = {name: round(values[-1]) for name, values in tally.decisions.items()}
            last = {name: round(percentile(values, 0.99)) for name, values in tally.last_ms.items()}
            say(
                f"round {number + 1}: decisions per second {rates}, commit to last p99 ms {last}, missed {tally.missed}"
            )
        double, lost = asyncio.run(check_integrity(place, tally.acknowledged))
    tell(tally, options, double, lost)


def tell(tally: Tally, options: argparse.Namespace, double: int, lost: int) -> None:
    """The line of figures."""
    alone = tally.decisions["alone"]
    ratios = [a / b for a, b in zip(tally.decisions["all"], alone, strict=True)]
    without = [a / b for a, b in zip(tally.decisions["no_screens"], alone, strict=True)]
    report(
        bench="together",
        n=len(tally.last_ms["all"]),
        seed=options.seed,
        rounds=options.rounds,
        sockets=options.sockets,
        spread=spread(ratios),
        decisions_per_s=round(statistics.median(tally.decisions["all"]), 1),
        decisions_ratio_alone=round(statistics.median(ratios), 3),
        decisions_ratio_no_screens=round(statistics.median(without), 3),
        commit_to_last_p99_ms=round(percentile(tally.last_ms["all"], 0.99), 1),
        per_second={name: round(statistics.median(values), 1) for name, values in tally.decisions.items()},
        **{
            f"{name}_p50_p99_ms": {key: [round(percentile(v, p), 1) for p in (0.5, 0.99)] for key, v in of.items() if v}
            for name, of in (("decision", tally.decision_ms), ("status", tally.status_ms), ("last", tally.last_ms))
        },
        fired=tally.fired,
        refused=tally.refused,
        deliveries=tally.deliveries,
        missed=tally.missed,
        double=double,
        lost=lost,
    )


if __name__ == "__main__":
    main()
