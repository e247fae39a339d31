"""Which moment a stand shows: epoch, volgnummer and instant, read in the transaction that reads the stand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from capacity_service.store.database import Transactie
from capacity_service.store.toestand import Toestand, instant

STEMPEL = """
SELECT i.epoch, i.verzonnen, s.volgnummer, (SELECT timeline_id FROM pg_control_checkpoint()) AS tijdlijn
FROM installatie i, sequencer s
"""
FIGURES = ("inzetbaar", "vrij", "onbevestigd", "gereserveerd", "bezet", "buitenGebruik")


@dataclass(frozen=True)
class Stempel:
    """`epoch` changes when the database was restored or promoted; `volgnummer` is the last recorded fact."""

    epoch: str
    volgnummer: int
    tijdstip_op: datetime
    verzonnen: bool

    def show(self) -> dict[str, Any]:
        """As the answers tell it."""
        return {"epoch": self.epoch, "volgnummer": self.volgnummer, "tijdstipOp": instant(self.tijdstip_op)}


async def read_stempel(tx: Transactie) -> Stempel:
    """The stamp of this moment."""
    (row,) = await tx.sql(STEMPEL)
    return Stempel(f"{row.epoch}.{row.tijdlijn}", row.volgnummer, tx.now, row.verzonnen)


def add_up(rows: list[Toestand]) -> Toestand:
    """The national totals of rows of bezetting: the figures that they show, and the same of opvangplaatsen."""
    opvang = [row["opvangplaatsen"] for row in rows]
    return _add(rows) | {"opvangplaatsen": _add(opvang)}


def _add(tellingen: list[Toestand]) -> Toestand:
    shown = [name for name in FIGURES if all(name in telling for telling in tellingen)]
    return {name: sum(telling[name] for telling in tellingen) for name in shown}
