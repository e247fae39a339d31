"""What a melding is about, read for whoever has to be told: size and needs, the organisaties, and who finds the next place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from capacity_service.domain.meldingen import describe_wie
from capacity_service.domain.normen import Gehoor
from capacity_service.store.database import Transactie
from capacity_service.store.landkaart import KAART

AANVRAAG_VAN = 0
REGIO_VAN_HERKOMST = 1
"""What the rule `vervolg_verantwoordelijke` means; any other number is the organisatie that received them (fn 9)."""

HUISHOUDENS = """
SELECT a.id AS aanvraag, a.referentie, a.organisatie_id AS aanvrager, a.knelpunt_tekst, p.id AS plaatsing,
       p.opvang_organisatie AS opvang, p.centrumgemeente, g.gegevens ->> 'gemeente' AS gemeente,
       g.gegevens -> 'huishouden' AS gezin
FROM (SELECT b.id, CAST(NULL AS uuid) FROM aanvraag b WHERE b.id = ANY(CAST(:ids AS uuid[]))
      UNION ALL
      SELECT q.aanvraag_id, q.id FROM plaatsing q WHERE q.id = ANY(CAST(:ids AS uuid[]))) AS k (aanvraag, plaatsing)
JOIN aanvraag a ON a.id = k.aanvraag
LEFT JOIN plaatsing p ON p.id = k.plaatsing
LEFT JOIN LATERAL (SELECT h.gegevens FROM huishoudgegevens h WHERE h.aanvraag_id = a.id
                   ORDER BY h.revisie DESC LIMIT 1) g ON true
"""

OVERIG = """
SELECT v.id, v.organisatie_id AS opvang, p.centrumgemeente, CAST(NULL AS jsonb) AS gezin, CAST(0 AS bigint) AS aantal
FROM verblijf v JOIN plaats p ON p.id = v.plaats_id WHERE v.id = ANY(CAST(:ids AS uuid[]))
UNION ALL
SELECT p.id, p.organisatie_id, p.centrumgemeente, NULL, count(*) OVER (PARTITION BY p.organisatie_id)
FROM plaats p WHERE p.id = ANY(CAST(:ids AS uuid[]))
UNION ALL
SELECT q.id, q.opvang_organisatie, q.centrumgemeente, q.huishouden, 0 FROM vraag q WHERE q.id = ANY(CAST(:ids AS uuid[]))
"""

HERKOMST = """
SELECT organisatie_id FROM plaats WHERE centrumgemeente = ANY(CAST(:codes AS text[])) AND verwijderd_op IS NULL
GROUP BY 1 ORDER BY organisatie_id = CAST(:aanvrager AS uuid) DESC, count(*) DESC, 1 LIMIT 1
"""

GEMEENTEN = """
SELECT centrumgemeente, min(id::text)::uuid AS id FROM organisatie WHERE soort = 'gemeente' GROUP BY 1
"""
ACHTERWACHT = "SELECT DISTINCT organisatie_id AS id FROM plaats WHERE verwijderd_op IS NULL ORDER BY 1"


@dataclass(frozen=True)
class Onderwerp:
    """What is told about; what is unknown, or does not exist for this kind of thing, is None."""

    id: UUID
    wie: str = "Een huishouden"
    kenmerk: str | None = None
    knelpunt: str | None = None
    aantal: int = 0
    gemeente: str | None = None
    centrumgemeente: str | None = None
    aanvraag: UUID | None = None
    plaatsing: UUID | None = None
    opvang: UUID | None = None
    aanvrager: UUID | None = None


async def read_onderwerpen(tx: Transactie, ids: Iterable[UUID]) -> dict[UUID, Onderwerp]:
    """What is known of these aanvragen, plaatsingen, verblijven, plaatsen and vragen, by id."""
    wanted = sorted(set(ids))
    found = {key: _about_new(tx, key) for key in wanted if key in tx.geschreven.plaatsingen}
    unread = [key for key in wanted if key not in found]
    for row in await tx.sql(HUISHOUDENS, ids=unread) if unread else []:
        onderwerp = _about_household(row)
        found[row.plaatsing or row.aanvraag] = onderwerp
        found.setdefault(row.aanvraag, replace(onderwerp, id=row.aanvraag))
    rest = [key for key in wanted if key not in found]
    if rest:
        for row in await tx.sql(OVERIG, ids=rest):
            found[row.id] = Onderwerp(
                row.id, _wie(row.gezin), aantal=row.aantal, centrumgemeente=row.centrumgemeente, opvang=row.opvang
            )
    return found


def _about_new(tx: Transactie, key: UUID) -> Onderwerp:
    plaatsing = tx.geschreven.plaatsingen[key]
    return Onderwerp(
        id=key,
        wie=_wie(plaatsing.gezin),
        kenmerk=plaatsing.referentie,
        gemeente=plaatsing.gemeente,
        centrumgemeente=plaatsing.centrumgemeente,
        aanvraag=plaatsing.aanvraag_id,
        plaatsing=key,
        opvang=plaatsing.opvang_organisatie,
        aanvrager=plaatsing.aanvraag_organisatie,
    )


def _about_household(row: Any) -> Onderwerp:  # noqa: ANN401 - a row of HUISHOUDENS
    return Onderwerp(
        id=row.plaatsing or row.aanvraag,
        wie=_wie(row.gezin),
        kenmerk=row.referentie,
        knelpunt=row.knelpunt_tekst,
        gemeente=row.gemeente,
        centrumgemeente=row.centrumgemeente,
        aanvraag=row.aanvraag,
        plaatsing=row.plaatsing,
        opvang=row.opvang,
        aanvrager=row.aanvrager,
    )


def _wie(gezin: dict[str, Any] | None) -> str:
    if not gezin:
        return "Een huishouden"
    return describe_wie(gezin["volwassenen"], len(gezin["kinderen"]), tuple(gezin["behoeften"]))


async def resolve(tx: Transactie, gehoor: Gehoor, onderwerp: Onderwerp) -> Sequence[tuple[str, UUID | None]]:
    """The audiences, as (rol, organisatie), that this gehoor is for this onderwerp; none where nobody is known."""
    match gehoor:
        case Gehoor.landelijk:
            return [("landelijk", None)]
        case Gehoor.opvang:
            return _if_known("opvang", onderwerp.opvang)
        case Gehoor.aanvrager:
            return _if_known("coordinator", onderwerp.aanvrager)
        case Gehoor.vervolg:
            return _if_known("coordinator", await _find_vervolg(tx, onderwerp))
        case Gehoor.gemeente:
            found = {row.centrumgemeente: row.id for row in await tx.sql(GEMEENTEN)}
            return _if_known("gemeente", found.get(onderwerp.centrumgemeente))
        case Gehoor.achterwacht:
            return [("opvang", row.id) for row in await tx.sql(ACHTERWACHT)]


def _if_known(rol: str, organisatie: UUID | None) -> Sequence[tuple[str, UUID | None]]:
    return [] if organisatie is None else [(rol, organisatie)]


async def _find_vervolg(tx: Transactie, onderwerp: Onderwerp) -> UUID | None:
    """The vervolgVerantwoordelijke of R11, by the rule of the day; without an aanvraag it is who received them (R16)."""
    rule = tx.regels.vervolg_verantwoordelijke
    if onderwerp.aanvrager is None or rule not in {AANVRAAG_VAN, REGIO_VAN_HERKOMST}:
        return onderwerp.opvang
    if rule == REGIO_VAN_HERKOMST and onderwerp.gemeente is not None:
        codes = (await KAART.read(tx)).regio.get(onderwerp.gemeente, frozenset())
        rows = await tx.sql(HERKOMST, codes=sorted(codes), aanvrager=onderwerp.aanvrager)
        if rows:
            found: UUID = rows[0].organisatie_id
            return found
    return onderwerp.aanvrager
