"""Accounts: made at the first login of a subject, withdrawn by who runs the service, and those of API clients."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from capacity_service.domain.inzage import Rol
from capacity_service.store.database import Transactie
from capacity_service.store.identiteit import make_id, make_referentie
from capacity_service.store.toegang import hash_sleutel

SOORTEN: dict[Rol, frozenset[str]] = {
    Rol.opvang: frozenset({"opvangorganisatie"}),
    Rol.gemeente: frozenset({"gemeente"}),
    Rol.landelijk: frozenset({"landelijk"}),
}
"""Roles that belong to organisaties of one kind; what they see follows from whose they are."""
NERGENS = secrets.token_bytes(32)
"""What the secret of a client that is not there is compared with."""


@dataclass(frozen=True)
class Accountregel:
    """One account as it is listed; `sessies` still hold."""

    id: UUID
    naam: str
    rol: str
    organisatie: str
    ingetrokken_op: datetime | None
    sessies: int


async def find_organisatie(tx: Transactie, name: str, rol: Rol) -> UUID | None:
    """The organisatie with this id or name, if an account of this role can be of it."""
    rows = await tx.sql("SELECT id, soort FROM organisatie WHERE id::text = :name OR naam = :name", name=name)
    fitting = [row.id for row in rows if row.soort in SOORTEN.get(rol, frozenset({row.soort}))]
    return fitting[0] if len(fitting) == 1 else None


async def admit_account(tx: Transactie, onderwerp: bytes, rol: Rol, organisatie: UUID) -> UUID | None:
    """The account of a subject, with this role and organisatie from now on; None when it was withdrawn.

    Its name says nothing of the person: the role, and a reference to tell two of them apart.
    """
    (row,) = await tx.sql(
        "SELECT admit_account(:wie, :nieuw, :hoe, :als, :voor) AS id",
        wie=onderwerp,
        nieuw=make_id(tx.now),
        hoe=f"{rol} {make_referentie()}",
        als=str(rol),
        voor=organisatie,
    )
    found: UUID | None = row.id
    return found


async def end_sessies_of(tx: Transactie, onderwerp: bytes | None, sid: bytes | None) -> int:
    """End the sessions of a subject, or those of one session at its provider; gives how many."""
    rows = await tx.sql(
        "DELETE FROM sessie s USING account a WHERE a.id = s.account_id AND a.onderwerp_hash IS NOT NULL"
        " AND (CAST(:wie AS bytea) IS NULL OR a.onderwerp_hash = :wie)"
        " AND (CAST(:sid AS bytea) IS NULL OR s.sid_hash = :sid)"
        " AND coalesce(CAST(:wie AS bytea), CAST(:sid AS bytea)) IS NOT NULL RETURNING s.sleutel_hash",
        wie=onderwerp,
        sid=sid,
    )
    await tx.sql(
        "DELETE FROM live_ticket WHERE sleutel_hash = ANY(CAST(:hashes AS bytea[]))",
        hashes=[row.sleutel_hash for row in rows],
    )
    return len(rows)


async def list_accounts(tx: Transactie) -> list[Accountregel]:
    """Every account, by organisatie and role."""
    rows = await tx.sql(
        "SELECT a.id, a.naam, a.rol, o.naam AS organisatie, a.ingetrokken_op, count(s.sleutel_hash) AS sessies"
        " FROM account a JOIN organisatie o ON o.id = a.organisatie_id"
        " LEFT JOIN sessie s ON s.account_id = a.id AND s.verloopt_op > :now"
        " GROUP BY a.id, o.naam ORDER BY o.naam, a.rol, a.naam, a.id",
        now=tx.now,
    )
    return [Accountregel(r.id, r.naam, r.rol, r.organisatie, r.ingetrokken_op, r.sessies) for r in rows]


async def withdraw_account(tx: Transactie, account: UUID) -> bool:
    """Nobody is this account any more: its sessions, tickets and sockets end. False when there is none, or it was so already."""
    rows = await tx.sql(
        "UPDATE account SET ingetrokken_op = :now WHERE id = :id AND ingetrokken_op IS NULL RETURNING id",
        id=account,
        now=tx.now,
    )
    await tx.sql(
        "DELETE FROM live_ticket WHERE sleutel_hash IN (SELECT sleutel_hash FROM sessie WHERE account_id = :id)",
        id=account,
    )
    await tx.sql("DELETE FROM sessie WHERE account_id = :id", id=account)
    return bool(rows)


@dataclass(frozen=True)
class NieuweClient:
    """An API client that was just made; `geheim` is told once and not stored."""

    id: UUID
    geheim: str


async def make_client(tx: Transactie, rol: Rol, organisatie: UUID, operaties: list[str] | None) -> NieuweClient:
    """An API client: an account of one role and organisatie, with a secret; `operaties` limits what it may ask for."""
    account, client, geheim = make_id(tx.now), make_id(tx.now), secrets.token_urlsafe(32)
    await tx.sql(
        "INSERT INTO account (id, naam, rol, organisatie_id) VALUES (:id, :naam, :rol, :organisatie)",
        id=account,
        naam=f"programma {make_referentie()}",
        rol=str(rol),
        organisatie=organisatie,
    )
    await tx.sql(
        "INSERT INTO api_client VALUES (:id, :account, :geheim, CAST(:operaties AS text[]), :now)",
        id=client,
        account=account,
        geheim=hash_sleutel(geheim),
        operaties=operaties,
        now=tx.now,
    )
    return NieuweClient(client, geheim)


async def withdraw_client(tx: Transactie, client: UUID) -> bool:
    """An API client no longer gets in, and its tokens end. False when there is none, or it was so already."""
    rows = await tx.sql(
        "UPDATE api_client SET ingetrokken_op = :now WHERE id = :id AND ingetrokken_op IS NULL RETURNING account_id",
        id=client,
        now=tx.now,
    )
    return bool(rows) and await withdraw_account(tx, rows[0].account_id)


async def find_client(tx: Transactie, client: UUID | None) -> tuple[UUID | None, bytes]:
    """The account of an API client and what its secret must be; for one that is not there, what no secret is."""
    rows = await tx.sql(
        "SELECT account_id, geheim_hash FROM api_client WHERE id = :id AND ingetrokken_op IS NULL", id=client
    )
    return (rows[0].account_id, rows[0].geheim_hash) if rows else (None, NERGENS)
