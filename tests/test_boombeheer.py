"""The commands about the record as evidence: exit code 0 is good, 1 not, 2 misuse."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import asyncpg
import pytest
from click.testing import CliRunner, Result

from capacity_service.cli import main
from capacity_service.sleutels import Sleutelbos, write_sleutels
from capacity_service.store.controlepunten import Controlemap
from capacity_service.store.embedded import Cluster
from capacity_service.store.installatie import Draaiend, announce
from capacity_service.store.zegel import Bewijsmiddelen
from capacity_service.timers.keep_bomen import Boomwacht
from tests.conftest import Urls
from tests.land import Dienst, expect
from tests.store.boomscene import connect_superuser

Run = Callable[..., Awaitable[Result]]
VARIABLES = ("DATABASE_URL", "CAPACITY_SLEUTELS", "CAPACITY_CONTROLEPUNTEN")


@pytest.fixture
def wacht(dienst: Dienst, tmp_path: Path) -> Boomwacht:
    """The watch of a service that runs in this data folder."""
    bos = Sleutelbos.make()
    write_sleutels(tmp_path / "sleutels.json", bos, new=True)
    announce(tmp_path, Draaiend(dienst.url, dienst.database.url))
    return Boomwacht(Bewijsmiddelen(lambda: bos, Controlemap(tmp_path / "controlepunten")))


@pytest.fixture
def run(tmp_path: Path) -> Run:
    async def invoke(*args: str, **environment: str) -> Result:
        env = dict.fromkeys(VARIABLES) | {"CAPACITY_DATA_DIR": str(tmp_path)} | environment
        return await asyncio.to_thread(CliRunner().invoke, main, args, env=env)

    return invoke


@pytest.mark.usefixtures("opgeteld")
async def test_the_record_is_counted_with_its_tree_and_its_checkpoints(
    dienst: Dienst, wacht: Boomwacht, run: Run, cluster: Cluster, kaal: Urls
) -> None:
    await dienst.add_plaatsen({})
    await wacht.stop(dienst.database)
    good = await run("verify-logboek")
    assert good.exit_code == 0, good.output
    assert "regels van het logboek staan in de boom van 1 controlepunten." in good.stdout
    assert (await run("check")).exit_code == 0
    superuser: asyncpg.Connection[asyncpg.Record] = await connect_superuser(cluster, kaal)
    await superuser.execute("UPDATE boomvak SET wortel = sha256('x')")
    await superuser.close()
    for command in ("verify-logboek", "check"):
        bad = await run(command)
        assert bad.exit_code == 1
        assert "boom" in bad.output


async def test_after_putting_back_a_database_an_operator_begins_a_new_reeks(
    dienst: Dienst, wacht: Boomwacht, run: Run, cluster: Cluster, kaal: Urls
) -> None:
    for _ in range(2):
        await wacht.stop(dienst.database)
    nothing = await run("nieuwe-reeks")
    assert nothing.exit_code == 0
    assert nothing.stdout.count("niets nodig") == 2
    superuser: asyncpg.Connection[asyncpg.Record] = await connect_superuser(cluster, kaal)
    await superuser.execute(
        "DELETE FROM boomvak v USING boomgroei g WHERE g.boom = v.boom AND g.nummer = 2 AND v.nummer >= g.eerste_blad / 64;"
        "DELETE FROM boomgroei WHERE nummer = 2"
    )
    await superuser.close()
    assert (await run("verify-logboek")).exit_code == 1
    begun = await run("nieuwe-reeks")
    assert begun.exit_code == 0, begun.output
    assert "Het inzagelog: reeks 2 begint bij 64 bladeren." in begun.stdout
    after = await run("verify-logboek")
    assert after.exit_code == 0, after.output
    assert "1 zijn vervallen" in after.stdout


async def test_whoever_checks_gets_the_keys_on_paper_and_the_program(
    dienst: Dienst, wacht: Boomwacht, run: Run, tmp_path: Path
) -> None:
    await dienst.add_plaatsen({})
    assert (await run("zegels")).stdout == ""
    await wacht.stop(dienst.database)
    keys = (await run("zegels")).stdout.split()
    assert [key.split("+")[0] for key in keys] == ["crisisplaatsdienst/logboek/1", "crisisplaatsdienst/inzagelog/1"]
    program = tmp_path / "verify.py"
    program.write_text((await run("verifier")).stdout, encoding="utf-8")
    (punten,) = (tmp_path / "controlepunten").glob("logboek-*.txt")
    words = [word for key in keys for word in ("--sleutel", key)]
    command = [sys.executable, "-I", "-S", str(program), *words, str(punten)]
    checked = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=False)
    assert (checked.returncode, "1 controlepunten getekend" in checked.stdout) == (0, True), checked.stderr


async def test_without_the_keys_a_command_says_so(dienst: Dienst, wacht: Boomwacht, run: Run, tmp_path: Path) -> None:
    await wacht.stop(dienst.database)
    (tmp_path / "sleutels.json").unlink()
    for command in ("verify-logboek", "nieuwe-reeks", "zegels"):
        result = await run(command)
        assert result.exit_code == 1
        assert "sleutels" in result.output


async def test_on_a_real_server_the_keys_have_to_be_named(run: Run) -> None:
    result = await run("zegels", DATABASE_URL="postgresql://a:b@127.0.0.1:1/c")
    assert result.exit_code == 2
    assert "CAPACITY_SLEUTELS" in result.output


async def test_the_answers_of_the_service_are_what_the_commands_print(dienst: Dienst, run: Run) -> None:
    client = await dienst.as_rol("auditor")
    await dienst.sign()
    zegels = expect(await client.get("/controlepunten/zegels"), 200)["zegels"]
    assert json.dumps(zegels)
    assert (await client.get("/controlepunten/controleur")).text == (await run("verifier")).stdout
