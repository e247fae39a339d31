import asyncio
import json
from uuid import UUID, uuid4

import pytest

from capacity_service.domain.inzage import Actor, Rol
from capacity_service.live import hub as live_hub
from capacity_service.live.hub import QUEUE_MAX, SOCKETS_PER_ACCOUNT_MAX, Abonnee, Hub
from capacity_service.live.publiek import Publiek
from tests.conftest import Urls
from tests.land import Dienst, expect, serve
from tests.live.client import watch

OWN = uuid4()
OPVANG = Publiek(Rol.opvang, OWN)
FRAME = '{"soort":"plaats"}'


def make_abonnee(rol: Rol = Rol.opvang, organisatie: UUID = OWN, account: UUID | None = None) -> Abonnee:
    return Abonnee(Actor(account or uuid4(), "iemand", rol, organisatie), b"x")


async def test_a_fact_is_handed_to_its_audience_and_to_nobody_else(stil: Dienst) -> None:
    hub = Hub(stil.database)
    mine, colleague, stranger = make_abonnee(), make_abonnee(), make_abonnee(organisatie=uuid4())
    for abonnee in (mine, colleague, stranger):
        assert hub.add(abonnee)
    hub.publish(OPVANG, [FRAME])
    assert [abonnee.queue.qsize() for abonnee in (mine, colleague, stranger)] == [1, 1, 0]
    assert mine.queue.get_nowait() is colleague.queue.get_nowait()


async def test_who_left_is_handed_nothing(stil: Dienst) -> None:
    hub, abonnee = Hub(stil.database), make_abonnee()
    hub.add(abonnee)
    hub.remove(abonnee)
    hub.publish(OPVANG, [FRAME])
    assert abonnee.queue.empty()


async def test_a_socket_that_falls_behind_is_ended_and_the_others_go_on(stil: Dienst) -> None:
    hub, slow, quick = Hub(stil.database), make_abonnee(), make_abonnee()
    hub.add(slow)
    hub.add(quick)
    for _ in range(QUEUE_MAX + 1):
        hub.publish(OPVANG, [FRAME])
        quick.queue.get_nowait()
    assert (slow.close_code, slow.queue.qsize()) == (4008, QUEUE_MAX)
    assert quick.close_code is None


async def test_the_first_reason_to_close_stands(stil: Dienst) -> None:
    hub, abonnee = Hub(stil.database), make_abonnee()
    hub.add(abonnee)
    abonnee.end(4003)
    hub.reload(OPVANG)
    assert abonnee.close_code == 4003
    assert abonnee.ending.is_set()


async def test_when_the_stand_was_replaced_everybody_comes_back_for_it(stil: Dienst) -> None:
    hub, abonnee = Hub(stil.database), make_abonnee()
    hub.add(abonnee)
    hub.reload(OPVANG)
    assert abonnee.close_code == 4008


async def test_an_account_has_a_limited_number_of_sockets(stil: Dienst) -> None:
    hub, account = Hub(stil.database), uuid4()
    abonnees = [make_abonnee(account=account) for _ in range(SOCKETS_PER_ACCOUNT_MAX)]
    assert all(hub.add(abonnee) for abonnee in abonnees)
    assert not hub.add(make_abonnee(account=account))
    assert hub.add(make_abonnee())
    hub.remove(abonnees[0])
    assert hub.add(make_abonnee(account=account))


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
    hub, abonnee = Hub(stil.database), make_abonnee()
    await hub.start()
    hub.add(abonnee)
    await hub.stop()
    assert abonnee.close_code == 1001


async def test_more_at_once_than_a_socket_holds_closes_it_and_it_catches_up(
    dienst: Dienst, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_hub, "QUEUE_MAX", 20)
    async with watch(dienst, "opvang") as kijker, watch(dienst, "gemeente") as other:
        await kijker.receive()
        await other.receive()
        opvang = await dienst.as_rol("opvang")
        rows = "".join("opvangplaats;GM0193;H-1;2\r\n" for _ in range(30))
        file = f"soort;centrumgemeente;huis;personenMax\r\n{rows}".encode()
        expect(await opvang.post("/plaatsen/import", content=file, headers={"Content-Type": "text/csv"}), 201)
        assert await kijker.closed() == 4008
        assert (await other.until(lambda frame: frame["soort"] == "bezetting"))["opvangplaatsen"]["vrij"] == 30
    async with watch(dienst, "opvang", beeld=kijker.beeld) as again:
        await again.until(lambda frame: frame["soort"] == "hartslag")
    assert len(kijker.beeld.of("plaats")) == 30


async def test_a_screen_that_stops_reading_is_let_go_and_holds_nothing_up(
    kaal: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T25: what waits for it has an end, in the queue and in the transport."""
    hubs: list[Hub] = []
    start = Hub.start

    async def remembered(hub: Hub) -> None:
        hubs.append(hub)
        await start(hub)

    monkeypatch.setattr(Hub, "start", remembered)
    big = json.dumps({"soort": "hartslag", "volgnummer": 1, "x": "x" * 50_000})
    async with (
        serve(kaal.app, kaal.migrator, ticking=False) as dienst,
        watch(dienst, "opvang", max_queue=1) as slow,
        watch(dienst, "coordinator") as quick,
    ):
        await slow.receive()
        await quick.receive()
        for _ in range(QUEUE_MAX + 400):
            for publiek in hubs[0].publieken():
                hubs[0].publish(publiek, [big])
            await quick.receive()
        assert len(hubs[0]._all()) == 1  # noqa: SLF001 - how many are left is told nowhere
        assert await slow.closed(within=20) in {4008, 1006}
