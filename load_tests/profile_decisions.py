"""Where the time of a decision goes, step by step of one transaction, for 64 and for 1.

Of each step the milliseconds, those of this process, those of the database, and the statements.

`make bench NAME=profile_decisions` (ARGS="--plaatsen 6000 --batches 5"). One process, no HTTP: what waits in the queue of
the service is handed to `submit_aanvragen` directly. A step holds the steps that stand under it.
"""

import argparse
import asyncio
import cProfile
import json
import pstats
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from inspect import iscoroutinefunction
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

from capacity_service.actions import submit_aanvraag, weigh
from capacity_service.actions.run import Verzoek
from capacity_service.actions.submit_aanvraag import Indiening, submit_aanvragen
from capacity_service.api.aanvragen import render_ingediend
from capacity_service.domain.inzage import Actor, Rol
from capacity_service.serve import spare_collector
from capacity_service.sleutels import Sleutelbos
from capacity_service.store import database as databases
from capacity_service.store import logboek, lopend, meldingen, normsignalen, termijnen, vragen
from capacity_service.store.database import Database, Transactie
from capacity_service.store.idempotentie import Sleutel
from capacity_service.store.kluis import Kluis
from load_tests.decisions import make_body
from load_tests.ground import ground, report, say, stopwatch

STEPS: tuple[tuple[int, ModuleType, str], ...] = (
    (0, databases, "_enter"),
    (0, submit_aanvraag, "find_answers"),
    (0, submit_aanvraag, "_submit"),
    (1, submit_aanvraag, "lock_afwegen"),
    (1, submit_aanvraag, "lapse_due"),
    (1, submit_aanvraag, "_add"),
    (1, submit_aanvraag, "weigh"),
    (1, submit_aanvraag, "weigh_waiting"),
    (2, weigh, "read_for_weighing"),
    (2, weigh, "read_stand"),
    (2, weigh, "decide"),
    (2, weigh, "decide_now"),
    (2, weigh, "_store"),
    (2, weigh, "keep"),
    (2, weigh, "_reserve"),
    (2, weigh, "change_rows"),
    (2, weigh, "_add_plaatsingen"),
    (2, weigh, "_write_voorstellen"),
    (1, submit_aanvraag, "settle"),
    (2, logboek, "touch"),
    (2, vragen, "end_moot"),
    (2, lopend, "follow_aanvragen"),
    (2, lopend, "follow_plaatsingen"),
    (2, lopend, "follow_bezet"),
    (2, lopend, "follow_plaatsen"),
    (2, lopend, "lock_organisaties"),
    (2, lopend, "follow_organisaties"),
    (2, termijnen, "wind"),
    (2, normsignalen, "compare"),
    (2, meldingen, "tell"),
    (2, logboek, "record"),
    (0, submit_aanvraag, "keep"),
)
"""How deep each step stands, the module that calls it, and its name there; one that this version has not is left out."""


@dataclass
class Cost:
    """What a step took, over all its calls."""

    seconds: float = 0.0
    busy: float = 0.0
    database: float = 0.0
    statements: int = 0


COSTS: dict[str, Cost] = defaultdict(Cost)
OPEN: ContextVar[tuple[str, ...]] = ContextVar("open", default=())
WRITTEN: dict[str, Cost] = defaultdict(Cost)


def _label(module: ModuleType, name: str) -> str:
    return f"{module.__name__.rpartition('.')[2]}.{name}"


def _time(module: ModuleType, name: str) -> None:
    work, label = getattr(module, name), _label(module, name)

    @contextmanager
    def timing() -> Iterator[None]:
        entered = OPEN.set((*OPEN.get(), label))
        start, busy = stopwatch(), time.process_time()
        try:
            yield
        finally:
            COSTS[label].seconds += stopwatch() - start
            COSTS[label].busy += time.process_time() - busy
            OPEN.reset(entered)

    async def timed(*args: Any, **params: Any) -> Any:  # noqa: ANN401 - whatever the step takes and gives
        with timing():
            return await work(*args, **params)

    def timed_at_once(*args: Any, **params: Any) -> Any:  # noqa: ANN401
        with timing():
            return work(*args, **params)

    setattr(module, name, timed if iscoroutinefunction(work) else timed_at_once)


def _ran(pid: int) -> float:
    """Seconds that a process of the database was on a core; 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        return 0.0


@contextmanager
def _sending(statement: str, pid: int) -> Iterator[None]:
    written, start, ran = WRITTEN[" ".join(statement.split())[:90]], stopwatch(), _ran(pid)
    yield
    took = _ran(pid) - ran
    for cost in (*(COSTS[name] for name in (*OPEN.get(), "alles")), written):
        cost.statements += 1
        cost.database += took
    written.seconds += stopwatch() - start


def _time_statements() -> None:
    """Those that go straight to the connection; the few of the session are in the time of their step."""
    send = Transactie.sql

    async def timed(tx: Transactie, statement: str, **params: Any) -> list[Any]:  # noqa: ANN401 - rows differ
        with _sending(statement, tx.driver.get_server_pid()):
            return await send(tx, statement, **params)

    setattr(Transactie, "sql", timed)  # noqa: B010 - mypy minds an assignment to a method


async def read_accounts(database: Database) -> list[Actor]:
    """The coordinators of the invented country."""
    async with database.transaction(None) as tx:
        rows = await tx.sql(
            "SELECT a.id, a.naam, a.organisatie_id, o.centrumgemeente FROM account a"
            " JOIN organisatie o ON o.id = a.organisatie_id WHERE a.rol = 'coordinator' ORDER BY a.id"
        )
    return [Actor(row.id, row.naam, Rol.coordinator, row.organisatie_id, row.centrumgemeente) for row in rows]


def make_indiening(rng: random.Random, actor: Actor) -> Indiening:
    """One invented aanvraag as the queue gets it."""
    sent = json.loads(make_body(rng))
    sent["huishouden"] = {"verhuisbewegingen": 0, "nachtenEerder": 0} | sent["huishouden"]
    sent["veiligheid"] = {"dreiging": None} | sent["veiligheid"]
    gegevens = {name: sent[name] for name in ("gemeente", "veiligheid", "huishouden", "uitsluitingen", "voorkeuren")}
    key = Sleutel(actor.account, "POST", "/v1/aanvragen", UUID(int=rng.getrandbits(128)).hex, b"x" * 32)
    return Indiening(Verzoek(actor, key), datetime.now(UTC), sent["nachten"], gegevens)


async def measure(url: str, size: int, batches: int, rng: random.Random, *, functions: int) -> None:
    """Hand over so many batches of one size, after one to warm up, and print what each step took on average."""
    database = Database(url, kluis=Kluis(Sleutelbos.make().contact))
    actors = await read_accounts(database)
    profile = cProfile.Profile(time.process_time)
    spare_collector()
    for number in range(batches + 1):
        batch = [make_indiening(rng, rng.choice(actors)) for _ in range(size)]
        if number == 1:
            COSTS.clear()
            WRITTEN.clear()
            if functions > 1:
                profile.enable()
        start, busy = stopwatch(), time.process_time()
        await submit_aanvragen(database, batch, render_ingediend)
        COSTS["alles"].seconds += stopwatch() - start
        COSTS["alles"].busy += time.process_time() - busy
    profile.disable()
    await database.close()
    if functions > 1:
        pstats.Stats(profile, stream=sys.stderr).sort_stats("tottime").print_stats(functions)
    if functions:
        for text, cost in sorted(WRITTEN.items(), key=lambda pair: -pair[1].database):
            times = f"{cost.seconds / batches * 1000:8.2f} {cost.database / batches * 1000:8.2f} ms"
            say(f"{cost.statements / batches:6.1f} {times}  {text}")


def show(size: int, batches: int) -> dict[str, list[float]]:
    """Print the steps with what they took a batch; gives the same as numbers."""
    figures = {
        name: [*(round(part / batches * 1000, 1) for part in (c.seconds, c.busy, c.database)), c.statements / batches]
        for name, c in COSTS.items()
    }
    say(
        f"batch of {size}: {figures['alles'][0]} ms ({figures['alles'][1]} of this process, {figures['alles'][2]} of the database),"
        f" {figures['alles'][3]:.0f} statements"
    )
    for depth, name in ((depth, _label(module, name)) for depth, module, name in STEPS):
        if name in figures:
            wall, busy, database, statements = figures[name]
            say(f"{wall:8.1f} {busy:8.1f} {database:8.1f} ms {statements:6.1f}  {'  ' * depth}{name}")
    return figures


def main() -> None:
    """Measure both sizes and print the line of figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plaatsen", type=int, default=6000, help="places besides the register")
    parser.add_argument("--batches", type=int, default=5)
    parser.add_argument("--seed", type=int, default=20261121)
    parser.add_argument(
        "--functions", type=int, default=0, help="also print so many functions (1: none) and all statements"
    )
    options = parser.parse_args()
    rng, found = random.Random(options.seed), {}
    for _, module, name in STEPS:
        if hasattr(module, name):
            _time(module, name)
    _time_statements()
    with ground(options.plaatsen) as place:
        for size in (64, 1):
            batches = options.batches * (1 if size > 1 else 10)
            asyncio.run(measure(place.adressen.app, size, batches, rng, functions=options.functions))
            found[f"batch_{size}"] = show(size, batches)
    report(bench="profile_decisions", seed=options.seed, **found)


if __name__ == "__main__":
    main()
