"""The proof that comes with an assignment, and the check of it: without the solver, from the plain order alone.

Every class of places has a price, and every centrumgemeente one for coming there. The proof holds when nobody can do better at
these prices, and only what is full costs more than it must. Then no other assignment is better: what it would save one household it
costs another (duality of the assignment problem). Costs and prices are compared number by number, as tuples.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from operator import add, sub

from capacity_service.domain.rangorde import TREDEN, Kosten, Opgave, cost_of, cost_of_none, fits

Prijs = tuple[int, ...]
"""A price: one part per number."""


@dataclass(frozen=True)
class Certificaat:
    """`woorden` says per number which treden are in it and how often each counts; `toegewezen` the class of each household, or None.

    `klasse` has the prices of the classes, `streek` those of the centrumgemeenten.
    """

    woorden: tuple[tuple[tuple[int, int], ...], ...]
    toegewezen: tuple[int | None, ...]
    klasse: tuple[Prijs, ...]
    streek: dict[str, Prijs]


def check_certificaat(opgave: Opgave, certificaat: Certificaat) -> list[str]:
    """What is wrong with the proof, in sentences; nothing when the assignment is the best there is."""
    faults = _check_words(opgave, certificaat.woorden) + _check_places(opgave, certificaat)
    return faults + _check_households(opgave, certificaat)


def _check_words(opgave: Opgave, woorden: Sequence[Sequence[tuple[int, int]]]) -> list[str]:
    """Each trede in its turn, and counted so often that all later ones of its number together never outweigh it."""
    if [trede for woord in woorden for trede, _ in woord] != list(range(len(TREDEN))):
        return ["Niet elke trede telt, op haar beurt."] if opgave.klassen and opgave.vragers else []
    most = [sum(trede) for trede in zip(*(_largest(opgave, i) for i in range(len(opgave.vragers))), strict=True)]
    return [
        f"Trede {TREDEN[trede]} weegt niet zwaarder dan wat na haar komt."
        for woord in woorden
        for at, (trede, maal) in enumerate(woord)
        if maal <= sum(later * most[other] for other, later in woord[at + 1 :])
    ]


def _largest(opgave: Opgave, i: int) -> Kosten:
    """The most that each trede can cost this household."""
    vrager = opgave.vragers[i]
    some = [cost_of(vrager, v, j, opgave.omstandigheid) for j, v in enumerate(opgave.klassen) if fits(vrager, v)]
    come = {code: min(_there(opgave, code), len(opgave.vragers)) for code in opgave.streken}
    some += [opgave.spread(code, most - 1) for code, most in come.items() if most]
    return tuple(max(trede) for trede in zip(cost_of_none(vrager), *some, strict=True))


def _there(opgave: Opgave, code: str) -> int:
    return sum(vrij.aantal for vrij in opgave.klassen if vrij.klasse.centrumgemeente == code)


def _check_places(opgave: Opgave, certificaat: Certificaat) -> list[str]:
    """Nothing given twice, and a price above what it must be only for what is full."""
    used = Counter(j for j in certificaat.toegewezen if j is not None)
    come = Counter(opgave.klassen[j].klasse.centrumgemeente for j in certificaat.toegewezen if j is not None)
    faults = []
    for j, vrij in enumerate(opgave.klassen):
        more = tuple(map(sub, certificaat.klasse[j], certificaat.streek[vrij.klasse.centrumgemeente]))
        if used[j] > vrij.aantal or more < (0,) * len(more) or (any(more) and used[j] < vrij.aantal):
            faults.append(f"Klasse {j}: {used[j]} van {vrij.aantal} gegeven, meerprijs {more}.")
    for code in opgave.streken:
        price, most = certificaat.streek[code], min(_there(opgave, code), len(opgave.vragers))
        too_high = come[code] < most and price > _pack(certificaat, opgave.spread(code, come[code]))
        if too_high or (come[code] and price < _pack(certificaat, opgave.spread(code, come[code] - 1))):
            faults.append(f"Centrumgemeente {code}: {come[code]} gekomen, prijs {price}.")
    return faults


def _check_households(opgave: Opgave, certificaat: Certificaat) -> list[str]:
    """Each has what it may have, and nothing it may have is cheaper."""
    faults = []
    for i, (vrager, given) in enumerate(zip(opgave.vragers, certificaat.toegewezen, strict=True)):
        options: dict[int | None, Prijs] = {
            j: tuple(
                map(add, _pack(certificaat, cost_of(vrager, vrij, j, opgave.omstandigheid)), certificaat.klasse[j])
            )
            for j, vrij in enumerate(opgave.klassen)
            if fits(vrager, vrij)
        }
        if not vrager.heeft:
            options[None] = _pack(certificaat, cost_of_none(vrager))
        if given not in options or options[given] > min(options.values()):
            faults.append(f"Huishouden {i}: klasse {given} mag niet, of iets anders is beter.")
    return faults


def _pack(certificaat: Certificaat, kosten: Kosten) -> Prijs:
    return tuple(sum(kosten[trede] * maal for trede, maal in woord) for woord in certificaat.woorden)
