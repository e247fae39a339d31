"""Every node gives an audience the same numbers and rows, also after a restart, and from any number that is left."""

import contextlib
import json
from collections.abc import AsyncIterator, Sequence

import pytest

from capacity_service.domain.errors import EvenNiet
from capacity_service.domain.inzage import Rol
from capacity_service.live import publieken as live_publieken
from capacity_service.live.begroeting import greet
from capacity_service.live.feed import Feed
from capacity_service.live.publiek import Publiek
from capacity_service.live.publieken import Publieken
from capacity_service.live.zicht import Zicht
from capacity_service.store.database import Database, Transactie
from tests.land import Dienst
from tests.live.client import Beeld, Niemand
from tests.live.moves import make_land

LANDELIJK = Publiek(Rol.landelijk, None)


class Schermen:
    """One screen of each audience, as the hub would keep it."""

    def __init__(self, *publieken: Publiek) -> None:
        self.beelden = {publiek: Beeld() for publiek in publieken}
        self.numbers: dict[Publiek, list[int]] = {publiek: [] for publiek in publieken}
        self.reloaded: list[Publiek] = []

    def publieken(self) -> list[Publiek]:
        return list(self.beelden)

    def publish(self, publiek: Publiek, frames: Sequence[str]) -> None:
        for frame in frames:
            self.numbers[publiek].append(json.loads(frame)["volgnummer"])
            self.beelden[publiek].apply(json.loads(frame))

    def reload(self, publiek: Publiek) -> None:
        self.reloaded.append(publiek)

    async def check_rights(self, tx: Transactie) -> None:
        pass


@contextlib.asynccontextmanager
async def node(database: Database, luisteraars: Schermen | None = None) -> AsyncIterator[Feed]:
    feed = Feed(database, luisteraars or Niemand())
    await feed.start()
    try:
        yield feed
    finally:
        await feed.stop()


async def find_publieken(dienst: Dienst) -> list[Publiek]:
    """The audiences of the random moves: two whose things they are, and two who look on."""
    own = [Publiek(Rol(rol), (await dienst.token(rol))[1]) for rol in ("opvang", "coordinator")]
    _, gemeente = await dienst.token("gemeente")
    return [*own, LANDELIJK, Publiek(Rol.gemeente, gemeente, "GM0193")]


async def head(dienst: Dienst) -> int:
    return int((await dienst.sql("SELECT volgnummer FROM sequencer"))[0].volgnummer)


def tell(zicht: Zicht) -> tuple[int, str]:
    return zicht.volgnummer, zicht.hash


async def open_at(feed: Feed, dienst: Dienst, publiek: Publiek, vanaf: int | None = None) -> Zicht:
    await feed.publieken.reach(await head(dienst))
    return await feed.open(publiek, feed.epoch, vanaf)


@pytest.mark.parametrize("seed", range(2))
async def test_a_node_that_starts_later_counts_the_same(
    dienst: Dienst, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_publieken, "IJK_EACH", 20)
    publieken = await find_publieken(dienst)
    land, schermen = await make_land(dienst, 200 + seed), Schermen(*publieken)
    async with node(dienst.database, schermen) as first:
        for publiek in publieken:
            zicht = await open_at(first, dienst, publiek)
            schermen.beelden[publiek].apply(json.loads(zicht.read_stand()))
        for _ in range(6):
            for _ in range(5):
                await land.move()
            async with node(dienst.database) as later:
                for publiek in publieken:
                    assert tell(await open_at(later, dienst, publiek)) == tell(await open_at(first, dienst, publiek))
        for publiek, beeld in schermen.beelden.items():
            zicht = await open_at(first, dienst, publiek)
            assert (beeld.volgnummer, beeld.checked > 3) == (zicht.volgnummer, True)
            numbers = schermen.numbers[publiek]
            assert numbers == sorted(set(numbers)), "each number once, and in order"
    counts = await dienst.sql("SELECT count(*) AS n FROM ijkpunt GROUP BY publiek")
    assert max(row.n for row in counts) > 1


async def test_from_every_number_that_was_ever_told_the_way_on_is_known_after_a_restart(
    dienst: Dienst, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_publieken, "IJK_EACH", 15)
    publieken = await find_publieken(dienst)
    land, seen = await make_land(dienst, 300), dict[tuple[Publiek, int], str]()
    async with node(dienst.database) as first:
        for _ in range(25):
            for publiek in publieken:
                zicht = await open_at(first, dienst, publiek)
                seen[publiek, zicht.volgnummer] = zicht.read_stand()
            await land.move()
    async with node(dienst.database) as restarted:
        for (publiek, volgnummer), stand in reversed(seen.items()):
            zicht = await open_at(restarted, dienst, publiek, volgnummer)
            frames = [json.loads(frame) for frame in greet(zicht, {"epoch": restarted.epoch, "vanaf": volgnummer})]
            assert frames[0]["soort"] == "hersteld"
            beeld = Beeld()
            for frame in [json.loads(stand), *frames]:
                beeld.apply(frame)
            assert beeld.volgnummer == zicht.volgnummer
    assert len(seen) > 40


async def test_what_happened_before_it_was_first_seen_is_not_in_the_number_of_an_audience(dienst: Dienst) -> None:
    await dienst.add_plaatsen({}, {}, {})
    async with node(dienst.database) as feed:
        zicht = await open_at(feed, dienst, LANDELIJK)
    assert zicht.volgnummer == 0
    assert {row["revisie"] for row in zicht.bezetting} == {1}


async def test_an_audience_that_was_away_too_long_begins_anew_and_beyond_every_old_number(
    dienst: Dienst, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with node(dienst.database) as feed:
        before = await open_at(feed, dienst, LANDELIJK)
    monkeypatch.setattr(live_publieken, "RESUME_MAX", 5)
    await dienst.add_plaatsen(*[{}] * 6)
    async with node(dienst.database) as one, node(dienst.database) as other:
        zichten = [await open_at(feed, dienst, LANDELIJK, before.volgnummer) for feed in (one, other)]
        assert [zicht.volgnummer for zicht in zichten] == [live_publieken.AFRESH] * 2
        frames = greet(zichten[0], {"epoch": one.epoch, "vanaf": before.volgnummer})
    assert json.loads(frames[0])["soort"] == "stand"


async def test_over_what_was_erased_nobody_resumes(dienst: Dienst) -> None:
    publieken = await find_publieken(dienst)
    land = await make_land(dienst, 400)
    async with node(dienst.database) as feed:
        before = {publiek: (await open_at(feed, dienst, publiek)).volgnummer for publiek in publieken}
        for _ in range(15):
            await land.move()
    await dienst.sql("DELETE FROM logboek_gegevens")
    async with node(dienst.database) as feed:
        for publiek in publieken:
            zicht = await open_at(feed, dienst, publiek, before[publiek])
            frames = greet(zicht, {"epoch": feed.epoch, "vanaf": before[publiek]})
            expected = "hersteld" if zicht.volgnummer == before[publiek] else "stand"
            assert json.loads(frames[0])["soort"] == expected


async def test_who_has_nobody_here_any_more_is_let_go(dienst: Dienst, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_publieken, "IDLE_S", -1.0)
    schermen = Schermen(LANDELIJK)
    async with node(dienst.database, schermen) as feed:
        other = Publiek(Rol.opvang, (await dienst.token("opvang"))[1])
        for publiek in (LANDELIJK, other):
            await open_at(feed, dienst, publiek)
        await feed.publieken.keep()
        assert feed.publieken.find(other) is None
        assert feed.publieken.find(LANDELIJK) is not None


async def test_a_fact_that_does_not_come_is_waited_for_two_seconds(
    dienst: Dienst, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_publieken, "REACH_S", 0.05)
    async with node(dienst.database) as feed:
        with pytest.raises(EvenNiet):
            await feed.publieken.reach(10**9)


async def test_an_audience_that_cannot_be_told_is_read_again_and_holds_nobody_up(dienst: Dienst) -> None:
    class Deaf(Schermen):
        def publish(self, publiek: Publiek, frames: Sequence[str]) -> None:
            if publiek.rol is Rol.opvang:
                raise ValueError
            super().publish(publiek, frames)

    publieken = await find_publieken(dienst)
    schermen = Deaf(*publieken)
    async with node(dienst.database, schermen) as feed:
        for publiek in publieken:
            schermen.beelden[publiek].apply(json.loads((await open_at(feed, dienst, publiek)).read_stand()))
        schermen.reloaded.clear()
        await dienst.add_plaatsen({}, {})
        landelijk = await open_at(feed, dienst, LANDELIJK)
        assert schermen.reloaded == [publieken[0]]
        assert schermen.beelden[LANDELIJK].volgnummer == landelijk.volgnummer > 0
        again = await open_at(feed, dienst, publieken[0], 0)
        assert len(again.resume(0) or ()) > 2


async def test_after_a_restart_the_facts_are_read_once_for_all_audiences(
    dienst: Dienst, monkeypatch: pytest.MonkeyPatch
) -> None:
    publieken = await find_publieken(dienst)
    async with node(dienst.database) as feed:
        for publiek in publieken:
            await open_at(feed, dienst, publiek)
        await dienst.add_plaatsen({}, {})
        told = {publiek: tell(await open_at(feed, dienst, publiek)) for publiek in publieken}

    async def read(*_: object) -> None:
        raise AssertionError("these facts are at hand")

    monkeypatch.setattr(Publieken, "_read", read)
    async with node(dienst.database) as restarted:
        assert {publiek: tell(await open_at(restarted, dienst, publiek)) for publiek in publieken} == told
