"""T2: four people at once do whatever can be done to the same few places, in every order that Hypothesis can think of.

They are at three instances, and some of them bring a crowd that is weighed together.

After each burst nobody shares a place unknowingly, nobody was put out, and every running plaatsing has its places.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, ClassVar

import httpx2
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from capacity_service.actions.fire_termijnen import fire_termijnen
from capacity_service.domain.tijd import local_date
from tests.conftest import MakeDatabase, Urls
from tests.faults.invariants import check_facts, check_invariants
from tests.faults.races import (
    LONG,
    RACE,
    Verslag,
    empty_country,
    log_in,
    remove_claim_wall,
    remove_locks,
    serve_instances,
)
from tests.land import Dienst, Json, expect, in_hours, make_aanvraag, now

pytestmark = pytest.mark.faults

SEED = 20261121
AT_ONCE = 4
EXPECTED = {200, 201, 400, 409, 412}
"""What a call may answer: done, or refused because somebody was first (400: the voorstel is no longer one)."""

TARGETS = """
SELECT id, aanvraag_id FROM plaatsing
WHERE status IN ('gereserveerd', 'bevestigd', 'aangekomen', 'niet_verschenen', 'vervallen') ORDER BY id
"""
TERUGMELDINGEN: tuple[Json, ...] = (
    {"reden": "plaats_onbruikbaar", "uitval": "water"},
    {"reden": "al_bezet", "sindsOp": in_hours(-1)},
    {"reden": "onveilig_voor_huishouden"},
    {"reden": "niet_geschikt_te_maken", "ontbreekt": ["rolstoel"]},
)
STATUSES: tuple[Json, ...] = (
    {"status": "vrij"},
    {"status": "vrij"},
    {"status": "bezet", "sindsOp": in_hours(-1)},
    {"status": "buiten_gebruik", "reden": "brand", "feit": True},
    {"status": "buiten_gebruik", "reden": "onderhoud"},
)
STEPS: dict[str, tuple[str, Callable[[int], Json]]] = {
    "bevestiging": ("coordinator", lambda _: {"verwachteAankomstOp": in_hours(1)}),
    "acceptatie": ("opvang", lambda _: {}),
    "aankomst": ("opvang", lambda n: {"aangekomenOp": in_hours(0), "nachten": n % 3 + 1}),
    "verlenging": ("opvang", lambda n: {"nachten": n % 3 + 1}),
    "niet-verschenen": ("coordinator", lambda _: {}),
    "einde": ("opvang", lambda _: {"naar": "netwerk", "opDatum": local_date(now()).isoformat()}),
    "terugmelding": ("opvang", lambda n: TERUGMELDINGEN[n % len(TERUGMELDINGEN)]),
}
WIJZIGINGEN: tuple[Json, ...] = ({"personenMax": 4}, {"personenMax": 1}, {"soort": "opvangplaats"}, {"kenmerken": []})
OTHER = ("aanvraag", "drukte", "drukte", "ander-voorstel", "intrekking", "vervallen", "klok")
AT_REVISIE = ("status", "status", "gezien", "plaats wijzigen", "aanvraag wijzigen")

UNFIT = """
SELECT p.id, p.status FROM plaatsing p JOIN aanvraag a ON a.id = p.aanvraag_id
JOIN LATERAL (SELECT gegevens FROM huishoudgegevens g WHERE g.aanvraag_id = a.id ORDER BY revisie DESC LIMIT 1) g ON true
WHERE (p.status = 'gereserveerd' AND g.gegevens -> 'uitsluitingen' ? p.centrumgemeente)
   OR (p.status IN ('gereserveerd', 'bevestigd') AND EXISTS (SELECT FROM plaats l JOIN claim c ON c.plaats_id = l.id
       WHERE l.id = ANY(p.plaatsen) AND c.plaatsing_id = p.id AND l.personen_max < 2))
"""

calls = st.tuples(st.sampled_from([*OTHER, *STEPS, "bevestiging", "aankomst", *AT_REVISIE]), st.integers(0, 11))
bursts = st.lists(calls, min_size=AT_ONCE, max_size=AT_ONCE)


def crowd_of(what: str, n: int) -> int:
    """How many calls this is: a crowd of aanvragen comes to one instance, which takes them together."""
    return 3 + n % 6 if what == "drukte" else 1


class Wereld:
    """The few places, and everybody who acts on them over three instances."""

    def __init__(self, urls: Urls, diensten: list[Dienst], verslag: Verslag) -> None:
        self.urls, self.diensten, self.verslag = urls, diensten, verslag
        self.clients: dict[str, list[httpx2.AsyncClient]] = {}
        self.plaatsen: list[str] = []
        self.loop = asyncio.get_running_loop()

    async def begin(self) -> None:
        """Two places in Zwolle and one in Amsterdam; two households are promised one."""
        if not self.clients:
            self.clients = {rol: await log_in(self.diensten, rol) for rol in ("coordinator", "opvang")}
        await self.verslag.count_batches(self.diensten[0])
        await empty_country(self.diensten[0].owner)
        wanted: tuple[Json, ...] = ({}, {}, {"centrumgemeente": "GM0363"})
        added = await self.diensten[0].add_plaatsen(*wanted, opvang=self.clients["opvang"][0])
        self.plaatsen = [plaats["id"] for plaats in added]
        for _ in range(2):
            expect(await self.clients["coordinator"][0].post("/aanvragen", json=make_aanvraag()), 201)

    async def burst(self, burst: list[tuple[str, int]]) -> None:
        """All of these at once, then the recount."""
        targets = await self.diensten[0].sql(TARGETS)
        barrier = asyncio.Barrier(len(burst))

        async def one(turn: int, what: str, n: int) -> None:
            instance = turn % len(self.diensten)
            await barrier.wait()
            calls = [self._call(instance, what, n, targets) for _ in range(crowd_of(what, n))]
            await asyncio.gather(*(self._judge(what, call) for call in calls))

        with RACE.run(len(burst)):
            await asyncio.gather(*(one(turn, what, n) for turn, (what, n) in enumerate(burst)))
        self.verslag.tries += sum(crowd_of(what, n) for what, n in burst)
        found = await check_invariants(self.urls.migrator) + await check_facts(self.urls.migrator)
        found += [f"R6: {row.id} ({row.status}) past niet." for row in await self.diensten[0].sql(UNFIT)]
        self.verslag.faults += [f"{fault} Na {burst}." for fault in found]

    async def _judge(self, what: str, call: Awaitable[httpx2.Response | None]) -> None:
        began = time.perf_counter()
        answer = await call
        self.verslag.seconds.append(time.perf_counter() - began)
        fine = answer is None or answer.status_code in EXPECTED
        self.verslag.expect(fine, f"{what} antwoordde {answer and answer.text}")

    async def _call(self, instance: int, what: str, n: int, targets: list[Any]) -> httpx2.Response | None:
        if what in {"aanvraag", "drukte"}:
            return await self.clients["coordinator"][instance].post("/aanvragen", json=make_aanvraag())
        if what in AT_REVISIE[:-1]:
            return await self._act_on_plaats(self.clients["opvang"][instance], what, n)
        if what in {"klok", "vervallen"} or not targets:
            if what == "vervallen" and targets:
                await self._lapse(targets[n % len(targets)].id)
            await fire_termijnen(self.diensten[instance].database)
            return None
        if what == "aanvraag wijzigen":
            return await self._change_aanvraag(instance, targets[n % len(targets)].aanvraag_id, n)
        rol, path, body = self._step(what, n, targets[n % len(targets)])
        return await self.clients[rol][instance].post(path, json=body)

    def _step(self, what: str, n: int, target: Any) -> tuple[str, str, Json]:
        if what == "intrekking":
            return "coordinator", f"/aanvragen/{target.aanvraag_id}/intrekking", {"reden": "wil_niet"}
        path = f"/plaatsingen/{target.id}/{what}"
        if what == "ander-voorstel":
            return "coordinator", path, {"plaatsen": [self.plaatsen[n % len(self.plaatsen)]]}
        rol, make_body = STEPS[what]
        return rol, path, make_body(n)

    async def _act_on_plaats(self, opvang: httpx2.AsyncClient, what: str, n: int) -> httpx2.Response:
        path = f"/plaatsen/{self.plaatsen[n % len(self.plaatsen)]}"
        seen = (await opvang.get(path)).json()
        headers = {"If-Match": f'"{seen["revisie"]}"'}
        if what == "gezien":
            body = {"status": seen["status"], "waargenomenOp": in_hours(-n)}
            return await opvang.post(f"{path}/bevestiging", json=body)
        if what == "plaats wijzigen":
            return await opvang.patch(path, json=WIJZIGINGEN[n % len(WIJZIGINGEN)], headers=headers)
        body = STATUSES[n % len(STATUSES)] | {"waargenomenOp": in_hours(0)}
        return await opvang.put(f"{path}/status", json=body, headers=headers)

    async def _change_aanvraag(self, instance: int, aanvraag: Any, n: int) -> httpx2.Response:
        coordinator, path = self.clients["coordinator"][instance], f"/aanvragen/{aanvraag}"
        seen = (await coordinator.get(path)).json()
        body = {"uitsluitingen": (["GM0193"], ["GM0363"], [])[n % 3]}
        return await coordinator.patch(path, json=body, headers={"If-Match": f'"{seen["revisie"]}"'})

    async def _lapse(self, plaatsing: Any) -> None:
        """Its term is over by the clock; whoever comes first records that."""
        await self.diensten[0].sql(
            "WITH due AS (UPDATE claim SET verloopt_op = clock_timestamp() WHERE plaatsing_id = :id"
            " AND soort = 'reservering' RETURNING plaatsing_id)"
            " UPDATE termijn SET op = clock_timestamp() WHERE sleutel IN (SELECT plaatsing_id FROM due)",
            id=plaatsing,
        )

    def wait(self, work: Coroutine[Any, Any, None]) -> None:
        """Do this on the loop of the services, from the thread of Hypothesis."""
        asyncio.run_coroutine_threadsafe(work, self.loop).result(120)


class Overlap(RuleBasedStateMachine):
    """Bursts on one small country, until one goes wrong: two runs of a race differ, so nothing is tried again."""

    wereld: ClassVar[Wereld]

    @initialize()
    def begin(self) -> None:
        self.wereld.wait(self.wereld.begin())

    @rule(burst=bursts)
    def act(self, burst: list[tuple[str, int]]) -> None:
        if not self.wereld.verslag.faults:
            self.wereld.wait(self.wereld.burst(burst))


async def explore(wereld: Wereld, *, examples: int, steps: int) -> None:
    """Let Hypothesis drive, in a thread of its own, until something is wrong or it has seen enough."""
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    Overlap.wereld = wereld
    await asyncio.to_thread(run_state_machine_as_test, Overlap, settings=chosen)


async def test_t2_nobody_shares_a_place_unknowingly_and_nobody_is_put_out(kaal: Urls) -> None:
    verslag = Verslag("T2 overlap", SEED)
    async with serve_instances(kaal) as diensten:
        wereld = Wereld(kaal, diensten, verslag)
        await explore(wereld, examples=40 if LONG else 8, steps=20 if LONG else 6)
        await verslag.count_batches(diensten[0])
    print(verslag.tell())  # noqa: T201
    assert verslag.faults == []
    assert verslag.crowded


async def test_t2_sees_the_overlap_without_the_wall(
    make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    verslag = Verslag("T2 zonder muur", SEED)
    async with make_database("kaal") as urls, serve_instances(urls) as diensten:
        remove_locks(monkeypatch)
        await remove_claim_wall(diensten[0].owner, monkeypatch)
        await explore(Wereld(urls, diensten, verslag), examples=8, steps=6)
    print(verslag.tell())  # noqa: T201
    assert any(fault.startswith("I1: plaats") for fault in verslag.faults)
