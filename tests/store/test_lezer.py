import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg
import pytest

from capacity_service.domain.errors import EvenNiet
from capacity_service.store.database import Database
from capacity_service.store.lezer import Lezer

NAMED = (
    "SELECT sleutel, upper(encode(sleutel, 'escape')) AS naam FROM unnest($1::bytea[]) AS sleutel WHERE sleutel <> 'x'"
)


class Counted(Lezer):
    """Notes which keys are read together."""

    def __init__(self, database: Database) -> None:
        super().__init__(database.lezer._make_pool)  # noqa: SLF001 - the same pool, watched
        self.reads: list[list[bytes]] = []
        self.begun = asyncio.Event()

    async def fetch(self, statement: str, *args: Any) -> list[Any]:
        self.reads.append(sorted(args[0]))
        self.begun.set()
        return await super().fetch(statement, *args)


async def _find(lezer: Lezer, keys: Sequence[bytes]) -> list[str | None]:
    rows = await asyncio.gather(*(lezer.find(NAMED, key) for key in keys))
    return [row and row["naam"] for row in rows]


async def test_who_asks_while_another_is_answered_is_answered_with_all_who_wait(app: Database) -> None:
    lezer = Counted(app)
    first = asyncio.create_task(_find(lezer, [b"a"]))
    await lezer.begun.wait()
    assert await _find(lezer, [b"b", b"x", b"c", b"b"]) == ["B", None, "C", "B"]
    assert await first == ["A"]
    assert await _find(lezer, [b"a"]) == ["A"]
    assert lezer.reads == [[b"a"], [b"b", b"c", b"x"], [b"a"]]
    await lezer.close()


async def test_what_has_changed_since_is_told_to_whoever_asks_after_it(app: Database) -> None:
    """A read that runs already is no answer to a question that comes later."""
    lezer = Counted(app)
    early = asyncio.create_task(_find(lezer, [b"a"]))
    await lezer.begun.wait()
    assert await _find(lezer, [b"a"]) == await early == ["A"]
    assert lezer.reads == [[b"a"], [b"a"]]
    await lezer.close()


async def test_who_gives_up_takes_no_answer_from_the_others(app: Database) -> None:
    tasks = [asyncio.create_task(app.lezer.find(NAMED, b"a")) for _ in range(3)]
    await asyncio.sleep(0)
    tasks[0].cancel()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(done[0], asyncio.CancelledError)
    assert [row["naam"] for row in done[1:]] == ["A", "A"]  # type: ignore[index]


async def test_a_read_that_fails_is_told_to_all_and_the_next_one_is_fine(app: Database) -> None:
    found = await asyncio.gather(*(app.lezer.find("SELECT 1 / 0", b"a") for _ in range(3)), return_exceptions=True)
    assert [type(one) for one in found] == [EvenNiet] * 3
    assert await _find(app.lezer, [b"a"]) == ["A"]


async def test_a_row_without_its_key_is_a_mistake_that_is_told() -> None:
    class Wrong(Lezer):
        async def fetch(self, statement: str, *args: object) -> list[Any]:
            return [{statement: args}]

    lezer = Wrong(asyncpg.create_pool)
    with pytest.raises(KeyError):
        await lezer.find(NAMED, b"a")
