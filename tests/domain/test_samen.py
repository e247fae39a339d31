from uuid import UUID

import pytest

from capacity_service.domain.errors import OngeldigeInvoer
from capacity_service.domain.samen import pick_plaatsen

EEN, TWEE, DRIE, ANDERS = (UUID(int=n) for n in range(4))


@pytest.mark.parametrize(
    ("genoemd", "expected"),
    [(None, [EEN, TWEE, DRIE]), ([], [EEN, TWEE, DRIE]), ([TWEE], [TWEE]), ([DRIE, EEN], [EEN, DRIE])],
)
def test_what_is_named_is_picked_in_the_order_of_the_plaatsing(
    genoemd: list[UUID] | None, expected: list[UUID]
) -> None:
    assert pick_plaatsen([EEN, TWEE, DRIE], genoemd) == expected


def test_a_place_of_somebody_else_is_refused_by_its_field() -> None:
    with pytest.raises(OngeldigeInvoer) as refused:
        pick_plaatsen([EEN, TWEE], [EEN, ANDERS])
    assert [fault.veld for fault in refused.value.faults] == ["plaatsen"]
