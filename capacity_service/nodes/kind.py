"""A process of ours that is started again when it ends; it ends by itself when its input does, so when we do."""

import asyncio
import contextlib
import sys
import time
from collections.abc import Callable

from capacity_service.serve import STOP_S, say

PATIENCE_S = STOP_S + 4
SHORT_LIFE_S = 10.0
WAIT_MAX_S = 10.0


class KindError(Exception):
    """The process ended before it was ready for the first time; the message is a Dutch sentence."""


class Kind:
    """One process, `python -m` and these words. What it prints is told to `hear`, a line at a time; "" when it ended."""

    def __init__(
        self, naam: str, words: list[str], *, hear: Callable[[str], None], pass_fds: tuple[int, ...] = ()
    ) -> None:
        self.naam = naam
        self.ready = asyncio.Event()
        self._words = words
        self._hear = hear
        self._pass_fds = pass_fds
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = False

    async def keep_running(self) -> None:
        """Start, and again when it ends, until `stop`. Raises KindError when it ends before it was ever ready."""
        wait_s = 0.0
        while True:
            began = time.monotonic()
            code = await self._run_once()
            if self._stopping:
                return
            if not self.ready.is_set():
                raise KindError(f"De {self.naam} start niet (code {code}).")
            say(f"de {self.naam} is gestopt (code {code}) en start opnieuw")
            short = time.monotonic() - began < SHORT_LIFE_S
            wait_s = min(WAIT_MAX_S, 2 * wait_s or 1.0) if short else 0.0
            # The first time at once: a process that was killed is missed.
            await asyncio.sleep(wait_s if wait_s > 1 else 0)

    def tell(self, line: str) -> None:
        """Write a line to it; one that is gone hears nothing, and is told again when it is back."""
        process = self._process
        if process is not None and process.stdin is not None and process.returncode is None:
            process.stdin.write(f"{line}\n".encode())

    async def stop(self) -> None:
        """End its input, and wait until it has finished what it was doing; one that does not is killed."""
        self._stopping = True
        process = self._process
        if process is None or process.returncode is not None:
            return
        if process.stdin is not None:
            process.stdin.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_S):
                await process.wait()
                return
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()

    async def _run_once(self) -> int:
        # A session of its own: Ctrl-C in the terminal is for us, and we end everything in order.
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            *self._words,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            pass_fds=self._pass_fds,
            start_new_session=True,
        )
        self._process = process
        try:
            if process.stdout is not None:
                while line := await process.stdout.readline():
                    self._hear(line.decode().strip())
                    self.ready.set()
            return await process.wait()
        finally:
            self._hear("")
            if process.returncode is None and not self._stopping:
                await self.stop()
