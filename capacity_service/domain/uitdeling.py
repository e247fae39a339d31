"""From classes to places and sentences: which place each household gets, what else it could have, and why."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

import numpy as np

from capacity_service.domain.aanvraag import Aanvraag
from capacity_service.domain.certificaat import Certificaat
from capacity_service.domain.combinatie import Combinatie, Manier
from capacity_service.domain.gedrang import find_gedrang
from capacity_service.domain.plaats import Soort
from capacity_service.domain.rangorde import Opgave, Vrager, forbidden_for
from capacity_service.domain.rangschikking import Rangschikking
from capacity_service.domain.regels import Regels
from capacity_service.domain.toelichting import (
    Knelpunt,
    describe_gedrang,
    describe_gevraagd,
    explain_nearer,
    find_knelpunt,
    give_redenen,
    give_redenen_together,
)
from capacity_service.domain.voorraad import Stand


@dataclass(frozen=True)
class Voorstel:
    """A place proposed: `rang` from 1, the places (several of one huis for who fits in no single one), and why, in Dutch."""

    rang: int
    centrumgemeente: str
    plaatsen: tuple[UUID, ...]
    soort: Soort
    personen_max: int
    onbevestigd: bool
    redenen: tuple[str, ...]


@dataclass(frozen=True)
class Uitkomst:
    """What the weighing says of one aanvraag: the first voorstel is taken; without one to take there is a knelpunt.

    When what it got is onbevestigd, it is not taken: houses are asked at once and the first yes counts (R3).
    """

    aanvraag: UUID
    voorstellen: tuple[Voorstel, ...]
    knelpunt: Knelpunt | None

    @property
    def gekozen(self) -> Voorstel | None:
        """The place to reserve, if there is one that somebody has confirmed."""
        return self.voorstellen[0] if self.voorstellen and not self.voorstellen[0].onbevestigd else None


class Uitdeling:
    """The places of an assignment, handed out: the oldest danger gets the lowest id of its class."""

    def __init__(self, stand: Stand, regels: Regels, opgave: Opgave, certificaat: Certificaat) -> None:
        self._stand, self._regels, self._opgave, self._certificaat = stand, regels, opgave, certificaat
        used = Counter(klasse for klasse in certificaat.toegewezen if klasse is not None)
        self.over = np.array([vrij.aantal - used[i] for i, vrij in enumerate(opgave.klassen)], np.int64)
        """How many of each class nobody got."""
        self._next = [0] * len(opgave.klassen)
        for klasse in used:
            self._next[klasse] = used[klasse]
        self._crisis = Counter[str](stand.ongewogen)
        for vrij, left in zip(opgave.klassen, self.over.tolist(), strict=True):
            if vrij.klasse.soort is Soort.crisisplaats:
                self._crisis[vrij.klasse.centrumgemeente] += left

    def tell(self, aanvragen: Sequence[Aanvraag], rest: Rangschikking) -> Iterator[Uitkomst]:
        """What each household got, in the order of the opgave, and what else there is for it."""
        given = [0] * len(self._opgave.klassen)
        for rij, (aanvraag, klasse) in enumerate(zip(aanvragen, self._certificaat.toegewezen, strict=True)):
            if klasse is None:
                yield Uitkomst(aanvraag.id, (), self._say_why_not(rij, aanvraag))
                continue
            plaats = self._opgave.klassen[klasse].plaatsen[given[klasse]]
            given[klasse] += 1
            first = self._voorstel(1, aanvraag, klasse, plaats, self._opgave.vragers[rij])
            voorstellen = (first, *self._others(aanvraag, rij, rest, first))
            asked = min(self._regels.vragen_max, sum(voorstel.onbevestigd for voorstel in voorstellen))
            yield Uitkomst(
                aanvraag.id, voorstellen, describe_gevraagd(asked, self._regels) if first.onbevestigd else None
            )

    def tell_together(self, aanvraag: Aanvraag, samen: Combinatie | None, options: Sequence[Manier]) -> Uitkomst:
        """What a household got that fits in no single place: two or three of one huis, and other ways to do that (R7)."""
        if samen is None:
            return Uitkomst(aanvraag.id, (), self._say_what_lacks(aanvraag))
        free = {
            plaats for index, vrij in enumerate(self._opgave.klassen) if self.over[index] for plaats in vrij.plaatsen
        }
        ways = {samen.plaatsen[0].klasse.centrumgemeente: samen}
        for way in options:
            code = way.uit[0][0].klasse.centrumgemeente
            other = way.take(free.__contains__) if code not in ways else None
            if other is not None and len(ways) < self._regels.voorstellen_max:
                ways[code] = other
        some = ways.values()
        return Uitkomst(
            aanvraag.id, tuple(self._together(n, aanvraag, way) for n, way in enumerate(some, start=1)), None
        )

    def _together(self, rang: int, aanvraag: Aanvraag, samen: Combinatie) -> Voorstel:
        code = samen.plaatsen[0].klasse.centrumgemeente
        own = sum(vrij.klasse.soort is Soort.crisisplaats for vrij in samen.plaatsen) if rang == 1 else 0
        return Voorstel(
            rang,
            code,
            samen.ids,
            samen.soort,
            sum(vrij.klasse.personen_max for vrij in samen.plaatsen),
            False,
            give_redenen_together(aanvraag, samen, self._stand, self._crisis[code] + own, self._regels),
        )

    def propose(self, aanvragen: Sequence[Aanvraag], rest: Rangschikking) -> Iterator[Uitkomst]:
        """What the others left, for who only gets voorstellen: a person picks."""
        for rij, aanvraag in enumerate(aanvragen):
            voorstellen = self._others(aanvraag, rij, rest, None)
            yield Uitkomst(aanvraag.id, voorstellen, None if voorstellen else self._say_what_lacks(aanvraag))

    def _others(
        self, aanvraag: Aanvraag, rij: int, rest: Rangschikking, first: Voorstel | None
    ) -> tuple[Voorstel, ...]:
        begin, without = (2, first.centrumgemeente) if first else (1, None)
        ranked = rest.rank(rij, self._regels.voorstellen_max + 1 - begin, without)
        free = ((klasse, self._opgave.klassen[klasse].plaatsen[self._next[klasse]]) for klasse in ranked)
        return tuple(
            self._voorstel(rang, aanvraag, klasse, plaats, None) for rang, (klasse, plaats) in enumerate(free, begin)
        )

    def _voorstel(self, rang: int, aanvraag: Aanvraag, index: int, plaats: UUID, vrager: Vrager | None) -> Voorstel:
        klasse = self._opgave.klassen[index].klasse
        own = int(vrager is not None and klasse.soort is Soort.crisisplaats)
        redenen = give_redenen(aanvraag, klasse, self._stand, self._crisis[klasse.centrumgemeente] + own, self._regels)
        nearer = explain_nearer(vrager, index, self._opgave, self._stand, self.over.tolist()) if vrager else None
        return Voorstel(
            rang,
            klasse.centrumgemeente,
            (plaats,),
            klasse.soort,
            klasse.personen_max,
            klasse.onbevestigd,
            (*redenen, *([nearer] if nearer else [])),
        )

    def _say_what_lacks(self, aanvraag: Aanvraag) -> Knelpunt:
        return find_knelpunt(aanvraag, forbidden_for(aanvraag, self._rest), self._rest)

    @cached_property
    def _rest(self) -> Stand:
        """What nobody got."""
        left = zip(self._opgave.klassen, self.over.tolist(), strict=True)
        return replace(self._stand, vrij=tuple(replace(vrij, aantal=aantal) for vrij, aantal in left if aantal))

    def _say_why_not(self, rij: int, aanvraag: Aanvraag) -> Knelpunt:
        gedrang = find_gedrang(self._opgave, self._certificaat.toegewezen, rij)
        forbidden = forbidden_for(aanvraag, self._stand)
        if not gedrang.klassen:
            return find_knelpunt(aanvraag, forbidden, self._stand)
        least = min(self._opgave.vragers[vrager].personen for vrager in gedrang.vragers)
        return describe_gedrang(aanvraag, forbidden, self._stand, gedrang, least)
