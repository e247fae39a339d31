"""Somebody sends a proef to an own meldadres: the whole way that a real melding goes, retries included."""

from datetime import timedelta
from uuid import UUID

from capacity_service.domain.errors import Overgang
from capacity_service.domain.inzage import Actor, Rol
from capacity_service.store.bezorgingen import enqueue_for
from capacity_service.store.database import Transactie
from capacity_service.store.identiteit import make_id
from capacity_service.store.meldadressen import find_meldadres, read_bezorgingen
from capacity_service.store.tables_signalen import Melding
from capacity_service.store.toestand import Toestand

PROEF = "proef"
TITEL = "Dit is een proef"
PAUSE = timedelta(seconds=30)
"""Between two proeven of one meldadres: nobody's mailbox or pager is flooded from here."""


async def try_meldadres(tx: Transactie, actor: Actor, meldadres_id: UUID) -> Toestand:
    """Queue a proef; gives its bezorging, in which the outcome can be read a moment later.

    On the screen it is already seen, so that it alarms nobody. Raises `NietGevonden`, or `Overgang` right after another.
    """
    adres = await find_meldadres(tx, actor, meldadres_id, lock=True)
    recent = await tx.sql(
        "SELECT 1 FROM melding WHERE onderwerp = :adres AND soort = :soort AND op > :since",
        adres=str(adres.id),
        soort=PROEF,
        since=tx.now - PAUSE,
    )
    if recent:
        raise Overgang(
            "Er is net een proef verstuurd. Kijk bij de bezorgingen hoe die afliep, of wacht een halve minuut."
        )
    melding = Melding(
        id=make_id(tx.now),
        soort=PROEF,
        rol=str(actor.rol),
        organisatie_id=None if actor.rol is Rol.landelijk else actor.organisatie,
        onderwerp_soort="meldadres",
        onderwerp=str(adres.id),
        titel=TITEL,
        tekst="Iemand van uw organisatie kijkt of meldingen hier aankomen. U hoeft niets te doen.",
        dringend=False,
        op=tx.now,
        laat=False,
        gezien_op=tx.now,
        gezien_door=actor.account,
        revisie=1,
    )
    tx.session.add(melding)
    await tx.session.flush()
    tx.changes.gebeurtenis = "proef_verstuurd"
    tx.changes.meldingen.add(melding.id)
    (state,) = await read_bezorgingen(tx, [await enqueue_for(tx, melding.id, adres.id)])
    return state
