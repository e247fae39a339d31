"""A household cannot stay: new danger, or the place is lost. It ends nothing by itself: nobody is put out by software.

The house's own coordinators get an aanvraag for the same household, with a clock of its own. The stay goes on until the
household is inside elsewhere, or until the house reports that it has left (docs/decisions/0012).
"""

from uuid import UUID

from capacity_service.actions.lapse_reserveringen import lock_after_lapse
from capacity_service.actions.weigh import weigh_waiting
from capacity_service.domain.aanvraag import Aanvraagstatus, Plaatsingstatus
from capacity_service.domain.errors import Fault, OngeldigeInvoer, Overgang
from capacity_service.domain.tijd import compute_deadline
from capacity_service.domain.verplaatsing import Verplaatsing, count_along, count_nachten, make_gegevens
from capacity_service.store import tables
from capacity_service.store.aanvragen import add_gegevens, read_gegevens
from capacity_service.store.database import Transactie
from capacity_service.store.identiteit import make_id, make_referentie
from capacity_service.store.plaatsingen import Gebonden
from capacity_service.store.toestand import Toestand, instant
from capacity_service.store.verplaatsingen import is_moving


async def relocate_verblijf(tx: Transactie, plaatsing_id: UUID, verplaatsing: Verplaatsing) -> Toestand:
    """Make and weigh the aanvraag that moves this household on; gives its referentie, never where it leads.

    Raises `Overgang` when nobody is there or a verplaatsing already runs, `OngeldigeInvoer` for an instant that cannot be.
    """
    tx.changes.gebeurtenis = f"verplaatsing_{verplaatsing.reden}"
    gebonden = await lock_after_lapse(tx, plaatsing_id)
    await _check(tx, gebonden, verplaatsing)
    row = await _add(tx, gebonden, verplaatsing)
    await weigh_waiting(tx)
    return {
        "plaatsing": str(gebonden.plaatsing.id),
        "referentie": row.referentie,
        "status": str(row.status),
        "vastgesteldOp": instant(row.vastgesteld_op),
        "deadlineOp": instant(row.deadline_op),
        "nachten": row.nachten,
    }


async def _check(tx: Transactie, gebonden: Gebonden, verplaatsing: Verplaatsing) -> None:
    if gebonden.plaatsing.status != Plaatsingstatus.aangekomen:
        raise Overgang(
            "Op deze plaatsing verblijft niemand. Is het huishouden nog onderweg en kan het niet bij u terecht? "
            "Doe dan een terugmelding."
        )
    if await is_moving(tx, gebonden.plaatsing):
        raise Overgang(
            "Voor dit huishouden wordt al een andere plaats gezocht. Is er iets veranderd? "
            "Laat de coördinator van uw organisatie die aanvraag wijzigen."
        )
    if not gebonden.aanvraag.vastgesteld_op <= verplaatsing.vastgesteld_op <= tx.now:
        raise OngeldigeInvoer(
            Fault(
                "vastgesteldOp", "Dit ligt niet tussen de vorige vaststelling van het gevaar en nu. Controleer de tijd."
            )
        )


async def _add(tx: Transactie, gebonden: Gebonden, verplaatsing: Verplaatsing) -> tables.Aanvraag:
    plaatsing = gebonden.plaatsing
    eerste_nacht = plaatsing.eerste_nacht
    nachten = 0 if eerste_nacht is None else count_nachten(eerste_nacht, tx.now, tx.regels)
    geteld = count_along(verplaatsing.reden, gebonden.aanvraag.nachten_geteld, nachten)
    row = tables.Aanvraag(
        id=make_id(tx.now),
        referentie=make_referentie(),
        organisatie_id=plaatsing.opvang_organisatie,
        status=Aanvraagstatus.zonder_plaats,
        alleen_voorstellen=False,
        nachten=max(1, tx.regels.nachten_max - geteld),
        ingediend_op=tx.now,
        vastgesteld_op=verplaatsing.vastgesteld_op,
        deadline_op=compute_deadline(verplaatsing.vastgesteld_op, tx.regels),
        zonder_plaats_sinds=tx.now,
        nachten_geteld=geteld,
        verplaatst_van=plaatsing.id,
        revisie=0,
    )
    tx.session.add(row)
    await tx.session.flush()
    earlier = await read_gegevens(tx, gebonden.aanvraag.id)
    add_gegevens(tx, row, make_gegevens(earlier, plaatsing.centrumgemeente, nachten, verplaatsing))
    return row
