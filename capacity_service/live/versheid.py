"""How old what this node shows can be at most, without trusting the clock of any machine (P7).

The node beats the heartbeat row on the primary and remembers when, by its own monotonic clock, it began to. Whatever view
holds that beat holds all that was committed before that moment too: a replica that stands still never gets to it.
"""

import asyncio
import time
from collections import deque

import structlog

from capacity_service.store.database import Database
from capacity_service.store.hartslag import open_hart

BEAT_EVERY_S = 1.0
FRESH_S = 5.0
"""A view that can be older than this is never shown as fresh."""
BEATS_KEPT = 30
NEVER = float("-inf")

log = structlog.get_logger()


class Versheid:
    """Beats on `primary`, and judges each view by the beat it holds."""

    def __init__(self, primary: Database) -> None:
        self._primary = primary
        self._begun: deque[tuple[int, float]] = deque(maxlen=BEATS_KEPT)
        self._as_of = NEVER
        self._beating: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Beat once, so that the first view can be fresh, and go on beating."""
        beaten = asyncio.Event()
        self._beating = asyncio.create_task(self._beat_on(beaten), name="hartslag")
        await beaten.wait()

    async def stop(self) -> None:
        """End."""
        if self._beating is not None:
            self._beating.cancel()
            await asyncio.gather(self._beating, return_exceptions=True)

    def note_beat(self, slag: int, begun: float) -> None:
        """The primary committed this slag, and was asked to at `begun` (monotonic seconds)."""
        self._begun.append((slag, begun))

    def note_view(self, slag: int) -> None:
        """What is shown from now on was read together with this slag; it may be an older view than the one before."""
        self._as_of = max((begun for beat, begun in self._begun if beat <= slag), default=NEVER)

    @property
    def age_s(self) -> float:
        """Everything committed longer ago than this is in the view; infinite when nothing is known of it."""
        return time.monotonic() - self._as_of

    @property
    def is_fresh(self) -> bool:
        """Whether nothing that was committed more than 5 seconds ago can be missing."""
        return self.age_s < FRESH_S

    async def _beat_on(self, tried: asyncio.Event) -> None:
        while True:
            try:
                async with open_hart(self._primary) as hart:
                    while True:
                        begun = time.monotonic()
                        self.note_beat(await hart.beat(), begun)
                        tried.set()
                        await asyncio.sleep(BEAT_EVERY_S)
            except Exception as error:  # noqa: BLE001 - the heart outlives every failure of the database
                log.warning("geen hartslag op de gegevensbank", reden=type(error).__name__)
            tried.set()
            await asyncio.sleep(BEAT_EVERY_S)
