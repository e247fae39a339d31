"""Aanvragen in SQL: the row, the household beside it (every revisie of it), and what the weighing reads of both."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from capacity_service.domain.aanvraag import Aanvraag, Behoefte, Huishouden
from capacity_service.domain.errors import NietGevonden
from capacity_service.domain.verplaatsing import Verplaatsingreden
from capacity_service.store import tables
from capacity_service.store.database import Transactie
from capacity_service.store.geschreven import make_row
from capacity_service.store.rijen import add_rows


@dataclass(frozen=True)
class Weegbaar:
    """An aanvraag as the weighing sees it, with its row to write the outcome in.

    `nieuw` is the household part of one that is not in the tables yet: it is written once, with its outcome.
    """

    aanvraag: Aanvraag
    rij: Any
    gegevens_revisie: int
    nieuw: dict[str, Any] | None = None


LATEST = """
SELECT DISTINCT ON (aanvraag_id) aanvraag_id, revisie, gegevens FROM huishoudgegevens
WHERE aanvraag_id = ANY(CAST(:ids AS uuid[])) ORDER BY aanvraag_id, revisie DESC
"""


REFUSED = """
SELECT aanvraag_id, teruggemeld FROM plaatsing
WHERE aanvraag_id = ANY(CAST(:ids AS uuid[])) AND status = 'teruggemeld' AND reden = 'niet_geschikt_te_maken'
"""


EARLIER = """
WITH RECURSIVE keten AS (
    SELECT a.id AS aanvraag_id, p.aanvraag_id AS eerder
    FROM aanvraag a JOIN plaatsing p ON p.id = a.verplaatst_van WHERE a.id = ANY(CAST(:ids AS uuid[]))
    UNION
    SELECT k.aanvraag_id, p.aanvraag_id
    FROM keten k JOIN aanvraag a ON a.id = k.eerder JOIN plaatsing p ON p.id = a.verplaatst_van
)
SELECT DISTINCT ON (k.aanvraag_id, k.eerder) k.aanvraag_id, g.gegevens
FROM keten k JOIN huishoudgegevens g ON g.aanvraag_id = k.eerder ORDER BY k.aanvraag_id, k.eerder, g.revisie DESC
"""
"""What was asked for the same household before it moved on. No gegevens change once it has arrived, so it is the same
each time that an afweging is repeated (R17)."""


ASKED = """
SELECT aanvraag_id, plaats_id FROM vraag
WHERE aanvraag_id = ANY(CAST(:ids AS uuid[])) AND status IN ('nee', 'verlopen')
"""


def make_new(row: Mapping[str, Any], gegevens: dict[str, Any]) -> Weegbaar:
    """One that came in just now: its row without an outcome, and its household part as it was sent."""
    rij = make_row(tables.Aanvraag, row)
    return Weegbaar(make_domain(rij, gegevens, ()), rij, 0, gegevens)


async def add_new(tx: Transactie, new: Sequence[Weegbaar]) -> None:
    """Write those that came in, each with the outcome that its row has by now."""
    await add_rows(tx, tables.Aanvraag, [vars(one.rij) for one in new])
    gegevens = [
        {
            "aanvraag_id": one.rij.id,
            "revisie": one.gegevens_revisie,
            "organisatie_id": one.rij.organisatie_id,
            "gegevens": one.nieuw,
        }
        for one in new
    ]
    await add_rows(tx, tables.Huishoudgegevens, gegevens)
    tx.changes.aanvragen |= {one.rij.id for one in new}


async def read_for_weighing(tx: Transactie, ids: Iterable[UUID]) -> list[Weegbaar]:
    """These aanvragen, oldest vastgesteld_op first. The lock `afwegen` is held, so nobody changes them meanwhile."""
    wanted = list(ids)
    if not wanted:
        return []
    await tx.session.flush()
    rows = list(await tx.session.exec(select(tables.Aanvraag).where(col(tables.Aanvraag.id).in_(wanted))))
    latest = {row.aanvraag_id: row for row in await tx.sql(LATEST, ids=wanted)}
    refused: dict[UUID, set[UUID]] = {}
    for row in await tx.sql(REFUSED, ids=wanted):
        refused.setdefault(row.aanvraag_id, set()).update(row.teruggemeld or ())
    verborgen = await read_verborgen(tx, [row.id for row in rows if row.verplaatst_van is not None])
    asked: dict[UUID, set[UUID]] = {}
    for row in await tx.sql(ASKED, ids=wanted):
        asked.setdefault(row.aanvraag_id, set()).add(row.plaats_id)
    return [
        Weegbaar(
            replace(
                make_domain(row, latest[row.id].gegevens, refused.get(row.id, ()), verborgen.get(row.id, frozenset())),
                gevraagd=frozenset(asked.get(row.id, ())),
            ),
            row,
            latest[row.id].revisie,
        )
        for row in sorted(rows, key=lambda r: (r.vastgesteld_op, r.id))
    ]


async def read_verborgen(tx: Transactie, moved: list[UUID]) -> dict[UUID, frozenset[str]]:
    """Where each of these was unsafe before: the region it fled from and every uitsluiting on the way (R19)."""
    found: dict[UUID, frozenset[str]] = {}
    for row in await tx.sql(EARLIER, ids=moved) if moved else []:
        safe = row.gegevens.get("verplaatsing") == Verplaatsingreden.verlies
        fled = frozenset() if safe else frozenset({row.gegevens["gemeente"]})
        found[row.aanvraag_id] = found.get(row.aanvraag_id, frozenset()) | fled | set(row.gegevens["uitsluitingen"])
    return found


async def find_own(tx: Transactie, aanvraag_id: UUID) -> tables.Aanvraag:
    """One aanvraag of the actor's organisatie, unlocked. Raises `NietGevonden` for absent and hidden alike."""
    return await _own(tx, _query(aanvraag_id))


async def lock_own(tx: Transactie, aanvraag_id: UUID) -> tables.Aanvraag:
    """The same, locked, and read again after the lock."""
    query = _query(aanvraag_id).with_for_update().execution_options(populate_existing=True)
    return await _own(tx, query)


def _query(aanvraag_id: UUID) -> Any:  # noqa: ANN401 - a select of one row
    return select(tables.Aanvraag).where(tables.Aanvraag.id == aanvraag_id)


async def _own(tx: Transactie, query: Any) -> tables.Aanvraag:  # noqa: ANN401
    row: tables.Aanvraag | None = (await tx.session.exec(query)).one_or_none()
    if row is None or tx.actor is None or row.organisatie_id != tx.actor.organisatie:
        raise NietGevonden
    return row


async def read_gegevens(tx: Transactie, aanvraag_id: UUID) -> dict[str, Any]:
    """The household part of the latest revisie, as it was sent."""
    rows = await tx.sql(LATEST, ids=[aanvraag_id])
    return dict(rows[0].gegevens)


def add_gegevens(tx: Transactie, rij: tables.Aanvraag, gegevens: dict[str, Any]) -> None:
    """Keep the household part that belongs to this revisie; earlier ones stay, so old afwegingen can be repeated."""
    tx.session.add(
        tables.Huishoudgegevens(
            aanvraag_id=rij.id, revisie=rij.revisie, organisatie_id=rij.organisatie_id, gegevens=gegevens
        )
    )


def make_domain(
    rij: tables.Aanvraag, gegevens: dict[str, Any], refused: Iterable[UUID], verborgen: frozenset[str] = frozenset()
) -> Aanvraag:
    """The domain value of a stored aanvraag."""
    huishouden = gegevens["huishouden"]
    return Aanvraag(
        id=rij.id,
        vastgesteld_op=rij.vastgesteld_op,
        gemeente=gegevens["gemeente"],
        huishouden=Huishouden(
            volwassenen=huishouden["volwassenen"],
            kinderen=tuple(kind["leeftijd"] for kind in huishouden["kinderen"]),
            behoeften=frozenset(map(Behoefte, huishouden["behoeften"])),
            verhuisbewegingen=huishouden["verhuisbewegingen"],
            nachten_eerder=huishouden["nachtenEerder"],
        ),
        nachten=rij.nachten,
        uitsluitingen=frozenset(gegevens["uitsluitingen"]),
        voorkeuren=frozenset(gegevens["voorkeuren"]),
        teruggemeld=frozenset(refused),
        alleen_voorstellen=rij.alleen_voorstellen,
        hier_veilig=gegevens.get("verplaatsing") == Verplaatsingreden.verlies,
        verborgen=verborgen,
    )
