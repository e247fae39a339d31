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
from capacity_service.domain.rangorde import TREDEN, Kosten, Omstandigheid, Opgave, cost_of, cost_of_none, make_vragers
from capacity_service.domain.rangschikking import Rangschikking
from capacity_service.domain.rangtabel import Klassentabel, Rangtabel, Spreiding
from capacity_service.domain.regels import Regels
from capacity_service.domain.toewijzing import Toewijzing, assign
from capacity_service.domain.uitdeling import Uitdeling, Uitkomst
from capacity_service.domain.voorraad import Stand, split_named


@dataclass(frozen=True)
class Afweging:
    """The weighing of a batch: outcomes, oldest vastgesteld_op first, what was looked at, and the proof."""

    uitkomsten: tuple[Uitkomst, ...]
    opgave: Opgave
    certificaat: Certificaat

    @property
    def totals(self) -> Kosten:
        """What the whole assignment costs, trede by trede."""
        opgave, come = self.opgave, Counter[str]()
        totals = [0] * len(TREDEN)
        for vrager, index in zip(opgave.vragers, self.certificaat.toegewezen, strict=True):
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

    @property
    def over(self) -> int:
        """How many got nothing, not even a place to ask for."""
        return sum(klasse is None for klasse in self.certificaat.toegewezen)


def decide(aanvragen: Sequence[Aanvraag], stand: Stand, regels: Regels, omstandigheid: Omstandigheid) -> Afweging:
    """Weigh all aanvragen against the stand: as many as can be placed, the oldest danger first, each the best that leaves.

    Who only gets voorstellen takes nothing and sees what the others left. Deterministic: the order of `aanvragen` and of
    `stand.vrij` does not matter; ties are decided by the seed.
    """
    stand = replace(stand, vrij=split_named(stand.vrij, _named(aanvragen)))
    tabel = Klassentabel(stand.vrij, stand.streken)
    vragers = make_vragers([a for a in aanvragen if not a.alleen_voorstellen], stand, regels)
    rang = Rangtabel(vragers, tabel, Spreiding.make(tabel, stand, regels, len(vragers)), omstandigheid)
    toewijzing = assign(rang)
    spreiding = {tabel.codes[index]: stand.gaf(tabel.codes[index]) for index in tabel.met.tolist()}
    opgave = Opgave(vragers, tabel.klassen, tuple(spreiding), spreiding, omstandigheid, regels)
    certificaat = make_certificaat(toewijzing, tabel)
    ordered = sorted(aanvragen, key=lambda a: (a.vastgesteld_op, a.id))
    uitdeling = Uitdeling(stand, regels, opgave, certificaat)
    placed = [aanvraag for aanvraag in ordered if not aanvraag.alleen_voorstellen]
    uitkomsten = [*uitdeling.tell(placed, Rangschikking(rang, uitdeling.over))]
    asking = [aanvraag for aanvraag in ordered if aanvraag.alleen_voorstellen]
    if asking:
        rest = Rangtabel(make_vragers(asking, stand, regels), tabel, rang.spreiding, omstandigheid)
        uitkomsten += uitdeling.propose(asking, Rangschikking(rest, uitdeling.over))
    return Afweging(tuple(uitkomsten), opgave, certificaat)


def make_certificaat(toewijzing: Toewijzing, tabel: Klassentabel) -> Certificaat:
    """The proof in plain numbers."""
    words = [prijs.woord for prijs in toewijzing.prijzen]
    return Certificaat(
        tuple(tuple(zip(word.treden, word.maal, strict=True)) for word in words),
        tuple(None if klasse < 0 else klasse for klasse in toewijzing.klasse.tolist()),
        tuple(zip(*(prijs.klasse.tolist() for prijs in toewijzing.prijzen), strict=True)) or ((),) * len(tabel.klassen),
        {tabel.codes[i]: tuple(int(prijs.streek[i]) for prijs in toewijzing.prijzen) for i in tabel.met.tolist()},
    )


def _named(aanvragen: Sequence[Aanvraag]) -> frozenset[UUID]:
    """Places that are not the same for everybody."""
    return frozenset[UUID]().union(*(a.teruggemeld | a.gevraagd for a in aanvragen))
