"""Fan-out: one message to every dashboard, beside nchan, `websockets.broadcast` and a plain loop in C, in one run.

`make bench NAME=fanout` (ARGS="--rounds 3 --seconds 10 --sizes 1000:10,5000:10,15000:2"). The server runs on one core,
the screens on another: one process, the same for all. Each contender and size is a process started anew.
"""

import argparse
import asyncio
import random
import statistics
import subprocess
import tempfile
import time
import uuid
from collections import defaultdict
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from capacity_service.live.hub import SOCKETS_PER_ACCOUNT_MAX
from capacity_service.store.database import Database
from capacity_service.store.toegang import COOKIE
from load_tests import fanout_contenders as contenders
from load_tests.fanout_beats import TEXT
from load_tests.ground import Ground, find_keys, ground, make_tokens, percentile, report, say, spread

IDLE_S = 4.0
SIZE = 5_000
"""At how many sockets the ratios are told."""
ACCOUNTS = """
INSERT INTO account (id, naam, rol, organisatie_id)
SELECT CAST(id AS uuid), 'scherm', 'landelijk', (SELECT organisatie_id FROM account WHERE rol = 'landelijk' LIMIT 1)
FROM unnest(CAST(:ids AS text[])) AS id
"""

Start = Callable[[], AbstractContextManager[contenders.Contender]]


@dataclass
class Measured:
    """What one contender cost with so many sockets, over all rounds: per delivery in microseconds, memory in kB."""

    cpu_us: list[float] = field(default_factory=list)
    above_idle_us: list[float] = field(default_factory=list)
    kb: list[float] = field(default_factory=list)
    last_ms: list[float] = field(default_factory=list)
    missed: int = 0


def measure(start: Start, watch: Path, sockets: int, into: Measured, *, rate: float, count: int) -> None:
    """Open the sockets, let them be, send, and see when the last had each message."""
    with start() as server, tempfile.NamedTemporaryFile() as heads:
        heads.write(server.heads())
        heads.flush()
        before = server.rss_kb
        command = [str(watch), str(server.port), str(sockets), str(count), heads.name, server.hello]
        screens = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: contenders.stay_on(contenders.SCREEN_CORE),  # noqa: PLW1509 - no threads here
        )
        assert screens.stdout is not None
        assert screens.stdout.readline() == "ready\n"
        time.sleep(server.settle_s)
        into.kb.append((server.rss_kb - before) / sockets)
        cpu, clock = server.cpu_s, time.monotonic()
        time.sleep(IDLE_S)
        idle = (server.cpu_s - cpu) / (time.monotonic() - clock)
        cpu, clock = server.cpu_s, time.monotonic()
        server.send(rate, count)
        time.sleep(0.5)
        used, took = server.cpu_s - cpu, time.monotonic() - clock
        lines = [[int(part) for part in line.split()] for line in screens.stdout]
        assert screens.wait() == 0
    assert len(lines) == count
    into.missed += sum(sockets - heard for _, _, _, heard in lines)
    into.last_ms += [(last - sent) / 1e6 for _, sent, last, _ in lines]
    into.cpu_us.append(used / (sockets * count) * 1e6)
    into.above_idle_us.append((used - idle * took) / (sockets * count) * 1e6)


async def make_cookies(place: Ground, sockets: int, rng: random.Random) -> list[str]:
    """Sessions of as many invented accounts as these sockets need."""
    ids = [str(uuid.UUID(int=rng.getrandbits(128))) for _ in range(-(-sockets // SOCKETS_PER_ACCOUNT_MAX))]
    database = Database(place.adressen.migrator, size=1)
    async with database.transaction(None) as tx:
        await tx.sql(ACCOUNTS, ids=ids)
    await database.close()
    tokens = await make_tokens(place.adressen.migrator, "landelijk", len(ids))
    return [f"{COOKIE}={token}" for token in tokens]


def compare(sizes: dict[int, float], rounds: int, seconds: float, seed: int) -> dict[str, dict[int, Measured]]:
    """Every contender at every size, by turns."""
    found: dict[str, dict[int, Measured]] = defaultdict(lambda: defaultdict(Measured))
    with ground(0) as place, tempfile.TemporaryDirectory(prefix="capaciteit-bench-") as folder:
        watch = contenders.compile_c("fanout_watch", Path(folder))
        loop = contenders.compile_c("fanout_loop", Path(folder))
        if watch is None or loop is None:
            raise SystemExit("The screens of this benchmark are written in C: install a C compiler (cc).")
        cookies = asyncio.run(make_cookies(place, max(sizes), random.Random(seed)))
        starts: dict[str, Start] = {
            "service": partial(contenders.service, place.adressen.app, find_keys(place), cookies),
            "c": partial(contenders.c_loop, loop),
            "broadcast": contenders.broadcast,
        }
        if contenders.have_nchan():
            starts["nchan"] = contenders.nchan
        for number in range(rounds):
            for sockets, rate in sizes.items():
                for name, start in starts.items():
                    into = found[name][sockets]
                    measure(start, watch, sockets, into, rate=rate, count=int(rate * seconds))
                    say(
                        f"round {number + 1}, {sockets} sockets, {name}: {into.cpu_us[-1]:.2f} us per delivery "
                        f"({into.above_idle_us[-1]:.2f} above idle), last p99 {percentile(into.last_ms, 0.99):.0f} ms, "
                        f"{into.kb[-1]:.1f} kB per socket, missed {into.missed}"
                    )
    return found


def tell(found: dict[str, dict[int, Measured]], sizes: dict[int, float], seed: int) -> None:
    """The line of figures."""
    size = SIZE if SIZE in sizes else max(sizes)
    mine = found["service"]

    def over(name: str, at: int) -> list[float]:
        if name not in found:
            return []
        return [ours / theirs for ours, theirs in zip(mine[at].cpu_us, found[name][at].cpu_us, strict=True)]

    def middle(values: list[float]) -> float | None:
        return round(statistics.median(values), 3) if values else None

    report(
        bench="fanout",
        n=sum(len(mine[sockets].last_ms) * sockets for sockets in sizes),
        seed=seed,
        spread=spread(over("c", size)),
        cpu_ratio_c=middle(over("c", size)),
        cpu_ratio_nchan=middle(over("nchan", size)),
        last_p99_ratio_c=round(percentile(mine[size].last_ms, 0.99) / percentile(found["c"][size].last_ms, 0.99), 3),
        kb_per_socket=round(statistics.median(mine[max(sizes)].kb), 1),
        sockets_max=max((sockets for sockets in sizes if not mine[sockets].missed), default=0),
        bytes=len(TEXT),
        missed=sum(measured.missed for measured in mine.values()),
        by_size={
            name: {
                sockets: {
                    "cpu_us": middle(measured.cpu_us),
                    "above_idle_us": middle(measured.above_idle_us),
                    "last_p50_ms": round(percentile(measured.last_ms, 0.5), 1),
                    "last_p99_ms": round(percentile(measured.last_ms, 0.99), 1),
                    "kb": middle(measured.kb),
                    "missed": measured.missed,
                }
                for sockets, measured in by_size.items()
            }
            for name, by_size in found.items()
        },
    )


def main() -> None:
    """Run the rounds, then print the line of figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=10, help="how long each contender sends")
    parser.add_argument("--sizes", default="1000:10,5000:10,15000:2", help="sockets:messages a second")
    parser.add_argument("--seed", type=int, default=20261121)
    options = parser.parse_args()
    most = contenders.allow_sockets() - 300
    asked = {
        int(sockets): float(rate) for sockets, _, rate in (size.partition(":") for size in options.sizes.split(","))
    }
    sizes = {sockets: rate for sockets, rate in asked.items() if sockets <= most}
    for sockets in asked.keys() - sizes.keys():
        say(f"{sockets} sockets are more than this user may open ({most}): left out")
    tell(compare(sizes, options.rounds, options.seconds, options.seed), sizes, options.seed)


if __name__ == "__main__":
    main()
