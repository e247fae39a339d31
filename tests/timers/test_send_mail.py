"""One e-mail against a real mail server, well and badly behaved."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from pathlib import Path
from uuid import UUID

import pytest

from capacity_service.domain.bezorging import Boodschap, Meldadressoort
from capacity_service.domain.uitweg import Mailserver, Uitweg, parse_mailserver
from capacity_service.store.bezorgingen import Genomen
from capacity_service.timers import send_mail as sending
from capacity_service.timers.send_mail import check_mailserver, make_mail, send_mail
from tests.certificates import make_certificate
from tests.receivers import Mailbox, run_mailbox

NU = datetime(2026, 11, 22, 2, 13, tzinfo=UTC)
BOODSCHAP = Boodschap(
    UUID("01920000-0000-7000-8000-000000000001"), UUID(int=2), "Nog geen plaats gevonden", dringend=True, op=NU
)
GENOMEN = Genomen(BOODSCHAP, Meldadressoort.email, "wacht@organisatie.example", None, 1, NU)
UITWEG = Uitweg("https://dienst.example", mail_van="meldingen@dienst.example")


def with_server(mailbox: Mailbox) -> Uitweg:
    return replace(UITWEG, mailserver=parse_mailserver(mailbox.url))


async def test_a_mailbox_gets_a_plain_message_that_says_to_log_in() -> None:
    async with run_mailbox() as mailbox:
        assert await send_mail(GENOMEN, with_server(mailbox)) is None
        (envelope,) = mailbox.mails
    assert (envelope.mail_from, envelope.rcpt_tos) == ("meldingen@dienst.example", ["wacht@organisatie.example"])
    assert isinstance(envelope.content, bytes)
    mail = message_from_bytes(envelope.content, policy=policy.default)
    assert mail["Subject"] == "Dringend: er staat iets voor u klaar"
    assert mail["Message-ID"] == "<01920000-0000-7000-8000-000000000001@dienst.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert parsedate_to_datetime(str(mail["Date"])) == NU
    assert mail.get_content_type() == "text/plain"
    assert "https://dienst.example/" in mail.get_content()
    assert "plaats" not in mail.as_string().lower()


async def test_a_second_try_is_the_same_message() -> None:
    assert make_mail(GENOMEN, UITWEG).as_bytes() == make_mail(replace(GENOMEN, pogingen=2), UITWEG).as_bytes()


async def test_an_address_the_mail_server_refuses_is_told() -> None:
    async with run_mailbox() as mailbox:
        mailbox.refuse = "550 5.1.1 Unknown user"
        assert await send_mail(GENOMEN, with_server(mailbox)) == "De mailserver weigert dit adres (550)."
        mailbox.refuse = "451 Try again later"
        assert await send_mail(GENOMEN, with_server(mailbox)) == "De mailserver weigert dit adres (451)."
        mailbox.refuse = None
        assert await send_mail(GENOMEN, with_server(mailbox)) is None
    assert len(mailbox.mails) == 1


async def test_a_mail_server_that_is_away_is_told() -> None:
    async with run_mailbox() as mailbox:
        uitweg = with_server(mailbox)
    assert await send_mail(GENOMEN, uitweg) == "De mailserver is niet te bereiken."


async def test_a_mail_server_that_never_answers_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "TOTAL_S", 0.5)
    async with run_mailbox() as mailbox:
        mailbox.hearing.clear()
        assert await send_mail(GENOMEN, with_server(mailbox)) == "De mailserver antwoordde niet binnen 0.5 seconden."
    assert mailbox.mails == []


async def test_a_server_that_hangs_up_after_taking_the_message_has_taken_it() -> None:
    async def take_and_hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hier\r\n")
        for reply in (b"250 hier\r\n", b"250 OK\r\n", b"250 OK\r\n", b"354 zeg het\r\n"):
            await reader.readline()
            writer.write(reply)
        await reader.readuntil(b"\r\n.\r\n")
        writer.write(b"250 genomen\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(take_and_hang_up, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    assert await send_mail(GENOMEN, replace(UITWEG, mailserver=parse_mailserver(f"smtp://127.0.0.1:{port}"))) is None
    server.close()
    await server.wait_closed()


def elsewhere(mailbox: Mailbox, *, login: str | None = None) -> Uitweg:
    """A mail server elsewhere; really this machine, under a name by which the service does not know it."""
    server = Mailserver("LOCALHOST", mailbox.port, tls=False, gebruiker=login, wachtwoord=login)
    assert server.starttls
    return replace(UITWEG, mailserver=server)


async def test_nothing_goes_in_the_clear_over_a_network() -> None:
    async with run_mailbox() as mailbox:
        fout = await send_mail(GENOMEN, elsewhere(mailbox))
    assert fout == "De mailserver biedt niet wat nodig is, bijvoorbeeld geen beveiligde verbinding (STARTTLS)."
    assert mailbox.mails == []


async def test_the_connection_becomes_a_safe_one_before_anything_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = make_certificate(tmp_path, "localhost")
    async with run_mailbox(certificate.server) as mailbox:
        fout = await send_mail(GENOMEN, elsewhere(mailbox))
        assert fout == "De beveiligde verbinding met de mailserver lukt niet: zijn certificaat klopt niet."
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
        assert await send_mail(GENOMEN, elsewhere(mailbox)) is None
    assert len(mailbox.mails) == 1


async def test_a_password_is_not_given_to_a_server_that_does_not_ask_for_it_safely() -> None:
    async with run_mailbox() as mailbox:
        server = Mailserver("127.0.0.1", mailbox.port, tls=False, gebruiker="naam", wachtwoord="mis")
        fout = await send_mail(GENOMEN, replace(UITWEG, mailserver=server))
    assert fout == "De mailserver biedt niet wat nodig is, bijvoorbeeld geen beveiligde verbinding (STARTTLS)."
    assert mailbox.mails == []


async def test_without_a_mail_server_it_says_which_setting_is_missing() -> None:
    assert "CAPACITY_SMTP_URL" in str(await send_mail(GENOMEN, UITWEG))


async def test_looking_at_the_mail_server_sends_nothing() -> None:
    async with run_mailbox() as mailbox:
        assert await check_mailserver(with_server(mailbox)) is None
        uitweg = with_server(mailbox)
    assert mailbox.mails == []
    assert await check_mailserver(uitweg) == "De mailserver is niet te bereiken."
    assert "CAPACITY_SMTP_URL" in str(await check_mailserver(UITWEG))
