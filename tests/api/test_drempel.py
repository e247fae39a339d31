import pytest

from capacity_service.api.drempel import Drempel
from capacity_service.api.problems import TeVeel


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_gives_its_tries_and_then_one_at_a_time() -> None:
    clock = Clock()
    tries = Drempel(3, 10.0, clock)
    assert [tries.try_take("a") for _ in range(5)] == [True, True, True, False, False]
    clock.now = 9.9
    assert not tries.try_take("a")
    clock.now = 10.0
    assert [tries.try_take("a") for _ in range(2)] == [True, False]
    clock.now = 1e6
    assert [tries.try_take("a") for _ in range(4)] == [True, True, True, False]


def test_who_empties_a_bucket_keeps_nobody_else_out() -> None:
    tries = Drempel(2, 10.0, Clock())
    assert sum(tries.try_take("attacker") for _ in range(10_000)) == 2
    assert tries.try_take("night desk")
    with pytest.raises(TeVeel):
        tries.take("attacker")


def test_ten_thousand_names_take_no_more_room_than_that() -> None:
    tries = Drempel(1, 1e9, Clock(), sleutels_max=100)
    assert not [n for n in range(1_000) if not tries.try_take(str(n))]
    assert tries.try_take("0"), "forgotten, and so full again"
    assert not tries.try_take("999")
