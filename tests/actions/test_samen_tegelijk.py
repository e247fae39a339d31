"""Everybody says something about a household of several places in the same moment: it is never taken apart."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import product

import httpx2
import pytest

from tests.actions.samen import reserve_samen
from tests.actions.scene import Reserved, post, put_status
from tests.conftest import Urls
from tests.faults.invariants import check_facts, check_invariants
from tests.land import Dienst, in_hours

Say = Callable[[Reserved], Awaitable[httpx2.Response]]
SAID = {200, 409, 412}
"""Done, too late, or seen at a revisie that is no more."""


async def confirmed(samen: Reserved) -> httpx2.Response:
    return await post(samen.coordinator, samen.plaatsing, "bevestiging", verwachteAankomstOp=in_hours(1))


async def first_is_bezet(samen: Reserved) -> httpx2.Response:
    return await put_status(samen.opvang, samen.plaatsing["plaatsen"][0], status="bezet", sindsOp=in_hours(-1))


async def second_burns(samen: Reserved) -> httpx2.Response:
    fire = {"status": "buiten_gebruik", "reden": "brand", "feit": True}
    return await put_status(samen.opvang, samen.plaatsing["plaatsen"][1], **fire)


async def second_is_reported_back(samen: Reserved) -> httpx2.Response:
    body = {"reden": "plaats_onbruikbaar", "uitval": "water", "plaatsen": samen.plaatsing["plaatsen"][1:]}
    return await post(samen.opvang, samen.plaatsing, "terugmelding", **body)


async def withdrawn(samen: Reserved) -> httpx2.Response:
    body = {"reden": "zelf_opgelost"}
    return await samen.coordinator.post(f"/aanvragen/{samen.aanvraag['id']}/intrekking", json=body)


async def arrived(samen: Reserved) -> httpx2.Response:
    return await post(samen.opvang, samen.plaatsing, "aankomst", aangekomenOp=in_hours(-0.1), nachten=2)


async def arrived_in_the_first(samen: Reserved) -> httpx2.Response:
    body = {"aangekomenOp": in_hours(-0.1), "nachten": 2, "plaatsen": samen.plaatsing["plaatsen"][:1]}
    return await post(samen.opvang, samen.plaatsing, "aankomst", **body)


ALL: list[Say] = [
    confirmed,
    first_is_bezet,
    second_burns,
    second_is_reported_back,
    withdrawn,
    arrived,
    arrived_in_the_first,
]


async def _say_at_once(dienst: Dienst, kaal: Urls, said: list[Say]) -> None:
    samen = await reserve_samen(dienst)
    answers = await asyncio.gather(*(say(samen) for say in said))
    told = {say.__name__: answer.status_code for say, answer in zip(said, answers, strict=True)}
    assert set(told.values()) <= SAID, told
    assert 200 in told.values(), told
    rows = await dienst.sql(
        "SELECT c.plaatsing_id, count(*) AS n, cardinality(p.plaatsen) AS all FROM claim c"
        " JOIN plaatsing p ON p.id = c.plaatsing_id GROUP BY 1, 3"
    )
    assert all(row.n == row.all for row in rows), told
    assert await check_invariants(kaal.migrator) == [], told
    assert await check_facts(kaal.migrator) == [], told


PAIRS = [
    *product([confirmed, arrived_in_the_first, withdrawn], [first_is_bezet, second_is_reported_back]),
    (first_is_bezet, second_burns),
    (arrived, second_burns),
]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: " and ".join(say.__name__ for say in pair))
async def test_two_things_said_at_once_leave_it_whole(dienst: Dienst, kaal: Urls, pair: tuple[Say, Say]) -> None:
    await _say_at_once(dienst, kaal, list(pair))


@pytest.mark.parametrize("attempt", range(3))
async def test_everything_said_at_once_leaves_it_whole(dienst: Dienst, kaal: Urls, attempt: int) -> None:
    await _say_at_once(dienst, kaal, ALL[attempt:] + ALL[:attempt])
