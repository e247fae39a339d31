import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from capacity_service.cli import main
from capacity_service.store.installatie import Draaiend, announce
from capacity_service.wissing import check_wissing
from tests.actions.scene import reserve
from tests.land import Dienst, expect

Run = Callable[..., Awaitable[Result]]
VARIABLES = ("DATABASE_URL", "DATABASE_URL_MIGRATE", "DATABASE_URL_READER", "CAPACITY_SLEUTELS")


@pytest.fixture
def run(dienst: Dienst, tmp_path: Path) -> Run:
    announce(tmp_path, Draaiend(dienst.url, dienst.database.url))

    async def invoke(*args: str) -> Result:
        env = dict.fromkeys(VARIABLES) | {"CAPACITY_DATA_DIR": str(tmp_path)}
        return await asyncio.to_thread(CliRunner().invoke, main, ["bewijs-wissing", *args], env=env)

    return invoke


async def test_without_anything_due_all_is_well_and_copies_are_spoken_of(run: Run) -> None:
    result = await run()
    assert result.exit_code == 0
    assert "Gewist tot nu: 0 zaken" in result.stdout
    assert "niets dat al gewist had moeten zijn" in result.stdout
    assert "niet langer dan 14 dagen" in result.stdout


async def test_what_is_still_there_is_found_by_id_and_by_kenmerk(dienst: Dienst, run: Run) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    for name in (reserved.aanvraag["id"], reserved.aanvraag["referentie"]):
        result = await run(name)
        assert result.exit_code == 1
        assert "GEVONDEN: aanvraag." in result.stdout
    assert (await run("ZZZZ-ZZZZ")).exit_code == 0


async def test_what_should_have_been_erased_is_a_fault_here_and_in_check(dienst: Dienst, run: Run) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    path = f"/aanvragen/{reserved.aanvraag['id']}/intrekking"
    expect(await reserved.coordinator.post(path, json={"reden": "dubbel"}), 200)
    assert await check_wissing(dienst.database.url) is None
    await dienst.sql("UPDATE aanvraag SET beeindigd_op = clock_timestamp() - interval '17 days'")
    result = await run()
    assert result.exit_code == 1
    assert "TE LAAT: 1 zaken" in result.stdout
    assert "te laat: 1 zaken" in (await check_wissing(dienst.database.url) or "")
