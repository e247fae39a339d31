"""Telling people outside the screen: when a try comes again, and words that betray nothing on the way or on a lock screen.

The envelope is CloudEvents 1.0 in structured JSON, as the NL GOV profile for CloudEvents has it. What a receiver must
know about it, with a verifier of the signature, stands in docs/webhooks.md.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

POGINGEN_S = (10, 30, 120, 600, 1800, 3600, 7200, 14400)
"""Seconds from each failed try to the next; after the last a person has to look."""
JITTER = 0.2
"""The part of a pause that chance adds, so that what failed together does not come back together."""

EVENT_TYPE = "nl.crisisplaatsen.melding-gemaakt"
SYSTEM = "crisisplaatsdienst"
TIJDSTIP_KOP = "Capaciteit-Tijdstip"
HANDTEKENING_KOP = "Capaciteit-Handtekening"
MEDIA_TYPE = "application/cloudevents+json; charset=utf-8"


class Meldadressoort(StrEnum):
    """How a meldadres is reached."""

    email = "email"
    webhook = "webhook"


class Bezorgstatus(StrEnum):
    """How far a bezorging is; `onbestelbaar` waits for a person."""

    wachtend = "wachtend"
    bezorgd = "bezorgd"
    onbestelbaar = "onbestelbaar"


@dataclass(frozen=True)
class Boodschap:
    """What goes out for one bezorging, the same at every try. Nothing in it names a place, a person or the field."""

    bezorging: UUID
    melding: UUID
    titel: str
    dringend: bool
    op: datetime


@dataclass(frozen=True)
class Brief:
    """An e-mail in words: plain text, no attachments, nothing that is fetched."""

    onderwerp: str
    tekst: str


def compute_pause(pogingen: int, chance: float) -> timedelta | None:
    """How long to wait after this many failed tries; None when it was the last. `chance` is from 0 up to 1."""
    if pogingen > len(POGINGEN_S):
        return None
    return timedelta(seconds=POGINGEN_S[pogingen - 1] * (1 + JITTER * chance))


def make_source(oin: str | None) -> str:
    """Who publishes, as the profile wants it: the organisation by its OIN when it is known, and the system."""
    return f"urn:nld:oin:{oin}:systeem:{SYSTEM}" if oin else f"urn:nld:{SYSTEM}"


def make_event(boodschap: Boodschap, source: str, root: str) -> bytes:
    """The body of a webhook: the same bytes at every try, so that a receiver knows a second one by its `id`."""
    event = {
        "specversion": "1.0",
        "id": str(boodschap.bezorging),
        "source": source,
        "type": EVENT_TYPE,
        "subject": str(boodschap.melding),
        "time": boodschap.op.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "dataref": f"{root}/v1/meldingen",
        "datacontenttype": "application/json",
        "data": {"titel": boodschap.titel, "dringend": boodschap.dringend, "link": f"{root}/"},
    }
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def sign(geheim: str, tijdstip: int, body: bytes) -> str:
    """The signature of a body sent at `tijdstip` (seconds since 1970): HMAC-SHA256 over both, in hexadecimal."""
    return f"v1={hmac.new(geheim.encode(), f'{tijdstip}.'.encode() + body, hashlib.sha256).hexdigest()}"


def write_brief(boodschap: Boodschap, root: str) -> Brief:
    """The e-mail: that there is something, how urgent, and where to log in. What it is stands behind the login."""
    onderwerp = "Dringend: er staat iets voor u klaar" if boodschap.dringend else "Er staat iets voor u klaar"
    haast = "Het is dringend: kijk nu." if boodschap.dringend else "Kijk als u kunt."
    tekst = (
        f"Er staat een melding voor u klaar. {haast}\n\n"
        f"Log in om te zien wat er is:\n{root}/\n\n"
        "Dit bericht is automatisch gemaakt. Antwoorden worden niet gelezen.\n"
        "Wilt u deze berichten niet meer? Haal dit adres weg bij de meldadressen van uw organisatie.\n"
        f"Kenmerk: {boodschap.bezorging}\n"
    )
    return Brief(onderwerp, tekst)
