"""How much somebody may do at once and in the long run: a bucket for each key, which fills by itself. Time is an argument.

A bucket that is full is not kept, so what is remembered is who asked a lot lately.
"""

from collections.abc import Hashable
from dataclasses import dataclass

SLEUTELS_MAX = 20_000


@dataclass(frozen=True)
class Maat:
    """`inhoud` times at once, and `per_s` times a second in the long run."""

    inhoud: float
    per_s: float

    def __post_init__(self) -> None:
        if self.inhoud < 1 or self.per_s <= 0:
            raise ValueError("een emmer houdt minstens een keer in, en loopt vol")


class Emmers:
    """The buckets of one measure, of at most so many keys: of more, those that were emptied longest ago are forgotten."""

    def __init__(self, maat: Maat, sleutels_max: int = SLEUTELS_MAX) -> None:
        self._maat = maat
        self._sleutels_max = sleutels_max
        self._stand: dict[Hashable, tuple[float, float]] = {}

    def __len__(self) -> int:
        return len(self._stand)

    def take(self, sleutel: Hashable, now: float) -> float:
        """Take once at `now` (seconds of any clock that only rises); 0.0, or the seconds until it can be, and nothing is taken."""
        left = self._level(sleutel, now) - 1
        if left < 0:
            return -left / self._maat.per_s
        self._keep(sleutel, left, now)
        return 0.0

    def give_back(self, sleutel: Hashable, now: float) -> None:
        """Undo one `take`."""
        self._keep(sleutel, min(self._maat.inhoud, self._level(sleutel, now) + 1), now)

    def _level(self, sleutel: Hashable, now: float) -> float:
        level, at = self._stand.get(sleutel, (self._maat.inhoud, now))
        return min(self._maat.inhoud, level + max(0.0, now - at) * self._maat.per_s)

    def _keep(self, sleutel: Hashable, level: float, now: float) -> None:
        # Taken out and put back: the order is that of the last change, so the first are those to forget.
        self._stand.pop(sleutel, None)
        if level < self._maat.inhoud:
            self._stand[sleutel] = level, now
        while len(self._stand) > self._sleutels_max:
            self._stand.pop(next(iter(self._stand)))
