from datetime import timedelta

import pytest

from tests.actions.scene import arrive, post, refused, reserve
from tests.land import Dienst, expect


async def test_an_extension_names_the_new_total_within_three_nights(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    await arrive(reserved, nachten=1)
    extended = expect(await post(reserved.opvang, reserved.plaatsing, "verlenging", nachten=3), 200)
    assert extended["nachten"] == 3
    (row,) = await dienst.sql("SELECT vertrek - eerste_nacht AS nights FROM plaatsing")
    assert row.nights in {3, timedelta(days=3)}


async def test_a_fourth_night_is_refused_with_the_rule(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    await arrive(reserved, nachten=3)
    answer = await post(reserved.opvang, reserved.plaatsing, "verlenging", nachten=4)
    assert "R11" in refused(answer, 409, "toegezegde_nachten")["detail"]
    (row,) = await dienst.sql("SELECT nachten FROM plaatsing")
    assert row.nachten == 3


@pytest.mark.parametrize("nachten", [1, 2], ids=["shorter", "the same"])
async def test_an_extension_is_more_than_there_was(dienst: Dienst, nachten: int) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    await arrive(reserved, nachten=2)
    refused(await post(reserved.opvang, reserved.plaatsing, "verlenging", nachten=nachten), 409, "overgang")


async def test_only_who_is_inside_gets_more_nights(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    refused(await post(reserved.opvang, reserved.plaatsing, "verlenging", nachten=2), 409, "overgang")
