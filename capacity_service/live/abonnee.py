"""One socket that listens: what waits until it can be sent, with an end to it."""

from collections.abc import Callable

from capacity_service.domain.inzage import Actor
from capacity_service.live.frames import Bundel, Pour, Uitgang, make_bundel

HELD_MAX = 512
"""How many messages may wait for a socket that cannot take them."""
TOO_SLOW = 4008


class Abonnee:
    """One socket. From the start it keeps what it is told; once greeted it passes everything on, unless its line is full.

    `close_code` is set once it must close; the first reason stands, and nothing is written after that. `pour` takes finished
    frames while nothing waits, so that a message touches as little as it can of each of thousands; otherwise it is None.
    Each time that it may have changed `changed` is called.
    """

    __slots__ = ("_full", "_greeted", "_held", "actor", "changed", "close_code", "pour", "sleutel_hash", "uitgang")

    def __init__(self, actor: Actor, sleutel_hash: bytes, uitgang: Uitgang) -> None:
        self.actor = actor
        self.sleutel_hash = sleutel_hash
        self.uitgang = uitgang
        self.close_code: int | None = None
        self.changed: Callable[[], None] = _tell_nobody
        self.pour: Pour | None = None
        self._held: list[Bundel] | None = []
        self._greeted = False
        self._full = False

    def tell(self, bundel: Bundel) -> None:
        """Pass on, or keep; a socket that falls too far behind is closed with 4008 and comes back for the rest."""
        if self._held is None:
            self.uitgang.write(bundel)
        elif self.close_code is None:
            self._held.append(bundel)
            if sum(len(held.texts) for held in self._held) > HELD_MAX:
                self.end(TOO_SLOW)

    def beat(self, bundel: Bundel) -> None:
        """Say that this is fresh; not where it would arrive late and call fresh what is old."""
        if self._held is None:
            self.uitgang.write(bundel)

    def greet(self, texts: list[str]) -> None:
        """The first words, and after them all that was told meanwhile."""
        if self.close_code is None:
            self.uitgang.write(make_bundel(texts))
            self._greeted = True
            self._let_go()

    def restart(self, text: str) -> None:
        """A fresh stand: what still waited is in it."""
        if self._held:
            self._held.clear()
        self.tell(make_bundel([text]))

    def pause(self) -> None:
        """The line is full."""
        self._full, self.pour = True, None
        self.changed()
        if self._held is None:
            self._held = []

    def resume(self) -> None:
        """The line has room: what was kept goes out, in one go."""
        self._full = False
        self._let_go()

    def _let_go(self) -> None:
        if not self._greeted or self._full or self.close_code is not None or self._held is None:
            return
        held, self._held = self._held, None
        self.pour = self.uitgang.pour
        self.changed()
        if held:
            texts = tuple(text for bundel in held for text in bundel.texts)
            self.uitgang.write(Bundel(texts, b"".join(bundel.frames for bundel in held)))

    def end(self, code: int) -> None:
        """Close with this code."""
        if self.close_code is None:
            self.close_code = code
            self.leave()
            self.uitgang.end(code)

    def leave(self) -> None:
        """The line is gone, or going: whatever is told from now on is for nobody."""
        self._held, self._greeted, self.pour = [], False, None
        self.changed()


def _tell_nobody() -> None:
    """Nobody keeps account of it."""
