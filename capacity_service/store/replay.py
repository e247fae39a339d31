"""Reads the logboek again from the first fact, checking the chain on the way, and gives the last state of everything.

A page at a time in one snapshot: the memory it takes grows with the number of things, not with the number of facts.
"""

import hashlib
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from capacity_service.domain.bezetting import Bezetting
from capacity_service.domain.herspeling import Feit, Herspeling, Toestand, recount
from capacity_service.domain.plaats import Soort
from capacity_service.store.check import START
from capacity_service.store.database import Transactie
from capacity_service.store.logboek import TOEZEGGING, open_feit
from capacity_service.store.toestand import instant, show_telling

PAGE = 5_000
FEITEN = """
SELECT l.volgnummer, l.op, l.gebeurtenis, l.soort, l.feit, l.hash, g.zout, g.waarde
FROM logboek l LEFT JOIN logboek_gegevens g USING (volgnummer)
WHERE l.volgnummer > :na AND l.volgnummer <= :tot ORDER BY l.volgnummer LIMIT :n
"""
EINDE = 2**62


class KetenGebroken(Exception):
    """The logboek is not what was recorded; the sentence (Dutch) says at which fact. Nothing can be proved with it."""


@dataclass(frozen=True)
class Tot:
    """Up to and including which fact to read: by volgnummer, by instant, or (neither) the last one."""

    volgnummer: int | None = None
    op: datetime | None = None


async def replay(
    tx: Transactie, tot: Tot, begin: Herspeling | None = None, watch: Callable[[Feit], None] | None = None
) -> Herspeling:
    """The last state of each thing at `tot`, going on from `begin` (changed in place) when it is given.

    `watch` sees every fact that is read. The context of the transaction must be that of the service. Raises
    `KetenGebroken` for a fact that is missing, changed, or not what its commitment says, and for a logboek that ends too
    soon.
    """
    stand = begin or Herspeling(hash=START)
    async for feit in _read(tx, stand, tot):
        stand.apply(feit)
        if watch is not None:
            watch(feit)
    if tot == Tot():
        await _check_end(tx, stand)
    return stand


async def _read(tx: Transactie, stand: Herspeling, tot: Tot) -> AsyncIterator[Feit]:
    until = EINDE if tot.volgnummer is None else tot.volgnummer
    while rows := await tx.sql(FEITEN, na=stand.volgnummer, tot=until, n=PAGE):
        for row in rows:
            if tot.op is not None and row.op > tot.op:
                return
            _check_row(row, stand)
            stand.hash = row.hash
            yield Feit(row.volgnummer, row.op, row.gebeurtenis, row.soort, _open(row))


def _check_row(row: Any, stand: Herspeling) -> None:  # noqa: ANN401 - a row of FEITEN
    if row.volgnummer != stand.volgnummer + 1:
        raise KetenGebroken(f"Feit {stand.volgnummer + 1} ontbreekt; na {stand.volgnummer} komt {row.volgnummer}.")
    moment = row.op.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    line = f"{row.volgnummer}|{moment}|{row.gebeurtenis}|{row.soort}|{row.feit}"
    if hashlib.sha256(stand.hash + line.encode()).digest() != row.hash:
        raise KetenGebroken(f"Feit {row.volgnummer} is niet wat er is vastgelegd.")


def _open(row: Any) -> Toestand | None:  # noqa: ANN401 - a row of FEITEN
    """The state that a fact tells, as far as it was not erased; None when nothing of it is left."""
    told: Toestand = json.loads(row.feit)
    if row.waarde is not None:
        commitment = told.get(TOEZEGGING)
        if hashlib.sha256(row.zout + row.waarde.encode()).hexdigest() != commitment:
            raise KetenGebroken(f"Wat er bij feit {row.volgnummer} bewaard is, is niet wat er is vastgelegd.")
    return open_feit(row.feit, row.waarde)


async def _check_end(tx: Transactie, stand: Herspeling) -> None:
    (head,) = await tx.sql("SELECT volgnummer, hash FROM sequencer")
    if (head.volgnummer, head.hash) != (stand.volgnummer, stand.hash):
        raise KetenGebroken(
            f"Het logboek eindigt bij {stand.volgnummer}, maar er zijn {head.volgnummer} feiten vastgelegd."
        )


def show_recount(stand: Herspeling) -> list[Toestand]:
    """The counts of each centrumgemeente, from the facts about places and nothing else, by code."""
    tellingen = recount(stand.of("plaats"))
    codes = sorted({*tellingen, *stand.dingen.get("bezetting", {})})
    return [_show_streek(code, tellingen.get(code, {})) for code in codes]


def _show_streek(code: str, tellingen: dict[Soort, Bezetting]) -> Toestand:
    crisis = tellingen.get(Soort.crisisplaats, Bezetting())
    opvang = tellingen.get(Soort.opvangplaats, Bezetting())
    return {
        "code": code,
        **show_telling(crisis),
        "uitgevallen": crisis.uitgevallen,
        "opvangplaatsen": show_telling(opvang),
    }


def find_differences(stand: Herspeling) -> list[str]:
    """The codes of centrumgemeenten whose recorded counts are not what their places add up to; empty when all is well."""
    recorded = stand.dingen.get("bezetting", {})
    return [row["code"] for row in show_recount(stand) if not _agrees(recorded.get(row["code"], {}), row)]


def _agrees(told: Toestand, counted: Toestand) -> bool:
    """Whether a fact tells these counts; one of before `uitgevallen` was counted says nothing of it."""
    return bool(told) and all(told[name] == value for name, value in counted.items() if name in told)


def show_stand(stand: Herspeling) -> Toestand:
    """The stand of that moment, JSON-ready; without an epoch, since it belongs to no running history."""
    return {
        "volgnummer": stand.volgnummer,
        "tijdstipOp": instant(stand.op),
        "bezetting": show_recount(stand),
        "toestanden": stand.show(),
        "gewist": dict(sorted(stand.gewist.items())),
    }
