"""The crisisplaatsen as the verwachting looks at them: together by what they are and until when; no place and no household by itself."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from capacity_service.domain.plaats import ClaimSoort
from capacity_service.domain.regels import Regels
from capacity_service.domain.tijd import end_of_nights
from capacity_service.domain.verwachting import Plekken
from capacity_service.store.database import Transactie

READ = """
SELECT p.centrumgemeente AS code, c.soort AS claim, s.vertrek, c.verwacht_tot_op, u.vanaf_op, count(*) AS aantal,
       count(DISTINCT CASE WHEN c.soort IN ('verblijf', 'bezet') THEN coalesce(c.plaatsing_id, p.id) END) AS huishoudens
FROM plaats p
LEFT JOIN claim c ON c.plaats_id = p.id
LEFT JOIN plaatsing s ON c.soort = 'verblijf' AND s.id = c.plaatsing_id
LEFT JOIN uitname u ON u.plaats_id = p.id
WHERE p.soort = 'crisisplaats' AND p.verwijderd_op IS NULL
GROUP BY p.centrumgemeente, c.soort, s.vertrek, c.verwacht_tot_op, u.vanaf_op
"""


async def read_plekken(tx: Transactie) -> Mapping[str, list[Plekken]]:
    """By centrumgemeente, those without places too; in a transaction that sees every stay."""
    found: dict[str, list[Plekken]] = {row.code: [] for row in await tx.sql("SELECT code FROM centrumgemeente")}
    for row in await tx.sql(READ):
        found[row.code].append(_make(row, tx.regels))
    return found


def _make(row: Any, regels: Regels) -> Plekken:  # noqa: ANN401 - a row of READ
    claim = ClaimSoort(row.claim) if row.claim else None
    stay, out = claim is ClaimSoort.verblijf, claim is ClaimSoort.buiten_gebruik
    return Plekken(
        row.code,
        row.aantal,
        row.huishoudens,
        claim,
        vertrekt_op=_end(row.vertrek, regels) if stay else None,
        terug_op=row.verwacht_tot_op if out else None,
        uit_op=row.vanaf_op,
    )


def _end(vertrek: date | None, regels: Regels) -> datetime | None:
    return None if vertrek is None else end_of_nights(vertrek, regels).astimezone(UTC)
