"""A flow with classes taken together against the same with every class for itself."""

from unittest.mock import patch

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain import netwerk
from capacity_service.domain.netwerk import Netwerk
from capacity_service.domain.prijzen import Getal
from capacity_service.domain.rangtabel import split_words
from capacity_service.domain.stroom import bits_for
from tests.domain.kleine_weging import Weging, cost_of_all, wegingen


@given(st.one_of(wegingen(plaatsen=12), wegingen(plaatsen=12, held=True)))
def test_classes_taken_together_change_no_outcome(weging: Weging) -> None:
    rang = weging.table()
    if not rang.tabel.klassen or not weging.vragers:
        return
    words = split_words(*rang.bounds(), bits_for(100))
    found = []
    for share in (0, 100):
        flow = Netwerk(rang)
        with patch.object(netwerk, "JOIN_SHARE", share):
            for word in words:
                flow.settle(Getal(rang, word))
        chosen = flow.assigned()
        used = np.bincount(chosen[chosen >= 0], minlength=len(rang.tabel.klassen))
        assert (flow.behind.stroom[: flow.k] == used).all()
        found.append(cost_of_all(weging, rang.tabel.klassen, chosen.tolist()))
    assert found[0] == found[1]


def test_classes_that_differ_in_nothing_are_found() -> None:
    columns = np.array([[0, 0, 0, 1, 1], [5, 6, 5, 5, 5]])
    which, first = netwerk.find_same(columns)
    assert which.tolist() == [0, 1, 0, 2, 2]
    assert first.tolist() == [0, 1, 3]
