import pytest

from tests.actions.scene import arrive, confirm, post, read_plaats, refused, reserve
from tests.land import Dienst, expect


@pytest.mark.parametrize("side", ["opvang", "coordinator"])
async def test_who_does_not_come_is_an_alarm_and_not_a_free_place(dienst: Dienst, side: str) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    await confirm(reserved)
    client = reserved.opvang if side == "opvang" else reserved.coordinator
    missed = expect(await post(client, reserved.plaatsing, "niet-verschenen"), 200)
    assert missed["status"] == "niet_verschenen"
    assert (await reserved.again())["status"] == "niet_verschenen"
    assert (await read_plaats(reserved.opvang, reserved.plaats))["status"] == "gereserveerd"


async def test_whoever_comes_after_all_is_let_in(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    await confirm(reserved)
    expect(await post(reserved.opvang, reserved.plaatsing, "niet-verschenen"), 200)
    assert (await arrive(reserved))["status"] == "aangekomen"


async def test_nobody_is_missed_before_confirmation(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    refused(await post(reserved.opvang, reserved.plaatsing, "niet-verschenen"), 409, "overgang")
