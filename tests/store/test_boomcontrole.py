from collections.abc import AsyncIterator

import pytest

from capacity_service.domain.controlepunt import Boom
from capacity_service.sleutels import Doel, Sleutelbos
from capacity_service.store.boom import Tegenspraak
from capacity_service.store.boomcontrole import Rondgang, check_kop, walk
from capacity_service.store.database import Database
from capacity_service.store.embedded import Cluster
from tests.conftest import MakeDatabase
from tests.faults.tampering import Superuser, keep_clean, put_back
from tests.sleutelbos import KLUIS
from tests.store.boomscene import Bomen, connect_superuser
from tests.store.scene import add_places, submit


async def count_again(
    bomen: Bomen, rondgang: Rondgang, most: int = 10**6, boom: Boom = Boom.logboek
) -> tuple[int, bool]:
    async with bomen.database.transaction(None) as tx:
        return await walk(tx, boom, bomen.bos, rondgang, most)


@pytest.fixture(scope="module")
async def land(
    make_database: MakeDatabase, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Bomen, Superuser]]:
    """Four growths: places, an aanvraag, nothing, and places again; with a key that was rotated between."""
    async with make_database("kaal") as urls:
        app, superuser = Database(urls.app, size=3, kluis=KLUIS), await connect_superuser(cluster, urls)
        bomen = Bomen(app, tmp_path_factory.mktemp("punten"))
        await add_places(app, 3)
        await bomen.grow()
        await submit(app)
        await bomen.grow()
        bomen.bos = bomen.bos.rotate(Doel.blad)
        await bomen.grow()
        await add_places(app, 40)
        await bomen.grow()
        await keep_clean(superuser)
        yield bomen, superuser
        await superuser.close()
        await app.close()


@pytest.fixture
async def grown(land: tuple[Bomen, Superuser]) -> AsyncIterator[Bomen]:
    """The same for each test: what it does to it is undone."""
    bomen, superuser = land
    before = bomen.bos
    yield bomen
    bomen.bos = before
    await put_back(superuser)


@pytest.fixture
def hand(land: tuple[Bomen, Superuser]) -> Superuser:
    """Somebody whom no wall of it stops."""
    return land[1]


async def test_a_sound_tree_is_counted_again_to_its_end_and_then_from_the_beginning(grown: Bomen) -> None:
    stam, rondgang = await grown.stam(), Rondgang()
    assert await count_again(grown, rondgang) == (stam.tot, True)
    assert rondgang.volgende == 1
    assert stam.nummer == 4


async def test_a_round_goes_on_where_it_was(grown: Bomen) -> None:
    stam, rondgang, counted, whole = await grown.stam(), Rondgang(), 0, False
    seen = []
    while not whole:
        seen.append(rondgang.volgende)
        found, whole = await count_again(grown, rondgang, 1)
        counted += found
    assert counted == stam.tot
    assert seen == [1, 2, 3]
    assert rondgang.volgende == 1


async def test_an_empty_tree_is_sound(bomen: Bomen) -> None:
    assert await count_again(bomen, Rondgang()) == (0, True)


async def test_what_was_erased_still_is_what_stands_in_the_tree(grown: Bomen, hand: Superuser) -> None:
    await hand.execute("DELETE FROM logboek_gegevens")
    assert (await count_again(grown, Rondgang()))[1]


TAMPERING = {
    "a fact changed": "UPDATE logboek SET feit = replace(feit, 'vrij', 'bezet') WHERE volgnummer = 2",
    "a fact cut out": "DELETE FROM logboek WHERE volgnummer = 2",
    "a hash of the chain changed": "UPDATE logboek SET hash = sha256('x') WHERE volgnummer = 2",
    "an instant moved": "UPDATE logboek SET op = op + interval '1 microsecond' WHERE volgnummer = 2",
    "two facts changed places": (
        "UPDATE logboek SET volgnummer = -1 WHERE volgnummer = 2; UPDATE logboek SET volgnummer = 2 WHERE volgnummer = 3;"
        "UPDATE logboek SET volgnummer = 3 WHERE volgnummer = -1"
    ),
    "what can be erased changed": "UPDATE logboek_gegevens SET waarde = replace(waarde, 'gereserveerd', 'bevestigd')",
    "leaves changed": "UPDATE boomvak SET bladeren = overlay(bladeren PLACING '\\x00' FROM 5) WHERE nummer = 1",
    "a root changed": "UPDATE boomvak SET wortel = sha256('x') WHERE nummer = 1",
    "a vak lost": "DELETE FROM boomvak WHERE nummer = 1",
    "what stood for a state changed": (
        "UPDATE boomgroei SET toestanden = overlay(toestanden PLACING '\\x00' FROM 5) WHERE nummer = 2"
    ),
    "a growth lost": "DELETE FROM boomgroei WHERE nummer = 2",
    "the first growth lost": "DELETE FROM boomgroei WHERE nummer = 1",
    "where the chain stood changed": "UPDATE boomgroei SET schakel = sha256('x') WHERE nummer = 1",
    "a growth moved": "UPDATE boomgroei SET eerste_blad = eerste_blad + 64 WHERE nummer = 2",
    "another key named": "UPDATE boomgroei SET sleutel = 'onbekend' WHERE nummer = 2",
}


@pytest.mark.parametrize("what", TAMPERING)
async def test_whatever_is_not_as_it_was_recorded_is_found(grown: Bomen, hand: Superuser, what: str) -> None:
    await hand.execute(TAMPERING[what])
    with pytest.raises(Tegenspraak):
        await count_again(grown, Rondgang())


async def test_higher_roots_are_counted_again_too(bomen: Bomen, superuser: Superuser) -> None:
    for _ in range(64):
        await bomen.grow(Boom.inzagelog)
    assert await count_again(bomen, Rondgang(), boom=Boom.inzagelog) == (0, True)
    assert await superuser.fetchval("SELECT count(*) FROM boomvak WHERE hoogte = 12") == 1
    await superuser.execute("UPDATE boomvak SET wortel = sha256('x') WHERE hoogte = 12")
    with pytest.raises(Tegenspraak, match="hoogte 12"):
        await count_again(bomen, Rondgang(), boom=Boom.inzagelog)


async def test_without_its_key_a_tree_cannot_be_counted(grown: Bomen) -> None:
    grown.bos = Sleutelbos.make()
    with pytest.raises(Tegenspraak, match="bestand met sleutels"):
        await count_again(grown, Rondgang())


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE sequencer SET volgnummer = volgnummer - 1", "eindigt bij"),
        ("DELETE FROM logboek WHERE volgnummer = (SELECT max(volgnummer) FROM logboek)", "niet meer wat er in de boom"),
        ("UPDATE logboek SET hash = sha256('x') WHERE volgnummer = (SELECT max(volgnummer) FROM logboek)", "niet meer"),
    ],
)
async def test_that_the_end_of_the_tree_is_gone_is_seen_at_once(
    grown: Bomen, hand: Superuser, tampering: str, found: str
) -> None:
    stam = await grown.stam()
    async with grown.database.transaction(None) as tx:
        assert (await check_kop(tx, Boom.logboek, stam))[0] == stam.tot
    await hand.execute(tampering)
    async with grown.database.transaction(None) as tx:
        with pytest.raises(Tegenspraak, match=found):
            await check_kop(tx, Boom.logboek, stam)
