"""One e-mail, handed over once to the mail server of this installation, never in the clear over a network."""

import asyncio
import contextlib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime

import aiosmtplib

from capacity_service.domain.bezorging import write_brief
from capacity_service.domain.uitweg import Mailserver, Uitweg
from capacity_service.store.bezorgingen import Genomen

TOTAL_S = 20
"""A mail server that looks for spam takes its time; still well within the lease of a bezorging."""

SENTENCES: tuple[tuple[type[Exception], str], ...] = (
    (aiosmtplib.SMTPAuthenticationError, "De mailserver weigert de naam of het wachtwoord van deze dienst."),
    (ssl.SSLError, "De beveiligde verbinding met de mailserver lukt niet: zijn certificaat klopt niet."),
    (TimeoutError, "De mailserver antwoordde niet binnen {seconden} seconden."),
    (aiosmtplib.SMTPResponseException, "De mailserver nam het bericht niet aan ({code})."),
    (OSError, "De mailserver is niet te bereiken."),
)
"""What went wrong, the most particular first."""


def make_mail(genomen: Genomen, uitweg: Uitweg) -> EmailMessage:
    """The same message at every try: a mailbox that looks at the Message-ID shows it once."""
    brief = write_brief(genomen.boodschap, uitweg.root)
    mail = EmailMessage()
    mail["From"] = uitweg.mail_van
    mail["To"] = genomen.adres
    mail["Subject"] = brief.onderwerp
    mail["Date"] = format_datetime(genomen.boodschap.op)
    mail["Message-ID"] = f"<{genomen.boodschap.bezorging}@{_domain(uitweg)}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = "nl"
    mail.set_content(brief.tekst)
    return mail


async def send_mail(genomen: Genomen, uitweg: Uitweg) -> str | None:
    """Hand it over once; None when the mail server took it, else a Dutch sentence that says what went wrong."""
    if uitweg.mailserver is None:
        return "Er is geen mailserver ingesteld (CAPACITY_SMTP_URL)."
    try:
        async with asyncio.timeout(TOTAL_S):
            await _hand_over(uitweg.mailserver, uitweg, make_mail(genomen, uitweg))
    except (aiosmtplib.SMTPException, OSError) as error:
        return _describe(error)
    return None


async def check_mailserver(uitweg: Uitweg) -> str | None:
    """Log in without sending anything; None when that works, else a Dutch sentence."""
    if uitweg.mailserver is None:
        return "er is geen mailserver ingesteld (CAPACITY_SMTP_URL), dus e-mail kan niet"
    try:
        async with asyncio.timeout(TOTAL_S):
            await _hand_over(uitweg.mailserver, uitweg, None)
    except (aiosmtplib.SMTPException, OSError) as error:
        return _describe(error)
    return None


async def _hand_over(server: Mailserver, uitweg: Uitweg, mail: EmailMessage | None) -> None:
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=server.tls,
        start_tls=server.starttls,
        username=server.gebruiker,
        password=server.wachtwoord,
        local_hostname=_domain(uitweg),
        timeout=TOTAL_S,
    )
    try:
        await client.connect()
        if mail is not None:
            await client.send_message(mail)
        # Taken is taken: a server that hangs up without a goodbye has the message all the same.
        with contextlib.suppress(aiosmtplib.SMTPException, OSError):
            await client.quit()
    finally:
        client.close()


def _domain(uitweg: Uitweg) -> str:
    return uitweg.mail_van.rpartition("@")[2] or "localhost"


def _describe(error: Exception) -> str:
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        codes = sorted({refused.code for refused in error.recipients})
        return f"De mailserver weigert dit adres ({', '.join(map(str, codes))})."
    for kind, sentence in SENTENCES:
        if isinstance(error, kind) or isinstance(error.__cause__, kind):
            return sentence.format(code=getattr(error, "code", None), seconden=TOTAL_S)
    return "De mailserver biedt niet wat nodig is, bijvoorbeeld geen beveiligde verbinding (STARTTLS)."
