import random
from hashlib import sha256

import asyncpg
import pytest

from capacity_service.domain.blad import VAK
from capacity_service.domain.boom import LEEG, hash_bladeren, prove_consistency, prove_inclusion
from capacity_service.domain.controlepunt import Boom
from capacity_service.store.boom import (
    Groei,
    Tegenspraak,
    find_groeien,
    grow,
    lock,
    read_bladeren,
    read_own,
    read_stam,
    read_stroken,
    read_wortel,
)
from capacity_service.store.check import INZAGELOG
from capacity_service.store.database import Database

SLEUTEL = bytes(32)
BELANGEN = (b"a" * 16, b"b" * 16)


def blad(n: int) -> bytes:
    return sha256(str(n).encode()).digest()


async def add(database: Database, boom: Boom, lines: int, vakken: int) -> None:
    """Let a tree grow by these lines in so many vakken; the leaves are numbered from the first on."""
    async with database.transaction(None) as tx:
        stam = await read_stam(tx, boom)
        numbers = range(stam.tot + 1, stam.tot + lines + 1)
        leaves = [blad(n) for n in range(stam.grootte, stam.grootte + vakken * VAK)]
        states = [blad(-n) for n in numbers]
        names = [(BELANGEN[n % 2], n) for n in numbers]
        groei = Groei("k1", stam.tot + 1, stam.tot + lines, blad(stam.tot + lines), leaves, states, names)
        await grow(tx, boom, stam, groei, SLEUTEL)


async def test_a_tree_that_has_not_grown_is_empty(app: Database) -> None:
    async with app.transaction(None) as tx:
        stam = await read_stam(tx, Boom.inzagelog)
        assert (stam.nummer, stam.tot, stam.grootte, stam.schakel) == (0, 0, 0, INZAGELOG.start)
        assert await read_wortel(tx, Boom.inzagelog, 0) == LEEG


async def test_a_tree_that_grew_in_pieces_is_the_tree_of_all_its_leaves(app: Database) -> None:
    """Past 4,096 and past 262,144 leaves the kept roots are of higher subtrees."""
    for vakken in (1, 62, 2, 127, 1, 4000, 64, 3):
        await add(app, Boom.logboek, 5, vakken)
    grootte = (1 + 62 + 2 + 127 + 1 + 4000 + 64 + 3) * VAK
    leaves = [blad(n) for n in range(grootte)]
    chance = random.Random(27)
    sizes = [VAK, 63 * VAK, 64 * VAK, 65 * VAK, 4096 * VAK, grootte]
    sizes += [chance.randrange(1, grootte // VAK) * VAK for _ in range(10)]
    vakken_roots = [hash_bladeren(leaves[at : at + VAK]) for at in range(0, grootte, VAK)]
    async with app.transaction(None) as tx:
        assert (await read_stam(tx, Boom.logboek)).grootte == grootte
        assert await read_stroken(tx, Boom.logboek, [(0, size) for size in sizes]) == [
            hash_bladeren(vakken_roots[: size // VAK]) for size in sizes
        ]
        stroken = [strook for _ in range(40) for strook in prove_inclusion(chance.randrange(grootte), grootte)]
        stroken += [strook for size in sizes for strook in prove_consistency(size, grootte)]
        wanted = {strook: hash_bladeren(leaves[slice(*strook)]) for strook in stroken if strook[1] - strook[0] < 9999}
        assert await read_stroken(tx, Boom.logboek, list(wanted)) == list(wanted.values())
        assert await read_bladeren(tx, Boom.logboek, [(VAK, 3 * VAK), (0, VAK)]) == [
            leaves[VAK : 3 * VAK],
            leaves[:VAK],
        ]
        count = await tx.sql("SELECT hoogte, count(*) AS n FROM boomvak GROUP BY hoogte ORDER BY hoogte")
    assert [(row.hoogte, row.n) for row in count] == [(6, grootte >> 6), (12, grootte >> 12), (18, grootte >> 18)]


async def test_of_each_line_is_known_in_which_growth_it_came_and_what_stood_for_its_state(app: Database) -> None:
    for lines in (3, 0, 0, 70):
        await add(app, Boom.logboek, lines, 2)
    async with app.transaction(None) as tx:
        found = await find_groeien(tx, Boom.logboek, [1, 3, 4, 73, 74, 0])
    assert {n: (row.nummer, row.eerste_blad, row.toestand) for n, row in found.items()} == {
        1: (1, 0, blad(-1)),
        3: (1, 0, blad(-3)),
        4: (4, 6 * VAK, blad(-4)),
        73: (4, 6 * VAK, blad(-73)),
    }


async def test_lines_are_found_again_by_whose_they_are(app: Database) -> None:
    await add(app, Boom.logboek, 5, 1)
    await add(app, Boom.logboek, 4, 1)
    async with app.transaction(None) as tx:
        assert await read_own(tx, BELANGEN[0], 0, 10, SLEUTEL) == [(2, 1), (4, 2), (6, 3), (8, 4)]
        assert await read_own(tx, BELANGEN[1], 2, 2, SLEUTEL) == [(5, 3), (7, 4)]
        assert await read_own(tx, b"c" * 16, 0, 10, SLEUTEL) == []
        stored = {row.verwijzing for row in await tx.sql("SELECT verwijzing FROM boomregel")}
    assert len(stored) == 9
    assert min(stored) > 1000, "a number of a line stands there as it is"


async def test_two_nodes_do_not_let_one_tree_grow_at_once_and_each_may_have_another(app: Database) -> None:
    async with app.transaction(None) as one, app.transaction(None) as other:
        assert await lock(one, Boom.logboek)
        assert not await lock(other, Boom.logboek)
        assert await lock(other, Boom.inzagelog)


async def test_who_grows_without_the_lock_cannot_fork_the_tree(app: Database) -> None:
    async with app.transaction(None) as tx:
        stam = await read_stam(tx, Boom.logboek)
    groei = Groei("k1", 1, 0, stam.schakel, [blad(n) for n in range(VAK)], [], [])
    async with app.transaction(None) as tx:
        await grow(tx, Boom.logboek, stam, groei, SLEUTEL)
    with pytest.raises(Exception, match="boomgroei_pkey"):
        async with app.transaction(None) as tx:
            await grow(tx, Boom.logboek, stam, groei, SLEUTEL)


async def test_what_the_tree_does_not_hold_is_a_contradiction(app: Database) -> None:
    await add(app, Boom.logboek, 1, 1)
    async with app.transaction(None) as tx:
        with pytest.raises(Tegenspraak, match="ontbreken 1 wortels"):
            await read_wortel(tx, Boom.logboek, 2 * VAK)


@pytest.mark.parametrize("table", ["boomgroei", "boomvak", "boomregel"])
async def test_a_tree_is_never_changed_and_seen_by_the_service_alone(
    app: Database, owner: Database, table: str
) -> None:
    await add(app, Boom.logboek, 1, 1)
    column = {"boomgroei": "nummer", "boomvak": "nummer", "boomregel": "rang"}[table]
    for statement in (f"UPDATE {table} SET {column} = 99", f"DELETE FROM {table}", f"TRUNCATE {table}"):  # noqa: S608
        with pytest.raises(Exception, match="alleen aangevuld"):
            async with owner.transaction(None) as tx:
                await tx.sql(statement)
    async with app.transaction(None, "landelijk") as tx:
        assert await tx.sql(f"SELECT 1 FROM {table}") == []  # noqa: S608 - words of this file


@pytest.mark.parametrize(
    ("change", "wall"),
    [
        ({"van": 3}, "boomgroei_regels"),
        ({"tot": 2}, "boomgroei_regels"),
        ({"toestanden": b"x"}, "boomgroei_regels"),
        ({"bladeren": 0}, "boomgroei_whole"),
        ({"bladeren": 65}, "boomgroei_whole"),
        ({"eerste_blad": 1}, "boomgroei_whole"),
        ({"schakel": b"x"}, "boomgroei_schakel"),
        ({"boom": "dagboek"}, "boomgroei_boom"),
        ({"nummer": 0}, "boomgroei_nummer"),
    ],
)
async def test_a_growth_that_cannot_be_is_refused(
    superuser: "asyncpg.Connection[asyncpg.Record]", change: dict[str, object], wall: str
) -> None:
    row = {"boom": "logboek", "nummer": 1, "van": 1, "tot": 1, "eerste_blad": 0, "bladeren": 64, "sleutel": "k"}
    row |= {"schakel": bytes(32), "toestanden": bytes(32)} | change
    names, places = ", ".join(row), ", ".join(f"${n}" for n in range(1, len(row) + 1))
    with pytest.raises(asyncpg.CheckViolationError, match=wall):
        await superuser.execute(f"INSERT INTO boomgroei ({names}, op) VALUES ({places}, now())", *row.values())  # noqa: S608
