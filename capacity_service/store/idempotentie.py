"""A request with an Idempotency-Key has one effect: claim, work and stored answer commit together.

Scope: account, method, path and key. An answer is kept 7 days. Another request under the same key is refused; a twin
that is still running is told so. What is kept is sealed: answers tell numbers and where somebody goes, and a fingerprint of a body
that is one telephone number tells that number to whoever tries them all.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import text

from capacity_service.domain.errors import Bezig, DomainError, EvenNiet, IdempotentieAnders
from capacity_service.store.database import Transactie
from capacity_service.store.kluis import Onleesbaar, Vak

KEPT = timedelta(days=7)


@dataclass(frozen=True)
class Sleutel:
    """Which request this is: `vingerafdruk` is a hash over body and If-Match."""

    account_id: UUID
    methode: str
    pad: str
    sleutel: str
    vingerafdruk: bytes

    @property
    def naam(self) -> str:
        """One string for the lock; the unit separator cannot occur in a path or key."""
        return "\x1f".join((str(self.account_id), self.methode, self.pad, self.sleutel))

    def find_vak(self, kolom: Literal["vingerafdruk", "antwoord"]) -> Vak:
        """Where what is kept of it stands."""
        return Vak("idempotentie", kolom, self.naam)


@dataclass(frozen=True)
class Antwoord:
    """An answer as it went out: status, headers that belong to it, body bytes."""

    status: int
    koppen: dict[str, str]
    inhoud: bytes


LOCK = text(
    "SELECT naam, pg_try_advisory_xact_lock(hashtextextended(naam, 7)) AS mine FROM unnest(CAST(:namen AS text[])) AS naam"
)
FIND = text(
    "SELECT i.* FROM unnest(CAST(:accounts AS uuid[]), CAST(:methoden AS text[]), CAST(:paden AS text[]),"
    " CAST(:sleutels AS text[])) AS s (account_id, methode, pad, sleutel)"
    " JOIN idempotentie i USING (account_id, methode, pad, sleutel) WHERE i.op > :since"
)
KEEP = """
INSERT INTO idempotentie (account_id, methode, pad, sleutel, vingerafdruk, status, koppen, antwoord, op)
SELECT n.account_id, n.methode, n.pad, n.sleutel, n.vingerafdruk, n.status, CAST(n.koppen AS jsonb), n.antwoord, :now
FROM unnest(CAST(:accounts AS uuid[]), CAST(:methoden AS text[]), CAST(:paden AS text[]), CAST(:sleutels AS text[]),
            CAST(:vingerafdrukken AS bytea[]), CAST(:statussen AS integer[]), CAST(:koppen AS text[]),
            CAST(:antwoorden AS bytea[]))
  AS n (account_id, methode, pad, sleutel, vingerafdruk, status, koppen, antwoord)
ON CONFLICT (account_id, methode, pad, sleutel) DO UPDATE
SET vingerafdruk = excluded.vingerafdruk, status = excluded.status, koppen = excluded.koppen,
    antwoord = excluded.antwoord, op = excluded.op
WHERE idempotentie.op <= :since
RETURNING sleutel
"""
"""A key whose answer was kept long enough is anybody's again."""
FORGET = text(
    "DELETE FROM idempotentie WHERE ctid = ANY(ARRAY("
    "SELECT ctid FROM idempotentie WHERE op <= :since ORDER BY op LIMIT :most FOR UPDATE SKIP LOCKED))"
)
FORGOTTEN_MAX = 10_000
"""At once; what is left after a long stop is forgotten in the hours that follow."""


async def find_answers(tx: Transactie, keys: Sequence[Sleutel]) -> dict[str, Antwoord | DomainError]:
    """Lock all keys first (they lead the lock order), then give per `Sleutel.naam` the stored answer or a refusal.

    A key that is not in the answer is free: do the work and `keep` its answer in this transaction.
    """
    if not keys:
        return {}
    locks = await tx.session.exec(LOCK, params={"namen": sorted({k.naam for k in keys})})  # type: ignore[call-overload]
    found: dict[str, Antwoord | DomainError] = {row.naam: Bezig() for row in locks.all() if not row.mine}
    columns = {
        "accounts": [k.account_id for k in keys],
        "methoden": [k.methode for k in keys],
        "paden": [k.pad for k in keys],
        "sleutels": [k.sleutel for k in keys],
        "since": tx.now - KEPT,
    }
    fingerprints = {k.naam: k.vingerafdruk for k in keys}
    for row in (await tx.session.exec(FIND, params=columns)).all():  # type: ignore[call-overload]
        key = Sleutel(row.account_id, row.methode, row.pad, row.sleutel, b"")
        found[key.naam] = _open(tx, key, row, fingerprints[key.naam])
    return found


def _open(tx: Transactie, key: Sleutel, row: Any, vingerafdruk: bytes) -> Antwoord | DomainError:  # noqa: ANN401 - a row of FIND
    """The stored answer, for the same request. What cannot be read was done all the same: it is never done again."""
    try:
        if tx.kluis.open(row.vingerafdruk, key.find_vak("vingerafdruk")) != vingerafdruk:
            return IdempotentieAnders()
        return Antwoord(row.status, row.koppen, tx.kluis.open(row.antwoord, key.find_vak("antwoord")))
    except Onleesbaar:
        return EvenNiet()


async def keep(tx: Transactie, answers: Sequence[tuple[Sleutel, Antwoord]]) -> None:
    """Store the answers with the transaction that did the work. Raises `Bezig`, which undoes it, when somebody was before."""
    if not answers:
        return
    keys = [key for key, _ in answers]
    kept = await tx.sql(
        KEEP,
        since=tx.now - KEPT,
        now=tx.now,
        accounts=[key.account_id for key in keys],
        methoden=[key.methode for key in keys],
        paden=[key.pad for key in keys],
        sleutels=[key.sleutel for key in keys],
        vingerafdrukken=[tx.kluis.seal(key.vingerafdruk, key.find_vak("vingerafdruk")) for key in keys],
        statussen=[answer.status for _, answer in answers],
        koppen=[json.dumps(answer.koppen) for _, answer in answers],
        antwoorden=[tx.kluis.seal(answer.inhoud, key.find_vak("antwoord")) for key, answer in answers],
    )
    if len(kept) < len(answers):
        raise Bezig


async def forget_expired(tx: Transactie) -> None:
    """Remove answers older than 7 days."""
    await tx.session.exec(FORGET, params={"since": tx.now - KEPT, "most": FORGOTTEN_MAX})  # type: ignore[call-overload]
