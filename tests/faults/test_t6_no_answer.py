"""T6: the client gets no answer. Whatever it got instead, asking again under the same key gives the one result."""

import asyncio
import json
import random
from dataclasses import dataclass
from typing import Any

import pytest

from tests.faults.figures import LONG, report
from tests.faults.ledger import Ledger
from tests.faults.proxy import Proxy, Toxic
from tests.faults.wire import Answer, exchange, make_request, parse, port_of
from tests.land import Dienst, Json, expect, in_hours, now

pytestmark = pytest.mark.faults


CUTS = 500 if LONG else 30
SEED = 6
BUSY_TRIES = 500
PATIENCE_S = 1.5


@dataclass
class Client:
    """Sends by hand through the proxy, and directly when it has no answer."""

    proxy: Proxy
    direct: int
    token: str

    def make(self, method: str, path: str, body: bytes, key: str, if_match: str | None = None) -> bytes:
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        } | ({"If-Match": if_match} if if_match else {})
        return make_request(method, f"/v1{path}", headers, body)

    async def send_cut(self, request: bytes, toxic: Toxic) -> bytes:
        """What arrives of the answer when the line is cut."""
        self.proxy.toxic = toxic
        return await exchange(self.proxy.port, request)

    async def send(self, request: bytes) -> Answer:
        """Ask until a twin that is still at work has ended."""
        for _ in range(BUSY_TRIES):
            answer = parse(await exchange(self.direct, request))
            assert answer is not None
            if answer.status != 409 or not answer.json()["type"].endswith("/bezig"):
                return answer
        raise AssertionError("the twin never ended")


def choose_toxic(rng: random.Random, request: bytes) -> Toxic:
    """Cut before the request is whole, right after it, or anywhere in the answer; with an end or a reset."""
    reset = rng.random() < 0.3
    where = rng.random()
    if where < 0.15:
        return Toxic(request_bytes=rng.randrange(1, len(request)), reset=reset)
    if where < 0.5:
        return Toxic(request_bytes=len(request), reset=reset)
    return Toxic(answer_bytes=rng.choice([0, 1, rng.randrange(2, 400), rng.randrange(400, 1600)]), reset=reset)


def check_same(cut: bytes, answer: Answer) -> None:
    """What little arrived is the beginning of what the repetition says."""
    partial = parse(cut)
    if partial is not None:
        assert partial.status == answer.status
        assert answer.body.startswith(partial.body[: len(answer.body)])


async def make_client(dienst: Dienst, proxy: Proxy, rol: str) -> Client:
    token, _ = await dienst.token(rol)
    return Client(proxy, port_of(dienst.url), token)


def dump(body: Json) -> bytes:
    return json.dumps(body).encode()


async def test_every_cut_aanvraag_is_there_once_and_told_the_same(vol_land: Dienst) -> None:
    rng, ledger = random.Random(SEED), Ledger()
    async with Proxy(port_of(vol_land.url)) as proxy:
        client = await make_client(vol_land, proxy, "coordinator")
        for number in range(CUTS):
            body = ledger.make()
            request = client.make("POST", "/aanvragen", dump(body), f"cut-{number}")
            cut = await client.send_cut(request, choose_toxic(rng, request))
            answer = await client.send(request)
            assert answer.status == 201, answer.body
            check_same(cut, answer)
            assert (await client.send(request)).body == answer.body
            ledger.acknowledge(body, answer.json())
    verdict = await ledger.check(vol_land.owner)
    report(f"T6 aanvragen: {CUTS} keer afgebroken (seed {SEED}): {verdict}")
    assert verdict.sound, verdict
    assert verdict.acknowledged == CUTS


async def test_without_the_stored_answer_the_same_check_finds_doubles(vol_land: Dienst) -> None:
    """The wall removed: a repetition under a key of its own, as if nothing had been stored."""
    ledger = Ledger()
    async with Proxy(port_of(vol_land.url)) as proxy:
        client = await make_client(vol_land, proxy, "coordinator")
        for number in range(5):
            body = ledger.make()
            request = client.make("POST", "/aanvragen", dump(body), f"first-{number}")
            assert await client.send_cut(request, Toxic(answer_bytes=0)) == b""
            again = await client.send(client.make("POST", "/aanvragen", dump(body), f"second-{number}"))
            ledger.acknowledge(body, again.json())
    verdict = await ledger.check(vol_land.owner)
    report(f"T6 zonder bewaarde antwoorden: {verdict}")
    assert len(verdict.double) == 5


async def test_a_cut_confirmation_and_withdrawal_are_told_the_same(vol_land: Dienst) -> None:
    """A second effect would be a refusal here: the plaatsing no longer waits, the aanvraag has ended."""
    rng, ledger = random.Random(SEED + 1), Ledger()
    rounds = CUTS // 5
    async with Proxy(port_of(vol_land.url)) as proxy:
        client = await make_client(vol_land, proxy, "coordinator")
        for number in range(rounds):
            body = ledger.make()
            aanvraag = (await client.send(client.make("POST", "/aanvragen", dump(body), f"new-{number}"))).json()
            ledger.acknowledge(body, aanvraag)
            steps: list[tuple[str, Json]] = [
                (f"/plaatsingen/{aanvraag['plaatsing']['id']}/bevestiging", {"verwachteAankomstOp": in_hours(2)}),
                (f"/aanvragen/{aanvraag['id']}/intrekking", {"reden": "dubbel"}),
            ]
            for path, step in steps:
                request = client.make("POST", path, dump(step), f"step-{number}")
                cut = await client.send_cut(request, choose_toxic(rng, request))
                answer = await client.send(request)
                assert answer.status == 200, answer.body
                check_same(cut, answer)
                if "bevestiging" in path:
                    ledger.confirmed[answer.json()["id"]] = answer.json()
            ledger.withdrawn.add(aanvraag["plaatsing"]["id"])
    verdict = await ledger.check(vol_land.owner)
    report(f"T6 bevestigen en intrekken: {2 * rounds} keer afgebroken (seed {SEED + 1}): {verdict}")
    assert verdict.sound, verdict


async def test_a_cut_change_of_a_place_counts_once(dienst: Dienst) -> None:
    """The revisie rises by one for each change, and a repetition is not told that somebody else was first."""
    rng = random.Random(SEED + 2)
    (plaats,) = await dienst.add_plaatsen({})
    rounds = CUTS // 3
    async with Proxy(port_of(dienst.url)) as proxy:
        client = await make_client(dienst, proxy, "opvang")
        for number in range(rounds):
            sort: dict[str, Any] = {"status": "vrij"} if number % 2 else {"status": "bezet", "sindsOp": in_hours(-1)}
            body = dump(sort | {"waargenomenOp": now().isoformat()})
            revisie = f'"{plaats["revisie"]}"'
            request = client.make("PUT", f"/plaatsen/{plaats['id']}/status", body, f"status-{number}", revisie)
            cut = await client.send_cut(request, choose_toxic(rng, request))
            answer = await client.send(request)
            assert answer.status == 200, answer.body
            check_same(cut, answer)
            assert answer.json()["revisie"] == plaats["revisie"] + 1
            plaats = answer.json()
    opvang = await dienst.as_rol("opvang")
    assert expect(await opvang.get(f"/plaatsen/{plaats['id']}"), 200) == plaats
    report(f"T6 plaatsstatus: {rounds} keer afgebroken (seed {SEED + 2}), 0 verloren, 0 dubbel")


async def test_a_request_that_vanished_or_crawls_and_its_repetition_have_one_effect(vol_land: Dienst) -> None:
    """The client runs out of patience; its first request never arrives, or arrives while the second is at work."""
    ledger = Ledger()
    async with Proxy(port_of(vol_land.url)) as proxy:
        client = await make_client(vol_land, proxy, "coordinator")
        for number, toxic in enumerate([Toxic(black_hole=True), Toxic(latency_s=0.05), Toxic(latency_s=0.2)] * 3):
            body = ledger.make()
            request = client.make("POST", "/aanvragen", dump(body), f"slow-{number}")
            proxy.toxic = toxic
            first = asyncio.create_task(exchange(proxy.port, request, patience_s=PATIENCE_S))
            answer = await client.send(request)
            assert answer.status == 201, answer.body
            (arrived,) = await asyncio.gather(first, return_exceptions=True)
            if isinstance(arrived, bytes):
                told = parse(arrived)
                assert told is not None
                assert told.body == answer.body or told.json()["type"].endswith("/bezig")
            else:
                assert toxic.black_hole
                assert isinstance(arrived, TimeoutError)
            ledger.acknowledge(body, answer.json())
    verdict = await ledger.check(vol_land.owner)
    report(f"T6 verdwenen en trage verzoeken: {verdict}")
    assert verdict.sound, verdict
