"""T41: what the live connections of A hear while B acts, and how long A waits for what it may not see."""

import asyncio
import json
import random
import time
from uuid import UUID

import httpx2
import pytest
from websockets.exceptions import ConnectionClosed

from tests.api.document import ask, make_body
from tests.faults import attack as attacks
from tests.faults.attack import Proef, find_secrets, list_proeven
from tests.faults.figures import LONG, report
from tests.faults.foreign_land import Land, neighbour
from tests.land import expect, in_hours
from tests.live.client import dial, fresh, watch

pytestmark = pytest.mark.faults

SEED = 41
PAIRS = 2_000 if LONG else 10
AUC_MAX = 0.55
SOCKETS = ("coordinator", "opvang", "gemeente", "landelijk")


async def test_the_sockets_of_a_hear_nothing_of_what_b_does(land: Land) -> None:
    """A stand when it opens, then every message while B acts; a message of A itself says that all of it has come."""
    heard: dict[str, list[str]] = {}

    async def listen(rol: str, ready: asyncio.Event, done: asyncio.Event) -> None:
        client, texts = land.a[rol], heard.setdefault(rol, [])
        ticket = expect(await client.post("/live-tickets"), 201)["ticket"]
        async with dial(land.dienst) as socket:
            await socket.send(json.dumps({"soort": "hallo", "ticket": ticket, "epoch": None, "vanaf": None}))
            texts.append(str(await asyncio.wait_for(socket.recv(), 10)))
            ready.set()
            await done.wait()
            while True:
                try:
                    texts.append(str(await asyncio.wait_for(socket.recv(), 0.3)))
                except TimeoutError:
                    return

    readies, done = [asyncio.Event() for _ in SOCKETS], asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for rol, ready in zip(SOCKETS, readies, strict=True):
            group.create_task(listen(rol, ready, done))
        for ready in readies:
            await asyncio.wait_for(ready.wait(), 10)
        await _act_as_b(land)
        done.set()
    found = {rol: {word for text in texts for word in find_secrets(land, rol, text)} for rol, texts in heard.items()}
    assert not attacks.diff(found)
    assert sum(map(len, heard.values())) > len(SOCKETS), "nothing was heard at all"
    report(f"T41 sockets: {sum(map(len, heard.values()))} berichten aan {len(SOCKETS)} rollen, 0 woorden van B")


async def _act_as_b(land: Land) -> None:
    """A vraag is answered, somebody is let in, a number changes: facts of every kind, all of B."""
    opvang, coordinator = land.b["opvang"], land.b["coordinator"]
    vraag = land.van_b["vraag_id"][0]
    await opvang.post(f"/vragen/{vraag}/antwoord", json={"antwoord": "ja"})
    for key in land.van_b["plaatsing_id"]:
        await coordinator.post(f"/plaatsingen/{key}/bevestiging", json={"verwachteAankomstOp": in_hours(1)})
        await opvang.post(f"/plaatsingen/{key}/registraties", json=make_body("record_registratie"))
    for key in land.van_b["melding_id"][:3]:
        await opvang.post(f"/meldingen/{key}/gezien", json={})


def auc(hidden: list[float], absent: list[float]) -> float:
    """How often one of the hidden took longer than one of the absent: 0.5 tells nothing; 1 and 0 tell all."""
    marked = sorted([(seconds, True) for seconds in hidden] + [(seconds, False) for seconds in absent])
    ranks = sum(rank for rank, (_, is_hidden) in enumerate(marked, 1) if is_hidden)
    area = (ranks - len(hidden) * (len(hidden) + 1) / 2) / (len(hidden) * len(absent))
    return max(area, 1 - area)


def timed_reads(land: Land) -> list[Proef]:
    """Each way to read one thing by its id, by each rol of A that may."""
    reads = [proef for proef in list_proeven(land) if proef.operation.method == "get"]
    return [proef for proef in reads if (proef.rol, "GET", proef.kind) not in attacks.SEEN]


async def measure(land: Land, proef: Proef, pairs: int, rng: random.Random) -> float:
    """Hidden and absent in turns, in a random order within each pair."""
    times: dict[bool, list[float]] = {True: [], False: []}
    client = land.a[proef.rol]
    for _ in range(pairs):
        for hidden in rng.sample((True, False), 2):
            key = proef.key if hidden else neighbour(proef.key)
            began = time.perf_counter()
            answer = await ask(client, proef.operation, key)
            times[hidden].append(time.perf_counter() - began)
            assert answer.status_code in {403, 404}
    return auc(times[True], times[False])


async def test_how_long_it_takes_tells_no_thing_of_b_from_none(land: Land) -> None:
    """The figures are published; what is asked of them is asked in the long run, where chance is small (seed 41)."""
    rng, areas = random.Random(SEED), {}
    proeven = [proef for proef in timed_reads(land) if (await _status(land, proef)) == 404]
    assert len(proeven) >= 8
    for proef in proeven:
        areas[proef.naam] = await measure(land, proef, PAIRS, rng)
    worst = max(areas, key=lambda naam: areas[naam])
    report(f"T41 tijd: {len(areas)} manieren, {PAIRS} paren elk, AUC hoogstens {areas[worst]:.3f} ({worst})")
    if LONG:
        assert areas[worst] <= AUC_MAX, {naam: round(area, 3) for naam, area in areas.items() if area > AUC_MAX}


async def _status(land: Land, proef: Proef) -> int:
    return (await ask(land.a[proef.rol], proef.operation, proef.key)).status_code


def test_the_area_sees_a_difference() -> None:
    rng = random.Random(SEED)
    slow, quick = [rng.gauss(1.2, 0.2) for _ in range(500)], [rng.gauss(1, 0.2) for _ in range(500)]
    assert auc(slow, quick) > 0.7
    assert auc(quick, slow) > 0.7
    assert auc(quick[:250], quick[250:]) < 0.58
    assert UUID(neighbour("0192a000-0000-7000-8000-00000000abcd"))


async def test_a_screen_of_a_gets_the_same_stand_whatever_b_has(land: Land) -> None:
    for rol in ("coordinator", "opvang"):
        beeld = await fresh(land.dienst, rol, nth=5)
        assert not beeld.of("plaatsing")
        assert not find_secrets(land, rol, json.dumps(list(beeld.things.values())))
    async with watch(land.dienst, "gemeente", nth=7) as kijker:
        assert not find_secrets(land, "gemeente", json.dumps(await kijker.receive()))


async def test_a_ticket_of_b_opens_no_socket_for_a_twice(land: Land) -> None:
    """Whose ticket it is decides what is seen; who has seen it cannot use it again."""
    client: httpx2.AsyncClient = land.b["opvang"]
    ticket = expect(await client.post("/live-tickets"), 201)["ticket"]
    hello = json.dumps({"soort": "hallo", "ticket": ticket, "epoch": None, "vanaf": None})
    async with dial(land.dienst) as first, dial(land.dienst) as second:
        await first.send(hello)
        await asyncio.wait_for(first.recv(), 10)
        await second.send(hello)
        with pytest.raises(ConnectionClosed) as closed:
            await asyncio.wait_for(second.recv(), 10)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4001
