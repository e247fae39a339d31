"""A weighing once more, from what was kept of it: the same answer, or what is left of it after erasure (R17)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from capacity_service.domain.aanvraag import Aanvraag, Behoefte, Huishouden
from capacity_service.domain.certificaat import check_certificaat
from capacity_service.domain.matching import Afweging, decide
from capacity_service.domain.regels import Regels
from capacity_service.domain.samenbewijs import check_grens, check_samen
from capacity_service.domain.voorraad import Stand
from capacity_service.store import tables
from capacity_service.store.aanvragen import make_domain, read_verborgen
from capacity_service.store.afwegingen import (
    Bewaard,
    digest_of,
    make_certificaat,
    make_omstandigheid,
    make_samenbewijs,
    make_stand,
    read,
)
from capacity_service.store.database import Transactie
from capacity_service.store.landkaart import KAART

GEGEVENS = """
SELECT g.aanvraag_id, g.gegevens FROM huishoudgegevens g
JOIN unnest(CAST(:ids AS uuid[]), CAST(:revisies AS bigint[])) AS w (id, revisie)
  ON (g.aanvraag_id, g.revisie) = (w.id, w.revisie)
"""


@dataclass(frozen=True)
class Herweging:
    """A weighing as it was kept and as it comes out now.

    Of `gewist` aanvragen only size and needs are left, so their answer may be another. `fouten` is what the check of
    the kept proof finds. `referenties` names the aanvragen.
    """

    bewaard: Bewaard
    afweging: Afweging
    stand: Stand
    gewist: frozenset[UUID]
    gelijk: bool
    fouten: tuple[str, ...]
    referenties: Mapping[UUID, str]


async def weigh_again(tx: Transactie, key: UUID) -> Herweging | None:
    """The weighing with this id, or the latest of the aanvraag with this id; None when there is neither."""
    bewaard = await read(tx, key)
    if bewaard is None:
        aanvraag = await tx.session.get(tables.Aanvraag, key)
        bewaard = await read(tx, aanvraag.afweging_id) if aanvraag and aanvraag.afweging_id else None
    if bewaard is None:
        return None
    kaart = await KAART.read(tx)
    stand = make_stand(bewaard, Stand((), kaart.streken, kaart.regio, {}, 0, {}, {}))
    query = select(tables.Aanvraag).where(col(tables.Aanvraag.id).in_([UUID(one["id"]) for one in bewaard.aanvragen]))
    rows = {row.id: row for row in await tx.session.exec(query)}
    aanvragen, gewist = await _read_aanvragen(tx, bewaard, rows)
    afweging = decide(aanvragen, stand, Regels.again(bewaard.regels), make_omstandigheid(bewaard.omgeving))
    return Herweging(
        bewaard,
        afweging,
        stand,
        gewist,
        digest_of(afweging) == bewaard.antwoord,
        () if gewist and bewaard.gaaf else tuple(_check(bewaard, afweging, stand)),
        {id_: row.referentie for id_, row in rows.items()},
    )


def _check(bewaard: Bewaard, afweging: Afweging, stand: Stand) -> list[str]:
    """The kept proof against the plain order, and the kept bound against what the search says now."""
    if not bewaard.gaaf:
        return ["De afweging is niet meer wat is vastgelegd: haar hash klopt niet. Meld dit bij de beheerder."]
    certificaat = make_certificaat(bewaard.certificaat, afweging.opgave)
    faults = check_certificaat(afweging.opgave, certificaat)
    try:
        bewijs = make_samenbewijs(bewaard, afweging, stand, Regels.again(bewaard.regels))
    except KeyError as unknown:
        return [*faults, f"Samen genomen is {unknown}, maar dat is niet gewogen."]
    if bewijs is None or afweging.ondergrens is None:
        return faults
    lowest = make_certificaat(bewaard.certificaat["ondergrens"], afweging.ondergrens.opgave)
    faults += check_grens(replace(afweging.ondergrens, certificaat=lowest), bewijs)
    faults += check_samen(afweging.opgave, certificaat.toegewezen, bewijs, stand.huizen)
    if (bewijs.grens, bewijs.bewezen) != (afweging.grens, afweging.bewezen):
        faults.append("De grens is nu een andere dan is vastgelegd.")
    return faults


async def _read_aanvragen(
    tx: Transactie, bewaard: Bewaard, rows: Mapping[UUID, tables.Aanvraag]
) -> tuple[list[Aanvraag], frozenset[UUID]]:
    """The aanvragen as they were weighed, and which of them have been erased."""
    revisies = {UUID(one["id"]): one["revisie"] for one in bewaard.aanvragen}
    found = await tx.sql(GEGEVENS, ids=list(revisies), revisies=list(revisies.values()))
    gegevens = {row.aanvraag_id: row.gegevens for row in found}
    verborgen = await read_verborgen(tx, [id_ for id_, row in rows.items() if row.verplaatst_van is not None])
    aanvragen = []
    for one in bewaard.aanvragen:
        key = UUID(one["id"])
        known = (
            make_domain(rows[key], gegevens[key], (), verborgen.get(key, frozenset()))
            if key in gegevens
            else _left(one)
        )
        aanvragen.append(
            replace(
                known,
                vastgesteld_op=datetime.fromisoformat(one["vastgesteldOp"]),
                nachten=one["nachten"],
                alleen_voorstellen=one["alleenVoorstellen"],
                teruggemeld=frozenset(map(UUID, one["teruggemeld"])),
                gevraagd=frozenset(map(UUID, one["gevraagd"])),
                heeft=frozenset(map(UUID, one["heeft"])),
            )
        )
    return aanvragen, frozenset(revisies.keys() - gegevens.keys())


def _left(one: dict[str, Any]) -> Aanvraag:
    """What is left of a household after erasure: how many they were and what they needed, from nowhere."""
    return Aanvraag(
        UUID(one["id"]),
        datetime.fromisoformat(one["vastgesteldOp"]),
        "",
        Huishouden(one["personen"], (), frozenset(map(Behoefte, one["behoeften"]))),
        one["nachten"],
    )
