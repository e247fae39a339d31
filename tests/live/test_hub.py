import asyncio
import json
from contextlib import ExitStack
from uuid import uuid4

import pytest

from capacity_service.domain.inzage import Rol
from capacity_service.live import hub as live_hub
from capacity_service.live.frames import make_bundel
from capacity_service.live.hub import EARLY_S, HEARTBEAT_S, SOCKETS_PER_ACCOUNT_MAX, TURNS, Hub
from capacity_service.live.publiek import Publiek
from tests.conftest import Urls
from tests.land import Dienst, Json, expect, make_aanvraag, serve
from tests.live.client import watch
from tests.live.lijnen import OWN, listen

OPVANG = Publiek(Rol.opvang, OWN)


async def test_a_fact_is_handed_to_its_audience_and_to_nobody_else(stil: Dienst) -> None:
    hub = Hub(stil.database)
    (mine, one), (colleague, other), (stranger, third) = listen(), listen(), listen(organisatie=uuid4())
    for abonnee in (mine, colleague, stranger):
        assert hub.add(abonnee)
    hub.publish(OPVANG, ["1"])
    assert [len(lijn.texts) for lijn in (one, other, third)] == [1, 1, 0]


async def test_a_message_is_encoded_once_for_its_whole_audience(stil: Dienst) -> None:
    hub, heard = Hub(stil.database), [listen() for _ in range(3_000)]
    for abonnee, _ in heard:
        hub.add(abonnee)
    hub.publish(OPVANG, ["1", "2"])
    assert all(lijn.texts == ["1", "2"] for _, lijn in heard)
    assert len({id(lijn.bundels[0].frames) for _, lijn in heard}) == 1


async def test_an_open_line_takes_the_finished_frames_and_a_full_one_keeps_them(stil: Dienst) -> None:
    hub, (abonnee, lijn), poured = Hub(stil.database), listen(greeted=False), list[bytes]()
    lijn.pour = poured.append
    abonnee.greet(["stand"])
    hub.add(abonnee)
    hub.publish(OPVANG, ["1", "2"])
    abonnee.pause()
    hub.publish(OPVANG, ["3"])
    abonnee.resume()
    assert (poured, lijn.texts) == ([make_bundel(["1", "2"]).frames], ["stand", "3"])


async def test_who_left_is_handed_nothing(stil: Dienst) -> None:
    hub, (abonnee, lijn) = Hub(stil.database), listen()
    hub.add(abonnee)
    hub.remove(abonnee)
    hub.remove(abonnee)
    hub.publish(OPVANG, ["1"])
    assert lijn.texts == []


async def test_whose_rights_end_is_told_nothing_more(stil: Dienst) -> None:
    hub, (abonnee, lijn) = Hub(stil.database), listen()
    hub.add(abonnee)
    abonnee.end(4003)
    hub.publish(OPVANG, ["geheim"])
    assert (lijn.texts, lijn.code) == ([], 4003)


async def test_whose_rights_ended_while_they_were_let_in_is_found_in_the_next_round(stil: Dienst) -> None:
    """No session ended since the last round, so nobody else is asked for."""
    hub, (abonnee, _) = Hub(stil.database), listen()
    async with stil.database.transaction(None) as tx:
        await hub.check_rights(tx)
        assert hub.add(abonnee)
        await hub.check_rights(tx)
    assert abonnee.close_code == 4003


async def test_of_a_crowd_of_one_account_no_more_come_in_at_once_than_may_stay(stil: Dienst) -> None:
    hub, account = Hub(stil.database), uuid4()
    with ExitStack() as coming:
        rooms = [coming.enter_context(hub.arrive(account)) for _ in range(SOCKETS_PER_ACCOUNT_MAX + 5)]
        assert rooms == [True] * SOCKETS_PER_ACCOUNT_MAX + [False] * 5
        with hub.arrive(uuid4()) as other:
            assert other
    with hub.arrive(account) as later:
        assert later


async def test_when_the_stand_was_replaced_everybody_of_that_audience_comes_back_for_it(stil: Dienst) -> None:
    hub, (abonnee, _), (other, _) = Hub(stil.database), listen(), listen(organisatie=uuid4())
    hub.add(abonnee)
    hub.add(other)
    hub.reload(OPVANG)
    assert (abonnee.close_code, other.close_code) == (4008, None)


async def test_every_socket_gets_its_heartbeat_and_none_when_nothing_honest_can_be_said(
    stil: Dienst, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_hub, "HEARTBEAT_S", 0.01)
    hub, asked = Hub(stil.database), asyncio.Event()
    (mine, lijn), (silent, other) = listen(), listen(organisatie=uuid4())
    hub.add(mine)
    hub.add(silent)

    def hartslag(publiek: Publiek) -> str | None:
        if len(lijn.texts) >= 3:
            asked.set()
        return "hartslag" if publiek == OPVANG else None

    await hub.start(hartslag)
    async with asyncio.timeout(5):
        await asked.wait()
    await hub.stop()
    assert (set(lijn.texts), other.texts) == ({"hartslag"}, [])


async def test_a_heartbeat_that_is_almost_due_goes_along_with_what_is_said(
    stil: Dienst, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One write, the heartbeat last: it says the sum of all before it. Whose heartbeat is far off gets none."""
    hub, clock = Hub(stil.database), 1000.0
    monkeypatch.setattr("capacity_service.live.hub.time.monotonic", lambda: clock)
    (first, one), (second, other) = listen(), listen()
    hub.add(first)
    clock += HEARTBEAT_S / 2
    hub.add(second)
    hub._hartslag = lambda publiek: "hartslag" if publiek == OPVANG else None  # noqa: SLF001 - as `start` does, without its timers
    clock += HEARTBEAT_S / 2 - EARLY_S - 0.1
    hub.publish(OPVANG, ["1"])
    clock += 0.2
    hub.publish(OPVANG, ["2"])
    hub.publish(OPVANG, ["3"])
    assert (one.texts, other.texts) == (["1", "2", "hartslag", "3"], ["1", "2", "3"])


async def test_when_nothing_honest_can_be_said_a_message_goes_alone_and_the_heartbeat_stays_due(
    stil: Dienst, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub, clock, fresh = Hub(stil.database), 1000.0, False
    monkeypatch.setattr("capacity_service.live.hub.time.monotonic", lambda: clock)
    abonnee, lijn = listen()
    hub.add(abonnee)
    hub._hartslag = lambda _: "hartslag" if fresh else None  # noqa: SLF001 - as `start` does, without its timers
    clock += HEARTBEAT_S
    hub.publish(OPVANG, ["1"])
    fresh = True
    hub.publish(OPVANG, ["2"])
    assert lijn.texts == ["1", "2", "hartslag"]


async def test_sockets_are_pinged_and_asked_for_the_answer_also_when_nothing_honest_can_be_said(stil: Dienst) -> None:
    hub, (abonnee, lijn) = Hub(stil.database), listen(greeted=False)
    lijn.ping_interval, lijn.ping_timeout = 0.01, 0.005
    abonnee.greet(["stand"])
    hub.add(abonnee)
    await hub.start(lambda _: None)
    async with asyncio.timeout(10):
        while not lijn.expected:  # noqa: ASYNC110 - a line has no event for this
            await asyncio.sleep(0.01)
    await hub.stop()
    assert lijn.pings > 0
    assert lijn.texts == ["stand"]


async def test_sockets_are_spread_over_turns_by_when_they_came(stil: Dienst, monkeypatch: pytest.MonkeyPatch) -> None:
    hub, clock = Hub(stil.database), 1000.0
    monkeypatch.setattr("capacity_service.live.hub.time.monotonic", lambda: clock)
    everybody = [listen()[0] for _ in range(3 * TURNS)]
    for abonnee in everybody:
        hub.add(abonnee)
        clock += HEARTBEAT_S / TURNS
    beurten = hub._beurten[OPVANG]  # noqa: SLF001 - how they are spread is told nowhere
    assert [len(beurt) for beurt in beurten.values()] == [3] * TURNS
    assert len({beurt.beat_at for beurt in beurten.values()}) == TURNS
    for abonnee in everybody:
        hub.remove(abonnee)
    assert hub.publieken() == []


async def test_an_account_has_a_limited_number_of_sockets(stil: Dienst) -> None:
    hub, account = Hub(stil.database), uuid4()
    abonnees = [listen(account=account)[0] for _ in range(SOCKETS_PER_ACCOUNT_MAX)]
    assert all(hub.add(abonnee) for abonnee in abonnees)
    assert not hub.add(listen(account=account)[0])
    assert hub.add(listen()[0])
    hub.remove(abonnees[0])
    assert hub.add(listen(account=account)[0])


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM live_ticket; DELETE FROM sessie",
        "UPDATE sessie SET verloopt_op = clock_timestamp()",
        "UPDATE account SET ingetrokken_op = clock_timestamp()",
        "UPDATE account SET rol = 'coordinator'",
        "UPDATE account SET organisatie_id = (SELECT id FROM organisatie WHERE soort = 'beheer' LIMIT 1)",
    ],
)
async def test_when_rights_end_the_socket_ends_within_two_seconds(dienst: Dienst, statement: str) -> None:
    async with watch(dienst, "opvang") as kijker:
        await kijker.receive()
        for part in statement.split("; "):
            await dienst.sql(part)
        assert await kijker.closed(within=2) == 4003


async def test_nothing_is_told_to_whose_rights_ended_before_it(kaal: Urls, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked for with every round, not only once a second."""
    monkeypatch.setattr("capacity_service.live.hub.RIGHTS_S", 3600)
    async with serve(kaal.app, kaal.migrator, ticking=False) as dienst, watch(dienst, "opvang") as kijker:
        await kijker.receive()
        told: list[Json] = []
        coordinator = await dienst.as_rol("coordinator")
        await dienst.sql("UPDATE account SET ingetrokken_op = clock_timestamp() WHERE rol = 'opvang'")
        await dienst.sql("UPDATE plaats SET revisie = 1")
        expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
        assert (await kijker.closed(within=2, told=told), told) == (4003, [])


async def test_logging_out_ends_the_sockets_of_that_session_and_no_other(dienst: Dienst) -> None:
    client = await dienst.as_rol("gemeente")
    async with watch(dienst, "gemeente") as theirs, watch(dienst, "gemeente") as other:
        await theirs.receive()
        await other.receive()
        ended = dienst.clients[-2]
        expect(await ended.delete("/sessies/huidige"), 204)
        assert await theirs.closed(within=2) == 4003
        await other.say({"soort": "opnieuw"})
        assert (await other.receive())["soort"] == "stand"
    expect(await client.get("/sessies/huidige"), 200)


async def test_rights_that_cannot_be_asked_end_nothing(dienst: Dienst, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = asyncio.Event()

    async def fail(*_: object) -> None:
        asked.set()
        raise OSError

    async with watch(dienst, "gemeente") as kijker:
        await kijker.receive()
        monkeypatch.setattr("capacity_service.live.hub.read_live", fail)
        async with asyncio.timeout(5):
            await asked.wait()
        await kijker.say({"soort": "opnieuw"})
        assert (await kijker.receive())["soort"] == "stand"


async def test_when_the_service_stops_sockets_are_told_to_go_away(stil: Dienst) -> None:
    hub, (abonnee, lijn) = Hub(stil.database), listen()
    await hub.start(lambda _: None)
    hub.add(abonnee)
    await hub.stop()
    assert lijn.code == 1001


async def test_a_screen_that_stops_reading_is_let_go_and_holds_nothing_up(
    kaal: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T25: what waits for it has an end."""
    hubs: list[Hub] = []
    start = Hub.start

    async def remembered(hub: Hub, hartslag: live_hub.Hartslag) -> None:
        hubs.append(hub)
        await start(hub, hartslag)

    monkeypatch.setattr(Hub, "start", remembered)
    big = json.dumps({"soort": "bezetting", "volgnummer": 1, "code": "GM0193", "naam": "x" * 50_000, "revisie": 1})
    async with (
        serve(kaal.app, kaal.migrator, ticking=False) as dienst,
        watch(dienst, "opvang", max_queue=1) as slow,
        watch(dienst, "coordinator") as quick,
    ):
        await slow.receive()
        await quick.receive()
        (listening,) = [one for one in hubs[0]._all() if one.actor.rol == "opvang"]  # noqa: SLF001 - who listens is told nowhere
        for _ in range(1_000):
            for publiek in hubs[0].publieken():
                hubs[0].publish(publiek, [big])
            await quick.receive()
        assert listening.close_code == 4008
        assert len(hubs[0]._all()) == 1  # noqa: SLF001 - how many are left is told nowhere
        assert await slow.closed(within=20) in {4008, 1006}
