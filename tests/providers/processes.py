"""Two real providers as processes of their own, each on a free port of this machine: npm's oidc-provider and PyPI's oidc-provider-mock."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from dashboard import build
from tests.land import Json

SCRIPT, MOCK = Path(__file__).parent / "oidc.mjs", Path(__file__).parent / "mock.py"
READY_S = 30


@asynccontextmanager
async def _run(*words: str) -> AsyncIterator[str]:
    """A provider, from when it says its issuer until the end of the block."""
    process = await asyncio.create_subprocess_exec(
        *words,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=os.environ | {"NODE_ENV": "test"},
    )
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        async with asyncio.timeout(READY_S):
            issuer = (await process.stdout.readline()).decode().strip()
        assert issuer.startswith("http://127.0.0.1:"), f"{words[0]} did not start"
        yield issuer
    finally:
        process.stdin.close()
        try:
            async with asyncio.timeout(5):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


@asynccontextmanager
async def run_oidc_provider(client: Json) -> AsyncIterator[str]:
    """npm's oidc-provider with this client; gives its issuer."""
    node = build.node_folder() / "bin" / "node"
    async with _run(str(node), str(SCRIPT), str(build.MODULES), json.dumps(client)) as issuer:
        yield issuer


@asynccontextmanager
async def run_mock() -> AsyncIterator[str]:
    """PyPI's oidc-provider-mock; it takes every client. Gives its issuer."""
    async with _run(sys.executable, str(MOCK)) as issuer:
        yield issuer
