"""The commands that prove something from the logboek: exit code 0 is good, 1 not, 2 misuse; JSON on stdout only."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from click.testing import CliRunner, Result

from capacity_service.cli import main
from capacity_service.store.embedded import Cluster
from capacity_service.store.installatie import Draaiend, announce
from capacity_service.store.logboek import canonical
from tests.actions.scene import arrive, reserve
from tests.land import Dienst, expect

Run = Callable[..., Awaitable[Result]]
VARIABLES = ("DATABASE_URL", "DATABASE_URL_MIGRATE", "DATABASE_URL_READER", "CAPACITY_HOST", "CAPACITY_PORT")


@pytest.fixture
def run(vol_land: Dienst, tmp_path: Path) -> Run:
    """Run a command beside a service in a country with the invented register, in a thread: it may answer meanwhile."""
    announce(tmp_path, Draaiend(vol_land.url, vol_land.database.url))

    async def invoke(*args: str) -> Result:
        env = dict.fromkeys(VARIABLES) | {"CAPACITY_DATA_DIR": str(tmp_path)}
        return await asyncio.to_thread(CliRunner().invoke, main, args, env=env)

    return invoke


async def test_the_stand_of_a_moment_is_rebuilt_and_counted_again(vol_land: Dienst, run: Run) -> None:
    (plaats,) = await vol_land.add_plaatsen({})
    (row,) = await vol_land.sql("SELECT max(volgnummer) AS n, min(op) AS eerste FROM logboek")
    whole, until = await run("replay"), await run("replay", "--tot", row.eerste.isoformat())
    assert (whole.exit_code, until.exit_code) == (0, 0), whole.stderr + until.stderr
    stand, before = json.loads(whole.stdout), json.loads(until.stdout)
    assert f"{stand['volgnummer']} feiten; de getelde bezetting is gelijk aan" in whole.stderr
    assert stand["volgnummer"] >= row.n > before["volgnummer"]
    assert len(stand["bezetting"]) == 35
    ids = [{place["id"] for place in found["toestanden"]["plaats"]} for found in (stand, before)]
    assert ids[0] - ids[1] == {plaats["id"]}
    assert (await run("replay", "--alles")).exit_code == 0


async def test_counts_that_differ_from_what_was_recorded_are_not_good(vol_land: Dienst, run: Run) -> None:
    await vol_land.add_plaatsen({})
    await vol_land.sql(
        "SELECT append_logboek('proef', '{bezetting}', ARRAY[CAST(:feit AS text)], '{null}', '{null}')",
        feit='{"code":"GM0193","vrij":99}',
    )
    result = await run("replay")
    assert result.exit_code == 1
    assert "anders dan (GM0193)" in result.stderr


@pytest.mark.parametrize("moment", ["gisteren", "2026-11-21T02:13", "2026-13-01T00:00Z"])
async def test_a_moment_without_a_zone_is_misuse(run: Run, moment: str) -> None:
    result = await run("replay", "--tot", moment)
    assert (result.exit_code, "tijdzone" in result.stderr) == (2, True)
    assert (await run("replay", "--tot", "2026-11-21T02:13Z", "--alles")).exit_code == 2


async def test_nothing_is_proved_with_a_broken_chain(vol_land: Dienst, run: Run, cluster: Cluster) -> None:
    name = vol_land.database.url.rsplit("/", 1)[-1]
    admin = await asyncpg.connect(cluster.url(cluster.superuser, cluster.password, name), ssl=False)
    await admin.execute("SET session_replication_role = replica")
    await admin.execute("UPDATE logboek SET feit = '{}' WHERE volgnummer = 1")
    await admin.close()
    for command in (("replay",), ("verantwoording", "GM0193", "--uit-logboek")):
        result = await run(*command)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "Feit 1 is niet wat er is vastgelegd." in result.stderr


async def test_the_named_command_gives_the_dossier_that_names_it(vol_land: Dienst, run: Run) -> None:
    reserved = await reserve(vol_land)
    house = await vol_land.sql("SELECT opvang_organisatie AS id FROM plaatsing")
    reserved.opvang = await vol_land.as_rol("opvang", str(house[0].id))
    await arrive(reserved)
    told = expect(await reserved.opvang.get(f"/dossiers/{house[0].id}"), 200)
    program, *args = told["bronnen"]["opdracht"].split()
    proof, quick = await run(*args), await run("dossier", str(house[0].id))
    assert (program, proof.exit_code, quick.exit_code) == ("capacity-service", 0, 0), proof.stderr + quick.stderr
    assert canonical(json.loads(proof.stdout)) == canonical(told)
    assert json.loads(quick.stdout)["normen"][0]["cijfers"][0]["waarde"] == 1


async def test_what_was_erased_is_in_no_figure_and_reads_gewist(vol_land: Dienst, run: Run) -> None:
    await reserve(vol_land)
    (house,) = await vol_land.sql("SELECT opvang_organisatie AS id, id AS plaatsing FROM plaatsing")
    before = await run("dossier", str(house.id), "--uit-logboek")
    await vol_land.sql("DELETE FROM logboek_gegevens")
    after, stand = await run("dossier", str(house.id), "--uit-logboek"), await run("replay")
    assert (before.exit_code, after.exit_code, stand.exit_code) == (0, 0, 0)
    noemers = []
    for told in (before, after):
        (norm,) = [norm for norm in json.loads(told.stdout)["normen"] if norm["norm"] == "5.1c"]
        noemers.append(norm["cijfers"][0]["noemer"])
    assert noemers == [1, 0]
    shown = json.loads(stand.stdout)
    assert "plaatsing" not in shown["toestanden"], "nothing that is left names it"
    assert str(house.plaatsing) not in stand.stdout
    assert shown["gewist"]["plaatsing"] >= 1


async def test_the_named_command_gives_the_verantwoording_that_names_it(vol_land: Dienst, run: Run) -> None:
    gemeente = await vol_land.as_rol("gemeente")
    code = expect(await gemeente.get("/sessies/huidige"), 200)["organisatie"]["centrumgemeente"]
    told = expect(await gemeente.get(f"/verantwoordingen/{code}"), 200)
    proof = await run(*told["bronnen"]["opdracht"].split()[1:])
    assert proof.exit_code == 0, proof.stderr
    assert canonical(json.loads(proof.stdout)) == canonical(told)


async def test_who_or_what_cannot_be_is_said_in_a_sentence(run: Run) -> None:
    for command in (("dossier", str(uuid4())), ("verantwoording", "GM9999")):
        result = await run(*command)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "Dit is geen opvangorganisatie of centrumgemeente" in result.stderr
    for options in (("--van", "morgen"), ("--van", "2026-02-02", "--tot", "2026-02-01"), ("--feit", "-1")):
        result = await run("verantwoording", "GM0193", *options)
        assert result.exit_code == 2, options
    assert (await run("dossier", "geen-id")).exit_code == 2


@pytest.mark.parametrize("command", ["replay", "dossier", "verantwoording"])
async def test_each_command_explains_itself(run: Run, command: str) -> None:
    result = await run(command, "--help")
    assert result.exit_code == 0
    assert "--tot" in result.stdout
    assert "JSON" in result.stdout


def test_who_may_do_and_see_what_is_printed_without_a_service() -> None:
    result = CliRunner().invoke(main, ["inzage"])
    assert result.exit_code == 0
    assert result.stdout == (Path(__file__).parents[1] / "docs" / "inzage.md").read_text(encoding="utf-8")
