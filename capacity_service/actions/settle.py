"""The end of every transaction: wind the clocks of what was touched, judge the norms, tell whom it concerns, record.

Nothing here decides about a place. It looks at what the transaction left behind, so a norm is judged by facts alone and
whatever comes to pass, by whichever action, opens and closes its episodes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from capacity_service.domain.klokken import Klokken, wind_aanvraag, wind_bezet, wind_plaatsing, wind_uitval
from capacity_service.domain.normen import (
    Onderwerpsoort,
    Plek,
    Tekort,
    describe_inside,
    describe_te_laat,
    judge_clocks,
    judge_moves,
    judge_organisatie,
    judge_plaats,
    judge_streek,
)
from capacity_service.store import logboek, lopend, meldingen, normsignalen, termijnen, vragen
from capacity_service.store.database import Transactie
from capacity_service.store.toestand import Toestand, telling_of


@dataclass
class Oordeel:
    """What should run and what should be open, for all subjects that were looked at."""

    klokken: dict[UUID, Klokken] = field(default_factory=dict)
    onderwerpen: set[str] = field(default_factory=set)
    tekorten: list[Tekort] = field(default_factory=list)

    def add(self, key: str, tekorten: Iterable[Tekort]) -> None:
        """Note a subject that was judged, with what it lacks."""
        self.onderwerpen.add(key)
        self.tekorten += tekorten


async def settle(tx: Transactie) -> logboek.Toestanden:
    """Finish a transaction; the sequencer of the logboek is the last lock it takes. Gives what was written down."""
    if not tx.changes:
        return {}
    touched = await logboek.touch(tx)
    await vragen.end_moot(tx)
    await vragen.touch_askers(tx)
    oordeel = Oordeel()
    await _judge_aanvragen(tx, oordeel)
    await _judge_plaatsingen(tx, oordeel)
    await _judge_plaatsen(tx, oordeel)
    judge_bezetting(tx, oordeel, touched["bezetting"])
    await judge_organisaties(tx, oordeel, {UUID(plaats["organisatie"]) for plaats in touched["plaats"]})
    await termijnen.wind(tx, oordeel.klokken)
    await conclude(tx, oordeel)
    return await logboek.record(tx, touched)


async def conclude(tx: Transactie, oordeel: Oordeel) -> None:
    """Open and close episodes, and tell what was opened with what else there is to tell."""
    geopend = await normsignalen.compare(tx, oordeel.onderwerpen, oordeel.tekorten)
    await meldingen.tell(tx, tx.changes.berichten, geopend)


async def _judge_aanvragen(tx: Transactie, oordeel: Oordeel) -> None:
    ids = tx.changes.aanvragen | tx.changes.judge_aanvragen
    for key, gevolgd in (await lopend.follow_aanvragen(tx, ids)).items():
        oordeel.klokken[key] = klokken = wind_aanvraag(gevolgd.lopend, tx.regels)
        oorzaak = describe_te_laat(gevolgd.lopend.status, gevolgd.knelpunt)
        oordeel.add(gevolgd.plek.id, judge_clocks(gevolgd.plek, klokken, oorzaak, tx.now))


async def _judge_plaatsingen(tx: Transactie, oordeel: Oordeel) -> None:
    ids = tx.changes.plaatsingen | tx.changes.judge_plaatsingen
    for key, gevolgd in (await lopend.follow_plaatsingen(tx, ids)).items():
        plaatsing = gevolgd.lopend
        oordeel.klokken[key] = klokken = wind_plaatsing(plaatsing, tx.regels)
        oordeel.add(gevolgd.plek.id, judge_clocks(gevolgd.plek, klokken, describe_inside(klokken, tx.now), tx.now))
        if plaatsing.status == "aangekomen" and plaatsing.aangekomen_op is not None:
            since, verklaard = plaatsing.aangekomen_op, gevolgd.verklaard
            oordeel.tekorten += judge_moves(
                gevolgd.plek, gevolgd.moves, since, tx.regels, kinderen=plaatsing.kinderen, verklaard=verklaard
            )


async def _judge_plaatsen(tx: Transactie, oordeel: Oordeel) -> None:
    ids = tx.changes.plaatsen | tx.changes.judge_plaatsen
    for verblijf in tx.changes.verblijven:
        oordeel.klokken[verblijf] = {}
        oordeel.onderwerpen.add(str(verblijf))
    for key, bezet in (await lopend.follow_bezet(tx, ids)).items():
        oordeel.klokken[key] = klokken = wind_bezet(bezet.van, bezet.soort, tx.regels)
        oordeel.add(bezet.plek.id, judge_clocks(bezet.plek, klokken, describe_inside(klokken, tx.now), tx.now))
    for key, plaats in (await lopend.follow_plaatsen(tx, ids)).items():
        oordeel.klokken[key] = klokken = wind_uitval(plaats.verwacht_tot_op)
        oordeel.add(plaats.plek.id, judge_plaats(plaats.plek, plaats.feiten))
        oordeel.tekorten += judge_clocks(plaats.plek, klokken, "De verwachte datum is voorbij.", tx.now)


def judge_bezetting(tx: Transactie, oordeel: Oordeel, bezetting: Iterable[Toestand]) -> None:
    """Judge centrumgemeenten by their counts of this moment (R1, R2)."""
    for streek in bezetting:
        plek = Plek(Onderwerpsoort.centrumgemeente, streek["code"], streek["code"])
        oordeel.add(plek.id, judge_streek(plek, telling_of(streek), tx.regels, tx.now))


async def judge_organisaties(tx: Transactie, oordeel: Oordeel, ids: set[UUID]) -> None:
    """Judge opvangorganisaties over all their places (N 5.1a); one without any place lacks nothing.

    Their places lie in several centrumgemeenten, so who changes one here and who changes one there wait for each other.
    """
    await lopend.lock_organisaties(tx, ids)
    oordeel.onderwerpen |= set(map(str, ids))
    for gevolgd in (await lopend.follow_organisaties(tx, ids)).values():
        plek = gevolgd.plek
        oordeel.add(plek.id, judge_organisatie(plek, tx.now, vrij=gevolgd.vrij))
