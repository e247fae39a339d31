import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from click.testing import CliRunner

from capacity_service.cli import main
from tests.land import NO_TLS, expect
from tests.nodes.draaien import Knopenplaats, run_nodes


@pytest.fixture(scope="module")
async def plaats(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Knopenplaats]:
    async with run_nodes(tmp_path_factory.mktemp("knopen") / "met spatie", 2) as running:
        yield running


def ask(plaats: Knopenplaats) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(
        base_url=plaats.url, headers={"Origin": plaats.url}, trust_env=False, verify=NO_TLS, timeout=30
    )


async def test_one_port_is_printed_and_demo_accounts_log_in_on_every_node(plaats: Knopenplaats) -> None:
    assert "2 knopen" in plaats.said
    assert len(plaats.find("verdeler")) == 1
    assert len(plaats.find("node")) == 2
    async with ask(plaats) as first:
        accounts = expect(await first.get("/v1/demo-accounts"), 200)["demoAccounts"]
        assert (await first.post("/v1/demo-sessies", json={"account": accounts[0]["id"]})).status_code == 201
        for _ in range(4):
            async with ask(plaats) as other:
                other.cookies = first.cookies
                expect(await other.get("/v1/sessies/huidige"), 200)
    assert "inloggen zonder wachtwoord" in plaats.said


@pytest.mark.parametrize("word", ["node", "verdeler"])
async def test_a_killed_child_is_started_again_and_everybody_is_still_answered(plaats: Knopenplaats, word: str) -> None:
    before = set(plaats.find(word))
    await plaats.kill(word)
    async with asyncio.timeout(60):
        while len(plaats.find(word)) < len(before):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.05)
    assert set(plaats.find(word)) != before
    for _ in range(4):
        async with ask(plaats) as client:
            expect(await client.get("/v1/demo-accounts"), 200)


async def test_when_it_ends_nothing_is_left_and_one_word_is_said(tmp_path: Path) -> None:
    async with run_nodes(tmp_path, 1) as plaats:
        children = [*plaats.find("node"), *plaats.find("verdeler"), *plaats.find("postgres")]
        assert len(children) >= 3
        await plaats.process.stop()
    assert plaats.said.rstrip().endswith("gestopt")
    assert plaats.said.count("gestopt") == 1
    assert "Traceback" not in plaats.said
    assert not (tmp_path / "dienst.json").exists()
    assert not any(is_there(pid) for pid in children)


async def test_whoever_starts_it_killed_leaves_nothing_behind(tmp_path: Path) -> None:
    async with run_nodes(tmp_path, 1) as plaats:
        children = [*plaats.find("node"), *plaats.find("verdeler"), *plaats.find("postgres")]
        await plaats.process.kill()
        async with asyncio.timeout(30):
            while any(is_there(pid) for pid in children):  # noqa: ASYNC110 - other processes
                await asyncio.sleep(0.05)


def is_there(pid: int) -> bool:
    """Whether it runs: an ended process that nobody has waited for yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize(
    ("environment", "word"),
    [
        ({"DATABASE_URL": "postgresql://a:b@127.0.0.1:1/c"}, "DATABASE_URL"),
        ({"CAPACITY_HOST": "0.0.0.0"}, "CAPACITY_HOST"),  # noqa: S104 - refused
    ],
)
def test_it_is_for_this_machine_and_the_embedded_database_only(
    environment: dict[str, str], word: str, tmp_path: Path
) -> None:
    result = CliRunner().invoke(main, ["nodes"], env=environment | {"CAPACITY_DATA_DIR": str(tmp_path)})
    assert result.exit_code == 1
    assert word in result.stderr
