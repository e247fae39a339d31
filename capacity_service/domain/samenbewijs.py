"""What is proven of places that are taken together (R7), and the check of it: from the plain order alone, without search or solver.

Prices prove the assignment of who fits in one place (`certificaat.py`). Who takes several places of one huis is found by a search
(`combinatie.py`) that says what all together costs at least. When that is what it costs with everybody as well off as can be (`Ondergrens`),
prices prove it after all; where it is more, that no way was left out shows when the weighing runs again.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from capacity_service.domain.certificaat import Certificaat, check_certificaat
from capacity_service.domain.combinatie import TOGETHER_MAX, Combinatie, may_combine
from capacity_service.domain.rangorde import Kosten, Opgave, Vrager, cost_of_none, total_of


@dataclass(frozen=True)
class Ondergrens:
    """What nothing can cost less than, whoever takes what: the others when nobody takes places together, with the proof of that.

    `alleen` is what each household that fits in no single place costs as if it were alone in the country.
    """

    opgave: Opgave
    certificaat: Certificaat
    alleen: tuple[Kosten, ...]

    @property
    def kosten(self) -> Kosten:
        """All together, the lot left out."""
        return (*_sum(total_of(self.opgave, self.certificaat.toegewezen), *self.alleen)[:-1], 0)


@dataclass(frozen=True)
class Samenbewijs:
    """Who took which places of one huis (`samen`), and who got nothing of that kind (`te_groot`).

    With everybody else it costs no less than `grens`, the lot left out; `bewezen` says that it costs no more than that either.
    """

    samen: tuple[Combinatie, ...]
    te_groot: tuple[Vrager, ...]
    grens: Kosten
    bewezen: bool

    @property
    def nodig(self) -> bool:
        """Whether there was anybody who fits in no single place."""
        return bool(self.samen or self.te_groot)

    def total(self, others: Kosten) -> Kosten:
        """What all together costs, when the others cost so much."""
        return _sum(others, *(samen.kosten for samen in self.samen), *map(cost_of_none, self.te_groot))


def _sum(*kosten: Kosten) -> Kosten:
    return tuple(map(sum, zip(*kosten, strict=True)))


def check_grens(onder: Ondergrens, bewijs: Samenbewijs) -> list[str]:
    """What is wrong with the bound itself, in sentences."""
    faults = [f"Ondergrens: {fault}" for fault in check_certificaat(onder.opgave, onder.certificaat)]
    if bewijs.grens < onder.kosten:
        faults.append(f"De grens {bewijs.grens} is minder dan wat zonder zoeken al zeker is: {onder.kosten}.")
    return faults


def check_samen(
    opgave: Opgave, toegewezen: Iterable[int | None], bewijs: Samenbewijs, huizen: Mapping[UUID, tuple[UUID, ...]]
) -> list[str]:
    """What is wrong with what was made, in sentences. `opgave` and `toegewezen` are about the others, who have what is left.

    `huizen` gives the places that were free under one roof.
    """
    given = Counter(plaats for samen in bewijs.samen for plaats in samen.ids)
    given.update(plaats for vrij in opgave.klassen for plaats in vrij.plaatsen if plaats in given)
    faults = [f"Plaats {plaats} is {times} keer gegeven." for plaats, times in sorted(given.items()) if times > 1]
    together = [set(ids) for ids in huizen.values()]
    for samen in bewijs.samen:
        room = sum(vrij.klasse.personen_max for vrij in samen.plaatsen)
        allowed = all(may_combine(samen.vrager, vrij) for vrij in samen.plaatsen)
        one_huis = any(ids.issuperset(samen.ids) for ids in together)
        if not (1 < len(samen.plaatsen) <= TOGETHER_MAX and room >= samen.vrager.personen and allowed and one_huis):
            faults.append(f"Aanvraag {samen.vrager.id}: deze {len(samen.plaatsen)} plaatsen mogen niet samen.")
    total = (*bewijs.total(total_of(opgave, tuple(toegewezen)))[:-1], 0)
    if total < bewijs.grens:
        faults.append(f"Alles samen kost {total}; dat is minder dan de grens {bewijs.grens}.")
    if bewijs.bewezen and total > bewijs.grens:
        faults.append(f"Alles samen kost {total}; bewezen zou zijn dat {bewijs.grens} het minste is.")
    return faults
