"""The map of the country as the weighing needs it, kept in memory and read again when its revisie has risen."""

from dataclasses import dataclass
from datetime import date, datetime

from capacity_service.domain.tijd import local_date
from capacity_service.domain.voorraad import Streek, Streken
from capacity_service.store.database import Transactie


@dataclass(frozen=True)
class Landkaart:
    """Centrumgemeenten by code; of each gemeente its centrumgemeenten (formeel and feitelijk) and its name."""

    revisie: int
    dag: date
    streken: Streken
    regio: dict[str, frozenset[str]]
    namen: dict[str, str]


class Kaartlade:
    """Holds the latest map. Each transaction knows the revisie it needs, so an old map is never used."""

    def __init__(self) -> None:
        self._kaart: Landkaart | None = None

    async def read(self, tx: Transactie) -> Landkaart:
        """The map of this transaction's revisie and day."""
        dag = local_date(tx.now)
        if self._kaart is None or (self._kaart.revisie, self._kaart.dag) != (tx.landkaart, dag):
            self._kaart = await _load(tx, dag)
        return self._kaart

    def is_current(self, revisie: int, now: datetime) -> bool:
        """Whether the map in memory is of this revisie and of the day of this instant."""
        kaart = self._kaart
        return kaart is not None and (kaart.revisie, kaart.dag) == (revisie, local_date(now))

    def knows_gemeente(self, code: str) -> bool:
        """Whether the latest map read has this gemeente."""
        return self._kaart is not None and code in self._kaart.regio

    def knows_streek(self, code: str) -> bool:
        """Whether the latest map read has this centrumgemeente."""
        return self._kaart is not None and code in self._kaart.streken


async def _load(tx: Transactie, dag: date) -> Landkaart:
    streken = await tx.sql("SELECT code, naam, breedtegraad, lengtegraad FROM centrumgemeente")
    gemeenten = await tx.sql(
        "SELECT DISTINCT ON (code) code, naam, formeel, feitelijk FROM gemeente WHERE geldig_vanaf <= :dag"
        " ORDER BY code, geldig_vanaf DESC",
        dag=dag,
    )
    return Landkaart(
        tx.landkaart,
        dag,
        Streken((s.code, Streek(s.code, s.naam, s.breedtegraad, s.lengtegraad)) for s in streken),
        {g.code: frozenset({g.formeel, g.feitelijk}) for g in gemeenten},
        {g.code: g.naam for g in gemeenten},
    )


KAART = Kaartlade()
"""One map a process: facts about the country, the same for every database this process could talk to at one revisie."""
