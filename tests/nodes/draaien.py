"""`capacity-service nodes` as a person starts it, and its processes, found by their parent."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.faults.processes import AppProcess


@dataclass
class Knopenplaats:
    """The whole of it: `url` is the one port."""

    process: AppProcess

    @property
    def url(self) -> str:
        return self.process.url

    @property
    def said(self) -> str:
        return self.process.said

    def find(self, word: str) -> list[int]:
        """Process ids of its children whose command has this word, or a program or module of this name."""
        found = []
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            try:
                parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
                words = (folder / "cmdline").read_bytes().decode().split("\0")
            except OSError:
                continue
            if parent == str(self.process.pid) and any(one.replace(".", "/").split("/")[-1] == word for one in words):
                found.append(int(folder.name))
        return found

    async def kill(self, word: str) -> None:
        """`kill -9` of one child, and wait until it is said that it is started again."""
        told = self.said.count("start opnieuw")
        os.kill(self.find(word)[0], signal.SIGKILL)
        async with asyncio.timeout(20):
            while self.said.count("start opnieuw") == told:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.02)


@asynccontextmanager
async def run_nodes(data_dir: Path, number: int) -> AsyncIterator[Knopenplaats]:
    """So many nodes behind one port, all answering; gone afterwards."""
    program = ("capacity_service", "nodes", "--number", str(number))
    process = AppProcess(None, data_dir, program)
    try:
        await process.start()
        yield Knopenplaats(process)
    finally:
        await process.stop()
