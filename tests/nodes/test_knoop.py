import asyncio
import json
import os
import sys
from pathlib import Path

import httpx2
import pytest
from click.testing import CliRunner

from capacity_service.cli import main
from capacity_service.store.installatie import Draaiend, announce
from tests.conftest import Urls
from tests.land import NO_TLS

PUBLIC = "http://127.0.0.1:1"


async def test_a_node_answers_on_the_ports_it_prints_and_ends_with_its_input(kaal: Urls, tmp_path: Path) -> None:
    announce(tmp_path, Draaiend(PUBLIC, kaal.app))
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("CAPACITY_", "DATABASE_"))}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "capacity_service", "node"),
        env=inherited | {"CAPACITY_DATA_DIR": str(tmp_path)},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    async with asyncio.timeout(60):
        port, operator_port = json.loads(await process.stdout.readline())
        async with httpx2.AsyncClient(trust_env=False, verify=NO_TLS) as client:
            assert (await client.get(f"http://127.0.0.1:{operator_port}/readyz")).status_code == 200
            assert (await client.get(f"http://127.0.0.1:{port}/readyz")).status_code == 404
            assert (await client.get(f"http://127.0.0.1:{port}/v1/demo-accounts")).json()["demoAccounts"]
        process.stdin.close()
        assert await process.wait() == 0
    assert (tmp_path / "dienst.json").exists(), "it belongs to who started the node"


@pytest.mark.parametrize("environment", [{}, {"DATABASE_URL": "postgresql://a:b@127.0.0.1:1/c"}])
def test_a_node_serves_no_database_but_the_embedded_one(environment: dict[str, str], tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["node"], env=environment | {"CAPACITY_DATA_DIR": str(tmp_path)})
    assert result.exit_code == 1
    assert "capacity-service nodes" in result.stderr
