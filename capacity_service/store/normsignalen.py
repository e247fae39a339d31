"""Episodes in SQL: those that are open, opening, ending, and beginning again within the same breath."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from capacity_service.domain.normen import NORMEN, Norm, Tekort
from capacity_service.store.database import Transactie
from capacity_service.store.identiteit import make_id

OPEN = """
SELECT id, norm, onderwerp, oorzaak FROM normsignaal
WHERE onderwerp = ANY(CAST(:onderwerpen AS text[])) AND beeindigd_op IS NULL
"""

REOPEN = """
UPDATE normsignaal n SET beeindigd_op = NULL, remedie = NULL, oorzaak = laatste.oorzaak, onderbrekingen = n.onderbrekingen + 1,
       onderbroken_seconden = n.onderbroken_seconden + extract(epoch FROM (:now - n.beeindigd_op))::bigint,
       revisie = n.revisie + 1
FROM (SELECT DISTINCT ON (s.norm, s.onderwerp) s.id, w.oorzaak
      FROM normsignaal s
      JOIN unnest(CAST(:normen AS text[]), CAST(:onderwerpen AS text[]), CAST(:oorzaken AS text[]))
        AS w (norm, onderwerp, oorzaak)
        ON w.norm = s.norm AND w.onderwerp = s.onderwerp
      WHERE s.beeindigd_op > :since ORDER BY s.norm, s.onderwerp, s.beeindigd_op DESC) laatste
WHERE n.id = laatste.id RETURNING n.id, n.norm, n.onderwerp
"""

INSERT = """
INSERT INTO normsignaal (id, norm, onderwerp_soort, onderwerp, centrumgemeente, opvang_organisatie, aanvraag_organisatie,
                         plichthouder, plichthouder_organisatie, oorzaak, begonnen_op, vastgelegd_op, onderbrekingen,
                         onderbroken_seconden, revisie)
VALUES (:id, :norm, :onderwerp_soort, :onderwerp, :centrumgemeente, :opvang, :aanvrager, :plichthouder,
        :plichthouder_organisatie, :oorzaak, :begonnen_op, :now, 0, 0, 1)
ON CONFLICT (norm, onderwerp) WHERE beeindigd_op IS NULL DO NOTHING RETURNING id
"""

END = """
UPDATE normsignaal SET beeindigd_op = greatest(:now, begonnen_op), remedie = :remedie, revisie = revisie + 1
WHERE id = ANY(CAST(:ids AS uuid[]))
"""

Sleutel = tuple[Norm, str]


@dataclass(frozen=True)
class Geopend:
    """An episode that was just opened."""

    id: UUID
    tekort: Tekort


async def compare(tx: Transactie, onderwerpen: Collection[str], tekorten: Sequence[Tekort]) -> list[Geopend]:
    """Open what is not met and close what is met again, for these subjects; gives what was opened and must be told.

    One episode per (norm, onderwerp). What returns within `signaal_herhaling_minuten` is the same episode, interrupted.
    """
    if not onderwerpen:
        return []
    rows = await tx.sql(OPEN, onderwerpen=sorted(onderwerpen))
    running: dict[Sleutel, Any] = {(Norm(row.norm), row.onderwerp): row for row in rows}
    wanted: dict[Sleutel, Tekort] = {(tekort.norm, tekort.plek.id): tekort for tekort in tekorten}
    await _end(tx, [(norm, row.id) for (norm, onderwerp), row in running.items() if (norm, onderwerp) not in wanted])
    await _reword(tx, [(running[key], tekort) for key, tekort in wanted.items() if key in running])
    new = {key: tekort for key, tekort in wanted.items() if key not in running}
    for again in await _reopen(tx, new):
        del new[again]
    return [Geopend(key, tekort) for tekort in new.values() if (key := await _open(tx, tekort)) is not None]


async def _end(tx: Transactie, ended: Iterable[tuple[Norm, UUID]]) -> None:
    by_remedie: dict[str, list[UUID]] = {}
    for norm, key in ended:
        by_remedie.setdefault(NORMEN[norm].remedie, []).append(key)
    for remedie, ids in sorted(by_remedie.items()):
        await tx.sql(END, ids=sorted(ids), remedie=remedie, now=tx.now)
        tx.changes.normsignalen |= set(ids)


async def _reword(tx: Transactie, running: Iterable[tuple[Any, Tekort]]) -> None:
    """The same episode for another cause: the text follows the facts."""
    for row, tekort in running:
        if row.oorzaak != tekort.oorzaak:
            await tx.sql(
                "UPDATE normsignaal SET oorzaak = :oorzaak, revisie = revisie + 1 WHERE id = :id",
                id=row.id,
                oorzaak=tekort.oorzaak,
            )
            tx.changes.normsignalen.add(row.id)


async def _reopen(tx: Transactie, new: dict[Sleutel, Tekort]) -> list[Sleutel]:
    if not new:
        return []
    rows = await tx.sql(
        REOPEN,
        normen=[str(norm) for norm, _ in new],
        onderwerpen=[onderwerp for _, onderwerp in new],
        oorzaken=[tekort.oorzaak for tekort in new.values()],
        since=tx.now - timedelta(minutes=tx.regels.signaal_herhaling_minuten),
        now=tx.now,
    )
    tx.changes.normsignalen |= {row.id for row in rows}
    return [(Norm(row.norm), row.onderwerp) for row in rows]


async def _open(tx: Transactie, tekort: Tekort) -> UUID | None:
    plek, plichthouder = tekort.plek, NORMEN[tekort.norm].plichthouder
    owners = {"opvang": plek.opvang_organisatie, "aanvrager": plek.aanvraag_organisatie}
    rows = await tx.sql(
        INSERT,
        id=make_id(tx.now),
        norm=str(tekort.norm),
        onderwerp_soort=str(plek.soort),
        onderwerp=plek.id,
        centrumgemeente=plek.centrumgemeente,
        opvang=plek.opvang_organisatie,
        aanvrager=plek.aanvraag_organisatie,
        plichthouder=str(plichthouder),
        plichthouder_organisatie=owners.get(str(plichthouder)),
        oorzaak=tekort.oorzaak,
        begonnen_op=tekort.begonnen_op,
        now=tx.now,
    )
    if not rows:
        return None
    found: UUID = rows[0].id
    tx.changes.normsignalen.add(found)
    return found
