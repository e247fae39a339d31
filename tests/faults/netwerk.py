"""Two ways in which screens lose their network without a word: a cable of a network of their own, or a proxy that stops.

The first needs root and `ip`; the second works for everybody. Both are made by the test and gone after it.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROXY = """
import asyncio, sys
async def carry(reader, writer):
    while data := await reader.read(65536):
        writer.write(data)
    writer.close()
async def take(reader, writer):
    there, back = await asyncio.open_connection("127.0.0.1", int(sys.argv[1]))
    await asyncio.gather(carry(reader, back), carry(there, writer), return_exceptions=True)
async def main():
    server = await asyncio.start_server(take, "127.0.0.1", 0, backlog=500)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(main())
"""


@dataclass(frozen=True)
class Ver:
    """A network apart: its name, and our address in it."""

    naam: str
    host: str

    def pull(self) -> None:
        """Nothing passes any more, and nobody is told."""
        _ip("-n", self.naam, "link", "set", "eth0", "down")

    def start(self, host: str, port: int, pause_s: float) -> "subprocess.Popen[str]":
        """The program of the screens, in that network."""
        words = [sys.executable, "-m", "tests.faults.far_screens", host, str(port), str(pause_s)]
        return subprocess.Popen(
            ["ip", "netns", "exec", self.naam, *words],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@contextmanager
def far_network() -> Iterator[Ver | None]:
    """A network with one cable to us; None where this user may make none."""
    number = os.getpid() % 16_000
    naam, here = f"cap{number}", f"cap{number}h"
    mine, theirs = (f"10.{200 + number // 4096 % 4}.{number // 16 % 256}.{number % 16 * 16 + last}" for last in (1, 2))
    if shutil.which("ip") is None or os.geteuid() != 0:
        yield None
        return
    try:
        _ip("netns", "add", naam)
        _ip("link", "add", here, "type", "veth", "peer", "name", "eth0", "netns", naam)
        _ip("addr", "add", f"{mine}/30", "dev", here)
        _ip("link", "set", here, "up")
        _ip("-n", naam, "addr", "add", f"{theirs}/30", "dev", "eth0")
        _ip("-n", naam, "link", "set", "eth0", "up")
        made = Ver(naam, mine)
    except subprocess.CalledProcessError:
        made = None
    try:
        yield made
    finally:
        for words in (["link", "del", here], ["netns", "del", naam]):
            with contextlib.suppress(subprocess.CalledProcessError):
                _ip(*words)


class Stopbaar:
    """A proxy in a process of its own, which can be made to stand still with all its connections open."""

    def __init__(self, target: int) -> None:
        self._process = subprocess.Popen([sys.executable, "-c", PROXY, str(target)], stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())

    def stop(self) -> None:
        """SIGSTOP: its kernel still takes what is sent, and nothing answers."""
        self._process.send_signal(signal.SIGSTOP)

    def end(self) -> None:
        """Gone."""
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()
