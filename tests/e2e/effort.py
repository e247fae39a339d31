"""What a job costs somebody: every interaction counted, and the seconds of a practised person.

Counted as one interaction: every click or tap, every text that is typed into a field, and every other key that is
pressed (Enter to choose, Tab to go on). Nothing is left out for being small: the tap into a field counts beside what is
typed there. The count begins at the list, with nothing open.

Seconds are those of the keystroke-level model (Card, Moran and Newell, 1980): 1.35 to find what comes next, 1.1 to point,
0.2 to press, 0.4 for a hand to go to the keyboard or back (on a phone it is there), 0.28 for a key; and reading at 4 words a second. With
`paced` the run itself waits so long, and so takes what a person takes, the service's own time included.
"""

import asyncio
import os
import time
from dataclasses import dataclass, field

from playwright.async_api import Locator, Page

THINK_S, POINT_S, PRESS_S, HAND_S, KEY_S = 1.35, 1.1, 0.2, 0.4, 0.28
WORDS_PER_S = 4
LONG = os.environ.get("CAPACITY_FAULTS") == "long"


@dataclass
class Effort:
    """Does things on a page as a person would, and keeps what they cost."""

    touch: bool = False
    paced: bool = False
    interactions: int = 0
    seconds: float = 0
    steps: list[str] = field(default_factory=list)
    _begun: float = field(default_factory=time.monotonic)
    _at_keys: bool = False

    @property
    def elapsed_s(self) -> float:
        return time.monotonic() - self._begun

    async def click(self, target: Locator) -> None:
        """Find it, point at it (with a hand that comes from the keyboard, if it is there), press or tap."""
        await self._spend(THINK_S + POINT_S + PRESS_S + self._move(to_keys=False))
        self._count("tap" if self.touch else "click", await name_of(target))
        await (target.tap() if self.touch else target.click())

    async def type(self, page: Page, text: str) -> None:
        """Think and press a key for every character of what has the focus."""
        await self._spend(THINK_S + KEY_S * len(text) + self._move(to_keys=True))
        self._count("type", text)
        await page.keyboard.type(text)

    async def press(self, page: Page, *keys: str) -> None:
        """Keys that are no text: each is an interaction of its own."""
        for key in keys:
            await self._spend(KEY_S + self._move(to_keys=True))
            self._count("press", key)
            await page.keyboard.press(key)

    async def read(self, target: Locator) -> None:
        """Read every word that stands there."""
        await self._spend(len((await target.inner_text()).split()) / WORDS_PER_S)

    def tell(self) -> str:
        """The figures, and every step."""
        return f"{self.interactions} interactions, {self.seconds:.0f} s: {', '.join(self.steps)}"

    def _move(self, *, to_keys: bool) -> float:
        moves = self._at_keys is not to_keys and not self.touch
        self._at_keys = to_keys
        return HAND_S if moves else 0

    def _count(self, how: str, what: str) -> None:
        self.interactions += 1
        self.steps.append(f"{how} {what}")

    async def _spend(self, seconds: float) -> None:
        self.seconds += seconds
        if self.paced:
            await asyncio.sleep(seconds)


async def name_of(target: Locator) -> str:
    """What stands on it, shortened, to tell the steps apart."""
    told: str = await target.evaluate(
        "(box) => box.getAttribute('aria-label') ?? (box.textContent.trim() || box.labels?.[0]?.textContent.trim() || box.id)"
    )
    return " ".join(told.split())[:40]
