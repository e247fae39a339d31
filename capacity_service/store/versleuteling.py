"""Sealed values as a whole: what stood in the open before there were keys, what an older key sealed, and what none opens.

In batches, each a transaction of its own, so that a start or a new key holds nobody up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from capacity_service.store import contacten, meldadressen
from capacity_service.store.database import Database, Transactie
from capacity_service.store.idempotentie import Sleutel
from capacity_service.store.kluis import SEALED, Kluis, Onleesbaar, Vak

AT_ONCE = 500
FIRST = UUID(int=0)
LOCK = "SELECT pg_advisory_xact_lock(hashtext('versleutelen'))"


@dataclass(frozen=True)
class Kolom:
    """A column whose values are sealed and stay; `sleutel` is the key of its table, `vak` says where a row's value stands."""

    tabel: str
    naam: str
    sleutel: str
    vak: Callable[[Any], Vak]


KOLOMMEN = (
    Kolom("contact", "telefoonnummer", "onderwerp", lambda row: contacten.find_vak(row.onderwerp, row.organisatie_id)),
    Kolom("meldadres", "adres", "id", lambda row: meldadressen.find_vak("adres", row.id, row.organisatie_id)),
    Kolom("meldadres", "geheim", "id", lambda row: meldadressen.find_vak("geheim", row.id, row.organisatie_id)),
)
"""Answers of idempotentie are sealed too, and are gone after 7 days: those are not sealed again."""

OPEN_ANSWERS = """
SELECT account_id, methode, pad, sleutel, vingerafdruk, antwoord FROM idempotentie
WHERE substring(antwoord FROM 1 FOR 1) <> :sealed LIMIT :most FOR UPDATE
"""
SEAL_ANSWER = """
UPDATE idempotentie SET vingerafdruk = :vingerafdruk, antwoord = :antwoord
WHERE account_id = :account AND methode = :methode AND pad = :pad AND sleutel = :sleutel
"""


@dataclass(frozen=True)
class Verzegeld:
    """How the sealed values stand: how many are in the open, were sealed with an older key, or open with no key there is."""

    open: int
    ouder: int
    onleesbaar: int


async def seal_plain(database: Database) -> int:
    """Seal what stands in the open, once for all nodes; gives how many values. Called before anybody is served."""
    sealed = 0
    for kolom in KOLOMMEN:
        after: UUID | None = FIRST
        while after is not None:
            async with database.transaction(None, own_pool=True) as tx:
                await tx.sql(LOCK)
                rows = await _read(tx, kolom, SEALED, after)
                for row in rows:
                    await _write(tx, kolom, row, bytes(row.waarde))
                sealed, after = sealed + len(rows), _last(rows, kolom)
    while True:
        async with database.transaction(None, own_pool=True) as tx:
            await tx.sql(LOCK)
            done = await _seal_answers(tx)
        if not done:
            return sealed
        sealed += done


async def keep_sealed(database: Database) -> int:
    """Take in keys that came into the file, and seal with the last what an earlier one sealed; gives how many values."""
    database.kluis.refresh()
    renewed = 0
    for kolom in KOLOMMEN:
        after: UUID | None = FIRST
        while after is not None:
            async with database.transaction(None, own_pool=True) as tx:
                rows = await _read(tx, kolom, database.kluis.prefix, after)
                renewed += sum([await _renew(tx, kolom, row) for row in rows])
                after = _last(rows, kolom)
    return renewed


async def count_sealed(tx: Transactie) -> Verzegeld:
    """How the values of all columns stand, by opening each; the context must be that of the service."""
    in_the_open = older = unreadable = 0
    for kolom in KOLOMMEN:
        after: UUID | None = FIRST
        while after is not None:
            rows = await _read(tx, kolom, None, after)
            for row in rows:
                value = bytes(row.waarde)
                in_the_open += not value.startswith(SEALED)
                older += value.startswith(SEALED) and not value.startswith(tx.kluis.prefix)
                unreadable += value.startswith(SEALED) and not _opens(tx, kolom, row)
            after = _last(rows, kolom)
    (answers,) = await tx.sql(
        "SELECT count(*) AS n FROM idempotentie WHERE substring(antwoord FROM 1 FOR 1) <> :sealed", sealed=SEALED
    )
    return Verzegeld(in_the_open + answers.n, older, unreadable)


async def check_sealed(url: str, kluis: Kluis) -> str | None:
    """None when nothing stands in the open and everything can be read; else a Dutch sentence."""
    database = Database(url, size=1, kluis=kluis)
    try:
        async with database.transaction(None) as tx:
            stand = await count_sealed(tx)
    finally:
        await database.close()
    if stand.open:
        return f"{stand.open} waarden staan nog leesbaar in de gegevensbank; start de dienst, die versleutelt ze"
    if stand.onleesbaar:
        return (
            f"{stand.onleesbaar} waarden zijn met geen sleutel te lezen; zet de vorige sleutels terug, of laat organisaties hun nummer"
            " en meldadres opnieuw opgeven"
        )
    return None


async def _read(tx: Transactie, kolom: Kolom, unless: bytes | None, after: UUID) -> list[Any]:
    """Rows after this key with a value that does not begin so (None: any), locked, at most `AT_ONCE`."""
    other = "" if unless is None else f"AND substring({kolom.naam} FROM 1 FOR {len(unless)}) <> :unless"
    return await tx.sql(
        f"SELECT *, {kolom.naam} AS waarde, {kolom.sleutel} AS rij FROM {kolom.tabel}"  # noqa: S608 - names of this file
        f" WHERE {kolom.sleutel} > :after AND {kolom.naam} IS NOT NULL {other}"
        f" ORDER BY {kolom.sleutel} LIMIT :most FOR UPDATE",
        after=after,
        most=AT_ONCE,
        **({} if unless is None else {"unless": unless}),
    )


def _last(rows: list[Any], kolom: Kolom) -> UUID | None:
    """After which key to go on; None when there is no more."""
    return getattr(rows[-1], kolom.sleutel) if len(rows) == AT_ONCE else None


async def _write(tx: Transactie, kolom: Kolom, row: Any, value: bytes) -> None:  # noqa: ANN401 - a row of _read
    await tx.sql(
        f"UPDATE {kolom.tabel} SET {kolom.naam} = :waarde WHERE {kolom.sleutel} = :rij",  # noqa: S608 - names of this file
        waarde=tx.kluis.seal(value, kolom.vak(row)),
        rij=row.rij,
    )


async def _renew(tx: Transactie, kolom: Kolom, row: Any) -> bool:  # noqa: ANN401 - a row of _read
    """What no key opens stays as it is: the key may come back."""
    try:
        value = tx.kluis.open(bytes(row.waarde), kolom.vak(row))
    except Onleesbaar:
        return False
    await _write(tx, kolom, row, value)
    return True


def _opens(tx: Transactie, kolom: Kolom, row: Any) -> bool:  # noqa: ANN401 - a row of _read
    try:
        tx.kluis.open(bytes(row.waarde), kolom.vak(row))
    except Onleesbaar:
        return False
    return True


async def _seal_answers(tx: Transactie) -> int:
    rows = await tx.sql(OPEN_ANSWERS, sealed=SEALED, most=AT_ONCE)
    for row in rows:
        key = Sleutel(row.account_id, row.methode, row.pad, row.sleutel, b"")
        await tx.sql(
            SEAL_ANSWER,
            vingerafdruk=tx.kluis.seal(bytes(row.vingerafdruk), key.find_vak("vingerafdruk")),
            antwoord=tx.kluis.seal(bytes(row.antwoord), key.find_vak("antwoord")),
            account=row.account_id,
            methode=row.methode,
            pad=row.pad,
            sleutel=row.sleutel,
        )
    return len(rows)
