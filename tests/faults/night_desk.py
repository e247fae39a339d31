"""People at the night desk whose network goes while they are at it: what they do meanwhile, what the screen says, what came of it."""

import asyncio
import re
import time
from dataclasses import dataclass, field
from random import Random
from typing import Any, Protocol

from playwright.async_api import Page

from tests.e2e.cable import Cable
from tests.e2e.person import Person

NO_NETWORK = ("net::ERR_", "WebSocket connection to", "Failed to load resource")
HONEST = re.compile("Wacht op netwerk|Onbekend, wordt gecontroleerd|Op dit apparaat: [0-9] tik")
LOOK_S = 0.4
RESOLVE_S = 60.0
FAILURES = ("pulled", "frozen", "deaf")
"""Nothing connects any more; everything hangs and comes through afterwards; what is asked arrives and no answer comes back."""
MEANWHILE = ("nothing", "double tap", "reload", "back", "two tabs")


def screen(viewport: dict[str, int]) -> dict[str, Any]:
    """How a browser opens a device of this size."""
    return {"viewport": viewport, "locale": "nl-NL", "reduced_motion": "reduce"}


@dataclass
class Outcome:
    """What was seen in all runs: how many, and of each how often it was wrong."""

    runs: int = 0
    wanted: int = 0
    double: int = 0
    lost: int = 0
    false: int = 0
    """The screen said that it was done while the service had nothing of it."""
    unclear: int = 0
    """The screen did not say that it was not known."""
    seen: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def count(self, failure: str, meanwhile: str) -> None:
        self.runs += 1
        for what in (failure, meanwhile):
            self.seen[what] = self.seen.get(what, 0) + 1

    def settle(self, effects: int, what: str) -> None:
        """One wish, and how often it happened."""
        self.wanted += 1
        self.double += effects > 1
        self.lost += effects < 1
        if effects != 1:
            self.notes.append(f"{what}: {effects} keer")

    @property
    def sound(self) -> bool:
        return not (self.double or self.lost or self.false or self.unclear)

    def tell(self, name: str, outage_s: float) -> str:
        seen = ", ".join(f"{what} {times}" for what, times in sorted(self.seen.items()))
        return (
            f"T61 {name}: {self.runs} keer {outage_s:.0f} s zonder netwerk, {self.wanted} handelingen: {self.double} dubbel,"
            f" {self.lost} verloren, {self.false} ten onrechte gedaan, {self.unclear} onduidelijk ({seen})"
            + (f"; {self.notes[:5]}" if self.notes else "")
        )


class Look(Protocol):
    """How to tell whether the service did it, and whether a screen says so."""

    async def done(self) -> bool:
        """Whether the service did what was asked."""

    def claims(self, text: str) -> bool:
        """Whether a screen on which this stands says that it is done."""


@dataclass
class Desk:
    """One person with one device, and the tabs that are open on it."""

    person: Person
    cable: Cable
    rng: Random
    outage_s: float
    tabs: list[Page] = field(default_factory=list)

    async def ready(self) -> None:
        """As on any evening: logged in, and the browser has kept the shell."""
        self.person.accepted += NO_NETWORK
        await self.person.page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
        self.tabs = [self.person.page]

    async def open_tab(self) -> Page:
        self.tabs.append(await self.person.page.context.new_page())
        return self.tabs[-1]

    async def lose_network(self, failure: str) -> None:
        if failure == "pulled":
            self.cable.pull()
            await self.person.page.context.set_offline(True)
        elif failure == "frozen":
            self.cable.freeze()
        else:
            self.cable.deafen()

    async def find_network(self) -> None:
        self.cable.mend()
        await self.person.page.context.set_offline(False)

    async def read(self) -> list[str]:
        """What stands on every tab."""
        return [await tab.inner_text("body") for tab in self.tabs]

    async def close_tabs(self) -> None:
        for tab in self.tabs[1:]:
            await tab.close()
        del self.tabs[1:]

    async def sit_out(self, until: float, look: Look, outcome: Outcome) -> None:
        """Watch the screens until the network comes back."""
        while True:
            done = await look.done()
            for text in await self.read():
                outcome.false += look.claims(text) and not done
            if time.monotonic() >= until:
                break
            await asyncio.sleep(LOOK_S)
        # By now nobody waits in front of a button any more: the screen says that it does not know, or, rightly, that it is done.
        outcome.unclear += not all(HONEST.search(text) or look.claims(text) for text in await self.read())

    async def resolve(self) -> None:
        """Until nothing is under way any more on any tab."""
        until = time.monotonic() + RESOLVE_S
        while any(HONEST.search(text) or not text.strip() for text in await self.read()):
            assert time.monotonic() < until, await self.read()
            await asyncio.sleep(LOOK_S)
