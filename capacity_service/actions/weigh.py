"""Weigh aanvragen against what is free now, reserve what was chosen, and write down why.

Runs inside the transaction of whoever submits, frees or adds. The lock `afwegen` makes weighings follow each other;
the claim table is asked last, so a place that somebody took meanwhile is a row not returned, and the loser looks again.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from capacity_service.actions.ask_huizen import ask_huizen, show_huishouden
from capacity_service.actions.make_way import Weging, decide_now, make_way
from capacity_service.domain.aanvraag import Aanvraagstatus, Plaatsingstatus
from capacity_service.domain.meldingen import Meldingsoort
from capacity_service.domain.plaats import Soort
from capacity_service.domain.tijd import compute_verloopt_op
from capacity_service.domain.uitdeling import Uitkomst, Voorstel
from capacity_service.store import claims, tables, termijnen
from capacity_service.store.aanvragen import Weegbaar, add_new, read_for_weighing
from capacity_service.store.afwegingen import keep
from capacity_service.store.database import Transactie
from capacity_service.store.geschreven import make_row
from capacity_service.store.identiteit import make_id
from capacity_service.store.plaatsen import bump, lock_streken
from capacity_service.store.rijen import add_rows, change_rows
from capacity_service.store.toestand import Toestand, show_voorstel

Voorgesteld = dict[str, list[Toestand]]
"""Voorstellen as they are told, by aanvraag and rang."""

LOOKS_MAX = 5
WAITING = "SELECT id FROM aanvraag WHERE status = :status"
PROPOSED = "SELECT aanvraag_id, plaatsen FROM voorstel WHERE aanvraag_id = ANY(CAST(:ids AS uuid[])) ORDER BY rang"
OUTCOME = (
    "afweging_id",
    "knelpunt_code",
    "knelpunt_tekst",
    "revisie",
    "status",
    "alleen_voorstellen",
    "zonder_plaats_sinds",
)
"""What a weighing changes of an aanvraag."""


async def lock_afwegen(tx: Transactie) -> None:
    """Take the lock under which places are promised, and see all open aanvragen from here on."""
    await tx.sql("SELECT pg_advisory_xact_lock(hashtext('afwegen'))")
    await tx.enter("afwegen")


async def weigh_waiting(tx: Transactie, new: Sequence[Weegbaar] = ()) -> Voorgesteld:
    """Weigh everybody who waits: called by whoever asks, and by whatever frees or adds capacity, in the same transaction (R8).

    `new` are those who come in now; they are written with their outcome. Gives what was proposed to those for whom
    something changed.
    """
    proposed: Voorgesteld = {}
    waiting = [row.id for row in await tx.sql(WAITING, status=str(Aanvraagstatus.zonder_plaats))]
    everybody = [*await read_for_weighing(tx, waiting), *new]
    remaining = {one.aanvraag.id: one for one in sorted(everybody, key=_oldest_first)}
    for _ in range(LOOKS_MAX):
        if not remaining:
            break
        key = make_id(tx.now)
        weging = await decide_now(tx, key, list(remaining.values()))
        if not await make_way(tx, weging):
            continue
        remaining |= {one.aanvraag.id: one for one in weging.verschoven}
        proposed |= await _carry_out(tx, key, weging, remaining)
    await add_new(tx, [one for one in remaining.values() if one.nieuw is not None])
    return proposed


def _oldest_first(one: Weegbaar) -> tuple[datetime, UUID]:
    return one.aanvraag.vastgesteld_op, one.aanvraag.id


async def propose(tx: Transactie, aanvraag_id: UUID) -> None:
    """Show what else there is for somebody who has a place; nothing is taken."""
    (weighed,) = await read_for_weighing(tx, [aanvraag_id])
    weighed = replace(weighed, aanvraag=replace(weighed.aanvraag, alleen_voorstellen=True))
    key = make_id(tx.now)
    weging = await decide_now(tx, key, [weighed])
    await keep(tx, key, weging.afweging, weging.stand, weging.gewogen)
    (uitkomst,) = weging.afweging.uitkomsten
    _write(tx, weighed, uitkomst, key)
    await _write_voorstellen(tx, [(weighed.rij, uitkomst)], key, {weighed.rij.id})


async def _carry_out(tx: Transactie, key: UUID, weging: Weging, remaining: dict[UUID, Weegbaar]) -> Voorgesteld:
    """Reserve and write what was decided of each; whoever lost its place to somebody faster stays in `remaining`.

    The weighing is kept when it changed something for somebody.
    """
    uitkomsten = [u for u in weging.afweging.uitkomsten if u.aanvraag in remaining]
    chosen = {
        u.aanvraag: (u.gekozen, make_id(tx.now))
        for u in uitkomsten
        if u.gekozen and not remaining[u.aanvraag].aanvraag.alleen_voorstellen
    }
    taken = await _reserve(tx, list(chosen.values()))
    lost = {id_ for id_, (voorstel, _) in chosen.items() if not taken.keys() >= set(voorstel.plaatsen)}
    for voorstel, plaatsing_id in (chosen.pop(id_) for id_ in lost):
        await _let_go(tx, plaatsing_id, [plaats for plaats in voorstel.plaatsen if plaats in taken])
    known = await _read_proposed(tx, [one.rij.id for one in remaining.values() if one.nieuw is None])
    done = [(remaining.pop(u.aanvraag), u) for u in uitkomsten if u.aanvraag not in lost]
    new = [(one, u) for one, u in done if not _says_the_same(one, u, known.get(u.aanvraag, []))]
    if new:
        await keep(tx, key, weging.afweging, weging.stand, weging.gewogen)
    for one, uitkomst in new:
        _write(tx, one, uitkomst, key)
    reserved = [(one, *chosen[one.aanvraag.id]) for one, _ in new if one.aanvraag.id in chosen]
    _mark_reserved([one.rij for one, _, _ in reserved])
    await change_rows(tx, tables.Aanvraag, [one.rij for one, _ in new if one.nieuw is None], OUTCOME)
    await add_new(tx, [one for one, _ in new if one.nieuw is not None])
    await _add_plaatsingen(tx, reserved, taken)
    held = {one.rij.id: plaatsing_id for one, _, plaatsing_id in reserved}
    _remember_aanvragen(tx, [one for one, _ in new if one.nieuw is not None], held)
    proposed = await _write_voorstellen(tx, [(one.rij, uitkomst) for one, uitkomst in new], key, known.keys())
    for one, uitkomst in done:
        if uitkomst.knelpunt is not None and uitkomst.voorstellen:
            await ask_huizen(tx, one, uitkomst.voorstellen)
    return proposed


async def reserve_voorstel(tx: Transactie, rij: tables.Aanvraag, voorstel: tables.Voorstel) -> UUID | None:
    """Reserve one voorstel that a person picked; None when a place of it is no longer free."""
    (weighed,) = await read_for_weighing(tx, [rij.id])
    plaatsing_id = make_id(tx.now)
    chosen = Voorstel(
        voorstel.rang,
        voorstel.centrumgemeente,
        tuple(voorstel.plaatsen),
        Soort(voorstel.soort),
        voorstel.personen_max,
        voorstel.onbevestigd,
        tuple(voorstel.redenen),
    )
    taken = await _reserve(tx, [(chosen, plaatsing_id)])
    if not taken.keys() >= set(chosen.plaatsen):
        return None
    _mark_reserved([weighed.rij])
    await _add_plaatsingen(tx, [(weighed, chosen, plaatsing_id)], taken)
    return plaatsing_id


async def _reserve(tx: Transactie, chosen: Iterable[tuple[Voorstel, UUID]]) -> dict[UUID, UUID]:
    """Claim the places; gives those that were free, each with the organisatie whose it is."""
    pairs = [(plaats, plaatsing_id) for voorstel, plaatsing_id in chosen for plaats in voorstel.plaatsen]
    if not pairs:
        return {}
    await lock_streken(tx, {voorstel.centrumgemeente for voorstel, _ in chosen})
    verloopt_op = compute_verloopt_op(tx.now, tx.regels)
    taken = await claims.take(tx, pairs, verloopt_op)
    held = [plaatsing_id for plaats, plaatsing_id in pairs if plaats in taken]
    await termijnen.arm(tx, termijnen.RESERVERING_VERVALT, held, verloopt_op)
    return await bump(tx, taken)


async def _let_go(tx: Transactie, plaatsing_id: UUID, plaatsen: Sequence[UUID]) -> None:
    """Of several places somebody was faster with one: the household stays together, so the others are free again (R7)."""
    await claims.release(tx, plaatsen, plaatsing_id)
    await termijnen.disarm(tx, termijnen.RESERVERING_VERVALT, [plaatsing_id])


async def _read_proposed(tx: Transactie, ids: Sequence[UUID]) -> dict[UUID, list[list[UUID]]]:
    """The places proposed so far, by aanvraag and rang."""
    found: dict[UUID, list[list[UUID]]] = {}
    for row in await tx.sql(PROPOSED, ids=ids) if ids else []:
        found.setdefault(row.aanvraag_id, []).append(list(row.plaatsen))
    return found


def _says_the_same(one: Weegbaar, uitkomst: Uitkomst, proposed: list[list[UUID]]) -> bool:
    """Still no place, for the reason already written down, with the same proposed: waiting costs no facts."""
    rij, found = one.rij, uitkomst.knelpunt
    known = rij.knelpunt_code, rij.knelpunt_tekst
    same = [list(voorstel.plaatsen) for voorstel in uitkomst.voorstellen] == proposed
    return found is not None and rij.afweging_id is not None and known == (found.code, found.tekst) and same


def _write(tx: Transactie, one: Weegbaar, uitkomst: Uitkomst, afweging: UUID) -> None:
    rij = one.rij
    # Whoever has a place and is only shown what else there is, is not stuck when there is nothing else.
    knelpunt = uitkomst.knelpunt if rij.status == Aanvraagstatus.zonder_plaats else None
    rij.afweging_id = afweging
    rij.knelpunt_code = knelpunt.code if knelpunt else None
    rij.knelpunt_tekst = knelpunt.tekst if knelpunt else None
    rij.revisie += 1
    if one.nieuw is None:
        tx.session.add(rij)
    tx.changes.aanvragen.add(rij.id)


async def _write_voorstellen(
    tx: Transactie, written: Sequence[tuple[Any, Uitkomst]], afweging: UUID, had: Collection[UUID]
) -> Voorgesteld:
    """In the stead of what these aanvragen `had`, in one statement: a batch of 64 has hundreds. Gives them as they are told."""
    replaced = [rij.id for rij, _ in written if rij.id in had]
    if replaced:
        await tx.sql("DELETE FROM voorstel WHERE aanvraag_id = ANY(CAST(:ids AS uuid[]))", ids=replaced)
    rows = [
        {
            "aanvraag_id": rij.id,
            "rang": v.rang,
            "organisatie_id": rij.organisatie_id,
            "afweging_id": afweging,
            "centrumgemeente": v.centrumgemeente,
            "plaatsen": list(v.plaatsen),
            "soort": str(v.soort),
            "personen_max": v.personen_max,
            "onbevestigd": v.onbevestigd,
            "redenen": list(v.redenen),
        }
        for rij, uitkomst in written
        for v in uitkomst.voorstellen
    ]
    await add_rows(tx, tables.Voorstel, rows)
    return {str(rij.id): [show_voorstel(voorstel) for voorstel in uitkomst.voorstellen] for rij, uitkomst in written}


def _mark_reserved(rijen: Iterable[Any]) -> None:
    for rij in rijen:
        rij.status = Aanvraagstatus.gereserveerd
        rij.alleen_voorstellen = False
        rij.zonder_plaats_sinds = None


async def _add_plaatsingen(
    tx: Transactie, reserved: Sequence[tuple[Weegbaar, Voorstel, UUID]], owners: Mapping[UUID, UUID]
) -> None:
    """Bind these aanvragen to the places that were claimed for them; `owners` gives of each place whose it is."""
    verloopt_op = compute_verloopt_op(tx.now, tx.regels)
    rows = []
    for weighed, voorstel, plaatsing_id in reserved:
        rij = weighed.rij
        tx.changes.plaatsingen.add(plaatsing_id)
        tx.changes.tell(Meldingsoort.reservering, plaatsing_id)
        rows.append(
            {
                "id": plaatsing_id,
                "aanvraag_id": rij.id,
                "referentie": rij.referentie,
                "aanvraag_organisatie": rij.organisatie_id,
                "opvang_organisatie": owners[voorstel.plaatsen[0]],
                "centrumgemeente": voorstel.centrumgemeente,
                "plaatsen": list(voorstel.plaatsen),
                "status": Plaatsingstatus.gereserveerd,
                "nachten": rij.nachten,
                "huishouden": show_huishouden(weighed.aanvraag.huishouden),
                "deadline_op": rij.deadline_op,
                "gereserveerd_op": tx.now,
                "verloopt_op": verloopt_op,
                "revisie": 1,
            }
        )
    await add_rows(tx, tables.Plaatsing, rows)
    for (weighed, voorstel, _), row in zip(reserved, rows, strict=True):
        _remember_plaatsing(tx, weighed, voorstel, row)


def _remember_aanvragen(tx: Transactie, written: Iterable[Weegbaar], held: Mapping[UUID, UUID]) -> None:
    """What was written whole just now; `held` gives the plaatsing of who got one."""
    for one in written:
        row = make_row(tables.Aanvraag, vars(one.rij), gegevens=one.nieuw, plaatsing_id=held.get(one.rij.id))
        tx.geschreven.aanvragen[one.rij.id] = row


def _remember_plaatsing(tx: Transactie, one: Weegbaar, voorstel: Voorstel, row: Mapping[str, Any]) -> None:
    """The same, with what its clocks and meldingen ask of the household; several places are of several soorten, and read."""
    if one.nieuw is None or len(voorstel.plaatsen) > 1:
        return
    household = {"gezin": one.nieuw["huishouden"], "veiligheid": one.nieuw.get("veiligheid")}
    tx.geschreven.plaatsingen[row["id"]] = make_row(
        tables.Plaatsing,
        row,
        **household,
        gemeente=one.nieuw["gemeente"],
        nachten_geteld=one.rij.nachten_geteld,
        plaatssoort=str(voorstel.soort),
    )
