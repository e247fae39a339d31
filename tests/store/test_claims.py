import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from capacity_service.domain.errors import Overgang, PlaatsNietVrij
from capacity_service.domain.plaats import ClaimSoort
from capacity_service.store import claims
from capacity_service.store.database import Database
from tests.land import now
from tests.store.scene import add_places

SOON = timedelta(hours=2)


async def _take(database: Database, plaatsen: list[UUID], plaatsing: UUID, term: timedelta = SOON) -> set[UUID]:
    async with database.transaction(None) as tx:
        return await claims.take(tx, [(plaats, plaatsing) for plaats in plaatsen], now() + term)


async def _claim(database: Database, plaats: UUID) -> tuple[str, UUID | None] | None:
    async with database.transaction(None) as tx:
        claim = await claims.lock_claim(tx, plaats)
        return None if claim is None else (claim.soort, claim.plaatsing_id)


async def test_a_free_place_is_taken_once(app: Database) -> None:
    (plaats,) = await add_places(app)
    first, second = uuid4(), uuid4()
    assert await _take(app, [plaats], first) == {plaats}
    assert await _take(app, [plaats], second) == set()
    assert await _claim(app, plaats) == ("reservering", first)


async def test_of_many_at_once_exactly_one_wins(app: Database) -> None:
    (plaats,) = await add_places(app)
    won = await asyncio.gather(*(_take(app, [plaats], uuid4()) for _ in range(12)))
    assert sorted(map(len, won)) == [0] * 11 + [1]


async def test_a_lapsed_reservering_is_taken_over(app: Database) -> None:
    (plaats,) = await add_places(app)
    await _take(app, [plaats], uuid4(), -timedelta(seconds=1))
    second = uuid4()
    assert await _take(app, [plaats], second) == {plaats}
    assert await _claim(app, plaats) == ("reservering", second)


async def test_a_household_gets_all_its_places_or_none(app: Database) -> None:
    one, two, three = await add_places(app, 3)
    small, big = uuid4(), uuid4()
    await _take(app, [one], small)
    async with app.transaction(None) as tx:
        wanted = [(one, big), (two, big), (three, uuid4())]
        assert await claims.take(tx, wanted, now() + SOON) == {three}
    assert await _claim(app, one) == ("reservering", small)
    assert await _claim(app, two) is None
    assert await _take(app, [two], big) == {two}


async def test_of_many_that_want_each_other_s_places_none_gets_half(app: Database) -> None:
    places = await add_places(app, 6)
    households = [(uuid4(), [places[n % 6], places[(n + 1) % 6]]) for n in range(12)]
    given = await asyncio.gather(*(_take(app, plaatsen, key) for key, plaatsen in households))
    assert all(not taken or taken == set(plaatsen) for taken, (_, plaatsen) in zip(given, households, strict=True))
    async with app.transaction(None) as tx:
        rows = await tx.sql("SELECT plaatsing_id, count(*) AS n FROM claim GROUP BY 1")
    assert {row.plaatsing_id: row.n for row in rows} == {
        key: 2 for taken, (key, _) in zip(given, households, strict=True) if taken
    }
    assert 1 <= len(rows) <= 3


async def test_who_confirms_in_time_keeps_the_place_and_since_when(app: Database) -> None:
    (plaats,), plaatsing = await add_places(app), uuid4()
    await _take(app, [plaats], plaatsing)
    async with app.transaction(None) as tx:
        before = await tx.sql("SELECT sinds_op FROM claim")
        assert await claims.keep(tx, [plaats], plaatsing, ClaimSoort.plaatsing)
        assert await tx.sql("SELECT sinds_op FROM claim") == before
    assert await _claim(app, plaats) == ("plaatsing", plaatsing)


@pytest.mark.parametrize("late", [True, False], ids=["too late", "somebody else"])
async def test_who_does_not_hold_it_any_more_keeps_nothing(app: Database, *, late: bool) -> None:
    (plaats,), plaatsing = await add_places(app), uuid4()
    await _take(app, [plaats], plaatsing, -timedelta(seconds=1) if late else SOON)
    async with app.transaction(None) as tx:
        assert not await claims.keep(tx, [plaats], plaatsing if late else uuid4(), ClaimSoort.plaatsing)


async def test_a_place_that_is_held_is_not_held_by_another(app: Database) -> None:
    (plaats,) = await add_places(app)
    await _take(app, [plaats], uuid4())
    with pytest.raises(PlaatsNietVrij):
        async with app.transaction(None) as tx:
            await claims.hold(tx, plaats, ClaimSoort.verblijf, tx.now, plaatsing=uuid4())


async def test_releasing_frees_what_this_holder_held_and_nothing_else(app: Database) -> None:
    mine, theirs = await add_places(app, 2)
    one, other = uuid4(), uuid4()
    await _take(app, [mine], one)
    await _take(app, [theirs], other)
    async with app.transaction(None) as tx:
        await claims.release(tx, [mine, theirs], one)
    assert await _claim(app, mine) is None
    assert await _claim(app, theirs) == ("reservering", other)


async def test_a_place_that_was_to_go_out_goes_out_and_what_replaces_it_comes_in(app: Database) -> None:
    held, _, spare = await add_places(app, 3)
    plaatsing = uuid4()
    await _take(app, [held], plaatsing)
    async with app.transaction(None) as tx:
        await claims.hold(tx, spare, ClaimSoort.buiten_gebruik, tx.now, reden="onderhoud")
        await tx.sql(
            "INSERT INTO uitname (plaats_id, vanaf_op, feit, reden, vervangen_door)"
            " VALUES (:plaats, :now, false, 'verbouwing', :spare)",
            plaats=held,
            now=tx.now,
            spare=spare,
        )
    async with app.transaction(None) as tx:
        await claims.release(tx, [held], plaatsing)
        assert tx.changes.plaatsen == {spare}
    assert await _claim(app, held) == ("buiten_gebruik", None)
    assert await _claim(app, spare) is None


async def test_the_table_of_transitions_is_asked_with_what_holds_a_place_now(app: Database) -> None:
    (plaats,) = await add_places(app)
    claims.check_next(None, ClaimSoort.reservering)
    async with app.transaction(None) as tx:
        await claims.hold(tx, plaats, ClaimSoort.verblijf, tx.now, plaatsing=uuid4())
        claim = await claims.lock_claim(tx, plaats)
        with pytest.raises(Overgang):
            claims.check_next(claim, ClaimSoort.bezet)
        claims.check_next(claim, None)
