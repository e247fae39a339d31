"""When only places fit that nobody confirmed in time, the best houses are asked at once; the first yes counts (R3)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from capacity_service.domain.aanvraag import Huishouden
from capacity_service.domain.meldingen import Meldingsoort
from capacity_service.domain.uitdeling import Voorstel
from capacity_service.store import tables_signalen, termijnen
from capacity_service.store.aanvragen import Weegbaar
from capacity_service.store.database import Transactie
from capacity_service.store.identiteit import make_id

ASKED = "SELECT plaats_id, status FROM vraag WHERE aanvraag_id = :aanvraag ORDER BY gesteld_op"
AGAIN = frozenset({None, "ja", "vervallen"})
"""How an earlier vraag ended after which the same house may be asked again; a no stands until the place is confirmed."""

OWNERS = "SELECT id, organisatie_id FROM plaats WHERE id = ANY(CAST(:ids AS uuid[]))"


async def ask_huizen(tx: Transactie, weighed: Weegbaar, voorstellen: Sequence[Voorstel]) -> None:
    """Ask the houses of the best voorstellen that were not asked yet, as long as fewer than `vragen_max` are open."""
    asked = {row.plaats_id: row.status for row in await tx.sql(ASKED, aanvraag=weighed.rij.id)}
    room = tx.regels.vragen_max - sum(status == "open" for status in asked.values())
    new = [v for v in voorstellen if v.onbevestigd and asked.get(v.plaatsen[0]) in AGAIN]
    new = new[: max(0, room)]
    if not new:
        return
    owners = {row.id: row.organisatie_id for row in await tx.sql(OWNERS, ids=[v.plaatsen[0] for v in new])}
    verloopt_op = tx.now + timedelta(minutes=tx.regels.vraag_minuten)
    ids: list[UUID] = []
    for voorstel in new:
        ids.append(make_id(tx.now))
        tx.session.add(
            tables_signalen.Vraag(
                id=ids[-1],
                aanvraag_id=weighed.rij.id,
                plaats_id=voorstel.plaatsen[0],
                opvang_organisatie=owners[voorstel.plaatsen[0]],
                centrumgemeente=voorstel.centrumgemeente,
                huishouden=show_huishouden(weighed.aanvraag.huishouden),
                status="open",
                gesteld_op=tx.now,
                verloopt_op=verloopt_op,
                revisie=1,
            )
        )
        tx.changes.tell(Meldingsoort.vraag, ids[-1])
    tx.changes.vragen |= set(ids)
    await tx.session.flush()
    await termijnen.arm(tx, termijnen.VRAAG_VERLOOPT, ids, verloopt_op)


def show_huishouden(huishouden: Huishouden) -> dict[str, Any]:
    """What the house may know of who is coming: who and what they need, never where from."""
    return {
        "volwassenen": huishouden.volwassenen,
        "kinderen": [{"leeftijd": leeftijd} for leeftijd in huishouden.kinderen],
        "behoeften": sorted(huishouden.behoeften),
    }
