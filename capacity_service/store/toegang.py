"""Who is asking: sessions, bearer tokens and one-time live tickets, looked up at every request (never baked in)."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import BigInteger, SmallInteger
from sqlmodel import Field, SQLModel

from capacity_service.domain.ingang import KOEKJE
from capacity_service.domain.inzage import Actor, Rol
from capacity_service.domain.sessieduur import SESSIEDUUR, TOKEN, VERNIEUW, Sessieduur, find_end
from capacity_service.store.database import Database, Transactie
from capacity_service.store.landkaart import KAART
from capacity_service.store.tables_toegang import LiveTicket, Sessie

COOKIE = KOEKJE
"""On this machine over http; elsewhere its name says more (`domain/ingang.py`)."""
TICKET_SECONDEN = 30

ACTOR = """
SELECT s.sleutel_hash AS sleutel, a.id, a.naam, a.rol, a.organisatie_id, o.centrumgemeente, c.operaties,
       least(s.uiterlijk_op, clock_timestamp() + s.stil) - s.verloopt_op AS winst,
       (SELECT landkaart_revisie FROM installatie) AS landkaart, clock_timestamp() AS now
FROM sessie s JOIN account a ON a.id = s.account_id JOIN organisatie o ON o.id = a.organisatie_id
     LEFT JOIN api_client c ON c.account_id = a.id
WHERE s.sleutel_hash = ANY($1) AND s.verloopt_op > clock_timestamp() AND a.ingetrokken_op IS NULL
"""
"""`winst`: how much longer it would last if it were prolonged now."""
PROLONG = """
UPDATE sessie SET verloopt_op = least(uiterlijk_op, :now + stil) WHERE sleutel_hash IN (
    SELECT sleutel_hash FROM sessie WHERE sleutel_hash = ANY(CAST(:hashes AS bytea[])) AND verloopt_op > :now
        AND least(uiterlijk_op, :now + stil) - verloopt_op >= :vernieuw FOR UPDATE SKIP LOCKED)
"""
"""Whoever is prolonging one of them already does it for all: nobody waits, and nobody waits for each other."""


class Rechten(SQLModel, table=True):
    """One row: `revisie` rises whenever a session ends or an account changes (0023)."""

    id: int = Field(primary_key=True, sa_type=SmallInteger)
    revisie: int = Field(sa_type=BigInteger)


def hash_sleutel(sleutel: str) -> bytes:
    """What is stored of a secret: SHA-256 is enough for 256 random bits."""
    return hashlib.sha256(sleutel.encode(errors="surrogatepass")).digest()


async def start_sessie(
    tx: Transactie, account: UUID, *, aanbieder: str | None = None, sid_hash: bytes | None = None
) -> str:
    """Open a session for an account, for as long as its role may have one; gives the secret, which is not stored."""
    (row,) = await tx.sql("SELECT rol FROM account WHERE id = :id", id=account)
    return await _open(tx, account, SESSIEDUUR[Rol(row.rol)], aanbieder, sid_hash)


async def start_token(tx: Transactie, account: UUID) -> str:
    """Let an API client in for 15 minutes; gives the token, which is not stored."""
    return await _open(tx, account, TOKEN, None, None)


async def _open(tx: Transactie, account: UUID, duur: Sessieduur, aanbieder: str | None, sid_hash: bytes | None) -> str:
    sleutel = secrets.token_urlsafe(32)
    verloopt_op = find_end(duur, tx.now, tx.now)
    tx.session.add(
        Sessie(
            sleutel_hash=hash_sleutel(sleutel),
            account_id=account,
            begonnen_op=tx.now,
            verloopt_op=verloopt_op,
            uiterlijk_op=verloopt_op if duur is TOKEN else tx.now + duur.uiterlijk,
            stil=duur.stil,
            aanbieder=aanbieder,
            sid_hash=sid_hash,
        )
    )
    await tx.session.flush()
    return sleutel


async def prolong(tx: Transactie, sleutel_hashes: list[bytes]) -> None:
    """These sessions are in use: those that would end for want of it last longer, at most once a minute each."""
    await tx.sql(PROLONG, hashes=sleutel_hashes, now=tx.now, vernieuw=VERNIEUW)


async def end_sessie(tx: Transactie, sleutel_hash: bytes) -> None:
    """End a session at once."""
    await tx.sql("DELETE FROM live_ticket WHERE sleutel_hash = :hash", hash=sleutel_hash)
    await tx.sql("DELETE FROM sessie WHERE sleutel_hash = :hash", hash=sleutel_hash)


async def end_other_sessies(tx: Transactie, sleutel_hash: bytes) -> None:
    """End every session of the same account but this one: on a screen that somebody left, or that was stolen."""
    others = "SELECT sleutel_hash FROM sessie WHERE sleutel_hash <> :hash AND account_id ="
    others += " (SELECT account_id FROM sessie WHERE sleutel_hash = :hash)"
    await tx.sql(f"DELETE FROM live_ticket WHERE sleutel_hash IN ({others})", hash=sleutel_hash)  # noqa: S608
    await tx.sql(f"DELETE FROM sessie WHERE sleutel_hash IN ({others})", hash=sleutel_hash)  # noqa: S608


async def read_lopend(tx: Transactie, sleutel_hash: bytes) -> list[tuple[datetime, datetime, bool]]:
    """When each session of this account began and ends, the newest first, and whether it is this one."""
    rows = await tx.sql(
        "SELECT s.begonnen_op, s.verloopt_op, s.sleutel_hash = :hash AS huidig FROM sessie s WHERE s.verloopt_op > :now"
        " AND s.account_id = (SELECT account_id FROM sessie WHERE sleutel_hash = :hash) ORDER BY s.begonnen_op DESC",
        hash=sleutel_hash,
        now=tx.now,
    )
    return [(row.begonnen_op, row.verloopt_op, row.huidig) for row in rows]


@dataclass(frozen=True)
class Aanwezig:
    """Who asks, and what time the database says it is. `operaties`: all that an API client may ask for, if it is so limited."""

    actor: Actor
    op: datetime
    operaties: frozenset[str] | None = None


async def find_actor(database: Database, sleutel_hash: bytes) -> Aanwezig | None:
    """Whose session this is, with the rights of this moment; None when it ended or the account was revoked.

    The map of the country is brought up to date on the way, so that what comes in is checked against today's; and a session
    that is used lasts longer, written down at most once a minute.
    """
    row = await database.lezer.find(ACTOR, sleutel_hash)
    if row is None:
        return None
    if row["winst"] >= VERNIEUW:
        async with database.transaction(None, own_pool=True) as tx:
            await prolong(tx, [sleutel_hash])
    if not KAART.is_current(row["landkaart"], row["now"]):
        async with database.transaction(None, own_pool=True) as tx:
            await KAART.read(tx)
    actor = Actor(row["id"], row["naam"], Rol(row["rol"]), row["organisatie_id"], row["centrumgemeente"])
    return Aanwezig(actor, row["now"], None if row["operaties"] is None else frozenset(row["operaties"]))


async def make_ticket(tx: Transactie, sleutel_hash: bytes) -> str:
    """A ticket for one live connection, good for 30 seconds and one use."""
    ticket = secrets.token_urlsafe(32)
    verloopt_op = tx.now + timedelta(seconds=TICKET_SECONDEN)
    tx.session.add(LiveTicket(ticket_hash=hash_sleutel(ticket), sleutel_hash=sleutel_hash, verloopt_op=verloopt_op))
    await tx.session.flush()
    return ticket


async def use_ticket(tx: Transactie, ticket: str) -> bytes | None:
    """The session a ticket stands for; None when it was used, has expired or never was."""
    rows = await tx.sql(
        "DELETE FROM live_ticket WHERE ticket_hash = :hash AND verloopt_op > :now RETURNING sleutel_hash",
        hash=hash_sleutel(ticket),
        now=tx.now,
    )
    return rows[0].sleutel_hash if rows else None


async def forget_expired(tx: Transactie) -> None:
    """Remove sessions and tickets whose time is over."""
    await tx.sql("DELETE FROM live_ticket WHERE verloopt_op <= :now", now=tx.now)
    await tx.sql("DELETE FROM sessie WHERE verloopt_op <= :now", now=tx.now)


async def read_rechten(tx: Transactie) -> int:
    """A number that rises whenever a session ends or an account changes, before its time was over (0023)."""
    (row,) = await tx.sql("SELECT revisie FROM rechten")
    found: int = row.revisie
    return found


async def look_at_rechten(database: Database) -> tuple[int, datetime]:
    """The same number, and what time the database says it is, in a single read. Raises `EvenNiet` when it cannot be had."""
    (row,) = await database.lezer.fetch("SELECT revisie, clock_timestamp() AS now FROM rechten")
    return row["revisie"], row["now"]


@dataclass(frozen=True, slots=True)
class Houdbaar:
    """A session that holds: for whom, and until when by its own time."""

    rol: Rol
    organisatie: UUID
    verloopt_op: datetime


async def read_live(tx: Transactie, sleutel_hashes: list[bytes]) -> dict[bytes, Houdbaar]:
    """Which of these sessions still hold, each with the role and organisatie of this moment."""
    rows = await tx.sql(
        "SELECT s.sleutel_hash, a.rol, a.organisatie_id, s.verloopt_op FROM sessie s JOIN account a ON a.id = s.account_id"
        " WHERE s.sleutel_hash = ANY(CAST(:hashes AS bytea[])) AND s.verloopt_op > :now AND a.ingetrokken_op IS NULL",
        hashes=sleutel_hashes,
        now=tx.now,
    )
    return {row.sleutel_hash: Houdbaar(Rol(row.rol), row.organisatie_id, row.verloopt_op) for row in rows}
