"""The commands beside a running service: exit code 0 is good, 1 not, 2 misuse; sentences a night worker understands."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import asyncpg
import pytest
from click.testing import CliRunner, Result

from capacity_service.cli import main
from capacity_service.store.database import Database
from capacity_service.store.embedded import Cluster
from capacity_service.store.installatie import Draaiend, announce
from capacity_service.store.migrate import ROLES, create_roles
from tests.conftest import PASSWORDS, Urls
from tests.land import Dienst, expect
from tests.receivers import run_mailbox

Run = Callable[..., Awaitable[Result]]
VARIABLES = ("DATABASE_URL", "DATABASE_URL_MIGRATE", "DATABASE_URL_READER", "CAPACITY_HOST", "CAPACITY_PORT")
HEAD = "soort;centrumgemeente;organisatie;huis;personenMax;kenmerken;gereedBinnenMinuten;veiligheidstoetsDoor\r\n"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a command in a data folder of its own, in a thread: the service may answer meanwhile."""

    async def invoke(*args: str, **environment: str) -> Result:
        env = dict.fromkeys(VARIABLES) | {"CAPACITY_DATA_DIR": str(tmp_path)} | environment
        return await asyncio.to_thread(CliRunner().invoke, main, args, env=env)

    return invoke


@pytest.fixture
def running(dienst: Dienst, tmp_path: Path) -> Dienst:
    """A service that told this data folder where it runs."""
    announce(tmp_path, Draaiend(dienst.url, dienst.database.url))
    return dienst


@pytest.mark.parametrize("rol", ["coordinator", "opvang", "gemeente", "landelijk"])
async def test_a_token_lets_in_as_that_role(running: Dienst, run: Run, rol: str) -> None:
    result = await run("token", "--rol", rol)
    assert result.exit_code == 0
    client = await running.as_rol("opvang")
    headers = {"Authorization": f"Bearer {result.stdout.strip()}"}
    assert expect(await client.get("/sessies/huidige", headers=headers), 200)["account"]["rol"] == rol


async def test_a_token_can_be_for_one_organisatie(running: Dienst, run: Run) -> None:
    _, organisatie = await running.token("opvang", nth=3)
    result = await run("token", "--rol", "opvang", "--organisatie", str(organisatie))
    client = await running.as_rol("opvang")
    headers = {"Authorization": f"Bearer {result.stdout.strip()}"}
    found = expect(await client.get("/sessies/huidige", headers=headers), 200)
    assert found["organisatie"]["id"] == str(organisatie)
    nobody = await run("token", "--rol", "gemeente", "--organisatie", str(organisatie))
    assert nobody.exit_code == 1


@pytest.mark.parametrize(
    "environment",
    [
        {"CAPACITY_HOST": "0.0.0.0"},  # noqa: S104 - refused
        {"DATABASE_URL": "postgresql://a:b@127.0.0.1:1/c"},
        {"CAPACITY_AANBIEDERS": "aanbieders.toml"},
        {"CAPACITY_URL": "https://plaatsen.example"},
    ],
    ids=["for everybody", "on a real server", "with providers", "behind a proxy"],
)
@pytest.mark.usefixtures("running")
async def test_there_is_no_demo_token_outside_a_demonstration(run: Run, environment: dict[str, str]) -> None:
    result = await run("token", "--rol", "opvang", **environment)
    assert result.exit_code == 1
    assert "127.0.0.1" in result.stderr


@pytest.mark.parametrize(
    "command", [("token", "--rol", "opvang"), ("check",), ("verify-logboek",), ("replay",), ("demo",)]
)
async def test_without_a_running_service_a_command_says_how_to_start_it(run: Run, command: tuple[str, ...]) -> None:
    result = await run(*command)
    assert result.exit_code == 1
    assert "make run" in result.stderr


async def test_a_faulty_setting_is_named(run: Run) -> None:
    result = await run("check", CAPACITY_PORT="achtduizend")
    assert result.exit_code == 2
    assert "CAPACITY_PORT" in result.stderr


async def test_an_unknown_role_is_misuse(run: Run) -> None:
    assert (await run("token", "--rol", "baas")).exit_code == 2


async def test_a_sound_logboek_is_verified(running: Dienst, run: Run) -> None:
    await running.add_plaatsen({})
    result = await run("verify-logboek")
    assert result.exit_code == 0
    assert re.match(r"\d+ feiten nagerekend, 0 fouten\.\n\d+ inzages nagerekend, 0 fouten\.\n", result.stdout)


async def test_a_logboek_that_was_tampered_with_is_not(running: Dienst, run: Run, cluster: Cluster) -> None:
    await running.add_plaatsen({})
    await _tamper(running, cluster)
    result = await run("verify-logboek")
    assert result.exit_code == 1
    assert "Feit 1 is niet wat er is vastgelegd." in result.stderr


async def _tamper(running: Dienst, cluster: Cluster) -> None:
    name = running.database.url.rsplit("/", 1)[-1]
    connection = await asyncpg.connect(cluster.url(cluster.superuser, cluster.password, name), ssl=False)
    await connection.execute(
        "ALTER TABLE logboek DISABLE TRIGGER ALL; UPDATE logboek SET feit = '{}' WHERE volgnummer = 1"
    )
    await connection.close()


@pytest.mark.usefixtures("opgeteld")
async def test_a_sound_installation_is_good_in_every_line(running: Dienst, run: Run) -> None:
    await running.add_plaatsen({})
    result = await run("check")
    assert (result.exit_code, "FOUT" in result.stdout) == (0, False)
    assert result.stdout.count("goed") >= 8
    (told,) = [line for line in result.stdout.splitlines() if line.startswith("weet")]
    assert "openheid: volledig. Wie weet wanneer iemand vluchtte" in told


@pytest.mark.usefixtures("opgeteld")
async def test_one_fault_makes_an_installation_unsound(running: Dienst, run: Run) -> None:
    await running.add_plaatsen({})
    await running.sql("UPDATE termijn SET op = clock_timestamp() - interval '1 hour'")
    result = await run("check")
    assert result.exit_code == 1
    assert [line for line in result.stdout.splitlines() if line.startswith("FOUT")] == [
        "FOUT  termijnen: 1 termijnen zijn meer dan een minuut te laat"
    ]


async def test_a_file_of_places_is_imported(running: Dienst, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "plaatsen.csv"
    file.write_bytes((HEAD + "crisisplaats;Zwolle;;H1;4;;;\r\nopvangplaats;Zwolle;;H1;2;;;\r\n").encode("utf-8-sig"))
    token, _ = await running.token("opvang")
    result = await run("import-plaatsen", str(file), "--token", token)
    assert (result.exit_code, result.stdout) == (0, "2 plaatsen toegevoegd.\n")
    assert len(await running.sql("SELECT 1 FROM plaats")) == 2


async def test_a_bad_row_is_named_and_nothing_is_added(running: Dienst, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "plaatsen.csv"
    file.write_text(HEAD + "crisisplaats;Zwolle;;H1;4;;;\ncrisisplaats;Zwolle;;H1;veel;;;\n", encoding="utf-8")
    token, _ = await running.token("opvang")
    result = await run("import-plaatsen", str(file), "--token", token)
    assert result.exit_code == 1
    assert "regel 3, personenMax" in result.stderr
    assert await running.sql("SELECT 1 FROM plaats") == []


async def test_an_import_that_reaches_nobody_says_so(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "plaatsen.csv"
    file.write_text(HEAD, encoding="utf-8")
    result = await run("import-plaatsen", str(file), "--token", "x", "--url", "http://127.0.0.1:9")
    assert result.exit_code == 1
    assert "niet te bereiken" in result.stderr
    assert (await run("import-plaatsen", str(file))).exit_code == 2


async def test_gemeenten_are_corrected_from_a_file_or_not_at_all(kaal: Urls, run: Run, tmp_path: Path) -> None:
    head = "code,naam,veiligheidsregio,formeel,feitelijk,geldig_vanaf,zekerheid,bron\n"
    good, bad = tmp_path / "goed.csv", tmp_path / "fout.csv"
    good.write_text(head + "GM9998,Proefdorp,X,GM0193,GM0193,2026-01-01,hoog,proef\n", encoding="utf-8")
    bad.write_text(head + "GM9999,Proefdorp,X,GM0193,GM0193,morgen,hoog,proef\n", encoding="utf-8")
    refused = await run("load-gemeenten", str(good), str(bad), DATABASE_URL_MIGRATE=kaal.migrator)
    assert (refused.exit_code, "niets geladen" in refused.stderr) == (1, True)
    loaded = await run("load-gemeenten", str(good), DATABASE_URL_MIGRATE=kaal.migrator)
    assert (loaded.exit_code, loaded.stdout) == (0, "1 regels geladen.\n")
    database = Database(kaal.migrator, size=1)
    async with database.transaction(None) as tx:
        rows = await tx.sql("SELECT code FROM gemeente WHERE code IN ('GM9998', 'GM9999')")
    await database.close()
    assert [row.code for row in rows] == ["GM9998"]


async def test_an_empty_server_is_made_ready_once(cluster: Cluster, run: Run, tmp_path: Path) -> None:
    admin = cluster.url(cluster.superuser, cluster.password, "postgres")
    connection = await asyncpg.connect(admin, ssl=False)
    await connection.execute("DROP DATABASE IF EXISTS nieuw")
    await connection.execute("CREATE DATABASE nieuw")
    _, app, reader = (cluster.url(role, PASSWORDS[role], "nieuw") for role in ROLES)
    urls = {
        "DATABASE_URL": app,
        "DATABASE_URL_READER": reader,
        "DATABASE_URL_MIGRATE": cluster.url(cluster.superuser, cluster.password, "nieuw"),
        "CAPACITY_SLEUTELS": str(tmp_path / "sleutels.json"),
    }
    try:
        first = await run("migrate", "--create-roles", **urls)
        keyless, made = await run("check", **urls), await run("sleutels", "maak", **urls)
        second = await run("migrate", **urls)
        checked = await run("check", **urls)
    finally:
        await create_roles(admin, "nieuw", PASSWORDS)
        await connection.execute("DROP DATABASE nieuw WITH (FORCE)")
        await connection.close()
    assert (keyless.exit_code, "sleutels maak" in keyless.stdout, made.exit_code) == (1, True, 0)
    assert (first.exit_code, "35 centrumgemeenten" in first.stdout) == (0, True), first.output
    assert (second.exit_code, second.stdout) == (0, "De gegevensbank is bij.\n")
    assert checked.exit_code == 0, checked.stdout


async def test_migrating_needs_an_address(run: Run) -> None:
    result = await run("migrate")
    assert (result.exit_code, "DATABASE_URL_MIGRATE" in result.stderr) == (2, True)


async def test_where_a_service_runs_is_for_its_owner_only(running: Dienst, tmp_path: Path) -> None:
    path = tmp_path / "dienst.json"
    assert path.stat().st_mode & 0o777 == 0o600
    assert json.loads(path.read_text(encoding="utf-8"))["url"] == running.url


@pytest.mark.usefixtures("opgeteld")
async def test_a_missing_mail_server_is_told_and_is_no_fault(running: Dienst, run: Run) -> None:
    await running.add_plaatsen({})
    result = await run("check", CAPACITY_SMTP_URL="", CAPACITY_MAIL_VAN="")
    assert result.exit_code == 0
    assert "let op  e-mail: geen mailserver ingesteld (CAPACITY_SMTP_URL)" in result.stdout


async def test_a_mail_server_is_looked_at(running: Dienst, run: Run) -> None:
    await running.add_plaatsen({})
    async with run_mailbox() as mailbox:
        mail = {"CAPACITY_SMTP_URL": mailbox.url, "CAPACITY_MAIL_VAN": "meldingen@plaatsen.example"}
        assert "goed  e-mail" in (await run("check", **mail)).stdout
    result = await run("check", **mail)
    assert result.exit_code == 1
    assert "FOUT  e-mail: De mailserver is niet te bereiken." in result.stdout


async def test_a_server_that_does_not_know_its_own_address_says_so(running: Dienst, run: Run) -> None:
    await running.add_plaatsen({})
    server = {"DATABASE_URL": running.database.url}
    assert "let op  adres: CAPACITY_URL" in (await run("check", **server)).stdout
    assert "let op  adres" not in (await run("check", **server, CAPACITY_URL="https://plaatsen.example")).stdout


async def test_after_a_copy_was_put_back_an_operator_begins_another_epoch(dienst: Dienst, kaal: Urls, run: Run) -> None:
    (before,) = await dienst.sql("SELECT epoch FROM installatie")
    result = await run("new-epoch", DATABASE_URL_MIGRATE=kaal.migrator)
    assert (result.exit_code, "opnieuw" in result.stdout) == (0, True), result.output
    (after,) = await dienst.sql("SELECT epoch FROM installatie")
    assert after.epoch != before.epoch
