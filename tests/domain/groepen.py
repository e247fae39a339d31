"""Places one by one, and grouped into classes in the plainest way."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from capacity_service.domain.plaats import Kenmerk, Soort, is_onbevestigd
from capacity_service.domain.regels import Regels
from capacity_service.domain.voorraad import Klasse, Vrij


@dataclass(frozen=True)
class Plaats:
    """A place for one household. `personen_max` counts persons, cots included; `bevestigd_op` is when it was last seen."""

    id: UUID
    soort: Soort
    centrumgemeente: str
    organisatie: UUID
    huis: UUID
    personen_max: int
    kenmerken: frozenset[Kenmerk]
    bevestigd_op: datetime


def group_by_klasse(plaatsen: Iterable[Plaats], regels: Regels, now: datetime) -> tuple[Vrij, ...]:
    """Free places by class, counted anew; `now` decides what is onbevestigd (R3)."""
    found: dict[Klasse, list[UUID]] = {}
    for plaats in sorted(plaatsen, key=lambda p: p.id):
        klasse = Klasse(
            plaats.centrumgemeente,
            plaats.soort,
            plaats.personen_max,
            plaats.kenmerken,
            is_onbevestigd(plaats.bevestigd_op, now, regels),
        )
        found.setdefault(klasse, []).append(plaats.id)
    return tuple(Vrij(klasse, len(ids), tuple(ids)) for klasse, ids in found.items())
