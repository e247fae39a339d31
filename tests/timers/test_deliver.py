"""What is queued goes out: at least once, always under the same id, and nobody waits for somebody else's receiver."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from capacity_service.domain.bezorging import POGINGEN_S
from capacity_service.domain.inzage import Actor, Rol
from capacity_service.domain.uitweg import Uitweg, parse_mailserver
from capacity_service.store.bezorgingen import LEASE, enqueue, find_due, record_outcome, take
from capacity_service.store.database import Database, Transactie
from capacity_service.timers import deliver
from capacity_service.timers.deliver import Bezorger
from tests.conftest import Urls
from tests.land import Json
from tests.receivers import answer_with, hang, run_mailbox, run_receiver
from tests.sleutelbos import KLUIS
from tests.store.meldscene import add_meldadres, add_melding
from tests.store.scene import find_actor_of

ROOT = "https://dienst.example"
HOME = Uitweg(ROOT, lokaal=True)
AT_ONCE_S = 8
"""Much less than a receiver may hang, much more than a delivery takes."""


@pytest.fixture
async def app(kaal: Urls) -> AsyncIterator[Database]:
    database = Database(kaal.app, size=2, kluis=KLUIS)
    yield database
    await database.close()


@pytest.fixture
async def bezorger() -> AsyncIterator[Bezorger]:
    bezorger = Bezorger(HOME)
    yield bezorger
    await bezorger.stop()


@pytest.fixture
async def opvang(app: Database) -> Actor:
    return await find_actor_of(app, Rol.opvang)


async def add_webhook(app: Database, actor: Actor, url: str) -> UUID:
    return await add_meldadres(app, actor, soort="webhook", adres=url, geheim="geheim")


async def tell(app: Database, actor: Actor, number: int = 1) -> None:
    """So many meldingen, queued for every meldadres of this actor's audience."""
    meldingen = [await add_melding(app, actor) for _ in range(number)]
    async with app.transaction(None) as tx:
        await enqueue(tx, meldingen)


async def deliver_now(app: Database, bezorger: Bezorger) -> None:
    """One tick, waited for."""
    await bezorger.start_due(app)
    await bezorger.finish()


async def read(app: Database) -> list[Json]:
    async with app.transaction(None) as tx:
        rows = await tx.sql(
            "SELECT id, status, pogingen, fout, bezorgd_op, revisie, volgende_op - clock_timestamp() AS over"
            " FROM bezorging ORDER BY id"
        )
    return [dict(row) for row in rows]


async def make_due(app: Database) -> None:
    async with app.transaction(None) as tx:
        await tx.sql("UPDATE bezorging SET volgende_op = clock_timestamp() WHERE status = 'wachtend'")


async def test_everything_due_arrives_once_and_is_written_down(
    app: Database, bezorger: Bezorger, opvang: Actor
) -> None:
    async with run_receiver() as receiver:
        await add_webhook(app, opvang, receiver.url)
        await tell(app, opvang, 5)
        await deliver_now(app, bezorger)
        await deliver_now(app, bezorger)
        found = await read(app)
        assert [one["status"] for one in found] == ["bezorgd"] * 5
        assert sorted(receiver.ids) == sorted(str(one["id"]) for one in found)
        assert all(one["bezorgd_op"] and one["fout"] is None for one in found)


async def test_a_failed_try_comes_again_later_and_says_why(app: Database, bezorger: Bezorger, opvang: Actor) -> None:
    async with run_receiver(answer_with("503 Service Unavailable")) as receiver:
        await add_webhook(app, opvang, receiver.url)
        await tell(app, opvang)
        await deliver_now(app, bezorger)
        (one,) = await read(app)
        assert (one["status"], one["pogingen"], one["fout"]) == ("wachtend", 1, "Het adres weigerde het bericht (503).")
        assert POGINGEN_S[0] - AT_ONCE_S < one["over"].total_seconds() <= POGINGEN_S[0] * 1.2
        await deliver_now(app, bezorger)
        assert len(receiver.received) == 1


async def test_after_the_last_try_a_person_has_to_look(app: Database, bezorger: Bezorger, opvang: Actor) -> None:
    async with run_receiver(answer_with("500 Oops")) as receiver:
        await add_webhook(app, opvang, receiver.url)
        await tell(app, opvang)
        for _ in range(len(POGINGEN_S) + 3):
            await deliver_now(app, bezorger)
            await make_due(app)
        (one,) = await read(app)
        assert (one["status"], one["pogingen"]) == ("onbestelbaar", len(POGINGEN_S) + 1)
        assert len(set(receiver.ids)) == 1
        assert len(receiver.ids) == len(POGINGEN_S) + 1


async def test_who_hangs_holds_up_nobody_else(app: Database, bezorger: Bezorger, opvang: Actor) -> None:
    async with run_receiver(hang) as deaf, run_receiver() as good:
        await add_webhook(app, opvang, deaf.url)
        await add_webhook(app, opvang, good.url)
        await tell(app, opvang, 20)
        async with asyncio.timeout(AT_ONCE_S):
            await bezorger.start_due(app)
            await good.until_received(20)
        assert deaf.connections == 1


async def test_many_deaf_receivers_leave_the_clocks_their_connections(app: Database, opvang: Actor) -> None:
    bezorger = Bezorger(HOME)
    async with run_receiver(hang) as deaf:
        for n in range(30):
            await add_webhook(app, opvang, f"{deaf.url}?n={n}")
        await tell(app, opvang)
        await bezorger.start_due(app)
        async with asyncio.timeout(AT_ONCE_S):
            await deaf.until_received(30)
            async with app.transaction(None, own_pool=True) as tx:
                assert (await tx.sql("SELECT count(*) AS n FROM bezorging WHERE pogingen = 1"))[0].n == 30
        await bezorger.stop()


async def test_two_nodes_never_try_the_same_one_at_once(app: Database, opvang: Actor) -> None:
    first, second = Bezorger(HOME), Bezorger(HOME)
    async with run_receiver() as receiver:
        await add_webhook(app, opvang, receiver.url)
        await tell(app, opvang, 30)
        async with asyncio.timeout(30):
            while any(one["status"] == "wachtend" for one in await read(app)):
                await asyncio.gather(deliver_now(app, first), deliver_now(app, second))
        assert len(receiver.ids) == len(set(receiver.ids)) == 30
    await first.stop()
    await second.stop()


async def test_who_dies_between_sending_and_writing_down_leaves_it_to_another_under_the_same_id(
    app: Database, opvang: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Died(Exception):
        pass

    async def die(*_: object) -> None:
        raise Died

    dying, heir = Bezorger(HOME), Bezorger(HOME)
    async with run_receiver() as receiver:
        await add_webhook(app, opvang, receiver.url)
        await tell(app, opvang)
        with monkeypatch.context() as patched:
            patched.setattr(deliver, "record_outcome", die)
            await deliver_now(app, dying)
        (one,) = await read(app)
        assert (one["status"], one["pogingen"]) == ("wachtend", 1)
        assert LEASE.total_seconds() - AT_ONCE_S < one["over"].total_seconds() <= LEASE.total_seconds()
        await deliver_now(app, heir)
        assert len(receiver.ids) == 1
        await make_due(app)
        await deliver_now(app, heir)
        assert len(receiver.ids) == 2
        assert len(set(receiver.ids)) == 1
        assert [one["status"] for one in await read(app)] == ["bezorgd"]
    await dying.stop()
    await heir.stop()


async def test_the_same_bytes_go_out_at_every_try(app: Database, bezorger: Bezorger, opvang: Actor) -> None:
    async with run_receiver(answer_with("500 Oops")) as receiver:
        await add_webhook(app, opvang, receiver.url)
        await tell(app, opvang)
        await deliver_now(app, bezorger)
        await make_due(app)
        await deliver_now(app, bezorger)
        first, second = receiver.received
        assert first.body == second.body


async def test_who_tried_too_long_ago_does_not_fail_what_another_is_trying(app: Database, opvang: Actor) -> None:
    adres = await add_webhook(app, opvang, "http://127.0.0.1:1/")
    await tell(app, opvang)
    async with app.transaction(None) as tx:
        slow = await take(tx, adres)
    await make_due(app)
    async with app.transaction(None) as tx:
        quick = await take(tx, adres)
    assert slow is not None
    assert quick is not None
    async with app.transaction(None) as tx:
        await record_outcome(tx, slow, "te laat", None)
    assert [(one["status"], one["fout"]) for one in await read(app)] == [("wachtend", None)]
    async with app.transaction(None) as tx:
        await record_outcome(tx, slow, None, None)
    assert [one["status"] for one in await read(app)] == ["bezorgd"]


async def test_what_is_urgent_goes_before_what_waits_longer(app: Database, bezorger: Bezorger, opvang: Actor) -> None:
    async with run_receiver() as receiver:
        await add_webhook(app, opvang, receiver.url)
        meldingen = [await add_melding(app, opvang, dringend=number == 3, titel=str(number)) for number in range(5)]
        async with app.transaction(None) as tx:
            await enqueue(tx, meldingen)
        await deliver_now(app, bezorger)
        first, *others = [one.event["data"]["titel"] for one in receiver.received]
        assert (first, sorted(others)) == ("3", ["0", "1", "2", "4"])


async def test_a_withdrawn_meldadres_gets_nothing_more(app: Database, bezorger: Bezorger, opvang: Actor) -> None:
    async with run_receiver() as receiver:
        await add_webhook(app, opvang, receiver.url)
        await tell(app, opvang)
        async with app.transaction(None) as tx:
            await tx.sql("UPDATE meldadres SET ingetrokken_op = clock_timestamp()")
        await deliver_now(app, bezorger)
        assert receiver.connections == 0


async def test_mail_and_webhook_of_one_audience_both_arrive(app: Database, opvang: Actor) -> None:
    async with run_receiver() as receiver, run_mailbox() as mailbox:
        bezorger = Bezorger(Uitweg(ROOT, parse_mailserver(mailbox.url), "meldingen@dienst.example", lokaal=True))
        await add_webhook(app, opvang, receiver.url)
        await add_meldadres(app, opvang, adres="wacht@organisatie.example")
        await tell(app, opvang)
        await deliver_now(app, bezorger)
        assert [one["status"] for one in await read(app)] == ["bezorgd"] * 2
        assert [mail.rcpt_tos for mail in mailbox.mails] == [["wacht@organisatie.example"]]
        assert json.loads(receiver.received[0].body)["data"]["titel"] == "Er is iets te doen"
        await bezorger.stop()


async def test_a_surprise_while_sending_is_a_failed_try_like_any_other(
    app: Database, bezorger: Bezorger, opvang: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def surprise(*_: object) -> None:
        raise ValueError("something nobody thought of")

    monkeypatch.setattr(deliver, "send_mail", surprise)
    await add_meldadres(app, opvang)
    await tell(app, opvang)
    await deliver_now(app, bezorger)
    assert [(one["status"], one["fout"]) for one in await read(app)] == [("wachtend", deliver.SURPRISE)]


async def test_who_was_still_looking_at_the_stop_begins_nothing(
    app: Database, bezorger: Bezorger, opvang: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stop_meanwhile(tx: Transactie, *args: Any) -> list[UUID]:
        due = await find_due(tx, *args)
        await bezorger.stop()
        return due

    monkeypatch.setattr(deliver, "find_due", stop_meanwhile)
    await add_meldadres(app, opvang)
    await tell(app, opvang)
    await deliver_now(app, bezorger)
    assert [(one["status"], one["pogingen"]) for one in await read(app)] == [("wachtend", 0)]


async def test_without_a_database_a_tick_fails_and_the_next_begins_again() -> None:
    nowhere = Database("postgresql://nobody@127.0.0.1:1/nothing")
    bezorger = Bezorger(HOME)
    with pytest.raises(Exception, match=r".+"):
        await bezorger.start_due(nowhere)
    await bezorger.finish()
    await bezorger.stop()
    await nowhere.close()
