"""An organisatie says where it wants to be told: an e-mail address, or a webhook with a secret that is shown once."""

import secrets
from dataclasses import dataclass
from typing import Any

from capacity_service.domain.bezorging import Meldadressoort
from capacity_service.domain.errors import GeenMailserver, Overgang
from capacity_service.domain.inzage import Actor
from capacity_service.domain.uitweg import Uitweg, check_webhook
from capacity_service.store.database import Transactie
from capacity_service.store.identiteit import make_id
from capacity_service.store.kluis import Onleesbaar
from capacity_service.store.meldadressen import find_vak, make_meldadres, open_adres
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
    key = make_id(tx.now)
    row = Meldadres(
        id=key,
        organisatie_id=actor.organisatie,
        rol=str(actor.rol),
        soort=str(nieuw.soort),
        adres=tx.kluis.seal(nieuw.adres.encode(), find_vak("adres", key, actor.organisatie)),
        geheim=None if geheim is None else tx.kluis.seal(geheim.encode(), find_vak("geheim", key, actor.organisatie)),
        alleen_dringend=nieuw.alleen_dringend,
        toegevoegd_op=tx.now,
        toegevoegd_door=actor.account,
        revisie=1,
    )
    tx.session.add(row)
    await tx.session.flush()
    return make_meldadres(tx, row) | {"geheim": geheim}


async def _check_room(tx: Transactie, actor: Actor, adres: str) -> None:
    # Two at once of one organisatie look one after the other, so that neither misses what the other adds.
    await tx.sql("SELECT pg_advisory_xact_lock(hashtextextended('meldadres ' || :own, 0))", own=str(actor.organisatie))
    rows = await tx.sql(
        "SELECT id, organisatie_id, adres FROM meldadres WHERE organisatie_id = :own AND rol = :rol AND ingetrokken_op IS NULL",
        own=actor.organisatie,
        rol=str(actor.rol),
    )
    if any(_is_adres(tx, row, adres) for row in rows):
        raise Overgang("Dit meldadres staat er al. Haal het eerst weg als u het opnieuw wilt toevoegen.")
    if len(rows) >= MELDADRESSEN_MAX:
        raise Overgang(f"Er zijn al {MELDADRESSEN_MAX} meldadressen; meer kan niet. Haal er eerst een weg.")


def _is_adres(tx: Transactie, row: Any, adres: str) -> bool:  # noqa: ANN401 - a row of meldadres
    """Whether this is that address; one that cannot be read is none."""
    try:
        return open_adres(tx, row.id, row.organisatie_id, row.adres) == adres
    except Onleesbaar:
        return False
