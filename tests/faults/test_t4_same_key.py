"""T4: the same request under one Idempotency-Key arrives fifty times at once, on three instances. It happens once."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

import httpx2
import pytest

from capacity_service.actions import run, submit_aanvraag
from capacity_service.domain.errors import DomainError
from capacity_service.store.database import Transactie
from capacity_service.store.idempotentie import Antwoord, Sleutel
from tests.conftest import MakeDatabase, Urls
from tests.faults.invariants import check_invariants
from tests.faults.races import (
    LONG,
    Verslag,
    empty_country,
    log_in,
    problem_of,
    serve_instances,
    start_together,
)
from tests.land import Dienst, Json, expect, in_hours, make_aanvraag

pytestmark = pytest.mark.faults

SEED = 20261121
KEYS = 100 if LONG else 3
TWINS = 50
PATIENCE = 50

Send = Callable[[httpx2.AsyncClient], Awaitable[httpx2.Response]]


async def ask_again(client: httpx2.AsyncClient, send: Send, answer: httpx2.Response) -> httpx2.Response:
    """A twin that was told to wait asks again, as it is told to, until it hears what happened."""
    for _ in range(PATIENCE):
        if problem_of(answer) != "bezig":
            break
        await asyncio.sleep(0.1)
        answer = await send(client)
    return answer


async def race_of_twins(clients: Sequence[httpx2.AsyncClient], verslag: Verslag, send: Send, status: int) -> None:
    """Fifty times the same; everybody hears the same bytes in the end."""
    senders = [clients[n % len(clients)] for n in range(TWINS)]
    answers = await start_together(verslag, [send(client) for client in senders])
    asking = [ask_again(client, send, answer) for client, answer in zip(senders, answers, strict=True)]
    heard = await asyncio.gather(*asking)
    statuses = {answer.status_code for answer in heard}
    verslag.expect(statuses == {status}, f"anders: statussen {sorted(statuses)}")
    verslag.expect(len({answer.content for answer in heard}) == 1, "anders: niet iedereen kreeg dezelfde bytes")


async def race_to_submit_once(urls: Urls, diensten: list[Dienst], verslag: Verslag, *, keys: int) -> None:
    """One aanvraag for each key."""
    clients = await log_in(diensten, "coordinator")
    await empty_country(diensten[0].owner)
    await diensten[0].add_plaatsen({})
    for n in range(keys):
        body, headers = make_aanvraag(), {"Idempotency-Key": f"aanvraag-{n}"}
        await race_of_twins(clients, verslag, partial(_post, "/aanvragen", body, headers), 201)
    (made,) = await diensten[0].sql("SELECT count(*) AS n FROM aanvraag")
    verslag.expect(made.n == keys, f"meer dan een effect: {made.n} aanvragen uit {keys} sleutels")
    verslag.faults += await check_invariants(urls.migrator)


async def race_to_confirm_once(urls: Urls, diensten: list[Dienst], verslag: Verslag, *, keys: int) -> None:
    """One bevestiging for each key."""
    clients = await log_in(diensten, "coordinator")
    await empty_country(diensten[0].owner)
    await diensten[0].add_plaatsen(*[{}] * keys)
    for n in range(keys):
        aanvraag = expect(await clients[0].post("/aanvragen", json=make_aanvraag()), 201)
        path = f"/plaatsingen/{aanvraag['plaatsing']['id']}/bevestiging"
        body, headers = {"verwachteAankomstOp": in_hours(1)}, {"Idempotency-Key": f"bevestiging-{n}"}
        await race_of_twins(clients, verslag, partial(_post, path, body, headers), 200)
    (told,) = await diensten[0].sql(
        "SELECT count(*) AS n FROM logboek WHERE gebeurtenis = 'plaatsing_bevestigd' AND soort = 'plaatsing'"
    )
    verslag.expect(told.n == keys, f"meer dan een effect: {told.n} bevestigingen uit {keys} sleutels")
    verslag.faults += await check_invariants(urls.migrator)


async def _post(path: str, body: Json, headers: dict[str, str], client: httpx2.AsyncClient) -> httpx2.Response:
    return await client.post(path, json=body, headers=headers)


RACES: tuple[Any, ...] = (race_to_submit_once, race_to_confirm_once)


@pytest.mark.parametrize("race", RACES)
async def test_t4_the_same_request_happens_once(kaal: Urls, race: Any) -> None:
    verslag = Verslag(f"T4 {race.__name__}", SEED)
    async with serve_instances(kaal) as diensten:
        await race(kaal, diensten, verslag, keys=KEYS)
    print(verslag.tell())  # noqa: T201
    assert verslag.faults == []


@pytest.mark.parametrize(("race", "seen"), [(RACES[0], "meer dan een effect"), (RACES[1], "anders")])
async def test_t4_sees_what_happens_without_the_memory(
    make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch, race: Any, seen: str
) -> None:
    async def find_nothing(_tx: Transactie, _keys: Sequence[Sleutel]) -> dict[str, Antwoord | DomainError]:
        return {}

    async def keep_nothing(_tx: Transactie, _answers: Sequence[tuple[Sleutel, Antwoord]]) -> None:
        return None

    verslag = Verslag(f"T4 {race.__name__} zonder geheugen", SEED)
    async with make_database("kaal") as urls, serve_instances(urls) as diensten:
        for module in (run, submit_aanvraag):
            monkeypatch.setattr(module, "find_answers", find_nothing)
            monkeypatch.setattr(module, "keep", keep_nothing)
        await race(urls, diensten, verslag, keys=1)
    print(verslag.tell())  # noqa: T201
    assert any(fault.startswith(seen) for fault in verslag.faults)
