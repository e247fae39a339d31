"""Many deadlines of several kinds, set by the actions of the service and moved to instants of our own; what they did."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tests.land import Dienst, expect, in_hours, make_aanvraag

AT_ONCE = 20
COORDINATORS = 8
CROWD = {"volwassenen": 25, "kinderen": [], "behoeften": []}
LADDER = ("rood_landelijk", "rood_achterwacht", "rood_tweede", "rood_derde")

ARMED = """
SELECT sleutel FROM termijn WHERE soort = :soort AND gevuurd_op IS NULL AND op > clock_timestamp() ORDER BY sleutel
"""
MOVE = """
UPDATE termijn t SET op = w.op FROM unnest(CAST(:keys AS uuid[]), CAST(:ops AS timestamptz[])) AS w (sleutel, op)
WHERE t.sleutel = w.sleutel AND t.soort = :soort
"""
ALSO = {
    "reservering_vervalt": (
        (
            "UPDATE plaatsing p SET verloopt_op = t.op FROM termijn t"
            " WHERE t.sleutel = p.id AND t.soort = 'reservering_vervalt'"
        ),
        (
            "UPDATE claim c SET verloopt_op = t.op FROM termijn t"
            " WHERE t.sleutel = c.plaatsing_id AND t.soort = 'reservering_vervalt'"
        ),
    ),
    "plaats_onbevestigd": (
        (
            "UPDATE plaats p SET bevestigd_op = t.op - interval '24 hours' FROM termijn t"
            " WHERE t.sleutel = p.id AND t.soort = 'plaats_onbevestigd'"
        ),
    ),
}

TOLD = (
    "SELECT soort, termijn_op AS due, op AS fired FROM melding WHERE termijn_op IS NOT NULL AND normsignaal_id IS NULL"
)
FACTS = """
SELECT l.soort, l.op AS fired, f.feit ->> 'id' AS id FROM logboek l
LEFT JOIN logboek_gegevens g USING (volgnummer), LATERAL (SELECT CAST(coalesce(g.waarde, l.feit) AS jsonb) AS feit) f
WHERE (l.soort = 'plaats' AND l.gebeurtenis = 'plaats_onbevestigd')
  OR (l.soort = 'plaatsing' AND f.feit ->> 'status' = 'vervallen')
"""
"""A reservering lapses with whatever comes first when it is due: the clock, or an aanvraag that finds its place free."""
FIRES = {"plaats": "plaats_onbevestigd", "plaatsing": "reservering_vervalt"}


@dataclass(frozen=True)
class Deadline:
    """One of them; no two are due at the same instant."""

    soort: str
    sleutel: UUID
    op: datetime


@dataclass
class Verdict:
    """What became of them; lateness in seconds."""

    number: int
    lost: int = 0
    double: int = 0
    early: int = 0
    late_s: list[float] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.lost + self.double + self.early

    def percentile(self, share: float) -> float:
        ranked = sorted(self.late_s) or [0.0]
        return ranked[min(len(ranked) - 1, int(share * len(ranked)))]

    def __str__(self) -> str:
        return (
            f"{self.number} termijnen: {self.lost} kwijt, {self.double} dubbel, {self.early} te vroeg;"
            f" te laat p50 {self.percentile(0.5):.2f} s, p99 {self.percentile(0.99):.2f} s, hoogstens {self.percentile(1):.2f} s"
        )


async def set_deadlines(
    dienst: Dienst, plan: dict[str, int], window_s: float, rng: random.Random, *, ahead_s: float = 1.0
) -> list[Deadline]:
    """So many of each kind, spread over a window that begins in a moment; the ladder counts once for each of its kinds."""
    await _submit(dienst, [CROWD] * max(plan.get(soort, 0) for soort in LADDER))
    small = plan.get("niet_gezien", 0) + plan.get("reservering_vervalt", 0)
    await _submit(dienst, [{"volwassenen": 1, "kinderen": [], "behoeften": []}] * small)
    (clock,) = await dienst.sql("SELECT clock_timestamp() AS now")
    start: datetime = clock.now + timedelta(seconds=ahead_s)
    deadlines: list[Deadline] = []
    used: set[UUID] = set()
    for soort, number in plan.items():
        rows = await dienst.sql(ARMED, soort=soort)
        free = [row.sleutel for row in rows if soort in LADDER or row.sleutel not in used]
        assert len(free) >= number, f"only {len(free)} of {soort}"
        chosen = rng.sample(free, number)
        used |= set(chosen)
        ops = [start + timedelta(microseconds=rng.randrange(int(window_s * 1_000_000))) for _ in chosen]
        await _move(dienst, soort, chosen, ops)
        deadlines += [Deadline(soort, key, op) for key, op in zip(chosen, ops, strict=True)]
    return deadlines


async def _move(dienst: Dienst, soort: str, keys: list[UUID], ops: list[datetime]) -> None:
    """In one transaction with what they are about: one that is due already would find its subject not yet moved."""
    async with dienst.owner.transaction(None) as tx:
        await tx.sql(MOVE, soort=soort, keys=keys, ops=ops)
        for statement in ALSO.get(soort, ()):
            await tx.sql(statement)
    dienst.database.plaatsen.forget()


async def _submit(dienst: Dienst, huishoudens: Sequence[Any]) -> None:
    clients = [await dienst.as_rol("coordinator", nth=n) for n in range(COORDINATORS)] if huishoudens else []
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(number: int, huishouden: Any) -> None:
        async with gate:
            body = make_aanvraag(huishouden=huishouden, vastgesteldOp=in_hours(-0.1))
            expect(await clients[number % COORDINATORS].post("/aanvragen", json=body), 201)

    await asyncio.gather(*(one(number, each) for number, each in enumerate(huishoudens)))


async def wait_until_fired(dienst: Dienst, deadlines: Sequence[Deadline], within_s: float) -> None:
    """Until none of them waits any more, or so long."""
    keys = [one.sleutel for one in deadlines]
    kinds = sorted({one.soort for one in deadlines})
    query = (
        "SELECT count(*) AS n FROM termijn WHERE gevuurd_op IS NULL AND soort = ANY(:kinds) AND sleutel = ANY(:keys)"
        " AND op <= :last"
    )
    last = max(one.op for one in deadlines)
    await _wait(lambda: _none(dienst, query, kinds=kinds, keys=keys, last=last), within_s)


async def _none(dienst: Dienst, query: str, **params: Any) -> bool:
    (row,) = await dienst.sql(query, **params)
    return bool(row.n == 0)


async def _wait(done: Callable[[], Awaitable[bool]], within_s: float) -> None:
    loop = asyncio.get_running_loop()
    until = loop.time() + within_s
    while loop.time() < until:
        if await done():
            return
        await asyncio.sleep(0.2)


async def judge(dienst: Dienst, deadlines: Sequence[Deadline]) -> Verdict:
    """Each of them against what the meldingen and the logboek say happened, and when."""
    (houses,) = await dienst.sql("SELECT count(DISTINCT organisatie_id) AS n FROM plaats WHERE verwijderd_op IS NULL")
    expected = Counter({"rood_achterwacht": houses.n, "rood_tweede": 2, "rood_derde": 2})
    told: dict[tuple[str, Any], list[datetime]] = {}
    for row in await dienst.sql(TOLD):
        told.setdefault((row.soort, row.due), []).append(row.fired)
    for row in await dienst.sql(FACTS):
        told.setdefault((FIRES[row.soort], row.id), []).append(row.fired)
    verdict = Verdict(len(deadlines))
    for one in deadlines:
        fired = told.get((one.soort, str(one.sleutel) if one.soort in ALSO else one.op), [])
        should = expected[one.soort] or 1
        verdict.lost += len(fired) < should
        verdict.double += len(fired) > should
        verdict.early += any(moment < one.op for moment in fired)
        verdict.late_s += [(moment - one.op).total_seconds() for moment in fired[:1]]
    return verdict
