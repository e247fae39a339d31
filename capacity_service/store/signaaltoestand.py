"""The state of normsignalen, meldingen, vragen and verblijven, in the shape of `store/toestand.py`."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from capacity_service.domain.normen import NORMEN, Norm
from capacity_service.store.database import Transactie
from capacity_service.store.toestand import Toestand, instant

TOLD = """
SELECT DISTINCT normsignaal_id, rol, organisatie_id FROM melding
WHERE normsignaal_id = ANY(CAST(:ids AS uuid[])) ORDER BY 1, 2, 3
"""
NORMSIGNALEN = "SELECT * FROM normsignaal WHERE id = ANY(CAST(:ids AS uuid[])) ORDER BY id"
MELDINGEN = "SELECT * FROM melding WHERE id = ANY(CAST(:ids AS uuid[])) ORDER BY id"
VRAGEN = "SELECT * FROM vraag WHERE id = ANY(CAST(:ids AS uuid[])) ORDER BY id"
VERBLIJVEN = "SELECT * FROM verblijf WHERE id = ANY(CAST(:ids AS uuid[])) ORDER BY id"


def make_normsignaal(row: Any, told: list[Toestand]) -> Toestand:  # noqa: ANN401 - a row of NORMSIGNALEN
    """One episode, with the organisaties it concerns and who was told."""
    norm = NORMEN[Norm(row.norm)]
    return {
        "id": str(row.id),
        "norm": row.norm,
        "nummer": norm.nummer,
        "titel": norm.titel,
        "onderwerpSoort": row.onderwerp_soort,
        "onderwerp": row.onderwerp,
        "waar": row.centrumgemeente,
        "opvangOrganisatie": _key(row.opvang_organisatie),
        "aanvraagOrganisatie": _key(row.aanvraag_organisatie),
        "plichthouder": row.plichthouder,
        "plichthouderOrganisatie": _key(row.plichthouder_organisatie),
        "oorzaak": row.oorzaak,
        "remedie": row.remedie,
        "begonnenOp": instant(row.begonnen_op),
        "vastgelegdOp": instant(row.vastgelegd_op),
        "beeindigdOp": instant(row.beeindigd_op),
        "onderbrekingen": row.onderbrekingen,
        "onderbrokenSeconden": row.onderbroken_seconden,
        "verteldAan": told,
        "revisie": row.revisie,
    }


def make_melding(row: Any) -> Toestand:  # noqa: ANN401 - a row of MELDINGEN
    """One melding; its audience is a rol and, except for landelijk, an organisatie."""
    return {
        "id": str(row.id),
        "meldingsoort": row.soort,
        "rol": row.rol,
        "organisatie": _key(row.organisatie_id),
        "onderwerpSoort": row.onderwerp_soort,
        "onderwerp": row.onderwerp,
        "titel": row.titel,
        "tekst": row.tekst,
        "dringend": row.dringend,
        "op": instant(row.op),
        "termijnOp": instant(row.termijn_op),
        "laat": row.laat,
        "gezienOp": instant(row.gezien_op),
        "revisie": row.revisie,
    }


def make_vraag(row: Any) -> Toestand:  # noqa: ANN401 - a row of VRAGEN
    """One vraag, as the house that is asked sees it."""
    return {
        "id": str(row.id),
        "plaats": str(row.plaats_id),
        "opvangOrganisatie": str(row.opvang_organisatie),
        "status": row.status,
        "huishouden": row.huishouden,
        "gesteldOp": instant(row.gesteld_op),
        "verlooptOp": instant(row.verloopt_op),
        "beantwoordOp": instant(row.beantwoord_op),
        "revisie": row.revisie,
    }


def make_verblijf(row: Any) -> Toestand:  # noqa: ANN401 - a row of VERBLIJVEN
    """One stay, from arrival to end."""
    return {
        "id": str(row.id),
        "plaats": str(row.plaats_id),
        "plaatsing": _key(row.plaatsing_id),
        "opvangOrganisatie": str(row.organisatie_id),
        "vanOp": instant(row.van),
        "totOp": instant(row.tot),
        "naar": row.naar,
        "dubbel": row.dubbel,
    }


async def read_normsignalen(tx: Transactie, ids: Iterable[UUID]) -> list[Toestand]:
    """The state of these episodes, as far as this transaction may see them, by id."""
    wanted = list(ids)
    told: dict[UUID, list[Toestand]] = {}
    for row in await tx.sql(TOLD, ids=wanted) if wanted else []:
        one = {"rol": row.rol, "organisatie": _key(row.organisatie_id)}
        told.setdefault(row.normsignaal_id, []).append(one)
    return await _read(tx, NORMSIGNALEN, wanted, lambda row: make_normsignaal(row, told.get(row.id, [])))


async def read_meldingen(tx: Transactie, ids: Iterable[UUID]) -> list[Toestand]:
    """The state of these meldingen, as far as this transaction may see them, by id."""
    rows = await tx.geschreven.meldingen.find(ids, lambda rest: tx.sql(MELDINGEN, ids=rest))
    return [make_melding(row) for row in rows]


async def read_vragen(tx: Transactie, ids: Iterable[UUID]) -> list[Toestand]:
    """The state of these vragen, as far as this transaction may see them, by id."""
    return await _read(tx, VRAGEN, ids, make_vraag)


async def read_verblijven(tx: Transactie, ids: Iterable[UUID]) -> list[Toestand]:
    """The state of these verblijven, as far as this transaction may see them, by id."""
    return await _read(tx, VERBLIJVEN, ids, make_verblijf)


async def _read(
    tx: Transactie,
    statement: str,
    ids: Iterable[UUID],
    make: Callable[[Any], Toestand],
) -> list[Toestand]:
    wanted = list(ids)
    return [make(row) for row in (await tx.sql(statement, ids=wanted) if wanted else [])]


def _key(key: UUID | None) -> str | None:
    return None if key is None else str(key)
