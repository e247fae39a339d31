"""One webhook against receivers that behave as badly as they can."""

import asyncio
import hashlib
import hmac
import json
import socket
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from capacity_service.domain.bezorging import Boodschap, Meldadressoort
from capacity_service.domain.uitweg import Uitweg
from capacity_service.store.bezorgingen import Genomen
from capacity_service.timers import send_webhook
from capacity_service.timers.send_webhook import Postbode
from tests.certificates import Certificate, make_certificate
from tests.receivers import (
    Conduct,
    answer_twice,
    answer_with,
    drip,
    drip_body,
    flood,
    hang,
    reset,
    run_receiver,
    take_it,
    talk_nonsense,
)

HOME = Uitweg("https://dienst.example", lokaal=True)
GEHEIM = "een geheim van de test"
NU = datetime(2026, 11, 22, 2, 13, tzinfo=UTC)
SOON_S = 3


def make_genomen(adres: str) -> Genomen:
    key = UUID("01920000-0000-7000-8000-000000000001")
    boodschap = Boodschap(key, UUID(int=2), "Nog geen plaats gevonden", dringend=True, op=NU)
    return Genomen(boodschap, Meldadressoort.webhook, adres, GEHEIM, 1, NU)


@pytest.fixture
async def postbode() -> AsyncIterator[Postbode]:
    postbode = Postbode(HOME)
    yield postbode
    await postbode.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits ten seconds in a test for what never comes."""
    monkeypatch.setattr(send_webhook, "TOTAL_S", 0.5)
    monkeypatch.setattr(send_webhook, "LISTEN_S", 0.2)


async def test_a_receiver_gets_a_signed_cloudevent(postbode: Postbode) -> None:
    async with run_receiver() as receiver:
        assert await postbode.send(make_genomen(f"{receiver.url}?kanaal=sms")) is None
        (one,) = receiver.received
    assert one.target == "POST /ontvangst?kanaal=sms HTTP/1.1"
    assert one.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert one.headers["content-type"] == "application/cloudevents+json; charset=utf-8"
    assert one.headers["capaciteit-tijdstip"] == str(int(NU.timestamp()))
    signed = one.headers["capaciteit-tijdstip"].encode() + b"." + one.body
    expected = hmac.new(GEHEIM.encode(), signed, hashlib.sha256).hexdigest()
    assert one.headers["capaciteit-handtekening"] == f"v1={expected}"
    assert one.event["id"] == "01920000-0000-7000-8000-000000000001"
    assert json.loads(one.body)["data"]["titel"] == "Nog geen plaats gevonden"


@pytest.mark.parametrize("status", ["200 OK", "201 Created", "202 Accepted", "204 No Content"])
async def test_any_success_is_taken(postbode: Postbode, status: str) -> None:
    async with run_receiver(answer_with(status)) as receiver:
        assert await postbode.send(make_genomen(receiver.url)) is None


@pytest.mark.parametrize(
    ("conduct", "says"),
    [
        (answer_with("500 Oops"), "weigerde het bericht (500)"),
        (answer_with("401 Unauthorized"), "weigerde het bericht (401)"),
        (answer_with("410 Gone"), "weigerde het bericht (410)"),
        (reset, "brak af"),
        (talk_nonsense, "brak af"),
    ],
)
async def test_a_failure_is_told_in_a_sentence(postbode: Postbode, conduct: Conduct, says: str) -> None:
    async with run_receiver(conduct) as receiver:
        fout = await postbode.send(make_genomen(receiver.url))
    assert fout is not None
    assert says in fout
    assert fout.endswith(".")


async def test_nobody_listens_there(postbode: Postbode) -> None:
    async with run_receiver() as receiver:
        url = receiver.url
    assert await postbode.send(make_genomen(url)) == "Er is geen verbinding te krijgen met dit adres."


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("conduct", [hang, drip])
async def test_who_never_finishes_its_answer_is_left(postbode: Postbode, conduct: Conduct) -> None:
    async with run_receiver(conduct) as receiver:
        started = time.monotonic()
        fout = await postbode.send(make_genomen(receiver.url))
        assert time.monotonic() - started < SOON_S
        receiver.let_go.set()
    assert fout == "Er kwam binnen 0.5 seconden geen antwoord."


@pytest.mark.usefixtures("impatient")
async def test_a_receiver_that_took_it_may_talk_on_without_being_heard(postbode: Postbode) -> None:
    async with run_receiver(drip_body) as receiver:
        started = time.monotonic()
        assert await postbode.send(make_genomen(receiver.url)) is None
        assert time.monotonic() - started < SOON_S
        receiver.let_go.set()


async def test_of_a_flood_no_more_than_a_sip_is_read(postbode: Postbode) -> None:
    async with run_receiver(flood) as receiver:
        assert await postbode.send(make_genomen(receiver.url)) is None
        assert receiver.flooded < 10 * 1024 * 1024 / 2


async def test_a_second_answer_changes_nothing(postbode: Postbode) -> None:
    async with run_receiver(answer_twice) as receiver:
        assert await postbode.send(make_genomen(receiver.url)) is None
        assert await postbode.send(make_genomen(receiver.url)) is None
    assert len(receiver.received) == 2


async def test_a_redirect_is_not_followed(postbode: Postbode) -> None:
    async with run_receiver() as inside:
        async with run_receiver(answer_with("307 Temporary Redirect", f"Location: {inside.url}")) as receiver:
            fout = await postbode.send(make_genomen(receiver.url))
        assert inside.connections == 0
    assert fout is not None
    assert "(307)" in fout


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "[::ffff:127.0.0.1]"])
async def test_a_server_knocks_at_no_door_of_its_own(host: str) -> None:
    """However the address got into the table: what the name means is looked at before anything is sent."""
    postbode = Postbode(Uitweg())
    async with run_receiver() as receiver:
        for scheme in ("http", "https"):
            fout = await postbode.send(make_genomen(f"{scheme}://{host}:{receiver.port}/"))
            assert fout == "Dit adres ligt in een intern netwerk; daar stuurt deze dienst niets heen."
        assert receiver.connections == 0
    await postbode.close()


async def test_one_inside_address_among_public_ones_is_enough_to_send_nothing(
    monkeypatch: pytest.MonkeyPatch, postbode: Postbode
) -> None:
    def resolve(_host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port)) for host in ("93.184.215.14", "10.0.0.8")]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert "intern netwerk" in str(await postbode.send(make_genomen("https://meldingen.example/x")))


async def test_it_goes_to_the_address_that_was_looked_at_whatever_the_name_says_a_moment_later(
    monkeypatch: pytest.MonkeyPatch, postbode: Postbode
) -> None:
    """A name that leads to a good address when it is checked and to another when it is used (DNS rebinding)."""
    answers = iter(["127.0.0.1"])

    def resolve(_host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    async with run_receiver() as receiver:
        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        assert await postbode.send(make_genomen(f"http://wissel.example:{receiver.port}/x")) is None
        assert receiver.received[0].headers["host"] == f"wissel.example:{receiver.port}"
    assert next(answers, None) is None


async def test_a_name_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch, postbode: Postbode) -> None:
    def resolve(*_: Any, **__: Any) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert (
        await postbode.send(make_genomen("https://bestaatniet.example/")) == "De naam in dit adres is niet te vinden."
    )


async def test_what_speaks_no_tls_gets_nothing(postbode: Postbode) -> None:
    async with run_receiver(take_it) as receiver:
        fout = await postbode.send(make_genomen(receiver.url.replace("http:", "https:")))
    assert fout in {
        "Met dit adres lukt geen beveiligde verbinding.",
        "Er is geen verbinding te krijgen met dit adres.",
    }
    assert receiver.received == []


@pytest.fixture
def trusting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Certificate:
    """A certificate for localhost that this machine trusts for as long as the test lasts."""
    certificate = make_certificate(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    return certificate


async def test_over_tls_the_name_is_checked_although_the_address_was_looked_up_before(trusting: Certificate) -> None:
    postbode = Postbode(HOME)
    async with run_receiver(tls=trusting.server) as receiver:
        assert await postbode.send(make_genomen(f"https://localhost:{receiver.port}/x")) is None
        assert receiver.received[0].headers["host"] == f"localhost:{receiver.port}"
        fout = await postbode.send(make_genomen(f"https://127.0.0.1:{receiver.port}/x"))
        assert fout == "Het certificaat van dit adres klopt niet."
        assert len(receiver.received) == 1
    await postbode.close()


async def test_a_certificate_that_nobody_vouches_for_gets_nothing(postbode: Postbode, tmp_path: Path) -> None:
    async with run_receiver(tls=make_certificate(tmp_path, "localhost").server) as receiver:
        fout = await postbode.send(make_genomen(f"https://localhost:{receiver.port}/x"))
        assert fout == "Het certificaat van dit adres klopt niet."
        assert receiver.received == []


async def test_ending_while_a_receiver_hangs_takes_no_time(postbode: Postbode) -> None:
    async with run_receiver(hang) as receiver:
        sending = asyncio.create_task(postbode.send(make_genomen(receiver.url)))
        await receiver.until_received(1)
        sending.cancel()
        async with asyncio.timeout(SOON_S):
            await asyncio.gather(sending, return_exceptions=True)
        receiver.let_go.set()
    assert sending.cancelled()
