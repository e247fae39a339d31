"""Which place is better for a household: one cost per step (trede), compared step by step, the first difference decides.

This is the plain statement of the order. `rangtabel.py` computes the same for whole batches at once, `certificaat.py` holds
an outcome against it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from capacity_service.domain.aanvraag import Aanvraag
from capacity_service.domain.behoefte import kenmerken_for
from capacity_service.domain.plaats import Kenmerk, Soort
from capacity_service.domain.regels import Regels
from capacity_service.domain.voorraad import Banden, Stand, Vrij, distance_bands

TREDEN = (
    "zonder_plaats",
    "verschoven",
    "wachttijd",
    "alternatief",
    "reserve",
    "onbevestigd",
    "soort",
    "behoeften",
    "voorkeuren",
    "ruimte",
    "kenmerken",
    "spreiding",
    "afstand",
    "lot",
)
"""The steps, first things first: most households placed (R6), fewest reserveringen moved, the oldest danger first (R8), what is only
for when nothing else fits (R9), what nobody confirmed (R3), the soort of this hour (R10), needs met, voorkeuren, least room and
least kenmerken wasted, a fair spread over centrumgemeenten, a sensible distance, and the lot of the recorded seed."""

DAGEN = 90
"""Over so many days the nights are counted that a centrumgemeente gave."""

LOTEN = 31
"""Lots run from 0 to this prime less one, so that the lots of neighbouring classes differ for every seed."""

Kosten = tuple[int, ...]
"""A cost per trede, in the order of `TREDEN`; the smaller tuple is better."""


@dataclass(frozen=True)
class Vrager:
    """What the order sees of an aanvraag: how many, what they need, where never, where gladly, how far in whole bands.

    `banden` gives a band for every centrumgemeente. `teruggemeld` and `gevraagd` are places that this household cannot have, the last
    only while nobody has confirmed them. `heeft` is the place of a reservering that nobody confirmed: it may move, never end.
    `wachttijd` is what leaving this one over costs: more for an older danger.
    """

    id: UUID
    personen: int
    gewenst: frozenset[Kenmerk]
    verboden: frozenset[str]
    voorkeur: frozenset[str]
    banden: Banden
    teruggemeld: frozenset[UUID]
    gevraagd: frozenset[UUID]
    heeft: UUID | None
    wachttijd: int

    @property
    def nearest(self) -> str | None:
        """The nearest centrumgemeente where it may come."""
        return next((code for code in self.banden.nabij if code not in self.verboden), None)


@dataclass(frozen=True)
class Omstandigheid:
    """What holds for everybody in one weighing: the hour of the day and the seed of the lots."""

    kantoortijd: bool
    zaad: int

    def lot(self, index: int) -> int:
        """The lot of the class with this number."""
        return ((self.zaad % (LOTEN - 1) + 1) * index + self.zaad // LOTEN) % LOTEN


@dataclass(frozen=True)
class Opgave:
    """All that a weighing looks at: the households (oldest danger first), the classes in their order, and what holds for everybody.

    `spreiding` gives of each centrumgemeente with a free place the nights it gave and its places in service.
    """

    vragers: tuple[Vrager, ...]
    klassen: tuple[Vrij, ...]
    streken: tuple[str, ...]
    spreiding: Mapping[str, tuple[int, int]]
    omstandigheid: Omstandigheid
    regels: Regels

    @cached_property
    def by_streek(self) -> dict[str, list[tuple[int, Vrij]]]:
        """The classes of each centrumgemeente with their numbers, in order."""
        found: dict[str, list[tuple[int, Vrij]]] = {}
        for index, vrij in enumerate(self.klassen):
            found.setdefault(vrij.klasse.centrumgemeente, []).append((index, vrij))
        return found

    def spread(self, code: str, erbij: int) -> Kosten:
        """What one more household in a centrumgemeente costs when so many have come to it."""
        at = TREDEN.index("spreiding")
        band, _ = spread_band(self.spreiding[code], erbij, self.regels)
        return (*(0,) * at, band, *(0,) * (len(TREDEN) - at - 1))


def forbidden_for(aanvraag: Aanvraag, stand: Stand) -> frozenset[str]:
    """The centrumgemeenten that are never proposed: the own region and every uitsluiting, formeel and feitelijk."""
    here = frozenset[str]() if aanvraag.hier_veilig else frozenset({aanvraag.gemeente})
    return stand.streken_of(aanvraag.uitsluitingen | aanvraag.verborgen | here)


def make_vragers(aanvragen: Sequence[Aanvraag], stand: Stand, regels: Regels) -> tuple[Vrager, ...]:
    """The aanvragen as the order sees them, the oldest danger first; of a gemeente only its region is left.

    Raises ValueError for a reservering of several places: that one does not move.
    """
    banden: dict[str, Banden] = {}
    ordered = sorted(aanvragen, key=lambda a: (a.vastgesteld_op, a.id))
    for gemeente in {aanvraag.gemeente for aanvraag in ordered}:
        banden[gemeente] = distance_bands(gemeente, stand, regels)
    return tuple(
        Vrager(
            aanvraag.id,
            aanvraag.huishouden.personen,
            kenmerken_for(aanvraag.huishouden),
            forbidden_for(aanvraag, stand),
            stand.streken_of(aanvraag.voorkeuren),
            banden[aanvraag.gemeente],
            aanvraag.teruggemeld,
            aanvraag.gevraagd,
            _find_held(aanvraag),
            len(ordered) - rang,
        )
        for rang, aanvraag in enumerate(ordered)
    )


def _find_held(aanvraag: Aanvraag) -> UUID | None:
    if len(aanvraag.heeft) > 1:
        raise ValueError("A reservering of several places does not move.")
    return next(iter(aanvraag.heeft), None)


def fits(vrager: Vrager, vrij: Vrij) -> bool:
    """Whether the hard filters let this household in (R6, R7): room for all, a region where it is safe, no no of the house.

    Who has a reservering keeps it until another place is as sure.
    """
    klasse = vrij.klasse
    roomy, safe = klasse.personen_max >= vrager.personen, klasse.centrumgemeente not in vrager.verboden
    sure = not (vrager.heeft and klasse.onbevestigd) or vrager.heeft in vrij.plaatsen
    return roomy and safe and sure and not told_no(vrager, vrij)


def told_no(vrager: Vrager, vrij: Vrij) -> bool:
    """Whether a house said no to this household of this one place (R6), or nothing when asked whether it is free (R3)."""
    nee = vrager.teruggemeld | vrager.gevraagd if vrij.klasse.onbevestigd else vrager.teruggemeld
    return vrij.afzonderlijk and not nee.isdisjoint(vrij.plaatsen)


def cost_of(vrager: Vrager, vrij: Vrij, index: int, omstandigheid: Omstandigheid) -> Kosten:
    """What a place of this class costs this household, step by step; `index` is the number of the class.

    The spread has no part in it: that depends on how many others go to the same centrumgemeente.
    """
    klasse = vrij.klasse
    minder = Soort.crisisplaats if omstandigheid.kantoortijd else Soort.opvangplaats
    return (
        0,
        int(vrager.heeft is not None and vrager.heeft not in vrij.plaatsen),
        0,
        int(klasse.soort is Soort.alternatief),
        int(klasse.soort is Soort.reserveplaats),
        int(klasse.onbevestigd),
        int(klasse.soort is minder),
        len(vrager.gewenst - klasse.kenmerken),
        int(bool(vrager.voorkeur) and klasse.centrumgemeente not in vrager.voorkeur),
        klasse.personen_max - vrager.personen,
        len(klasse.kenmerken - vrager.gewenst),
        0,
        vrager.banden[klasse.centrumgemeente],
        omstandigheid.lot(index),
    )


def cost_of_none(vrager: Vrager) -> Kosten:
    """What leaving this household over costs."""
    return (1, 0, vrager.wachttijd, *(0,) * (len(TREDEN) - 3))


def spread_band(gaf: tuple[int, int], erbij: int, regels: Regels) -> tuple[int, int]:
    """How much of its nights of the last 90 days a centrumgemeente gave, in bands, when so many households have come to it.

    `gaf` are the nights it gave and its places in service. The band is what one more costs on the trede `spreiding`; each who comes
    counts for three nights. Also from how many on the next band begins.
    """
    given, in_dienst = gaf
    whole = DAGEN * max(1, in_dienst) * regels.spreidingsband_procent
    band = 100 * (given + erbij * regels.nachten_max) // whole
    return band, -(-((band + 1) * whole - 100 * given) // (100 * regels.nachten_max))


def total_of(opgave: Opgave, toegewezen: Sequence[int | None]) -> Kosten:
    """What the whole assignment costs, trede by trede; `toegewezen` gives of each household the number of its class, or None."""
    totals, come = [0] * len(TREDEN), Counter[str]()
    for vrager, index in zip(opgave.vragers, toegewezen, strict=True):
        costs = [cost_of_none(vrager)]
        if index is not None:
            code = opgave.klassen[index].klasse.centrumgemeente
            costs = [
                cost_of(vrager, opgave.klassen[index], index, opgave.omstandigheid),
                opgave.spread(code, come[code]),
            ]
            come[code] += 1
        totals = [sum(trede) for trede in zip(totals, *costs, strict=True)]
    return tuple(totals)
