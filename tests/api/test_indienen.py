import asyncio
from uuid import uuid4

import httpx2
import pytest

from capacity_service.actions.run import Verzoek
from capacity_service.actions.submit_aanvraag import Indiening, submit_aanvragen
from capacity_service.api import indienen
from capacity_service.api.indienen import MOMENT, QUIET, Wachtrij
from capacity_service.domain.errors import EvenNiet
from capacity_service.domain.inzage import Actor, Rol
from capacity_service.store.idempotentie import Antwoord
from tests.land import Dienst, Json, expect, make_aanvraag, now

Batches = list[int]
INDIENING = Indiening(Verzoek(Actor(uuid4(), "iemand", Rol.coordinator, uuid4())), now(), 1, {})


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch) -> Batches:
    """How many aanvragen each transaction took."""
    sizes: Batches = []

    async def counted(database: object, found: list[Indiening], render: object) -> object:
        sizes.append(len(found))
        return await submit_aanvragen(database, found, render)  # type: ignore[arg-type]

    monkeypatch.setattr(indienen, "submit_aanvragen", counted)
    return sizes


async def _ask_all(client: httpx2.AsyncClient, bodies: list[Json]) -> list[httpx2.Response]:
    return list(await asyncio.gather(*(client.post("/aanvragen", json=body) for body in bodies)))


async def test_who_comes_alone_does_not_wait(dienst: Dienst, batches: Batches) -> None:
    coordinator = await dienst.as_rol("coordinator")
    for _ in range(3):
        expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    assert batches == [1, 1, 1]


async def test_what_arrives_meanwhile_shares_a_transaction_and_each_gets_its_own_answer(
    dienst: Dienst, batches: Batches
) -> None:
    plaatsen = await dienst.add_plaatsen(*[{"centrumgemeente": code} for code in ("GM0193", "GM0363", "GM0518")])
    coordinator = await dienst.as_rol("coordinator")
    bodies = [make_aanvraag(huishouden={"volwassenen": n % 4 + 1}) for n in range(30)]
    answers = [expect(answer, 201) for answer in await _ask_all(coordinator, bodies)]
    assert sum(batches) == 30
    assert len(batches) < 30
    assert [a["huishouden"]["volwassenen"] for a in answers] == [b["huishouden"]["volwassenen"] for b in bodies]
    held = [key for a in answers if a["plaatsing"] for key in a["plaatsing"]["plaatsen"]]
    assert sorted(held) == sorted(plaats["id"] for plaats in plaatsen)
    assert len({a["id"] for a in answers}) == 30


async def test_a_transaction_takes_no_more_than_its_limit(
    dienst: Dienst, batches: Batches, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indienen, "TOGETHER_MAX", 4)
    answers = await _ask_all(await dienst.as_rol("coordinator"), [make_aanvraag() for _ in range(20)])
    assert {answer.status_code for answer in answers} == {201}
    assert max(batches) <= 4


async def test_a_fault_of_ours_is_told_to_everybody_in_it_and_the_next_goes_on(
    dienst: Dienst, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("geheim")

    coordinator = await dienst.as_rol("coordinator")
    with monkeypatch.context() as context:
        context.setattr(indienen, "submit_aanvragen", broken)
        for answer in await _ask_all(coordinator, [make_aanvraag() for _ in range(3)]):
            assert expect(answer, 503)["type"] == "/v1/problemen/even_niet"
            assert "geheim" not in answer.text
    expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    assert len(await dienst.sql("SELECT 1 FROM aanvraag")) == 1


async def test_when_too_many_wait_the_next_is_told_to_come_back(
    dienst: Dienst, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indienen, "WAITING_MAX", 1)
    wachtrij = Wachtrij(dienst.database, lambda _: Antwoord(201, {}, b""))
    first = asyncio.create_task(wachtrij.submit(Indiening(None, None, 1, {})))  # type: ignore[arg-type]
    await asyncio.sleep(0)
    with pytest.raises(EvenNiet):
        await wachtrij.submit(INDIENING)
    first.cancel()


async def test_stopping_first_answers_whoever_waits(dienst: Dienst, monkeypatch: pytest.MonkeyPatch) -> None:
    gate, entered = asyncio.Event(), asyncio.Event()

    async def slow(_: object, found: list[Indiening], __: object) -> list[Antwoord]:
        entered.set()
        await gate.wait()
        return [Antwoord(201, {}, b"")] * len(found)

    monkeypatch.setattr(indienen, "submit_aanvragen", slow)
    wachtrij = Wachtrij(dienst.database, lambda _: Antwoord(201, {}, b""))
    await wachtrij.start()
    asked = asyncio.create_task(wachtrij.submit(INDIENING))
    await entered.wait()
    stopping = asyncio.create_task(wachtrij.stop())
    await asyncio.sleep(0)
    assert not stopping.done()
    gate.set()
    await stopping
    assert (await asked).status == 201


async def test_who_was_answered_together_is_taken_together_again(
    dienst: Dienst, monkeypatch: pytest.MonkeyPatch
) -> None:
    """People come one after the other; taking the first of them alone would let all others wait for it."""
    sizes: Batches = []

    async def slow(_: object, found: list[Indiening], __: object) -> list[Antwoord]:
        sizes.append(len(found))
        await asyncio.sleep(1.2)
        return [Antwoord(201, {}, b"")] * len(found)

    monkeypatch.setattr(indienen, "submit_aanvragen", slow)
    wachtrij = Wachtrij(dienst.database, lambda _: Antwoord(201, {}, b""))
    await wachtrij.start()

    async def ask_again_and_again(nth: int) -> None:
        for _ in range(4):
            await asyncio.sleep(0.0005 * nth)
            await wachtrij.submit(INDIENING)

    await asyncio.gather(*(ask_again_and_again(nth) for nth in range(20)))
    await wachtrij.stop()
    assert sum(sizes) == 80
    # The first comes alone; without the moment every other one would.
    assert len(sizes) <= 6


async def test_who_comes_after_a_crowd_has_gone_waits_a_quarter_of_a_transaction_at_most(
    dienst: Dienst, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []

    def over(seconds: float) -> asyncio.Timeout:
        waits.append(seconds)
        return timeout(0)

    timeout = asyncio.timeout
    wachtrij = Wachtrij(dienst.database, lambda _: Antwoord(201, {}, b""))
    with monkeypatch.context() as context:
        context.setattr(asyncio, "timeout", over)
        await wachtrij._let_in(0, 1.0)  # noqa: SLF001 - the moment itself
        assert waits == []
        await wachtrij._let_in(63, 1.0)  # noqa: SLF001
    assert waits == [QUIET]
    assert QUIET < MOMENT <= 0.25
