"""An organisatie says where it wants to be told: an e-mail address, or a webhook with a secret that is shown once."""

import secrets
from dataclasses import dataclass

from capacity_service.domain.bezorging import Meldadressoort
from capacity_service.domain.errors import GeenMailserver, Overgang
from capacity_service.domain.inzage import Actor
from capacity_service.domain.uitweg import Uitweg, check_webhook
from capacity_service.store.database import Transactie
from capacity_service.store.identiteit import make_id
from capacity_service.store.meldadressen import make_meldadres
from capacity_service.store.tables_signalen import Meldadres
from capacity_service.store.toestand import Toestand

MELDADRESSEN_MAX = 20
"""Per organisatie and rol: enough for every house's pager, too few to flood anybody."""
GEHEIM_BYTES = 32


@dataclass(frozen=True)
class NieuwMeldadres:
    """What somebody asks for; an e-mail address is checked when it comes in, a webhook here."""

    soort: Meldadressoort
    adres: str
    alleen_dringend: bool


async def add_meldadres(tx: Transactie, actor: Actor, nieuw: NieuwMeldadres, uitweg: Uitweg) -> Toestand:
    """Add it, with `geheim` beside its state. Raises `OngeldigeInvoer`, `GeenMailserver`, or `Overgang` when it is there.

    Nothing is sent; a proef shows whether it works.
    """
    if nieuw.soort is Meldadressoort.webhook:
        check_webhook(nieuw.adres, uitweg)
    elif uitweg.mailserver is None:
        raise GeenMailserver
    await _check_room(tx, actor, nieuw.adres)
    geheim = secrets.token_urlsafe(GEHEIM_BYTES) if nieuw.soort is Meldadressoort.webhook else None
    row = Meldadres(
        id=make_id(tx.now),
        organisatie_id=actor.organisatie,
        rol=str(actor.rol),
        soort=str(nieuw.soort),
        adres=nieuw.adres,
        geheim=geheim,
        alleen_dringend=nieuw.alleen_dringend,
        toegevoegd_op=tx.now,
        toegevoegd_door=actor.account,
        revisie=1,
    )
    tx.session.add(row)
    await tx.session.flush()
    return make_meldadres(row) | {"geheim": geheim}


async def _check_room(tx: Transactie, actor: Actor, adres: str) -> None:
    # Two at once of one organisatie look one after the other, so that neither misses what the other adds.
    await tx.sql("SELECT pg_advisory_xact_lock(hashtextextended('meldadres ' || :own, 0))", own=str(actor.organisatie))
    rows = await tx.sql(
        "SELECT adres FROM meldadres WHERE organisatie_id = :own AND rol = :rol AND ingetrokken_op IS NULL",
        own=actor.organisatie,
        rol=str(actor.rol),
    )
    if adres in {row.adres for row in rows}:
        raise Overgang("Dit meldadres staat er al. Haal het eerst weg als u het opnieuw wilt toevoegen.")
    if len(rows) >= MELDADRESSEN_MAX:
        raise Overgang(f"Er zijn al {MELDADRESSEN_MAX} meldadressen; meer kan niet. Haal er eerst een weg.")
