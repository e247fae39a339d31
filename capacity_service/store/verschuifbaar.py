"""Reserveringen that nobody confirmed: they may move to another place when that places somebody more."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from capacity_service.domain.plaats import Kenmerk, Soort
from capacity_service.domain.voorraad import Klasse, Vrij
from capacity_service.store.aanvragen import Weegbaar, read_for_weighing
from capacity_service.store.database import Transactie

MOVABLE_MAX = 500
"""The latest reserveringen that are looked at; in a country of 35 centrumgemeenten there are never so many."""

RESERVED = """
SELECT r.id AS plaatsing, r.aanvraag_id, p.id, p.centrumgemeente, p.soort, p.personen_max, p.kenmerken,
       p.bevestigd_op <= :stale AS onbevestigd
FROM plaatsing r
JOIN claim c ON c.plaatsing_id = r.id AND c.soort = 'reservering' AND c.verloopt_op > clock_timestamp()
JOIN plaats p ON p.id = c.plaats_id
LEFT JOIN uitname u ON u.plaats_id = p.id AND u.vanaf_op < :horizon
WHERE r.status = 'gereserveerd' AND cardinality(r.plaatsen) = 1 AND u.plaats_id IS NULL
ORDER BY r.id DESC LIMIT :most
"""

HELD = """
SELECT 1 FROM plaats p
LEFT JOIN claim c ON c.plaats_id = p.id AND c.verloopt_op > clock_timestamp()
WHERE p.id = ANY(CAST(:ids AS uuid[])) AND (c.plaats_id IS NOT NULL OR p.verwijderd_op IS NOT NULL) LIMIT 1
"""


@dataclass(frozen=True)
class Verschuifbaar:
    """A reservering that may move: the household with the place it has, that place as the weighing sees it, the plaatsing."""

    weegbaar: Weegbaar
    vrij: Vrij
    plaatsing: UUID


async def read_movable(tx: Transactie, horizon: datetime) -> list[Verschuifbaar]:
    """All of them with one place that stays in service until `horizon`. The lock `afwegen` is held."""
    stale = tx.now - timedelta(hours=tx.regels.bevestigd_uren)
    rows = {row.aanvraag_id: row for row in await tx.sql(RESERVED, stale=stale, horizon=horizon, most=MOVABLE_MAX)}
    return [
        Verschuifbaar(
            replace(
                one,
                aanvraag=replace(
                    one.aanvraag, heeft=frozenset({row.id}), teruggemeld=one.aanvraag.teruggemeld - {row.id}
                ),
            ),
            _as_free(row),
            row.plaatsing,
        )
        for one in await read_for_weighing(tx, list(rows))
        for row in [rows[one.aanvraag.id]]
        if row.personen_max >= one.aanvraag.huishouden.personen
    ]


async def are_free(tx: Transactie, plaatsen: Iterable[UUID]) -> bool:
    """Whether nobody holds any of these places, which stand in locked centrumgemeenten."""
    ids = sorted(plaatsen)
    return not ids or not await tx.sql(HELD, ids=ids)


def _as_free(row: Any) -> Vrij:  # noqa: ANN401 - a row of RESERVED
    klasse = Klasse(
        row.centrumgemeente,
        Soort(row.soort),
        row.personen_max,
        frozenset(map(Kenmerk, row.kenmerken)),
        row.onbevestigd,
    )
    return Vrij(klasse, 1, (row.id,), afzonderlijk=True)
