"""The state of each thing as the logboek, the live stream and the answers tell it: JSON-ready, one shape everywhere.

Every state carries its `revisie`. A state that concerns a household also names its organisaties, so that the feed knows
who may see it; `domain/inzage.py` takes those names out before anybody does.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from capacity_service.domain.bezetting import Bezetting, Gezien
from capacity_service.domain.plaats import STATUS_OF_CLAIM, ClaimSoort, Soort
from capacity_service.store import vragen
from capacity_service.store.database import Transactie

Toestand = dict[str, Any]

PLAATSEN = """
SELECT p.*, h.code AS huiscode, c.soort AS claim, c.plaatsing_id, c.sinds_op AS claim_sinds, c.reden AS claim_reden,
       c.verwacht_tot_op AS claim_tot, u.plaats_id AS uitname, u.vanaf_op, u.feit AS uitname_feit,
       u.reden AS uitname_reden, u.verwacht_tot_op AS uitname_tot, u.vervangen_door
FROM plaats p
JOIN huis h ON h.id = p.huis_id
LEFT JOIN claim c ON c.plaats_id = p.id
LEFT JOIN uitname u ON u.plaats_id = p.id
"""

TELLING = """
SELECT g.code, g.naam, g.revisie, p.soort, c.soort AS claim, p.onbevestigd, u.plaats_id IS NOT NULL AS uitgevallen,
       count(p.id) AS aantal
FROM centrumgemeente g
LEFT JOIN plaats p ON p.centrumgemeente = g.code AND p.verwijderd_op IS NULL
    AND p.soort IN ('crisisplaats', 'opvangplaats')
LEFT JOIN claim c ON c.plaats_id = p.id
LEFT JOIN uitname u ON u.plaats_id = p.id AND u.feit
{where}
GROUP BY g.code, g.naam, g.revisie, p.soort, c.soort, p.onbevestigd, u.plaats_id IS NOT NULL
ORDER BY g.code
"""
TELLING_ALL = TELLING.format(where="")
TELLING_SOME = TELLING.format(where="WHERE g.code = ANY(CAST(:codes AS text[]))")
"""Two statements: one that could also mean all is planned as a read of the whole country, and keeps that plan."""


AANVRAGEN = """
SELECT a.*, g.gegevens, p.id AS plaatsing_id
FROM aanvraag a
JOIN LATERAL (SELECT h.gegevens FROM huishoudgegevens h WHERE h.aanvraag_id = a.id
              ORDER BY h.revisie DESC LIMIT 1) g ON true
LEFT JOIN LATERAL (SELECT q.id FROM plaatsing q
                   WHERE q.aanvraag_id = a.id AND q.status NOT IN ('vervallen', 'vervangen', 'ingetrokken')
                   ORDER BY q.id DESC LIMIT 1) p ON true
WHERE a.id = ANY(CAST(:ids AS uuid[])) ORDER BY a.id
"""
PLAATSINGEN = "SELECT * FROM plaatsing WHERE id = ANY(CAST(:ids AS uuid[])) ORDER BY id"
VOORSTELLEN = "SELECT * FROM voorstel WHERE aanvraag_id = ANY(CAST(:ids AS uuid[])) ORDER BY aanvraag_id, rang"


def instant(moment: datetime | None) -> str | None:
    """RFC 3339 in UTC with a Z, or None; never more than microseconds."""
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _datum(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _id(key: UUID | None) -> str | None:
    return None if key is None else str(key)


def make_plaats(row: Any) -> Toestand:  # noqa: ANN401 - a row of PLAATSEN
    """One place. `verwijderd` is there only when it is gone."""
    claim = ClaimSoort(row.claim) if row.claim else None
    state: Toestand = {
        "id": str(row.id),
        "referentie": row.referentie,
        "soort": row.soort,
        "centrumgemeente": row.centrumgemeente,
        "organisatie": str(row.organisatie_id),
        "huis": {"id": str(row.huis_id), "code": row.huiscode},
        "personenMax": row.personen_max,
        "kenmerken": sorted(row.kenmerken),
        "gereedBinnenMinuten": row.gereed_binnen_minuten,
        "veiligheidstoetsDoor": row.veiligheidstoets_door,
        "status": str(STATUS_OF_CLAIM[claim]),
        "onbevestigd": bool(row.onbevestigd and claim is None),
        "sindsOp": instant(row.claim_sinds or row.bevestigd_op),
        "bevestigdOp": instant(row.bevestigd_op),
        "reden": row.claim_reden,
        "verwachtTotOp": instant(row.claim_tot),
        "plaatsing": _id(row.plaatsing_id),
        "uitname": _uitname(row),
        "revisie": row.revisie,
    }
    return state | ({"verwijderd": True} if row.verwijderd_op else {})


def _uitname(row: Any) -> Toestand | None:  # noqa: ANN401 - a row of PLAATSEN
    if row.uitname is None:
        return None
    return {
        "vanafOp": instant(row.vanaf_op),
        "feit": row.uitname_feit,
        "reden": row.uitname_reden,
        "verwachtTotOp": instant(row.uitname_tot),
        "vervangenDoor": _id(row.vervangen_door),
    }


def make_plaatsing(row: Any) -> Toestand:  # noqa: ANN401 - a row of PLAATSINGEN
    """One plaatsing, with the two organisaties concerned."""
    return {
        "id": str(row.id),
        "aanvraag": str(row.aanvraag_id),
        "aanvraagOrganisatie": str(row.aanvraag_organisatie),
        "opvangOrganisatie": str(row.opvang_organisatie),
        "referentie": row.referentie,
        "status": row.status,
        "centrumgemeente": row.centrumgemeente,
        "plaatsen": [str(p) for p in row.plaatsen],
        "nachten": row.nachten,
        "gereserveerdOp": instant(row.gereserveerd_op),
        "verlooptOp": instant(row.verloopt_op),
        "bevestigdOp": instant(row.bevestigd_op),
        "geaccepteerdOp": instant(row.geaccepteerd_op),
        "verwachteAankomstOp": instant(row.verwachte_aankomst_op),
        "aangekomenOp": instant(row.aangekomen_op),
        "eersteNachtDatum": _datum(row.eerste_nacht),
        "vertrekDatum": _datum(row.vertrek),
        "beeindigdOp": instant(row.beeindigd_op),
        "reden": row.reden,
        "teruggemeld": [str(p) for p in row.teruggemeld or ()],
        "deadlineOp": instant(row.deadline_op),
        "huishouden": row.huishouden,
        "revisie": row.revisie,
    }


def make_aanvraag(row: Any, verloopt_op: datetime | None) -> Toestand:  # noqa: ANN401 - a row of AANVRAGEN
    """One aanvraag with the household of its latest revisie; its open vragen end at `verloopt_op`."""
    knelpunt = {"code": row.knelpunt_code, "tekst": row.knelpunt_tekst, "verlooptOp": instant(verloopt_op)}
    return {
        "id": str(row.id),
        "organisatie": str(row.organisatie_id),
        "referentie": row.referentie,
        "status": row.status,
        "ingediendOp": instant(row.ingediend_op),
        "vastgesteldOp": instant(row.vastgesteld_op),
        "deadlineOp": instant(row.deadline_op),
        "verplaatsing": None,
        **row.gegevens,
        "nachten": row.nachten,
        "knelpunt": None if row.knelpunt_code is None else knelpunt,
        "reden": row.reden,
        "afweging": _id(row.afweging_id),
        "plaatsing": _id(row.plaatsing_id),
        "revisie": row.revisie,
    }


def show_voorstel(voorstel: Any) -> Toestand:  # noqa: ANN401 - a row of VOORSTELLEN, or what was just decided
    """One voorstel with its reasons."""
    return {
        "rang": voorstel.rang,
        "centrumgemeente": voorstel.centrumgemeente,
        "plaatsen": [str(p) for p in voorstel.plaatsen],
        "soort": str(voorstel.soort),
        "personenMax": voorstel.personen_max,
        "onbevestigd": voorstel.onbevestigd,
        "redenen": list(voorstel.redenen),
    }


def show_telling(telling: Bezetting) -> Toestand:
    """The six figures of one kind of place."""
    return {
        "inzetbaar": telling.inzetbaar,
        "vrij": telling.vrij,
        "onbevestigd": telling.onbevestigd,
        "gereserveerd": telling.gereserveerd,
        "bezet": telling.bezet,
        "buitenGebruik": telling.buiten_gebruik,
    }


def telling_of(streek: Toestand) -> Bezetting:
    """The counts of crisisplaatsen that a state of bezetting tells."""
    figures = ("vrij", "onbevestigd", "gereserveerd", "bezet", "buitenGebruik", "uitgevallen")
    return Bezetting(*(streek[name] for name in figures))


async def read_plaatsen(tx: Transactie, ids: Iterable[UUID]) -> list[Toestand]:
    """The state of these places, removed ones too, by id."""
    rows = await tx.sql(f"{PLAATSEN} WHERE p.id = ANY(CAST(:ids AS uuid[])) ORDER BY p.id", ids=list(ids))
    return [make_plaats(row) for row in rows]


async def read_bezetting(tx: Transactie, codes: Iterable[str] | None = None) -> list[Toestand]:
    """Recorded facts only: a reservering that lapsed counts until its lapse is recorded, at most a second later."""
    rows = await (tx.sql(TELLING_ALL) if codes is None else tx.sql(TELLING_SOME, codes=list(codes)))
    streken: dict[str, tuple[Any, dict[str, Bezetting]]] = {}
    for row in rows:
        _, tellingen = streken.setdefault(row.code, (row, {}))
        if row.soort is not None:
            status = STATUS_OF_CLAIM[ClaimSoort(row.claim) if row.claim else None]
            telling = Bezetting.count(Gezien(status, row.onbevestigd, row.uitgevallen), row.aantal)
            tellingen[row.soort] = tellingen.get(row.soort, Bezetting()) + telling
    return [_streek(row, tellingen, tx.regels.minimum_plaatsen) for row, tellingen in streken.values()]


def _streek(row: Any, tellingen: dict[str, Bezetting], minimum: int) -> Toestand:  # noqa: ANN401 - a row of TELLING
    crisis = tellingen.get(Soort.crisisplaats, Bezetting())
    return {
        "code": row.code,
        "naam": row.naam,
        **show_telling(crisis),
        "uitgevallen": crisis.uitgevallen,
        "onderMinimum": crisis.blijvend < minimum,
        "geenVrij": crisis.vrij == 0,
        "opvangplaatsen": show_telling(tellingen.get(Soort.opvangplaats, Bezetting())),
        "revisie": row.revisie,
    }


async def read_plaatsingen(tx: Transactie, ids: Iterable[UUID]) -> list[Toestand]:
    """The state of these plaatsingen, as far as this transaction may see them, by id."""
    rows = await tx.geschreven.plaatsingen.find(ids, lambda rest: tx.sql(PLAATSINGEN, ids=rest))
    return [make_plaatsing(row) for row in rows]


async def read_aanvragen(tx: Transactie, ids: Iterable[UUID]) -> list[Toestand]:
    """The state of these aanvragen, as far as this transaction may see them, by id."""
    rows = await tx.geschreven.aanvragen.find(ids, lambda rest: tx.sql(AANVRAGEN, ids=rest))
    asking = [row.id for row in rows if row.knelpunt_code == "gevraagd"]
    ends = await vragen.read_ends(tx, asking) if asking else {}
    return [make_aanvraag(row, ends.get(row.id)) for row in rows]


async def read_volledig(tx: Transactie, ids: Iterable[UUID]) -> list[Toestand]:
    """These aanvragen with their plaatsing and voorstellen inside, as the aanvrager sees them."""
    states = await read_aanvragen(tx, list(ids))
    plaatsingen = await read_plaatsingen(tx, [UUID(s["plaatsing"]) for s in states if s["plaatsing"]])
    return put_inside(states, plaatsingen, await read_voorstellen(tx, [UUID(state["id"]) for state in states]))


def put_inside(
    states: Iterable[Toestand], plaatsingen: Iterable[Toestand], voorstellen: Mapping[str, list[Toestand]]
) -> list[Toestand]:
    """States of aanvragen with their plaatsing, which is among these, and their voorstellen (by aanvraag) inside."""
    by_id = {plaatsing["id"]: plaatsing for plaatsing in plaatsingen}
    return [
        state | {"plaatsing": by_id.get(state["plaatsing"]), "voorstellen": voorstellen.get(state["id"], [])}
        for state in states
    ]


async def read_voorstellen(tx: Transactie, ids: Iterable[UUID]) -> dict[str, list[Toestand]]:
    """The voorstellen of these aanvragen, by aanvraag and rang."""
    found: dict[str, list[Toestand]] = {}
    for row in await tx.sql(VOORSTELLEN, ids=list(ids)):
        found.setdefault(str(row.aanvraag_id), []).append(show_voorstel(row))
    return found
