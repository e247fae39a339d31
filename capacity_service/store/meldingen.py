"""Meldingen in SQL: written with what they tell of, one row per audience, and queued for who wants them elsewhere too."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from capacity_service.domain.meldingen import MELDINGEN, Meldingsoort, render
from capacity_service.domain.normen import NORMEN, Gehoor, Onderwerpsoort
from capacity_service.store import bezorgingen, tables_signalen
from capacity_service.store.berichten import Onderwerp, read_onderwerpen, resolve
from capacity_service.store.changes import Bericht
from capacity_service.store.database import Transactie
from capacity_service.store.geschreven import make_row
from capacity_service.store.identiteit import make_id
from capacity_service.store.normsignalen import Geopend
from capacity_service.store.rijen import add_rows

Rij = dict[str, Any]
NUDGE = Meldingsoort.plaats_onbevestigd
VERBLIJF = {Meldingsoort.overschrijding, Meldingsoort.vervolg_vragen, Meldingsoort.laatste_ochtend}
"""About a stay: landelijk hears where, never of whom; the kenmerk would join origin and destination (R19)."""


async def tell(tx: Transactie, berichten: Sequence[Bericht], geopend: Sequence[Geopend]) -> None:
    """Write one melding for each audience of each of these, in this order, and queue what goes out."""
    if not berichten and not geopend:
        return
    keys = {bericht.onderwerp for bericht in berichten} | {_key(one) for one in geopend}
    onderwerpen = await read_onderwerpen(tx, (key for key in keys if key is not None))
    nudged = await _read_nudged(tx, berichten)
    rows: list[Rij] = []
    for bericht in berichten:
        onderwerp = onderwerpen.get(bericht.onderwerp)
        if onderwerp is None or (bericht.soort is NUDGE and onderwerp.opvang in nudged):
            continue
        if bericht.soort is NUDGE:
            nudged.add(onderwerp.opvang)
        rows += await _make_rows(tx, bericht, onderwerp)
    for one in geopend:
        rows += await _make_signal_rows(tx, one, onderwerpen.get(_key(one) or one.id))
    if rows:
        # Ids of one millisecond are in no order; what was due first is to be read first.
        ids = sorted(make_id(tx.now) for _ in rows)
        numbered = [row | {"id": key} for row, key in zip(rows, ids, strict=True)]
        await add_rows(tx, tables_signalen.Melding, numbered)
        tx.geschreven.meldingen |= {row["id"]: make_row(tables_signalen.Melding, row) for row in numbered}
        tx.changes.meldingen |= set(ids)
        await bezorgingen.enqueue(tx, ids)


async def _read_nudged(tx: Transactie, berichten: Sequence[Bericht]) -> set[UUID | None]:
    """Who was asked to look at their places and has not done so yet: once is enough for all of them."""
    if not any(bericht.soort is NUDGE for bericht in berichten):
        return set()
    rows = await tx.sql(
        "SELECT DISTINCT organisatie_id FROM melding WHERE soort = :soort AND gezien_op IS NULL AND op > :since",
        soort=str(NUDGE),
        since=tx.now - timedelta(hours=tx.regels.bevestigd_uren),
    )
    return {row.organisatie_id for row in rows}


async def _make_rows(tx: Transactie, bericht: Bericht, onderwerp: Onderwerp) -> list[Rij]:
    tekst = MELDINGEN[bericht.soort]
    rows = []
    for gehoor in tekst.gehoor:
        hidden = gehoor is Gehoor.landelijk and bericht.soort in VERBLIJF
        kenmerk = "" if hidden or onderwerp.kenmerk is None else f"Kenmerk {onderwerp.kenmerk}."
        words = render(
            tekst.tekst,
            wie=onderwerp.wie,
            kenmerk=kenmerk,
            knelpunt=onderwerp.knelpunt or "",
            aantal="een plaats" if onderwerp.aantal == 1 else f"{onderwerp.aantal} plaatsen",
            minuten=str(tx.regels.vraag_minuten),
        )
        rows += [
            _make_row(tx, str(bericht.soort), rol, organisatie, _point(gehoor, onderwerp, organisatie, hidden=hidden))
            | {"titel": tekst.titel, "tekst": words, "dringend": tekst.dringend}
            | _lateness(tx, bericht.termijn_op)
            for rol, organisatie in await resolve(tx, gehoor, onderwerp)
        ]
    return rows


async def _make_signal_rows(tx: Transactie, one: Geopend, onderwerp: Onderwerp | None) -> list[Rij]:
    norm, plek = NORMEN[one.tekort.norm], one.tekort.plek
    known = onderwerp or Onderwerp(one.id, centrumgemeente=plek.centrumgemeente, opvang=plek.opvang_organisatie)
    words = f"{one.tekort.oorzaak} Norm {norm.nummer}."
    rows = []
    for gehoor in norm.gehoor:
        for rol, organisatie in await resolve(tx, gehoor, known):
            sees = gehoor is not Gehoor.vervolg or organisatie == known.aanvrager
            point = ("normsignaal", str(one.id)) if sees else (Onderwerpsoort.organisatie, str(organisatie))
            row = _make_row(tx, Meldingsoort.normsignaal, rol, organisatie, point)
            row |= {"normsignaal_id": one.id, "titel": norm.titel, "tekst": words, "dringend": norm.dringend}
            rows.append(row | _lateness(tx, one.tekort.begonnen_op))
    return rows


def _point(gehoor: Gehoor, onderwerp: Onderwerp, organisatie: UUID | None, *, hidden: bool) -> tuple[str, str]:
    """What the reader can open: their own side of it, or at most where."""
    if hidden:
        return Onderwerpsoort.centrumgemeente, str(onderwerp.centrumgemeente)
    if gehoor is Gehoor.opvang and onderwerp.plaatsing is not None:
        return Onderwerpsoort.plaatsing, str(onderwerp.plaatsing)
    if gehoor in {Gehoor.aanvrager, Gehoor.landelijk} and onderwerp.aanvraag is not None:
        return Onderwerpsoort.aanvraag, str(onderwerp.aanvraag)
    if gehoor is Gehoor.vervolg and onderwerp.aanvraag is not None and organisatie == onderwerp.aanvrager:
        return Onderwerpsoort.aanvraag, str(onderwerp.aanvraag)
    return Onderwerpsoort.organisatie, str(organisatie)


def _make_row(tx: Transactie, soort: str, rol: str, organisatie: UUID | None, point: tuple[str, str]) -> Rij:
    return {
        "soort": str(soort),
        "rol": rol,
        "organisatie_id": organisatie,
        "onderwerp_soort": str(point[0]),
        "onderwerp": point[1],
        "normsignaal_id": None,
        "op": tx.now,
        "gezien_op": None,
        "gezien_door": None,
        "revisie": 1,
    }


def _lateness(tx: Transactie, termijn_op: datetime | None) -> Rij:
    late = termijn_op is not None and tx.now - termijn_op > timedelta(seconds=tx.regels.laat_na_seconden)
    return {"termijn_op": termijn_op, "laat": late}


def _key(one: Geopend) -> UUID | None:
    soort = one.tekort.plek.soort
    household = {Onderwerpsoort.aanvraag, Onderwerpsoort.plaatsing, Onderwerpsoort.verblijf, Onderwerpsoort.plaats}
    return UUID(one.tekort.plek.id) if soort in household else None
