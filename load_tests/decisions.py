"""Decisions: aanvraag in over HTTP, reservering durable, answer out; beside pgbench deciding one at a time, in one run.

`make bench NAME=decisions` (ARGS="--n 960 --rounds 3 --plaatsen 6000"). Alternates the service, pgbench doing the same
work, pgbench doing that for 64 in one transaction, pgbench doing the bare minimum, the service with a transaction per
request, and its route answering nothing; checks integrity afterwards.
"""

import argparse
import asyncio
import json
import random
import statistics
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial

import asyncpg

from load_tests.ground import Ground, ground, make_tokens, percentile, pgbench, report, say, server, spread
from load_tests.http_load import Outcome, load, make_request
from load_tests.pgbench_scripts import BARE, BARE_SETUP, SAME, SAME_SETUP
from load_tests.pgbench_set import SET, SET_SETUP, SIZE

CONNECTIONS = 64
PGBENCH_CLIENTS = 16
GEMEENTEN = ("GM0503", "GM0363", "GM0599", "GM0344", "GM0014", "GM0935")


def make_body(rng: random.Random) -> bytes:
    """One invented aanvraag."""
    children = [{"leeftijd": rng.randrange(0, 17)} for _ in range(rng.choices([0, 1, 2, 3], [40, 30, 20, 10])[0])]
    needs = rng.sample(["rolstoel", "babybed", "huisdier", "tolk"], rng.choices([0, 1, 2], [70, 20, 10])[0])
    return json.dumps(
        {
            "gemeente": rng.choice(GEMEENTEN),
            "vastgesteldOp": datetime.now(UTC).isoformat(),
            "veiligheid": {"kleur": "rood", "instrument": "verwey_jonker", "door": "opvangorganisatie"},
            "huishouden": {"volwassenen": 1, "kinderen": children, "behoeften": needs},
            "uitsluitingen": [],
            "voorkeuren": [],
            "nachten": 3,
        }
    ).encode()


def decide_over_http(url: str, *, tokens: list[str], n: int, connections: int, rng: random.Random) -> Outcome:
    """`n` aanvragen over so many connections; every answer must be 201."""
    requests = [
        make_request("/v1/aanvragen", tokens[i % len(tokens)], make_body(rng), uuid.UUID(int=rng.getrandbits(128)).hex)
        for i in range(n)
    ]
    outcome = asyncio.run(load(url, requests, connections))
    assert set(outcome.statuses) == {201}, outcome.statuses
    return outcome


@contextmanager
def alone(place: Ground, measure: Callable[..., Outcome], module: str = "capacity_service") -> Iterator[str]:
    """The only service that runs meanwhile, since each follows all that happens; begun and warm."""
    with server(place, module) as url:
        measure(url, n=CONNECTIONS, connections=8)
        yield url


async def prepare_pgbench(place: Ground) -> str:
    """A copy of the country for pgbench, with its functions; gives the address of it for the role of the service."""
    admin = await asyncpg.connect(place.admin.rpartition("/")[0] + "/postgres", ssl=False)
    await admin.execute("CREATE DATABASE pgbench TEMPLATE capaciteit OWNER capaciteit_migrator")
    await admin.execute("ALTER DATABASE pgbench SET capaciteit.context = 'dienst'")
    await admin.close()
    connection = await asyncpg.connect(place.adressen.migrator.rpartition("/")[0] + "/pgbench", ssl=False)
    await connection.execute(SAME_SETUP)
    await connection.execute(BARE_SETUP)
    await connection.execute(SET_SETUP)
    await connection.execute("GRANT TEMPORARY ON DATABASE pgbench TO capaciteit_app")
    await connection.execute("GRANT UPDATE ON SEQUENCE bench_n TO capaciteit_app")
    await connection.close()
    return place.adressen.app.rpartition("/")[0] + "/pgbench"


async def check_integrity(place: Ground, acknowledged: list[bytes]) -> tuple[int, int]:
    """How many places were promised twice, and how many acknowledged aanvragen are not there."""
    answers = [json.loads(body) for body in acknowledged]
    given = Counter(p for answer in answers if answer["plaatsing"] for p in answer["plaatsing"]["plaatsen"])
    connection = await asyncpg.connect(place.admin, ssl=False)
    there = await connection.fetchval(
        "SELECT count(*) FROM aanvraag WHERE id = ANY($1::uuid[])", [answer["id"] for answer in answers]
    )
    twice = await connection.fetchval(
        "SELECT count(*) FROM (SELECT unnest(plaatsen) p FROM plaatsing WHERE status = 'gereserveerd'"
        " GROUP BY 1 HAVING count(*) > 1) t"
    )
    await connection.close()
    return max(twice, sum(count > 1 for count in given.values())), len(answers) - there


def main() -> None:
    """Run the rounds, then print the line of figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=960, help="decisions per round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--plaatsen", type=int, default=6000, help="places besides the register")
    parser.add_argument("--seed", type=int, default=20261121)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    rates: dict[str, list[float]] = {name: [] for name in ("service", "same", "set", "nothing", "bare", "unbatched")}
    latencies: list[float] = []
    front: list[float] = []
    lone: dict[str, list[float]] = {"service": [], "unbatched": []}
    acknowledged: list[bytes] = []
    with ground(options.plaatsen) as place:
        bench_url = asyncio.run(prepare_pgbench(place))
        tokens = asyncio.run(make_tokens(place.adressen.migrator, "coordinator", 20))
        measure = partial(decide_over_http, tokens=tokens, rng=rng)
        for number in range(options.rounds):
            with alone(place, measure) as url:
                outcome = measure(url, n=options.n, connections=CONNECTIONS)
                rates["service"].append(outcome.rate)
                latencies += outcome.latencies
                single = measure(url, n=20, connections=1)
                lone["service"] += single.latencies
                acknowledged += outcome.bodies + single.bodies
            rates["same"].append(pgbench(SAME, clients=PGBENCH_CLIENTS, transactions=options.n, user_url=bench_url))
            sets = pgbench(SET, clients=1, transactions=max(1, options.n // SIZE), user_url=bench_url)
            rates["set"].append(sets * SIZE)
            with alone(place, measure, "load_tests.answering_nothing") as url:
                outcome = measure(url, n=options.n, connections=CONNECTIONS)
                rates["nothing"].append(outcome.rate)
                front += outcome.latencies
            with alone(place, measure, "load_tests.unbatched") as url:
                slow = measure(url, n=options.n // 6, connections=CONNECTIONS)
                rates["unbatched"].append(slow.rate)
                single = measure(url, n=20, connections=1)
                lone["unbatched"] += single.latencies
                acknowledged += slow.bodies + single.bodies
            bare = pgbench(BARE, clients=PGBENCH_CLIENTS, transactions=options.n * 8, user_url=bench_url)
            rates["bare"].append(bare)
            say(f"round {number + 1}: " + ", ".join(f"{name} {values[-1]:.0f}/s" for name, values in rates.items()))
        double, lost = asyncio.run(check_integrity(place, acknowledged))
    ratios = [ours / theirs for ours, theirs in zip(rates["service"], rates["same"], strict=True)]
    medians = {name: statistics.median(values) for name, values in rates.items()}
    report(
        bench="decisions",
        n=len(acknowledged),
        seed=options.seed,
        rounds=options.rounds,
        spread=spread(ratios),
        ratio_pgbench_same=round(statistics.median(ratios), 3),
        ratio_pgbench_bare=round(medians["service"] / medians["bare"], 4),
        ratio_sqlmodel=round(medians["service"] / medians["unbatched"], 2),
        lone_ratio=round(statistics.median(lone["service"]) / statistics.median(lone["unbatched"]), 3),
        lone_ms=round(statistics.median(lone["service"]) * 1000, 1),
        per_second={name: round(value) for name, value in medians.items()},
        p50_ms=round(percentile(latencies, 0.5) * 1000, 1),
        p99_ms=round(percentile(latencies, 0.99) * 1000, 1),
        nothing_to_bare=round(medians["nothing"] / medians["bare"], 3),
        set_to_same=round(medians["set"] / medians["same"], 3),
        p99_to_nothing=round(percentile(latencies, 0.99) / percentile(front, 0.99), 2),
        double=double,
        lost=lost,
    )


if __name__ == "__main__":
    main()
