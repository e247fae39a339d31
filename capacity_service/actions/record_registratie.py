"""People write down what they did for a household: a fact beside the plaatsing. It blocks nothing, ever (R13, R14)."""

from typing import Any
from uuid import UUID

from capacity_service.domain.aanvraag import Huishouden
from capacity_service.domain.registratie import Registratie, check_gedaan_op, find_missing
from capacity_service.store import tables, tables_signalen
from capacity_service.store.database import Transactie
from capacity_service.store.identiteit import make_id
from capacity_service.store.plaatsingen import lock_own
from capacity_service.store.registraties import make_registratie
from capacity_service.store.toestand import Toestand
from capacity_service.store.verplaatsingen import find_next


async def record_registratie(tx: Transactie, plaatsing_id: UUID, registratie: Registratie) -> Toestand:
    """Keep what one of the two organisaties concerned did, whole or not, also after the stay has ended.

    Raises `OngeldigeInvoer` for an instant in the future or before the danger was established. A risicotaxatie comes
    before the aanvraag that it leads to, so it is not the typing that counts.
    """
    tx.changes.gebeurtenis = f"registratie_{registratie.soort}"
    gebonden = await lock_own(tx, plaatsing_id)
    aanvraag, plaatsing = gebonden.aanvraag, gebonden.plaatsing
    check_gedaan_op(registratie.gedaan_op, min(aanvraag.vastgesteld_op, aanvraag.ingediend_op), tx.now)
    row = tables_signalen.Registratie(
        id=make_id(tx.now),
        plaatsing_id=plaatsing.id,
        aanvraag_organisatie=plaatsing.aanvraag_organisatie,
        opvang_organisatie=plaatsing.opvang_organisatie,
        organisatie_id=plaatsing.opvang_organisatie if tx.actor is None else tx.actor.organisatie,
        soort=str(registratie.soort),
        moment=str(registratie.moment),
        gedaan_op=registratie.gedaan_op,
        vastgelegd_op=tx.now,
        gegevens=_say(registratie) | {"ontbreekt": list(find_missing(registratie, _read_huishouden(plaatsing)))},
    )
    tx.session.add(row)
    # What is owed is judged again at the end of the transaction; a reason to move explains the stay after this one too.
    tx.changes.registraties.add(row.id)
    tx.changes.judge_plaatsingen |= {plaatsing.id, *await find_next(tx, plaatsing)}
    await tx.session.flush()
    return make_registratie(row)


def _read_huishouden(plaatsing: tables.Plaatsing) -> Huishouden | None:
    told = plaatsing.huishouden
    if told is None:
        return None
    return Huishouden(told["volwassenen"], tuple(kind["leeftijd"] for kind in told["kinderen"]))


def _say(registratie: Registratie) -> dict[str, Any]:
    """As it is kept: JSON in the sender's field names."""
    leden = [{"lid": str(lid.lid), "leeftijd": lid.leeftijd, "kleur": str(lid.kleur)} for lid in registratie.leden]
    return {
        "instrument": registratie.instrument,
        "wijze": registratie.wijze,
        "leden": leden or None,
        "verhuisreden": registratie.verhuisreden,
        "voor": registratie.voor,
        "oordeelMedewerker": registratie.oordeel_medewerker,
        "oordeelClient": registratie.oordeel_client,
        "onderdelen": sorted(registratie.onderdelen) or None,
        "aanwezig": sorted(registratie.aanwezig) or None,
    }
