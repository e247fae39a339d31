"""Lists a page at a time: ids newest first, from below a cursor; the next cursor is the last id of a full page."""

from typing import Any
from uuid import UUID

from capacity_service.store.database import Transactie

PAGE_MAX = 100

AANVRAGEN_OWN = "SELECT id FROM aanvraag WHERE organisatie_id = :own"
AANVRAGEN_OPEN = (
    "SELECT id FROM aanvraag WHERE status IN ('zonder_plaats', 'gereserveerd', 'bevestigd', 'niet_verschenen')"
)
PLAATSING = (
    "SELECT id FROM plaatsing WHERE (CAST(:open AS boolean) IS NULL"
    " OR (status IN ('gereserveerd', 'bevestigd', 'aangekomen', 'niet_verschenen')) = :open)"
)
PLAATSINGEN_ASKED = f"{PLAATSING} AND aanvraag_organisatie = :own"
PLAATSINGEN_HOUSED = f"{PLAATSING} AND opvang_organisatie = :own"
REGISTRATIES = "SELECT id FROM registratie WHERE plaatsing_id = :plaatsing"
PLAATSEN_OWN = "SELECT id FROM plaats WHERE verwijderd_op IS NULL AND organisatie_id = :own"
PLAATSEN_ALL = "SELECT id FROM plaats WHERE verwijderd_op IS NULL"
PLAATSEN_PROPOSED = (
    "SELECT DISTINCT p.id FROM voorstel v JOIN aanvraag a ON a.id = v.aanvraag_id JOIN plaats p ON p.id = ANY(v.plaatsen)"
    " WHERE p.verwijderd_op IS NULL AND a.organisatie_id = :own"
    " AND a.status IN ('zonder_plaats', 'gereserveerd', 'bevestigd')"
)
MELDADRESSEN_OWN = "SELECT id FROM meldadres WHERE organisatie_id = :own AND rol = :rol AND ingetrokken_op IS NULL"
BEZORGINGEN_OWN = (
    "SELECT id FROM bezorging WHERE organisatie_id = :own AND rol = :rol"
    " AND (CAST(:status AS text) IS NULL OR status = :status)"
)
NORMSIGNAAL = "SELECT id FROM normsignaal WHERE (CAST(:open AS boolean) IS NULL OR (beeindigd_op IS NULL) = :open)"
NORMSIGNALEN_ALL = NORMSIGNAAL
NORMSIGNALEN_OPVANG = f"{NORMSIGNAAL} AND opvang_organisatie = :own"
NORMSIGNALEN_GEVRAAGD = f"{NORMSIGNAAL} AND aanvraag_organisatie = :own"
NORMSIGNALEN_GEMEENTE = f"{NORMSIGNAAL} AND centrumgemeente = :streek AND norm = ANY(CAST(:normen AS text[]))"
MELDING = "SELECT id FROM melding WHERE (CAST(:open AS boolean) IS NULL OR (gezien_op IS NULL) = :open)"
MELDINGEN_OWN = f"{MELDING} AND organisatie_id = :own AND rol = :rol"
MELDINGEN_LANDELIJK = f"{MELDING} AND rol = 'landelijk'"
VRAGEN_OWN = "SELECT id FROM vraag WHERE opvang_organisatie = :own"


async def is_listed(tx: Transactie, query: str, key: UUID, **params: Any) -> bool:  # noqa: ANN401 - as below
    """Whether `query` (one of this module) gives this id. What is hidden is looked for exactly as long as what is not there."""
    return bool(await tx.sql(f"SELECT 1 FROM ({query}) AS list WHERE id = :key", key=key, **_own(tx, query, params)))  # noqa: S608


async def read_page(
    tx: Transactie,
    query: str,
    cursor: UUID | None,
    **params: Any,  # noqa: ANN401 - parameters of the query
) -> tuple[list[UUID], str | None]:
    """At most 100 ids of `query` (one of this module) that come after the cursor, and the next cursor if there is more."""
    rows = await tx.sql(
        f"SELECT id FROM ({query}) AS list WHERE CAST(:cursor AS uuid) IS NULL OR id < :cursor"  # noqa: S608
        f" ORDER BY id DESC LIMIT {PAGE_MAX + 1}",
        cursor=cursor,
        **_own(tx, query, params),
    )
    ids = [row.id for row in rows[:PAGE_MAX]]
    return ids, str(ids[-1]) if len(rows) > PAGE_MAX else None


def _own(tx: Transactie, query: str, params: dict[str, Any]) -> dict[str, Any]:
    """The parameters, with whose list it is where the query asks that."""
    return params | ({"own": tx.actor.organisatie} if ":own" in query and tx.actor is not None else {})
