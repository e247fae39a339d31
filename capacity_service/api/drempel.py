"""How often somebody may try to get in: a bucket of tries for each address or client, in the memory of this node.

A bucket belongs to who tries: whoever empties theirs keeps nobody else out.
"""

import math
import time
from collections.abc import Callable

from capacity_service.api.problems import TeVeel
from capacity_service.domain.emmer import SLEUTELS_MAX, Emmers, Maat


class Drempel:
    """`burst` tries at once, and one more every `every_s` seconds."""

    def __init__(
        self,
        burst: int,
        every_s: float,
        clock: Callable[[], float] = time.monotonic,
        sleutels_max: int = SLEUTELS_MAX,
    ) -> None:
        self._emmers = Emmers(Maat(burst, 1 / every_s), sleutels_max)
        self._clock = clock

    def take(self, who: str) -> None:
        """One try. Raises `TeVeel`, with when to come back."""
        wait = self._emmers.take(who, self._clock())
        if wait:
            seconds = max(1, math.ceil(wait))
            raise TeVeel(f"U probeert dit te vaak achter elkaar. Probeer het over {seconds} s opnieuw.", seconds)

    def try_take(self, who: str) -> bool:
        """Whether one more try is allowed; it counts when it is."""
        return not self._emmers.take(who, self._clock())
