"""Who fits where: `decide` weighs a list of aanvragen against the stand, under the rules, and says why.

Hard filters are only own region, uitsluitingen, room for the household, and not free (R6, R7). Everything else ranks.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from operator import itemgetter
from uuid import UUID

from capacity_service.domain.aanvraag import Aanvraag
from capacity_service.domain.plaats import Plaats, Soort
from capacity_service.domain.regels import Regels
from capacity_service.domain.toelichting import Knelpunt, describe_gevraagd, find_knelpunt, give_redenen, kenmerken_for
from capacity_service.domain.voorraad import Klasse, Stand, Streek, Voorraad, distance_band

__all__ = [
    "Afweging",
    "Knelpunt",
    "Stand",
    "Streek",
    "Uitkomst",
    "Voorstel",
    "decide",
    "fits",
    "forbidden_for",
]

Rangsleutel = tuple[bool, int, bool, int, int, float, int, UUID]

Kandidaat = tuple[Klasse, UUID]
"""A class of free places, and the one place of it that this household would get."""

KlasseTelling = tuple[str, str, int, tuple[str, ...], bool, int]
"""One class as it is stored: centrumgemeente, soort, personen, kenmerken, onbevestigd, and how many places."""


@dataclass(frozen=True)
class Voorstel:
    """A place proposed: `rang` from 1, the places (one, in this release), and Dutch sentences that say why."""

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

    When only onbevestigde places fit, none is taken: their houses are asked at once and the first yes counts (R3).
    """

    aanvraag: UUID
    voorstellen: tuple[Voorstel, ...]
    knelpunt: Knelpunt | None

    @property
    def gekozen(self) -> Voorstel | None:
        """The place to reserve, if there is one that somebody has confirmed."""
        return self.voorstellen[0] if self.voorstellen and not self.voorstellen[0].onbevestigd else None


@dataclass(frozen=True)
class Afweging:
    """The weighing of a batch: outcomes, oldest vastgesteld_op first, and the classes of free places it looked at."""

    uitkomsten: tuple[Uitkomst, ...]
    klassen: tuple[KlasseTelling, ...]


def decide(aanvragen: Sequence[Aanvraag], stand: Stand, regels: Regels) -> Afweging:
    """Weigh all aanvragen against the stand: oldest vastgesteld_op first, each the best place that is left.

    Who only gets voorstellen comes last and takes nothing, so that nobody waits for a place that is free.

    Deterministic: the order of `aanvragen` and of `stand.vrij` does not matter; ties end at the lowest id.
    """
    voorraad = Voorraad(stand)
    klassen = _count_klassen(voorraad)
    uitkomsten = []
    for aanvraag in sorted(aanvragen, key=lambda a: (a.alleen_voorstellen, a.vastgesteld_op, a.id)):
        ranked = _rank(aanvraag, voorraad, regels)
        uitkomsten.append(_outcome(aanvraag, ranked, voorraad, regels))
        if ranked and not ranked[0][0].onbevestigd and not aanvraag.alleen_voorstellen:
            voorraad.take(*ranked[0])
    return Afweging(tuple(uitkomsten), klassen)


def forbidden_for(aanvraag: Aanvraag, stand: Stand) -> frozenset[str]:
    """The centrumgemeenten that are never proposed: the own region and every uitsluiting, formeel and feitelijk."""
    here = frozenset[str]() if aanvraag.hier_veilig else frozenset({aanvraag.gemeente})
    return stand.streken_of(aanvraag.uitsluitingen | aanvraag.verborgen | here)


def fits(aanvraag: Aanvraag, plaats: Plaats, stand: Stand) -> bool:
    """Whether the hard filters of R6 and R7 allow this place."""
    return plaats.personen_max >= aanvraag.huishouden.personen and plaats.centrumgemeente not in forbidden_for(
        aanvraag, stand
    )


def _count_klassen(voorraad: Voorraad) -> tuple[KlasseTelling, ...]:
    return tuple(
        sorted(
            (k.centrumgemeente, str(k.soort), k.personen_max, tuple(sorted(k.kenmerken)), k.onbevestigd, aantal)
            for k, aantal in voorraad.aantal.items()
        )
    )


def _rank(aanvraag: Aanvraag, voorraad: Voorraad, regels: Regels) -> list[Kandidaat]:
    """The best place of each centrumgemeente, best first, at most `voorstellen_max`.

    A next soort is tried only when there are voorstellen to spare: all of it ranks below the soort before, and what
    nobody has confirmed ranks below all that somebody has (R3).
    """
    key = _make_key(aanvraag, voorraad, regels)
    ranked: list[Kandidaat] = []
    for onbevestigd, soort in product((False, True), Soort):
        seen = {klasse.centrumgemeente for klasse, _ in ranked}
        best: dict[str, tuple[Rangsleutel, Kandidaat]] = {}
        for klasse, plaats in _fitting(aanvraag, voorraad, soort):
            if klasse.onbevestigd is onbevestigd and klasse.centrumgemeente not in seen:
                entry = (key(klasse, plaats), (klasse, plaats))
                current = best.get(klasse.centrumgemeente)
                if current is None or entry[0] < current[0]:
                    best[klasse.centrumgemeente] = entry
        ranked += [kandidaat for _, kandidaat in sorted(best.values(), key=itemgetter(0))]
        if len(ranked) >= regels.voorstellen_max:
            break
    return ranked[: regels.voorstellen_max]


def _fitting(aanvraag: Aanvraag, voorraad: Voorraad, soort: Soort) -> Iterator[Kandidaat]:
    forbidden, personen = forbidden_for(aanvraag, voorraad.stand), aanvraag.huishouden.personen
    for klasse in voorraad.per_soort[soort]:
        if klasse.personen_max >= personen and klasse.centrumgemeente not in forbidden:
            plaats = voorraad.pick(klasse, aanvraag)
            if plaats is not None:
                yield klasse, plaats


def _make_key(aanvraag: Aanvraag, voorraad: Voorraad, regels: Regels) -> Callable[[Klasse, UUID], Rangsleutel]:
    """How places of one soort are ordered for this household; lower is better."""
    stand, personen = voorraad.stand, aanvraag.huishouden.personen
    wanted = kenmerken_for(aanvraag.huishouden)
    preferred = stand.streken_of(aanvraag.voorkeuren)
    bands = {code: distance_band(aanvraag.gemeente, code, stand, regels) for code in stand.streken}
    spare = {code: voorraad.spare(code) for code in stand.streken}

    def key(klasse: Klasse, plaats: UUID) -> Rangsleutel:
        return (
            klasse.onbevestigd,
            len(wanted - klasse.kenmerken),
            klasse.centrumgemeente not in preferred,
            klasse.personen_max - personen,
            len(klasse.kenmerken - wanted),
            -spare[klasse.centrumgemeente],
            bands[klasse.centrumgemeente],
            plaats,
        )

    return key


def _outcome(aanvraag: Aanvraag, ranked: list[Kandidaat], voorraad: Voorraad, regels: Regels) -> Uitkomst:
    voorstellen = tuple(
        Voorstel(
            rang,
            klasse.centrumgemeente,
            (plaats,),
            klasse.soort,
            klasse.personen_max,
            klasse.onbevestigd,
            give_redenen(aanvraag, klasse, voorraad, regels),
        )
        for rang, (klasse, plaats) in enumerate(ranked, start=1)
    )
    if voorstellen:
        gevraagd = voorstellen[0].onbevestigd and not aanvraag.alleen_voorstellen
        asked = voorstellen[: regels.vragen_max]
        return Uitkomst(aanvraag.id, voorstellen, describe_gevraagd(len(asked), regels) if gevraagd else None)
    return Uitkomst(aanvraag.id, (), find_knelpunt(aanvraag, forbidden_for(aanvraag, voorraad.stand), voorraad))
