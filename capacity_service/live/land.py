"""The stand of the whole country at one number of the logboek, and the facts that lead from one number to the next."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from capacity_service.domain.openheid import TIK
from capacity_service.live.messages import ENDED, Feit, Sleutel, Toestand, is_over
from capacity_service.live.publiek import Publiek
from capacity_service.store import tables, tikken
from capacity_service.store.database import Transactie
from capacity_service.store.logboek import open_feit
from capacity_service.store.signaaltoestand import read_meldingen, read_normsignalen, read_vragen
from capacity_service.store.stand import Stempel, read_stempel
from capacity_service.store.toestand import read_aanvragen, read_bezetting, read_plaatsen, read_plaatsingen

SINCE = """
SELECT l.volgnummer, l.soort, l.feit, g.waarde
FROM logboek l LEFT JOIN logboek_gegevens g USING (volgnummer)
WHERE l.volgnummer > :since AND l.volgnummer <= :until ORDER BY l.volgnummer LIMIT :n
"""


@dataclass(frozen=True)
class Stuk:
    """A stretch of the logboek: its facts after number `vanaf`, up to and including `tot`. `gewist`: some were erased."""

    feiten: list[Feit]
    vanaf: int
    tot: int
    gewist: bool


OWN_ONLY = frozenset({"plaats", "plaatsing", "vraag"})
"""Kinds of which nobody hears but the organisaties they name."""

NAMED = ("organisatie", "aanvraagOrganisatie", "opvangOrganisatie", "waar")
"""Fields of a state that say whose it is, or where."""

ALLEN, LANDELIJK = "allen", "landelijk"


def find_belangen(soort: str, toestand: Toestand) -> set[str]:
    """Under which names a thing is kept for whom it may concern; `domain/inzage.py` says whether it does."""
    named = {toestand[name] for name in NAMED if toestand.get(name)} or {ALLEN}
    return named if soort in OWN_ONLY else named | {LANDELIJK}


@dataclass
class Land:
    """Everything that is in a stand, whoever may see it, by kind and id or code."""

    stempel: Stempel
    minimum: int
    things: dict[Sleutel, Toestand]
    _belangen: defaultdict[str, dict[Sleutel, None]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._belangen = defaultdict(dict)
        for sleutel, toestand in self.things.items():
            self._note(sleutel, toestand)

    def read_for(self, publiek: Publiek) -> Mapping[Sleutel, Toestand]:
        """All that may concern this audience, found without looking at what others have."""
        names = [ALLEN, LANDELIJK if publiek.organisatie is None else str(publiek.organisatie)]
        if publiek.centrumgemeente is not None:
            names.append(publiek.centrumgemeente)
        return {sleutel: self.things[sleutel] for name in names for sleutel in self._belangen.get(name, ())}

    @property
    def tik(self) -> Toestand | None:
        """The last one."""
        return self.things.get((TIK, TIK))

    def advance(self, stuk: Stuk, stempel: Stempel, minimum: int) -> None:
        """Take in a stretch that follows what is here; `stempel` is of when it was read."""
        for feit in stuk.feiten:
            self._take(feit.sleutel)
            if not is_over(feit.soort, feit.toestand):
                self.things[feit.sleutel] = feit.toestand
                self._note(feit.sleutel, feit.toestand)
        self.stempel, self.minimum = replace(stempel, volgnummer=stuk.tot), minimum

    def _note(self, sleutel: Sleutel, toestand: Toestand) -> None:
        for name in find_belangen(sleutel[0], toestand):
            self._belangen[name][sleutel] = None

    def _take(self, sleutel: Sleutel) -> None:
        toestand = self.things.pop(sleutel, None)
        if toestand is not None:
            for name in find_belangen(sleutel[0], toestand):
                del self._belangen[name][sleutel]


async def read_stuk(tx: Transactie, since: int, until: int, limit: int) -> Stuk:
    """The facts after `since` up to `until`, at most `limit` of them."""
    rows = await tx.sql(SINCE, since=since, until=until, n=limit)
    opened = [(row, open_feit(row.feit, row.waarde)) for row in rows]
    facts = [Feit(row.volgnummer, row.soort, state) for row, state in opened if state is not None]
    return Stuk(facts, since, rows[-1].volgnummer if len(rows) == limit else until, len(facts) < len(rows))


async def read_land(tx: Transactie) -> Land:
    """The country as the tables have it; the transaction must see one moment."""
    stempel = await read_stempel(tx)
    plaatsen = [row.id for row in await tx.sql("SELECT id FROM plaats WHERE verwijderd_op IS NULL")]
    aanvragen = await tx.session.exec(
        select(tables.Aanvraag.id).where(col(tables.Aanvraag.status).not_in(["beeindigd", "ingetrokken"]))
    )
    plaatsingen = await tx.session.exec(
        select(tables.Plaatsing.id).where(col(tables.Plaatsing.status).not_in([*ENDED]))
    )
    groups: dict[str, list[Any]] = {
        "bezetting": await read_bezetting(tx),
        "plaats": await read_plaatsen(tx, plaatsen),
        "aanvraag": await read_aanvragen(tx, list(aanvragen)),
        "plaatsing": await read_plaatsingen(tx, list(plaatsingen)),
        "normsignaal": await read_normsignalen(tx, await _open(tx, "normsignaal WHERE beeindigd_op IS NULL")),
        "melding": await read_meldingen(tx, await _open(tx, "melding WHERE gezien_op IS NULL")),
        "vraag": await read_vragen(tx, await _open(tx, "vraag WHERE status = 'open'")),
        TIK: [tik for tik in [await tikken.read_last(tx)] if tik is not None],
    }
    things = {(soort, state.get("id") or state["code"]): state for soort, states in groups.items() for state in states}
    return Land(stempel, tx.regels.minimum_plaatsen, things)


async def _open(tx: Transactie, which: str) -> list[UUID]:
    return [row.id for row in await tx.sql(f"SELECT id FROM {which}")]  # noqa: S608 - words of this file
