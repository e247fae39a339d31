"""Which moment a stand shows: epoch, volgnummer and instant, read in the transaction that reads the stand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from capacity_service.store.database import Transactie
from capacity_service.store.toestand import Toestand, instant

STEMPEL = """
SELECT i.epoch, i.verzonnen, s.volgnummer, h.slag,
    CASE WHEN pg_is_in_recovery() THEN
        (SELECT greatest(c.timeline_id, r.min_recovery_end_timeline) FROM pg_control_checkpoint() c, pg_control_recovery() r)
    ELSE ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::integer END AS tijdlijn,
    left(md5(concat_ws('.', (SELECT system_identifier FROM pg_control_system()),
        (SELECT oid FROM pg_database WHERE datname = current_database()), pg_relation_filenode('logboek'))), 8) AS herkomst
FROM installatie i, sequencer s, hartslag h
"""
"""The last checkpoint tells the timeline of a primary too, but only some time after it was promoted.

`herkomst` is where the rows came to be: another one when they were loaded from a dump, which starts no timeline.
"""
RENEW = "UPDATE installatie SET epoch = gen_random_uuid()"
FIGURES = ("inzetbaar", "vrij", "onbevestigd", "gereserveerd", "bezet", "buitenGebruik")


@dataclass(frozen=True)
class Stempel:
    """`epoch` changes when the database was restored or promoted; `volgnummer` is the last recorded fact.

    `slag` is the beat of the heart that this moment holds (`live/versheid.py`).
    """

    epoch: str
    volgnummer: int
    tijdstip_op: datetime
    verzonnen: bool
    slag: int = 0

    def show(self) -> dict[str, Any]:
        """As the answers tell it."""
        return {"epoch": self.epoch, "volgnummer": self.volgnummer, "tijdstipOp": instant(self.tijdstip_op)}


async def read_stempel(tx: Transactie) -> Stempel:
    """The stamp of this moment."""
    (row,) = await tx.sql(STEMPEL)
    epoch = f"{row.epoch}.{row.tijdlijn}.{row.herkomst}"
    return Stempel(epoch, row.volgnummer, tx.now, row.verzonnen, row.slag)


async def renew_epoch(tx: Transactie) -> None:
    """Every screen forgets what it has and reads the stand again, within about a second; as the migrator."""
    await tx.sql(RENEW)


def add_up(rows: list[Toestand]) -> Toestand:
    """The national totals of rows of bezetting: the figures that they show, and the same of opvangplaatsen."""
    opvang = [row["opvangplaatsen"] for row in rows]
    return _add(rows) | {"opvangplaatsen": _add(opvang)}


def _add(tellingen: list[Toestand]) -> Toestand:
    shown = [name for name in FIGURES if all(name in telling for telling in tellingen)]
    return {name: sum(telling[name] for telling in tellingen) for name in shown}
