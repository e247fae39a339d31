"""The looks of one organisatie's people that a privacy officer should see, in SQL; which deserve it the domain decides."""

from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any
from uuid import UUID

from capacity_service.domain.inzage import Actor
from capacity_service.domain.steekproef import Bekeken, Beoordeling, Waarom, find_redenen
from capacity_service.store.database import Transactie
from capacity_service.store.toestand import Toestand, instant

STEEKPROEF = """
WITH eigen AS (
    SELECT i.*, CAST(extract(hour FROM i.op AT TIME ZONE 'Europe/Amsterdam') AS integer) AS uur,
           CAST(i.op AT TIME ZONE 'Europe/Amsterdam' AS date) AS dag,
           coalesce(max(i.in_uur) OVER (PARTITION BY i.account_id ORDER BY i.op
                                        RANGE BETWEEN CURRENT ROW AND interval '1 hour' FOLLOWING), 0) AS hoogste
    FROM inzagelog i WHERE i.organisatie_id = :own AND i.op > :since),
dagen AS (SELECT rol, uur, array_agg(DISTINCT dag) AS gezien FROM eigen GROUP BY rol, uur)
SELECT e.*, coalesce(s.onderwerp, e.onderwerp) AS bedoeld, a.naam, b.oordeel, b.op AS beoordeeld_op,
       CAST((SELECT count(*) FROM unnest(d.gezien) AS g (dag) WHERE g.dag < e.dag) AS integer) AS dagen
FROM eigen e
JOIN dagen d ON d.rol = e.rol AND d.uur = e.uur
LEFT JOIN schuilnaam s ON CAST(s.schuilnaam AS text) = e.onderwerp AND s.organisatie_id = e.organisatie_id
LEFT JOIN account a ON a.id = e.account_id
LEFT JOIN LATERAL (SELECT q.oordeel, q.op FROM beoordeling q WHERE q.volgnummer = e.volgnummer
                   ORDER BY q.op DESC, q.id DESC LIMIT 1) b ON true
WHERE e.account_id <> :zelf
  AND (e.zaak IS FALSE OR e.uitkomst IN ('geweigerd', 'geremd') OR e.handeling = 'read_noodinzage' OR e.hoogste > :bulk
       OR e.uur = ANY(CAST(:nachturen AS integer[]))
       OR (CAST(get_byte(e.hash, 0) AS bigint) * 16777216 + get_byte(e.hash, 1) * 65536 + get_byte(e.hash, 2) * 256
           + get_byte(e.hash, 3)) % 100 < :procent)
ORDER BY e.volgnummer DESC
"""
"""Those that may deserve it: what this leaves out, `find_redenen` gives no reason for."""

OWN_LINE = "SELECT account_id, organisatie_id FROM inzagelog WHERE volgnummer = :volgnummer AND organisatie_id = :own"
LAST = "SELECT oordeel FROM beoordeling WHERE volgnummer = :volgnummer ORDER BY op DESC, id DESC LIMIT 1"
JUDGE = """
INSERT INTO beoordeling (id, volgnummer, organisatie_id, account_id, oordeel, op)
VALUES (:id, :volgnummer, :own, :account, :oordeel, :op) ON CONFLICT DO NOTHING RETURNING volgnummer
"""


@dataclass(frozen=True)
class Stuk:
    """One look in the steekproef, as it is told, and why."""

    rij: Any
    waarom: tuple[Waarom, ...]

    @property
    def is_open(self) -> bool:
        """Whether the last word about it has not been said."""
        return self.rij.oordeel in {None, Beoordeling.navragen}

    def show(self) -> Toestand:
        """JSON-ready."""
        rij = self.rij
        return {
            "volgnummer": rij.volgnummer,
            "op": instant(rij.op),
            "account": {"id": str(rij.account_id), "naam": rij.naam},
            "rol": rij.rol,
            "handeling": rij.handeling,
            "onderwerpSoort": rij.onderwerp_soort,
            "onderwerp": rij.bedoeld,
            "uitkomst": rij.uitkomst,
            "reden": rij.reden,
            "zaak": rij.zaak,
            "aantal": rij.aantal,
            "inUur": rij.in_uur,
            "oorsprong": rij.oorsprong,
            "spoor": rij.spoor,
            "waarom": [str(waarom) for waarom in self.waarom],
            "oordeel": rij.oordeel,
            "beoordeeldOp": instant(rij.beoordeeld_op),
        }


async def read_steekproef(tx: Transactie, actor: Actor) -> list[Stuk]:
    """What of the last weeks deserves a look, of own organisatie, newest first; own looks are for somebody else."""
    regels = tx.regels
    rows = await tx.sql(
        STEEKPROEF,
        own=actor.organisatie,
        zelf=actor.account,
        since=tx.now - timedelta(days=regels.inzage_terugblik_dagen),
        bulk=regels.inzage_bulk_aantal,
        nachturen=[uur for uur in range(24) if regels.is_reserveringsnacht(time(uur))],
        procent=regels.steekproef_procent,
    )
    found = [Stuk(row, find_redenen(_make_bekeken(row), regels)) for row in rows]
    return [stuk for stuk in found if stuk.waarom]


def _make_bekeken(row: Any) -> Bekeken:  # noqa: ANN401 - a row of STEEKPROEF
    return Bekeken(row.op, row.handeling, row.uitkomst, row.zaak, row.hoogste, row.dagen, row.hash)


async def find_account(tx: Transactie, actor: Actor, volgnummer: int) -> UUID | None:
    """Whose look this is, when it is one of own organisatie's people; None otherwise."""
    rows = await tx.sql(OWN_LINE, volgnummer=volgnummer, own=actor.organisatie)
    return rows[0].account_id if rows else None


async def read_oordeel(tx: Transactie, volgnummer: int) -> Beoordeling | None:
    """What was said of it last."""
    rows = await tx.sql(LAST, volgnummer=volgnummer)
    return Beoordeling(rows[0].oordeel) if rows else None


async def add_oordeel(tx: Transactie, actor: Actor, key: UUID, volgnummer: int, oordeel: Beoordeling) -> bool:
    """Write down what is said of it; False when somebody just said the last word."""
    said = {"id": key, "volgnummer": volgnummer, "oordeel": str(oordeel)}
    return bool(await tx.sql(JUDGE, **said, own=actor.organisatie, account=actor.account, op=tx.now))
