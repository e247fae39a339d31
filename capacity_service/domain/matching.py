"""Who goes where: `decide` weighs a list of aanvragen against the stand, exactly, under the rules, and says why.

Hard filters are only own region, uitsluitingen, room for the household, and not free (R6, R7). Everything else ranks (`rangorde.py`).
Nobody is left over whom another distribution would place, and with the outcome comes the proof (`certificaat.py`).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from capacity_service.domain.aanvraag import Aanvraag
from capacity_service.domain.certificaat import Certificaat
from capacity_service.domain.combinatie import (
    Combinatie,
    Gelijken,
    Zoektocht,
    fits_nowhere,
    group_alike,
    list_options,
)
from capacity_service.domain.rangorde import (
    Kosten,
    Omstandigheid,
    Opgave,
    Vrager,
    fits,
    make_vragers,
    spread_band,
    total_of,
)
from capacity_service.domain.rangschikking import Rangschikking
from capacity_service.domain.rangtabel import Klassentabel, Rangtabel, Spreiding
from capacity_service.domain.regels import Regels
from capacity_service.domain.samenbewijs import Ondergrens, Samenbewijs
from capacity_service.domain.toewijzing import Toewijzing, assign
from capacity_service.domain.uitdeling import Uitdeling, Uitkomst
from capacity_service.domain.voorraad import Stand, Vrij, split_named


@dataclass(frozen=True)
class Afweging:
    """The weighing of a batch: outcomes, oldest vastgesteld_op first, what was looked at, and the proof.

    `opgave` and `certificaat` are about who fits in one place. `samen` are who took several of one huis, `te_groot` who got
    nothing of that kind; all together it cannot cost less than `grens`, and `bewezen` says that it costs no more than it must.
    `ondergrens` is what is certain of that without search, when there was anybody of that kind.
    """

    uitkomsten: tuple[Uitkomst, ...]
    opgave: Opgave
    certificaat: Certificaat
    samen: tuple[Combinatie, ...] = ()
    te_groot: tuple[Vrager, ...] = ()
    grens: Kosten = ()
    bewezen: bool = True
    ondergrens: Ondergrens | None = None

    @property
    def samenbewijs(self) -> Samenbewijs:
        """Who took several places together, and what is proven of that."""
        return Samenbewijs(self.samen, self.te_groot, self.grens, self.bewezen)

    @property
    def kosten(self) -> Kosten:
        """What all together costs, trede by trede."""
        return self.samenbewijs.total(total_of(self.opgave, self.certificaat.toegewezen))

    @property
    def over(self) -> int:
        """How many got nothing, not even a place to ask for."""
        return sum(klasse is None for klasse in self.certificaat.toegewezen) + len(self.te_groot)

    @property
    def left_over(self) -> tuple[Vrager, ...]:
        """Who got nothing, of those who were looked at for one place each."""
        pairs = zip(self.opgave.vragers, self.certificaat.toegewezen, strict=True)
        return tuple(vrager for vrager, klasse in pairs if klasse is None)

    @property
    def room_together(self) -> int | None:
        """How many persons places of one huis must hold together to help somebody whom no single free place would do."""
        large = [v.personen for v in self.left_over if fits_nowhere(v, self.opgave.klassen)]
        return min(large, default=None) if not self.te_groot else None

    def could_help(self, movable: Sequence[tuple[Vrager, Vrij]]) -> bool:
        """Whether moving any of these from the place it has might place one more.

        Somebody left over has to want one of their places, and one of them a place that nobody got.
        """
        used = Counter(klasse for klasse in self.certificaat.toegewezen if klasse is not None)
        free = [vrij for index, vrij in enumerate(self.opgave.klassen) if used[index] < vrij.aantal]
        wanted = any(fits(vrager, vrij) for vrager in self.left_over for _, vrij in movable)
        return wanted and any(fits(vrager, vrij) for vrager, _ in movable for vrij in free)


def decide(aanvragen: Sequence[Aanvraag], stand: Stand, regels: Regels, omstandigheid: Omstandigheid) -> Afweging:
    """Weigh all aanvragen against the stand: as many as can be placed, the oldest danger first, each the best that leaves.

    Who only gets voorstellen takes nothing and sees what the others left. Deterministic: the order of `aanvragen` and of
    `stand.vrij` does not matter; ties are decided by the seed. With `stand.huizen` a household that fits no single place may take
    several of one huis (R7).
    """
    stand = replace(stand, vrij=split_named(stand.vrij, _named(aanvragen, stand)))
    ordered = sorted(aanvragen, key=lambda a: (a.vastgesteld_op, a.id))
    placed = [aanvraag for aanvraag in ordered if not aanvraag.alleen_voorstellen]
    asking = [aanvraag for aanvraag in ordered if aanvraag.alleen_voorstellen]
    vragers = make_vragers(placed, stand, regels)
    large = _find_large(vragers, stand)
    solver = Oplosser([v for v in vragers if v not in large], stand, regels, omstandigheid)
    huizen = _free_by_huis(stand, _told(aanvragen)) if large else {}
    options = [list_options(v, huizen, omstandigheid, solver.spread) for v in large]
    zoektocht = Zoektocht(large, options, solver.costs)
    made = zoektocht.best[1] if zoektocht.best else ()
    deel = solver.solve(tuple(samen for samen in made if samen))
    uitdeling = Uitdeling(deel.stand, regels, deel.opgave, deel.certificaat)
    single = [aanvraag for aanvraag in placed if aanvraag.id not in {v.id for v in large}]
    found = {u.aanvraag: u for u in uitdeling.tell(single, Rangschikking(deel.rang, uitdeling.over))}
    for vrager, choice, some in zip(large, made, options, strict=True):
        aanvraag = next(aanvraag for aanvraag in placed if aanvraag.id == vrager.id)
        found[vrager.id] = uitdeling.tell_together(aanvraag, choice, some)
    if asking:
        rest = Rangtabel(make_vragers(asking, stand, regels), deel.rang.tabel, deel.rang.spreiding, omstandigheid)
        found |= {u.aanvraag: u for u in uitdeling.propose(asking, Rangschikking(rest, uitdeling.over))}
    return Afweging(
        tuple(found[aanvraag.id] for aanvraag in [*placed, *asking]),
        deel.opgave,
        deel.certificaat,
        tuple(samen for samen in made if samen),
        tuple(vrager for vrager, choice in zip(large, made, strict=True) if not choice),
        zoektocht.grens,
        zoektocht.proven,
        solver.bound(zoektocht.alone) if large else None,
    )


def _find_large(vragers: Sequence[Vrager], stand: Stand) -> list[Vrager]:
    if not stand.huizen:
        return []
    return [vrager for vrager in vragers if not vrager.heeft and fits_nowhere(vrager, stand.vrij)]


def _free_by_huis(stand: Stand, told: frozenset[UUID]) -> dict[UUID, list[Gelijken]]:
    apart = {vrij.plaatsen[0]: vrij for vrij in stand.vrij if vrij.afzonderlijk}
    return {
        huis: group_alike((apart[plaats] for plaats in ids if plaats in apart), told)
        for huis, ids in sorted(stand.huizen.items())
    }


@dataclass(frozen=True)
class Deel:
    """The exact assignment of who fits in one place, when some places are taken."""

    stand: Stand
    rang: Rangtabel
    opgave: Opgave
    certificaat: Certificaat


class Oplosser:
    """Assigns who fits in one place, given which places others take together; each case once."""

    def __init__(self, vragers: Sequence[Vrager], stand: Stand, regels: Regels, omstandigheid: Omstandigheid) -> None:
        self._vragers, self._stand, self._regels, self._omstandigheid = tuple(vragers), stand, regels, omstandigheid
        self._known: dict[frozenset[UUID], Deel] = {}

    def spread(self, code: str) -> int:
        """What the first household that comes to a centrumgemeente costs on the trede `spreiding`."""
        return spread_band(self._stand.gaf(code), 0, self._regels)[0]

    def costs(self, taken: tuple[Combinatie, ...]) -> Kosten:
        """What this costs, the lot left out: that tells equal outcomes apart, and only within one case."""
        deel = self.solve(taken)
        return (*total_of(deel.opgave, deel.certificaat.toegewezen)[:-1], 0)

    def bound(self, alone: Sequence[Kosten]) -> Ondergrens:
        """What is certain without search: nobody takes places from the others, and each of these is alone."""
        deel = self.solve(())
        return Ondergrens(deel.opgave, deel.certificaat, tuple(alone))

    def solve(self, taken: tuple[Combinatie, ...]) -> Deel:
        """The assignment of the others when these are taken; who took them has come to the centrumgemeente first."""
        gone = frozenset(plaats for samen in taken for plaats in samen.ids)
        if gone not in self._known:
            self._known[gone] = self._solve(taken, gone)
        return self._known[gone]

    def _solve(self, taken: tuple[Combinatie, ...], gone: frozenset[UUID]) -> Deel:
        gegeven = Counter(self._stand.gegeven)
        for samen in taken:
            gegeven[samen.plaatsen[0].klasse.centrumgemeente] += self._regels.nachten_max
        left = tuple(v for v in self._stand.vrij if not (v.afzonderlijk and v.plaatsen[0] in gone))
        stand = replace(self._stand, vrij=left, gegeven=dict(gegeven))
        tabel = Klassentabel(stand.vrij, {vrij.klasse.centrumgemeente for vrij in stand.vrij})
        spreiding = Spreiding.make(tabel, stand, self._regels, len(self._vragers))
        rang = Rangtabel(self._vragers, tabel, spreiding, self._omstandigheid)
        certificaat = make_certificaat(assign(rang), tabel)
        gaf = {tabel.codes[index]: stand.gaf(tabel.codes[index]) for index in tabel.met.tolist()}
        opgave = Opgave(self._vragers, tabel.klassen, tuple(gaf), gaf, self._omstandigheid, self._regels)
        return Deel(stand, rang, opgave, certificaat)


def make_certificaat(toewijzing: Toewijzing, tabel: Klassentabel) -> Certificaat:
    """The proof in plain numbers."""
    words = [prijs.woord for prijs in toewijzing.prijzen]
    return Certificaat(
        tuple(tuple(zip(word.treden, word.maal, strict=True)) for word in words),
        tuple(None if klasse < 0 else klasse for klasse in toewijzing.klasse.tolist()),
        tuple(zip(*(prijs.klasse.tolist() for prijs in toewijzing.prijzen), strict=True)) or ((),) * len(tabel.klassen),
        {tabel.codes[i]: tuple(int(prijs.streek[i]) for prijs in toewijzing.prijzen) for i in tabel.met.tolist()},
    )


def _named(aanvragen: Sequence[Aanvraag], stand: Stand) -> frozenset[UUID]:
    """Places that are not the same for everybody, or that somebody may need by name."""
    return _told(aanvragen).union(*stand.huizen.values())


def _told(aanvragen: Sequence[Aanvraag]) -> frozenset[UUID]:
    """Places that a house said something of to somebody, or that somebody has."""
    return frozenset[UUID]().union(*(a.teruggemeld | a.gevraagd | a.heeft for a in aanvragen))
