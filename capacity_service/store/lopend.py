"""What the clocks and norms look at, read for the things a transaction touched."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from capacity_service.domain.aanvraag import Aanvraagstatus, Plaatsingstatus
from capacity_service.domain.klokken import LopendeAanvraag, LopendePlaatsing
from capacity_service.domain.normen import Onderwerpsoort, Plaatsfeiten, Plek
from capacity_service.domain.plaats import Soort
from capacity_service.store.database import Transactie
from capacity_service.store.registraties import has_verhuisreden, read_gedaan

AANVRAGEN = """
SELECT id, organisatie_id, status, vastgesteld_op, deadline_op, zonder_plaats_sinds, knelpunt_tekst
FROM aanvraag WHERE id = ANY(CAST(:ids AS uuid[])) ORDER BY id
"""

PLAATSINGEN = """
SELECT p.*, a.nachten_geteld, g.gegevens -> 'huishouden' AS gezin, g.gegevens -> 'veiligheid' AS veiligheid,
       (SELECT s.soort FROM plaats s WHERE s.id = ANY(p.plaatsen)
        ORDER BY s.soort = 'opvangplaats', s.soort LIMIT 1) AS plaatssoort
FROM plaatsing p
JOIN aanvraag a ON a.id = p.aanvraag_id
LEFT JOIN LATERAL (SELECT h.gegevens FROM huishoudgegevens h WHERE h.aanvraag_id = p.aanvraag_id
                   ORDER BY h.revisie DESC LIMIT 1) g ON true
WHERE p.id = ANY(CAST(:ids AS uuid[])) ORDER BY p.id
"""

BEZET = """
SELECT v.id, v.van, v.organisatie_id, p.soort, p.centrumgemeente
FROM verblijf v JOIN plaats p ON p.id = v.plaats_id
WHERE v.plaats_id = ANY(CAST(:plaatsen AS uuid[])) AND v.plaatsing_id IS NULL AND v.tot IS NULL ORDER BY v.id
"""

PLAATSEN = """
SELECT p.id, p.centrumgemeente, p.organisatie_id, c.sinds_op, c.onvoorzien, c.reden, c.verwacht_tot_op,
       c.soort AS claim, u.feit AS uitname_feit, u.vanaf_op AS uitname_vanaf, u.reden AS uitname_reden,
       (SELECT max(v.van) FROM verblijf v WHERE v.plaats_id = p.id AND v.tot IS NULL HAVING count(*) > 1) AS dubbel
FROM plaats p
LEFT JOIN claim c ON c.plaats_id = p.id
LEFT JOIN uitname u ON u.plaats_id = p.id
WHERE p.id = ANY(CAST(:ids AS uuid[])) ORDER BY p.id
"""

ORGANISATIES = """
SELECT o.id, vrij.id IS NOT NULL AS vrij
FROM unnest(CAST(:ids AS uuid[])) AS o (id)
JOIN LATERAL (SELECT p.id FROM plaats p WHERE p.organisatie_id = o.id AND p.verwijderd_op IS NULL
              ORDER BY p.id LIMIT 1) een ON true
LEFT JOIN LATERAL (SELECT p.id FROM plaats p LEFT JOIN claim c ON c.plaats_id = p.id
                   WHERE p.organisatie_id = o.id AND p.verwijderd_op IS NULL AND c.plaats_id IS NULL
                   ORDER BY p.id LIMIT 1) vrij ON true
ORDER BY o.id
"""
"""Whether there is a free one at all: counting them would read every place of the country for every batch."""


LOCK_ORGANISATIES = """
SELECT pg_advisory_xact_lock(hashtext('organisatie'), hashtext(CAST(w.id AS text)))
FROM (SELECT id FROM unnest(CAST(:ids AS uuid[])) AS id ORDER BY id) w
"""


ARRIVED = {Plaatsingstatus.aangekomen, Plaatsingstatus.beeindigd}
"""Before arrival no clock asks what was recorded, and no move has been made."""


@dataclass(frozen=True)
class GevolgdeAanvraag:
    """One aanvraag with where it belongs and what is in its way."""

    plek: Plek
    lopend: LopendeAanvraag
    knelpunt: str | None


@dataclass(frozen=True)
class GevolgdePlaatsing:
    """One plaatsing with where it belongs, and how often its household has moved."""

    plek: Plek
    lopend: LopendePlaatsing
    moves: int
    verklaard: bool


@dataclass(frozen=True)
class GevolgdVerblijf:
    """Somebody inside without an aanvraag."""

    plek: Plek
    van: datetime
    soort: Soort


@dataclass(frozen=True)
class GevolgdePlaats:
    """One place with what is judged of it and when it was expected back."""

    plek: Plek
    feiten: Plaatsfeiten
    verwacht_tot_op: datetime | None


@dataclass(frozen=True)
class GevolgdeOrganisatie:
    """Whether an opvangorganisatie has a place that nobody holds."""

    plek: Plek
    vrij: bool


async def follow_aanvragen(tx: Transactie, ids: Iterable[UUID]) -> dict[UUID, GevolgdeAanvraag]:
    """These aanvragen."""
    return {
        row.id: GevolgdeAanvraag(
            Plek(Onderwerpsoort.aanvraag, str(row.id), aanvraag_organisatie=row.organisatie_id),
            LopendeAanvraag(Aanvraagstatus(row.status), row.vastgesteld_op, row.deadline_op, row.zonder_plaats_sinds),
            row.knelpunt_tekst,
        )
        for row in await tx.geschreven.aanvragen.find(ids, lambda rest: tx.sql(AANVRAGEN, ids=rest))
    }


async def follow_plaatsingen(tx: Transactie, ids: Iterable[UUID]) -> dict[UUID, GevolgdePlaatsing]:
    """These plaatsingen, with what was recorded about those whose clocks look at it."""
    rows = await tx.geschreven.plaatsingen.find(ids, lambda rest: tx.sql(PLAATSINGEN, ids=rest))
    arrived = [row.id for row in rows if row.status in ARRIVED]
    gedaan = await read_gedaan(tx, arrived) if arrived else {}
    verklaard = await has_verhuisreden(tx, arrived) if arrived else frozenset()
    return {
        row.id: GevolgdePlaatsing(
            Plek(
                Onderwerpsoort.plaatsing,
                str(row.id),
                row.centrumgemeente,
                row.opvang_organisatie,
                row.aanvraag_organisatie,
            ),
            _make_plaatsing(row, gedaan.get(row.id, frozenset())),
            (row.gezin or {}).get("verhuisbewegingen", 0),
            row.id in verklaard,
        )
        for row in rows
    }


def _make_plaatsing(row: Any, gedaan: Any) -> LopendePlaatsing:  # noqa: ANN401 - a row of PLAATSINGEN
    return LopendePlaatsing(
        status=Plaatsingstatus(row.status),
        soort=Soort(row.plaatssoort),
        gereserveerd_op=row.gereserveerd_op,
        geaccepteerd_op=row.geaccepteerd_op,
        verwachte_aankomst_op=row.verwachte_aankomst_op,
        aangekomen_op=row.aangekomen_op,
        eerste_nacht=row.eerste_nacht,
        vertrek=row.vertrek,
        beeindigd_op=row.beeindigd_op,
        kinderen=bool((row.gezin or {}).get("kinderen")),
        zonder_instrument=row.veiligheid is not None and row.veiligheid.get("instrument") is None,
        nachten_geteld=row.nachten_geteld,
        gedaan=gedaan,
    )


async def follow_bezet(tx: Transactie, plaatsen: Iterable[UUID]) -> dict[UUID, GevolgdVerblijf]:
    """Whoever is inside these places without an aanvraag, by verblijf (R16)."""
    rows = await _read(tx, BEZET, plaatsen, name="plaatsen")
    return {
        row.id: GevolgdVerblijf(
            Plek(Onderwerpsoort.verblijf, str(row.id), row.centrumgemeente, row.organisatie_id),
            row.van,
            Soort(row.soort),
        )
        for row in rows
    }


async def follow_plaatsen(tx: Transactie, ids: Iterable[UUID]) -> dict[UUID, GevolgdePlaats]:
    """These places: lost or not, two households or one, expected back when."""
    return {
        row.id: GevolgdePlaats(
            Plek(Onderwerpsoort.plaats, str(row.id), row.centrumgemeente, row.organisatie_id),
            _judgeable(tx, row),
            row.verwacht_tot_op if row.claim == "buiten_gebruik" else None,
        )
        for row in await _read(tx, PLAATSEN, ids)
    }


def _judgeable(tx: Transactie, row: Any) -> Plaatsfeiten:  # noqa: ANN401 - a row of PLAATSEN
    if row.claim == "buiten_gebruik" and row.onvoorzien:
        return Plaatsfeiten(row.sinds_op, row.reden, row.dubbel)
    if row.uitname_feit and row.uitname_vanaf <= tx.now:
        return Plaatsfeiten(row.uitname_vanaf, row.uitname_reden, row.dubbel)
    return Plaatsfeiten(None, None, row.dubbel)


async def lock_organisaties(tx: Transactie, ids: Iterable[UUID]) -> None:
    """Let one transaction at a time judge these organisaties, until it ends; taken after all locks but the sequencer."""
    wanted = sorted(set(ids))
    if wanted:
        await tx.sql(LOCK_ORGANISATIES, ids=wanted)


async def follow_organisaties(tx: Transactie, ids: Iterable[UUID]) -> dict[UUID, GevolgdeOrganisatie]:
    """All places of these opvangorganisaties together, whatever their soort (R2)."""
    return {
        row.id: GevolgdeOrganisatie(Plek(Onderwerpsoort.organisatie, str(row.id), opvang_organisatie=row.id), row.vrij)
        for row in await _read(tx, ORGANISATIES, ids)
    }


async def _read(tx: Transactie, statement: str, ids: Iterable[UUID], name: str = "ids") -> list[Any]:
    wanted = sorted(set(ids))
    return await tx.sql(statement, **{name: wanted}) if wanted else []
