"""App processes like those of an installation, each on a free port, killed and started again; only our own are touched."""

import asyncio
import contextlib
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from capacity_service.sleutels import open_or_make

ROOT = Path(__file__).resolve().parents[2]
START_S = 60
STOP_S = 20
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
SERVICE = ("capacity_service", "serve")


class AppProcess:
    """One `capacity-service serve` on a database (None: its own); `url` is known once it answers, new after each start."""

    def __init__(self, database_url: str | None, data_dir: Path, program: tuple[str, ...] = SERVICE) -> None:
        self._program = program
        # Processes on one database have one set of keys; where each has a folder of its own none is given a number to read.
        if database_url:
            data_dir.mkdir(parents=True, exist_ok=True)
            open_or_make(data_dir / "sleutels.json")
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("CAPACITY_", "DATABASE_"))},
            **(
                {"DATABASE_URL": database_url, "CAPACITY_SLEUTELS": str(data_dir / "sleutels.json")}
                if database_url
                else {}
            ),
            "CAPACITY_PORT": "0",
            "CAPACITY_DATA_DIR": str(data_dir),
            "PYTHONUNBUFFERED": "1",
        }
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._said: list[str] = []
        self.url = ""

    @property
    def said(self) -> str:
        """What it printed since its last start."""
        return "".join(self._said)

    @property
    def pid(self) -> int:
        """Its process id; 0 when it never ran."""
        return 0 if self._process is None else self._process.pid

    async def start(self) -> None:
        """Start and wait until it says where it answers. Raises RuntimeError with what it said when it ends first."""
        await self.launch()
        async with asyncio.timeout(START_S):
            while not self.url:
                if not await self._read_line():
                    raise RuntimeError(f"the service ended with {await self.wait()}: {self.said}")
        self._reading = asyncio.create_task(self._read_on())

    async def launch(self) -> None:
        """Start without waiting."""
        self.url, self._said = "", []
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            *self._program,
            cwd=ROOT,
            env=self._environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            limit=2**22,
        )

    async def end(self) -> int:
        """Read until it ends by itself; gives its exit code."""
        async with asyncio.timeout(START_S):
            while await self._read_line():
                pass
            return await self.wait()

    async def wait(self) -> int:
        if self._process is None:
            raise RuntimeError("never started")
        return await self._process.wait()

    async def kill(self) -> None:
        """What `kill -9` does: no warning, nothing finished."""
        await self._end(hard=True)

    async def stop(self) -> None:
        """Ask it to end; a service that does not is killed."""
        await self._end(hard=False)

    async def _end(self, *, hard: bool) -> None:
        process = self._process
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill() if hard else process.terminate()
            try:
                async with asyncio.timeout(STOP_S):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()
        if self._reading is not None:
            await self._reading
            self._reading = None

    async def _read_line(self) -> bool:
        if self._process is None or self._process.stderr is None:
            return False
        line = (await self._process.stderr.readline()).decode(errors="replace")
        self._said.append(line)
        found = ADDRESS.search(line)
        if found and not self.url:
            self.url = found.group()
        return bool(line)

    async def _read_on(self) -> None:
        while await self._read_line():
            pass


@asynccontextmanager
async def run_processes(
    number: int, database_url: str, data_dir: Path, program: tuple[str, ...] = SERVICE
) -> AsyncIterator[list[AppProcess]]:
    """So many processes on one database, all answering; gone afterwards."""
    processes = [AppProcess(database_url, data_dir, program) for _ in range(number)]
    try:
        await asyncio.gather(*(process.start() for process in processes))
        yield processes
    finally:
        await asyncio.gather(*(process.stop() for process in processes))
