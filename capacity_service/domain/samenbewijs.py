"""What is proven of places that are taken together (R7), and the check of it: from the plain order alone, without search or solver.

Prices prove the assignment of who fits in one place (`certificaat.py`). Who takes several places of one huis is found by a search
(`combinatie.py`) that says what all together costs at least. Of that bound the check holds what was made against it; that no way was
left out shows when the weighing runs again.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import add
from uuid import UUID

from capacity_service.domain.combinatie import TOGETHER_MAX, Combinatie, may_combine
from capacity_service.domain.rangorde import Kosten, Opgave, Vrager, cost_of_none, total_of


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
        costs = (*(samen.kosten for samen in self.samen), *map(cost_of_none, self.te_groot))
        for kosten in costs:
            others = tuple(map(add, others, kosten))
        return others


def check_samen(
    opgave: Opgave, toegewezen: Iterable[int | None], bewijs: Samenbewijs, huizen: Mapping[UUID, tuple[UUID, ...]]
) -> list[str]:
    """What is wrong, in sentences. `opgave` and `toegewezen` are about the others, who have what is left; `huizen` is what was free."""
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
