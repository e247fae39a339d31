"""The places of the country in memory, brought up to the last committed fact before every look.

One statement tells what was recorded since the last look and what this transaction changed itself. That the chain of the logboek
still holds the link that was read last proves that it is the same history: after a restore everything is read again. Nothing is
promised by this memory: the claims in the database are asked last.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from capacity_service.domain.plaats import ClaimSoort, Kenmerk, Soort
from capacity_service.domain.plaatsvoorraad import Kijk, Plaatsbeeld, Voorraad

if TYPE_CHECKING:
    from capacity_service.store.database import Transactie

T = TypeVar("T")
Beelden = Mapping[UUID, Plaatsbeeld | None]

BEHIND_MAX = 5_000
"""Further behind than this many facts, reading everything is quicker."""

COLUMNS = """
p.id, p.centrumgemeente, p.soort, p.personen_max, p.kenmerken, p.bevestigd_op, p.verwijderd_op,
c.soort AS claim, nullif(c.verloopt_op, 'infinity') AS verloopt_op, u.vanaf_op
"""
SINCE = f"""
SELECT s.volgnummer AS tot, s.hash AS schakel, l.hash AS vorige, w.id AS plaats, w.verteld, {COLUMNS}
FROM sequencer s
LEFT JOIN logboek l ON l.volgnummer = :known
LEFT JOIN (SELECT n.id, bool_or(n.verteld) AS verteld
           FROM (SELECT CAST(CAST(feit AS jsonb) ->> 'id' AS uuid), true FROM logboek
                 WHERE volgnummer > :known AND volgnummer <= :until AND soort = 'plaats'
                 UNION ALL SELECT id, true FROM unnest(CAST(:unread AS uuid[])) AS id
                 UNION ALL SELECT id, false FROM unnest(CAST(:own AS uuid[])) AS id) AS n (id, verteld)
           GROUP BY n.id) w ON true
LEFT JOIN plaats p ON p.id = w.id
LEFT JOIN claim c ON c.plaats_id = p.id
LEFT JOIN uitname u ON u.plaats_id = p.id
"""  # noqa: S608 - our own columns
EVERYTHING = f"""
SELECT s.volgnummer AS tot, s.hash AS schakel, p.id AS plaats, {COLUMNS}
FROM sequencer s
LEFT JOIN plaats p ON true
LEFT JOIN claim c ON c.plaats_id = p.id
LEFT JOIN uitname u ON u.plaats_id = p.id
"""  # noqa: S608 - our own columns


@dataclass
class Gelezen:
    """The places at one number of the logboek, with the link of its chain; of those in `ongelezen` the committed state is not known."""

    voorraad: Voorraad
    tot: int
    schakel: bytes
    ongelezen: set[UUID] = field(default_factory=set)


class Plaatsgeheugen:
    """Belongs to one database."""

    def __init__(self) -> None:
        self._gelezen: Gelezen | None = None

    def forget(self) -> None:
        """Read everything again at the next look."""
        self._gelezen = None

    async def look(self, tx: "Transactie", see: Callable[[Voorraad], T]) -> T:
        """What `see` makes of the places as this transaction sees them, its own changes included; it may not change them."""
        kijk = Kijk(tx.now, tx.regels)
        own = frozenset(tx.changes.plaatsen)
        found = self._gelezen
        beelden = await _read_since(tx, found, own) if found is not None and found.voorraad.follows(kijk) else None
        if found is None or beelden is None:
            self._gelezen = found = await read_everything(tx, kijk, own)
            beelden = {plaats: found.voorraad.find(plaats) for plaats in own}
        found.voorraad.advance(kijk)
        with found.voorraad.as_if(beelden):
            return see(found.voorraad)


async def _read_since(tx: "Transactie", found: Gelezen, own: frozenset[UUID]) -> Beelden | None:
    """Learn what was committed since, and give what this transaction changed; None when this is another history, or too far behind."""
    known = found.tot
    rows = await tx.sql(SINCE, known=known, until=known + BEHIND_MAX, unread=sorted(found.ongelezen), own=sorted(own))
    tot = rows[0].tot
    if (known and rows[0].vorige != found.schakel) or not known <= tot <= known + BEHIND_MAX:
        return None
    beelden = {row.plaats: make_beeld(row) for row in rows if row.plaats is not None}
    # Another transaction of this process may have looked meanwhile, and further.
    if tot >= found.tot:
        found.ongelezen -= beelden.keys()
        found.ongelezen |= {row.plaats for row in rows if row.verteld and row.plaats in own}
        for plaats in beelden.keys() - own:
            found.voorraad.put(plaats, beelden[plaats])
        found.tot, found.schakel = tot, bytes(rows[0].schakel)
    return {plaats: beelden[plaats] for plaats in own}


async def read_everything(tx: "Transactie", kijk: Kijk, own: frozenset[UUID]) -> Gelezen:
    """All places as this transaction sees them; what it changed itself is read again when it has ended, well or badly."""
    rows = await tx.sql(EVERYTHING)
    beelden = {row.plaats: beeld for row in rows if row.plaats is not None and (beeld := make_beeld(row)) is not None}
    return Gelezen(Voorraad(kijk, beelden), rows[0].tot, bytes(rows[0].schakel), set(own))


def make_beeld(row: Any) -> Plaatsbeeld | None:  # noqa: ANN401 - a row with COLUMNS
    """One place; None when it was removed, or never was."""
    if row.id is None or row.verwijderd_op is not None:
        return None
    return Plaatsbeeld(
        row.id,
        row.centrumgemeente,
        Soort(row.soort),
        row.personen_max,
        frozenset(map(Kenmerk, row.kenmerken)),
        row.bevestigd_op,
        ClaimSoort(row.claim) if row.claim else None,
        row.verloopt_op,
        row.vanaf_op,
    )
