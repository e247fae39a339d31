"""Whether this node should be asked: what a proxy wants to know each second, and what an operator wants to know with it.

Two things decide: that what it shows is fresh (which says that its database can be read and written), and that the schema has
what the code needs. A clock that is wrong does not: no promise or deadline rests on it, and one wrong clock of the database
would take every node away at once. It is told, and measured.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from capacity_service.store.peiling import Peiling

PROBE_S = 10.0
"""So long a probe of the database is used again; freshness is asked each time."""
PROBE_MAX_S = 2.0
CLOCK_S = 5.0


@dataclass(frozen=True)
class Punt:
    """One thing that was looked at: `goed` is None when it could not be, and only what `beslist` makes the node unready."""

    naam: str
    goed: bool | None
    uitleg: str
    beslist: bool = True


class Gereedheid:
    """Asks `is_fresh` each time and `probe` now and then."""

    def __init__(self, is_fresh: Callable[[], bool], probe: Callable[[], Awaitable[Peiling]]) -> None:
        self._is_fresh = is_fresh
        self._probe = probe
        self._probed_at = float("-inf")
        self.peiling: Peiling | None = None
        """What the last probe found; None when it failed, and before the first."""

    async def judge(self) -> list[Punt]:
        """Everything that was looked at."""
        if time.monotonic() - self._probed_at >= PROBE_S:
            await self._look()
        fresh, peiling = self._is_fresh(), self.peiling
        found = [Punt("gegevensbank", fresh, "te lezen en te schrijven" if fresh else "niet te bereiken, of te traag")]
        if peiling is None:
            return [*found, Punt("schema", None, "niet na te gaan", beslist=False)]
        lacks, off = peiling.ontbreekt, abs(peiling.klok_verschil_s)
        found.append(
            Punt("schema", not lacks, f"mist {', '.join(lacks[:5])}" if lacks else "heeft wat de dienst nodig heeft")
        )
        found.append(Punt("klok", off <= CLOCK_S, f"wijkt {off:.1f} s af van die van de gegevensbank", beslist=False))
        late = peiling.te_laat
        found.append(Punt("termijnen", late == 0, f"{late} te laat", beslist=False))
        return found

    async def _look(self) -> None:
        # Whoever asks meanwhile gets what is known: one probe at a time.
        self._probed_at, self.peiling = time.monotonic(), None
        with contextlib.suppress(Exception):
            async with asyncio.timeout(PROBE_MAX_S):
                self.peiling = await self._probe()


def is_ready(punten: list[Punt]) -> bool:
    """Whether everything that decides is good."""
    return all(punt.goed for punt in punten if punt.beslist)
