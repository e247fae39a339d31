import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.prijzen import Getal
from capacity_service.domain.rangorde import TREDEN, cost_of, cost_of_none
from capacity_service.domain.rangtabel import Woord
from tests.domain.kleine_weging import Weging, wegingen


@given(st.one_of(wegingen(vragers=5, plaatsen=9), wegingen(vragers=5, plaatsen=9, held=True)))
def test_every_cost_is_the_cost_of_the_plain_statement(weging: Weging) -> None:
    rang = weging.table()
    for trede, name in enumerate(TREDEN):
        getal = Getal(rang, Woord((trede,), (1,)))
        for rij, vrager in enumerate(weging.vragers):
            assert getal.zonder[rij] == cost_of_none(vrager)[trede], name
            for index, vrij in enumerate(rang.tabel.klassen):
                kost = cost_of(vrager, vrij, index, weging.omstandigheid)
                assert getal.of(np.array([rij]), np.array([index])).tolist() == [kost[trede]], name
