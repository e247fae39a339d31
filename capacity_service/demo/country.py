"""A living country, for demonstrations, through the public interface alone: households come, houses and coordinators act."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from random import Random

import click

from capacity_service.demo.clock import Klok
from capacity_service.demo.coordinators import visit_coordinator
from capacity_service.demo.houses import Huizen
from capacity_service.demo.invent import count_events, intensity, make_aanvraag
from capacity_service.demo.line import Line, Tempo, Unreachable, list_lines

BACKOFF_S = 1.0
BACKOFF_MAX_S = 30.0
GIVE_UP_S = 600.0
REPORT_S = 60.0
TOGETHER_MAX = 5
"""Aanvragen between two visits: also after a long silence nobody floods the service."""


async def live_a_country(url: str, tempo: float) -> None:
    """Let the invented country at `url` live, `tempo` times as fast as the real one, until SIGTERM or SIGINT.

    It waits while the service restarts, and ends when the service stays away for ten minutes or its own parent process
    has ended.
    """
    living = asyncio.ensure_future(_live(url.rstrip("/"), tempo))
    stopping: list[int] = []

    def stop(number: int) -> None:
        stopping.append(number)
        living.cancel()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop, number)
    try:
        await living
    except asyncio.CancelledError:
        if not stopping:
            raise
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


@dataclass
class Land:
    """Who lives in the country, and what has happened so far."""

    url: str
    klok: Klok
    tempo: Tempo = field(default_factory=Tempo)
    rng: Random = field(default_factory=Random)
    lines: list[Line] = field(default_factory=list)
    gemeenten: list[str] = field(default_factory=list)
    aanvragen: int = 0
    _asked_at: float = field(default_factory=time.monotonic)

    async def settle(self) -> None:
        """Find out who is there and which gemeenten the country has. Raises `Unreachable`."""
        self.lines = self.lines or await list_lines(self.url, self.tempo)
        if not self.lines:
            raise Unreachable
        if not self.gemeenten:
            page = await self.lines[0].ask("GET", "/gemeenten") or {}
            self.gemeenten = [gemeente["code"] for gemeente in page.get("gemeenten", [])]

    async def flee(self) -> None:
        """Whoever fled since the last visit asks for a place."""
        expected = self.klok.days_since(self._asked_at) * intensity(self.klok.simulated())
        self._asked_at = time.monotonic()
        coordinators = [line for line in self.lines if line.rol == "coordinator"]
        for _ in range(min(TOGETHER_MAX, count_events(self.rng, expected))):
            line = self.rng.choice(coordinators)
            soort = await line.connect()
            if await line.ask("POST", "/aanvragen", make_aanvraag(self.rng, self.gemeenten, soort)) is not None:
                self.aanvragen += 1

    async def close(self) -> None:
        """Hang up all lines."""
        for line in self.lines:
            await line.close()


async def _live(url: str, tempo: float) -> None:
    land = Land(url, Klok(tempo))
    reporting = asyncio.create_task(_report(land))
    parent, heard_at, backoff_s = os.getppid(), time.monotonic(), BACKOFF_S
    try:
        while time.monotonic() - heard_at < GIVE_UP_S:
            try:
                await land.settle()
                async for _ in _visit_all(land):
                    heard_at, backoff_s = time.monotonic(), BACKOFF_S
                    if os.getppid() != parent:
                        return
            except Unreachable:
                await asyncio.sleep(backoff_s * land.rng.uniform(0.5, 1.0))
                backoff_s = min(BACKOFF_MAX_S, backoff_s * 2)
    finally:
        reporting.cancel()
        await asyncio.gather(reporting, return_exceptions=True)
        await land.close()


async def _visit_all(land: Land) -> AsyncIterator[None]:
    """Visit after visit, without end, each time in another order."""
    huizen = {line.account: Huizen(line, land.klok, land.rng) for line in land.lines if line.rol == "opvang"}
    while True:
        for line in land.rng.sample(land.lines, len(land.lines)):
            await land.flee()
            if line.account in huizen:
                await huizen[line.account].visit()
            else:
                await visit_coordinator(line, land.klok)
            yield


async def _report(land: Land) -> None:
    """One line a minute for whoever watches the terminal."""
    while True:
        await asyncio.sleep(REPORT_S)
        click.echo(
            f"demo        {land.aanvragen} aanvragen, {land.tempo.asked} verzoeken, {land.tempo.refused} geweigerd",
            err=True,
        )
