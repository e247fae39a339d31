"""Logins under way: begun by one browser, finished once, by that browser, within ten minutes.

What the provider must not see and nobody may read is not stored: the nonce and the verifier of PKCE are made of what only the
browser has (its cookie) and of what only the database has (`zout`).
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from capacity_service.store.database import Transactie
from capacity_service.store.tables_toegang import Aanmeldpoging
from capacity_service.store.toegang import hash_sleutel

GELDIG = timedelta(minutes=10)
SLEUTEL_TEKENS = 43
"""Of 32 random bytes as text."""


@dataclass(frozen=True)
class Begonnen:
    """What goes along to the provider."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Poging:
    """A login that comes back: with whom, what was sent along, and where its browser goes next.

    `opnieuw_sinds`: somebody had to show again who they are, after this moment.
    """

    aanbieder: str
    nonce: str
    verifier: str
    terug: str
    opnieuw_sinds: datetime | None


def make_browser(known: str | None) -> str:
    """The secret of a browser: the one it has, so that two tabs can log in at once, or a new one."""
    return known if known and len(known) == SLEUTEL_TEKENS and known.isascii() else secrets.token_urlsafe(32)


async def begin_poging(tx: Transactie, browser: str, aanbieder: str, terug: str, *, opnieuw: bool) -> Begonnen:
    """Begin a login in the browser that holds this secret."""
    state, zout = secrets.token_urlsafe(32), secrets.token_bytes(32)
    tx.session.add(
        Aanmeldpoging(
            state_hash=hash_sleutel(state),
            browser_hash=hash_sleutel(browser),
            zout=zout,
            aanbieder=aanbieder,
            terug=terug,
            opnieuw=opnieuw,
            begonnen_op=tx.now,
            verloopt_op=tx.now + GELDIG,
        )
    )
    await tx.session.flush()
    return Begonnen(state, _derive(browser, zout, "nonce"), _derive(browser, zout, "verifier"))


async def take_poging(tx: Transactie, browser: str, state: str) -> Poging | None:
    """The login that this browser began with this state, once; None when it did not, was here before, or is too late."""
    rows = await tx.sql(
        "DELETE FROM aanmeldpoging WHERE state_hash = :state AND browser_hash = :browser AND verloopt_op > :now"
        " RETURNING aanbieder, zout, terug, opnieuw, begonnen_op",
        state=hash_sleutel(state),
        browser=hash_sleutel(browser),
        now=tx.now,
    )
    if not rows:
        return None
    (row,) = rows
    return Poging(
        row.aanbieder,
        _derive(browser, row.zout, "nonce"),
        _derive(browser, row.zout, "verifier"),
        row.terug,
        row.begonnen_op if row.opnieuw else None,
    )


def _derive(browser: str, zout: bytes, what: str) -> str:
    made = hmac.new(browser.encode(), zout + what.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


async def note_afmelding(tx: Transactie, jti: bytes, verloopt_op: datetime) -> bool:
    """Whether this logout was not here before."""
    rows = await tx.sql(
        "INSERT INTO afmelding VALUES (:jti, :op) ON CONFLICT DO NOTHING RETURNING jti_hash", jti=jti, op=verloopt_op
    )
    return bool(rows)


async def forget_expired(tx: Transactie) -> None:
    """Remove logins that came back too late, and logouts that cannot come again."""
    await tx.sql("DELETE FROM aanmeldpoging WHERE verloopt_op <= :now", now=tx.now)
    await tx.sql("DELETE FROM afmelding WHERE verloopt_op <= :now", now=tx.now)
