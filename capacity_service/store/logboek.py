"""The append-only record: what a transaction touched, as the state it left behind, numbered in commit order.

A fact about a household is a commitment: SHA-256 over a salt and the state; salt and state stand in a table of their
own that can be erased without breaking the chain. Of a place that is held for somebody, for whom is in that table only.
"""

import hashlib
import secrets
from collections.abc import Awaitable, Callable, Iterable
from typing import NamedTuple
from uuid import UUID

import msgspec

from capacity_service.store.database import Transactie
from capacity_service.store.noodinzagen import read_toestanden
from capacity_service.store.regeltoestand import read_regels
from capacity_service.store.registraties import read_registraties
from capacity_service.store.signaaltoestand import read_meldingen, read_normsignalen, read_verblijven, read_vragen
from capacity_service.store.toestand import (
    Toestand,
    read_aanvragen,
    read_bezetting,
    read_plaatsen,
    read_plaatsingen,
)

ZOUT_BYTES = 16
TOEZEGGING = "toezegging"
APPEND = """
SELECT append_logboek(CAST(:gebeurtenis AS text), CAST(:soorten AS text[]), CAST(:feiten AS text[]),
                      CAST(:zouten AS bytea[]), CAST(:waarden AS text[]), CAST(:onderwerpen AS uuid[]))
"""

SEALED: dict[str, Callable[[Transactie, Iterable[UUID]], Awaitable[list[Toestand]]]] = {
    "plaatsing": read_plaatsingen,
    "aanvraag": read_aanvragen,
    "verblijf": read_verblijven,
    "registratie": read_registraties,
    "vraag": read_vragen,
    "normsignaal": read_normsignalen,
    "melding": read_meldingen,
}
"""What concerns a household, or tells of one, in the order in which it is written down."""

MEERVOUD = {
    "plaatsing": "plaatsingen",
    "aanvraag": "aanvragen",
    "verblijf": "verblijven",
    "registratie": "registraties",
    "vraag": "vragen",
    "normsignaal": "normsignalen",
    "melding": "meldingen",
}


def canonical(state: Toestand) -> str:
    """The one text of a state: keys sorted, no spaces, UTF-8 as it is; what is hashed and what is stored."""
    return encoder.encode(state).decode()


encoder = msgspec.json.Encoder(order="sorted")

Toestanden = dict[str, list[Toestand]]
"""States by kind, in the order in which they are written down."""


async def touch(tx: Transactie) -> Toestanden:
    """The state of the touched places, and the counts of their centrumgemeenten, whose revisie rises by it.

    Constraints that were deferred are checked first, so a refusal never waits behind the sequencer. From here on the
    transaction sees what the service sees.
    """
    await tx.session.flush()
    await tx.sql("SET CONSTRAINTS ALL IMMEDIATE")
    await tx.enter("dienst")
    plaatsen = await read_plaatsen(tx, tx.changes.plaatsen) if tx.changes.plaatsen else []
    codes = sorted({plaats["centrumgemeente"] for plaats in plaatsen} | tx.changes.streken)
    if not codes:
        return {"plaats": plaatsen, "bezetting": []}
    await tx.sql(
        "UPDATE centrumgemeente SET revisie = revisie + 1 WHERE code = ANY(CAST(:codes AS text[]))", codes=codes
    )
    return {"plaats": plaatsen, "bezetting": await read_bezetting(tx, codes)}


async def record(tx: Transactie, touched: Toestanden) -> Toestanden:
    """Write down what `tx.changes` names, as the last thing of the transaction: the sequencer is locked last.

    Gives all that was written down.
    """
    facts = [_write(soort, state) for soort, states in touched.items() for state in states]
    told = dict(touched)
    for soort, read in SEALED.items():
        changed: set[UUID] = getattr(tx.changes, MEERVOUD[soort])
        told[soort] = await read(tx, changed) if changed else []
        facts += [_sealed(soort, state) for state in told[soort]]
    told["regel"] = await read_regels(tx, tx.changes.regels)
    told["noodinzage"] = await read_toestanden(tx, tx.changes.noodinzagen)
    facts += [_open(soort, state) for soort in ("regel", "noodinzage") for state in told[soort]]
    if facts:
        await tx.sql(
            APPEND,
            gebeurtenis=tx.changes.gebeurtenis,
            soorten=[feit.soort for feit in facts],
            feiten=[feit.feit for feit in facts],
            zouten=[feit.zout for feit in facts],
            waarden=[feit.waarde for feit in facts],
            onderwerpen=[feit.onderwerp for feit in facts],
        )
    return told


class Regel(NamedTuple):
    """One line to append: what is in the chain, and beside it what can be erased, with the thing that it is erased with."""

    soort: str
    feit: str
    zout: bytes | None = None
    waarde: str | None = None
    onderwerp: UUID | None = None


def _write(soort: str, state: Toestand) -> Regel:
    """A place is told openly, but for whom it is: with that it is sealed, and without it what can be erased leaves a place."""
    if soort != "plaats" or state["plaatsing"] is None:
        return _open(soort, state)
    waarde, zout = encoder.encode(state), secrets.token_bytes(ZOUT_BYTES)
    commitment = hashlib.sha256(zout + waarde).hexdigest()
    return Regel(
        soort,
        canonical(state | {"plaatsing": None, TOEZEGGING: commitment}),
        zout,
        waarde.decode(),
        UUID(state["plaatsing"]),
    )


def open_feit(feit: str, waarde: str | None) -> Toestand | None:
    """The state that a fact tells, with what stands beside it; None when nothing of it is left to read."""
    told: Toestand = msgspec.json.decode(feit if waarde is None else waarde)
    told.pop(TOEZEGGING, None)
    return told or None


def _open(soort: str, state: Toestand) -> Regel:
    return Regel(soort, canonical(state))


def _sealed(soort: str, state: Toestand) -> Regel:
    waarde, zout = encoder.encode(state), secrets.token_bytes(ZOUT_BYTES)
    commitment = hashlib.sha256(zout + waarde).hexdigest()
    return Regel(soort, f'{{"{TOEZEGGING}":"{commitment}"}}', zout, waarde.decode(), UUID(state["id"]))
