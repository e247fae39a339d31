"""What else there is: against the plain order, centrumgemeente by centrumgemeente."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.rangorde import TREDEN, Kosten, Opgave, cost_of, fits
from capacity_service.domain.rangschikking import Rangschikking
from capacity_service.domain.rangtabel import Klassentabel, Rangtabel, Spreiding
from tests.domain.gevallen import Geval, gevallen
from tests.domain.strategies import REGELS, STREKEN

MOVED = TREDEN.index("verschoven")


def make_rangschikking(geval: Geval, opgave: Opgave, over: list[int]) -> Rangschikking:
    tabel = Klassentabel(opgave.klassen, STREKEN)
    assert tabel.klassen == opgave.klassen
    spreiding = Spreiding.make(tabel, geval.stand, REGELS, len(opgave.vragers))
    return Rangschikking(
        Rangtabel(opgave.vragers, tabel, spreiding, geval.omstandigheid), np.array(over, dtype=np.int64)
    )


def rank_plainly(opgave: Opgave, over: list[int], rij: int) -> list[int]:
    """The best class of each centrumgemeente of which something is left, best first."""
    vrager, best = opgave.vragers[rij], dict[str, tuple[Kosten, int]]()
    for index, vrij in enumerate(opgave.klassen):
        if over[index] and fits(vrager, vrij):
            cost = cost_of(vrager, vrij, index, opgave.omstandigheid)
            key = (*cost[:MOVED], *cost[MOVED + 1 :]), index
            code = vrij.klasse.centrumgemeente
            best[code] = min(key, best.get(code, key))
    return [index for _, index in sorted(best.values())]


@given(gevallen(households=4, places=12), st.data())
def test_the_rest_is_ranked_by_the_plain_order_one_class_of_each_centrumgemeente(
    geval: Geval, data: st.DataObject
) -> None:
    opgave = geval.decide().opgave
    if not opgave.klassen or not opgave.vragers:
        return
    over = [data.draw(st.integers(0, vrij.aantal)) for vrij in opgave.klassen]
    rest = make_rangschikking(geval, opgave, over)
    for rij in range(len(opgave.vragers)):
        plain = rank_plainly(opgave, over, rij)
        assert rest.rank(rij, len(STREKEN), None) == plain
        assert rest.rank(rij, 2, None) == plain[:2]
        for index in plain[:1]:
            code = opgave.klassen[index].klasse.centrumgemeente
            assert rest.rank(rij, len(STREKEN), code) == plain[1:]


@given(gevallen(households=3, places=5))
def test_when_nothing_is_left_nothing_is_ranked(geval: Geval) -> None:
    opgave = geval.decide().opgave
    if not opgave.klassen or not opgave.vragers:
        return
    rest = make_rangschikking(geval, opgave, [0] * len(opgave.klassen))
    assert [rest.rank(rij, 5, None) for rij in range(len(opgave.vragers))] == [[]] * len(opgave.vragers)
