import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx2
import pytest
from click.testing import CliRunner, Result

from capacity_service.cli import main
from capacity_service.settings import Settings
from capacity_service.toegangsbeheer import check_aanbieders
from tests.conftest import Urls
from tests.land import Dienst, expect
from tests.namaak import run_namaak

Run = Callable[..., Awaitable[Result]]


@pytest.fixture
def run(dienst: Dienst, kaal: Urls) -> Run:
    """A command as an operator gives it on a server of their own."""
    unset = dict.fromkeys(str(field.validation_alias) for field in Settings.model_fields.values())
    env = unset | {"DATABASE_URL": dienst.database.url, "DATABASE_URL_MIGRATE": kaal.migrator}

    async def invoke(*args: str, **environment: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, main, args, env=env | environment)

    return invoke


async def test_an_account_is_found_in_the_list_and_withdrawn_once(dienst: Dienst, run: Run) -> None:
    client = await dienst.as_rol("landelijk")
    account = expect(await client.get("/sessies/huidige"), 200)["account"]["id"]
    (line,) = [line for line in (await run("account", "list")).stdout.splitlines() if line.startswith(account)]
    assert line.split("\t")[1::3] == ["landelijk", "1 sessies"]
    assert (await run("account", "withdraw", account)).exit_code == 0
    expect(await client.get("/sessies/huidige"), 401)
    again = await run("account", "withdraw", account)
    assert (again.exit_code, "was al ingetrokken" in again.stderr) == (1, True)
    assert "\tingetrokken " in (await run("account", "list")).stdout


async def test_the_service_alone_cannot_withdraw(dienst: Dienst, run: Run) -> None:
    (row,) = await dienst.sql("SELECT id FROM account WHERE rol = 'landelijk' LIMIT 1")
    refused = await run("account", "withdraw", str(row.id), DATABASE_URL_MIGRATE="")
    assert (refused.exit_code, "DATABASE_URL_MIGRATE" in refused.stderr) == (2, True)


async def test_a_program_is_made_works_and_is_withdrawn(dienst: Dienst, run: Run) -> None:
    (row,) = await dienst.sql("SELECT naam FROM organisatie WHERE soort = 'opvangorganisatie' ORDER BY naam LIMIT 1")
    made = await run("client", "make", "--rol", "opvang", "--organisatie", row.naam, "--alleen", "list_plaatsen")
    assert made.exit_code == 0, made.stderr
    client, secret = re.findall(r"^client_(?:id|secret)\t(\S+)$", made.stdout, re.MULTILINE)
    fields = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret}
    async with httpx2.AsyncClient(base_url=f"{dienst.url}/v1", trust_env=False) as program:
        token = expect(await program.post("/tokens", data=fields), 200)["access_token"]
        program.headers["Authorization"] = f"Bearer {token}"
        expect(await program.get("/plaatsen"), 200)
        expect(await program.get("/huizen"), 403)
        assert (await run("client", "withdraw", client)).exit_code == 0
        expect(await program.get("/plaatsen"), 401)
    assert (await run("client", "withdraw", client)).exit_code == 1


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("--rol", "opvang", "--organisatie", "er niet"), 1, "Deze organisatie is er niet"),
        (
            ("--rol", "opvang", "--organisatie", "x", "--alleen", "submit_aanvraag"),
            2,
            "is geen handeling die de rol opvang mag",
        ),
        (("--rol", "opvang", "--organisatie", "x", "--alleen", "make_token"), 2, "is geen handeling"),
        (("--rol", "baas", "--organisatie", "x"), 2, "baas"),
    ],
)
async def test_a_program_for_nobody_is_not_made(run: Run, words: tuple[str, ...], code: int, sentence: str) -> None:
    refused = await run("client", "make", *words)
    assert (refused.exit_code, sentence in refused.stderr) == (code, True), refused.stderr


FILE = """
[[aanbieder]]
code = "proef"
naam = "Proef"
issuer = "{issuer}"
client_id = "capaciteit"
rol = {{ vast = "opvang" }}
organisatie = {{ claim = "org", waarden = {{ een = "{een}", twee = "{twee}" }} }}
"""


async def test_check_looks_at_the_file_at_the_register_and_at_the_provider(dienst: Dienst, tmp_path: Path) -> None:
    (row,) = await dienst.sql("SELECT naam FROM organisatie WHERE soort = 'opvangorganisatie' ORDER BY naam LIMIT 1")
    path = tmp_path / "aanbieders.toml"
    url = dienst.database.url
    async with run_namaak() as namaak:
        path.write_text(FILE.format(issuer=namaak.issuer, een=row.naam, twee=row.naam), encoding="utf-8")
        assert await check_aanbieders(path, url) == [("aanbieder proef", None)]
        path.write_text(FILE.format(issuer=namaak.issuer, een=row.naam, twee="Er niet"), encoding="utf-8")
        assert await check_aanbieders(path, url) == [("aanbieder proef", "niet in het register: Er niet")]
    path.write_text(FILE.format(issuer="http://127.0.0.1:9", een=row.naam, twee=row.naam), encoding="utf-8")
    assert "antwoordt niet" in str((await check_aanbieders(path, url))[0][1])
    path.write_text("x = 1", encoding="utf-8")
    ((name, fault),) = await check_aanbieders(path, url)
    assert (name, "CAPACITY_AANBIEDERS" in str(fault)) == ("aanbieders", True)


async def test_a_server_on_which_nobody_can_log_in_says_so(run: Run) -> None:
    assert "let op  inloggen: CAPACITY_AANBIEDERS ontbreekt" in (await run("check")).stdout
