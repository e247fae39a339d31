"""Where the numbers of an audience stood at a number of the logboek: what every node counts on from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from capacity_service.store.database import Transactie
from capacity_service.store.logboek import canonical
from capacity_service.store.toestand import Toestand

COLUMNS = """
SELECT *, NOT EXISTS (SELECT FROM logboek l WHERE l.volgnummer = ijkpunt.logboek + 1
                      AND l.op < clock_timestamp() - interval '12 hours') AS vers FROM ijkpunt
"""
LATEST = f"{COLUMNS} WHERE publiek = :publiek ORDER BY volgnummer DESC LIMIT 1"
AT_OR_BELOW = f"""{COLUMNS} WHERE publiek = :publiek AND volgnummer <= :volgnummer ORDER BY volgnummer DESC LIMIT 1
"""
START = """
INSERT INTO ijkpunt VALUES (:publiek, :volgnummer, :logboek, CAST(:toestand AS jsonb))
ON CONFLICT (publiek, volgnummer) DO NOTHING RETURNING volgnummer
"""
KEEP = """
INSERT INTO ijkpunt
SELECT n.publiek, n.volgnummer, n.logboek, CAST(n.toestand AS jsonb)
FROM unnest(CAST(:publieken AS text[]), CAST(:volgnummers AS bigint[]), CAST(:logboeken AS bigint[]),
            CAST(:toestanden AS text[])) AS n (publiek, volgnummer, logboek, toestand)
ON CONFLICT (publiek, volgnummer) DO UPDATE SET logboek = EXCLUDED.logboek, toestand = EXCLUDED.toestand
WHERE ijkpunt.logboek < EXCLUDED.logboek
"""
FORGET = "DELETE FROM ijkpunt WHERE publiek = ANY(CAST(:publieken AS text[])) AND logboek < :voor"


@dataclass(frozen=True)
class Ijkpunt:
    """At fact `logboek` the audience's own number was `volgnummer`; `toestand` is what it counts on with.

    It is a function of the logboek and the audience, so whoever writes it writes the same. `vers`: all that came after it came in the
    last half day, so none of it was erased; from one that is not, nobody counts on.
    """

    publiek: str
    volgnummer: int
    logboek: int
    toestand: Toestand
    vers: bool = True


async def read_latest(tx: Transactie, publiek: str) -> Ijkpunt | None:
    """The last one of this audience; None for an audience that was never seen."""
    return _one(await tx.sql(LATEST, publiek=publiek))


async def read_at_or_below(tx: Transactie, publiek: str, volgnummer: int) -> Ijkpunt | None:
    """The last one whose number is not above this number of the audience; None when there is none any more."""
    return _one(await tx.sql(AT_OR_BELOW, publiek=publiek, volgnummer=volgnummer))


async def start(tx: Transactie, ijkpunt: Ijkpunt) -> Ijkpunt:
    """Begin to count for an audience here, unless another node did so first; gives the one that holds."""
    begun = await tx.sql(
        START,
        publiek=ijkpunt.publiek,
        volgnummer=ijkpunt.volgnummer,
        logboek=ijkpunt.logboek,
        toestand=canonical(ijkpunt.toestand),
    )
    # In a large country it is long: what was just written is not read back.
    return ijkpunt if begun else await read_latest(tx, ijkpunt.publiek) or ijkpunt


async def keep(tx: Transactie, ijkpunten: Sequence[Ijkpunt], voor: int) -> None:
    """Write these down, and forget those of the same audiences from before fact `voor`."""
    ordered = sorted(ijkpunten, key=lambda one: one.publiek)
    publieken = [one.publiek for one in ordered]
    await tx.sql(
        KEEP,
        publieken=publieken,
        volgnummers=[one.volgnummer for one in ordered],
        logboeken=[one.logboek for one in ordered],
        toestanden=[canonical(one.toestand) for one in ordered],
    )
    await tx.sql(FORGET, publieken=publieken, voor=voor)


def _one(rows: Sequence[Any]) -> Ijkpunt | None:
    """Of rows with the columns of the table."""
    if not rows:
        return None
    (row,) = rows
    return Ijkpunt(row.publiek, row.volgnummer, row.logboek, row.toestand, row.vers)
