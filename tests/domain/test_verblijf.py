"""The promise: one to three nights from a first night, extension included."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.errors import ToegezegdeNachten
from capacity_service.domain.verblijf import Toezegging
from tests.domain.strategies import REGELS

dagen = st.dates(date(2026, 1, 1), date(2030, 12, 31))
goede_nachten = st.integers(1, 3)
te_weinig_of_te_veel = st.integers(-10, 0) | st.integers(4, 100)


@given(dagen, goede_nachten)
def test_the_day_of_leaving_is_as_many_days_after_the_first_night_as_there_are_nights(dag: date, nachten: int) -> None:
    toezegging = Toezegging.make(dag, nachten, REGELS)
    assert toezegging.vertrek - dag == timedelta(days=nachten)


@given(dagen, te_weinig_of_te_veel)
def test_no_promise_is_made_of_no_night_or_of_more_than_three(dag: date, nachten: int) -> None:
    with pytest.raises(ToegezegdeNachten):
        Toezegging.make(dag, nachten, REGELS)


@given(dagen, goede_nachten, goede_nachten)
def test_an_extension_is_a_new_total_from_the_same_first_night(dag: date, eerst: int, nieuw: int) -> None:
    extended = Toezegging.make(dag, eerst, REGELS).extend(nieuw, REGELS)
    assert extended == Toezegging.make(dag, nieuw, REGELS)


@given(dagen, goede_nachten, te_weinig_of_te_veel)
def test_an_extension_never_gets_past_three_nights(dag: date, eerst: int, nieuw: int) -> None:
    toezegging = Toezegging.make(dag, eerst, REGELS)
    with pytest.raises(ToegezegdeNachten):
        toezegging.extend(nieuw, REGELS)
