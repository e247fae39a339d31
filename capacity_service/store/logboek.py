"""The append-only record: what a transaction touched, as the state it left behind, numbered in commit order.

A fact about a household is a commitment: SHA-256 over a salt and the state; salt and state stand in a table of their
own that can be erased without breaking the chain.
"""

import hashlib
import json
import secrets

from capacity_service.store.database import Transactie
from capacity_service.store.regeltoestand import read_regels
from capacity_service.store.toestand import (
    Toestand,
    read_aanvragen,
    read_bezetting,
    read_plaatsen,
    read_plaatsingen,
)

ZOUT_BYTES = 16


def canonical(state: Toestand) -> str:
    """The one text of a state: keys sorted, no spaces; what is hashed and what is stored."""
    return json.dumps(state, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


async def record(tx: Transactie) -> None:
    """Write down what `tx.changes` names, as the last thing of the transaction: the sequencer is locked last.

    From here on the transaction sees what the service sees.

    Constraints that were deferred are checked first, so a refusal never waits behind the sequencer.
    """
    if not tx.changes:
        return
    await tx.session.flush()
    await tx.sql("SET CONSTRAINTS ALL IMMEDIATE")
    await tx.enter("dienst")
    facts = await _facts(tx)
    await tx.sql(
        "SELECT append_logboek(:gebeurtenis, CAST(:feiten AS jsonb))",
        gebeurtenis=tx.changes.gebeurtenis,
        feiten=json.dumps(facts, ensure_ascii=False),
    )


async def _facts(tx: Transactie) -> list[dict[str, str]]:
    changes = tx.changes
    facts: list[dict[str, str]] = []
    if changes.plaatsen:
        plaatsen = await read_plaatsen(tx, changes.plaatsen)
        facts += [_open("plaats", state) for state in plaatsen]
        facts += [_open("bezetting", s) for s in await _touched_bezetting(tx, {p["centrumgemeente"] for p in plaatsen})]
    facts += [_sealed("plaatsing", state) for state in await read_plaatsingen(tx, changes.plaatsingen)]
    facts += [_sealed("aanvraag", state) for state in await read_aanvragen(tx, changes.aanvragen)]
    facts += [_open("regel", state) for state in await read_regels(tx, changes.regels)]
    return facts


async def _touched_bezetting(tx: Transactie, codes: set[str]) -> list[Toestand]:
    await tx.sql(
        "UPDATE centrumgemeente SET revisie = revisie + 1 WHERE code = ANY(CAST(:codes AS text[]))",
        codes=sorted(codes | tx.changes.streken),
    )
    return await read_bezetting(tx, codes | tx.changes.streken)


def _open(soort: str, state: Toestand) -> dict[str, str]:
    return {"soort": soort, "feit": canonical(state)}


def _sealed(soort: str, state: Toestand) -> dict[str, str]:
    waarde, zout = canonical(state), secrets.token_bytes(ZOUT_BYTES)
    commitment = hashlib.sha256(zout + waarde.encode()).hexdigest()
    return {"soort": soort, "feit": canonical({"toezegging": commitment}), "zout": zout.hex(), "waarde": waarde}
