"""A turn: sockets of one audience whose heartbeat is due at the same moment.

A write costs what the system call costs, whatever is in it. So a heartbeat goes along with what is said just before it is
due, and a ping goes along with the heartbeat; only what nobody had a word for goes by itself. One timer counts for all.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from itertools import repeat
from types import MethodType
from typing import Any

from capacity_service.live.abonnee import Abonnee
from capacity_service.live.direct import PING_FRAME
from capacity_service.live.frames import Bundel, Pour, Uitgang

NEVER = float("inf")
Row = tuple[Callable[[Any, bytes], object], list[Any]]
"""A function that writes, and to what: the same for all lines, as long as they are of one kind."""


class Beurt:
    """Who is in this turn, and when (monotonic seconds) its next heartbeat, its next ping and the answers to the last are due."""

    def __init__(self, now: float, beat_s: float, uitgang: Uitgang) -> None:
        self._abonnees: dict[Abonnee, None] = {}
        self._rows: list[Row] = []
        self._others: tuple[Abonnee, ...] = ()
        self._sorted = True
        self._changed = self._sort_again
        self._beat_s = beat_s
        self._ping_s = NEVER if uitgang.ping_interval is None else uitgang.ping_interval
        self._pong_s = NEVER if uitgang.ping_timeout is None else uitgang.ping_timeout
        self.beat_at, self.ping_at = now + beat_s, now + self._ping_s
        self._pinged_at = self.answer_at = NEVER

    def __len__(self) -> int:
        return len(self._abonnees)

    def __iter__(self) -> Iterator[Abonnee]:
        return iter(self._abonnees)

    def __contains__(self, abonnee: Abonnee) -> bool:
        return abonnee in self._abonnees

    def add(self, abonnee: Abonnee) -> None:
        """From now on it is in this turn."""
        self._abonnees[abonnee] = None
        abonnee.changed = self._changed
        self._sorted = False

    def remove(self, abonnee: Abonnee) -> None:
        """It is gone."""
        del self._abonnees[abonnee]
        self._sorted = False

    def _sort_again(self) -> None:
        self._sorted = False

    def _sort(self) -> None:
        """Apart: the short ways, side by side in the order of arrival, so that a message touches little memory that is cold."""
        if not self._sorted:
            self._rows = _make_rows([abonnee.pour for abonnee in self._abonnees if abonnee.pour is not None])
            self._others = tuple([abonnee for abonnee in self._abonnees if abonnee.pour is None])
            self._sorted = True

    def write(self, bundel: Bundel | None, hartslag: Bundel | None, *, ping: bool = False) -> None:
        """Write to each in one go: what is said, the heartbeat, a ping. It never waits."""
        self._sort()
        frames = b"".join(part.frames for part in (bundel, hartslag) if part is not None)
        if ping:
            frames += PING_FRAME
        others = self._others
        for pour, transports in self._rows:
            # Nothing of Python runs between two writes: with thousands a step of the interpreter for each would be felt.
            deque(map(pour, transports, repeat(frames)), maxlen=0)
        for abonnee in others:
            if bundel is not None:
                abonnee.tell(bundel)
            if hartslag is not None:
                abonnee.beat(hartslag)
            if ping:
                abonnee.uitgang.ping()

    def note_beat(self, now: float) -> None:
        """Its heartbeat goes out now."""
        self.beat_at = _next(self.beat_at, self._beat_s, now)

    def note_ping(self, now: float) -> None:
        """Its ping goes out now."""
        self.ping_at = _next(self.ping_at, self._ping_s, now)
        self._pinged_at, self.answer_at = now, now + self._pong_s

    def let_go_of_silent(self) -> None:
        """The time for answers is over: whoever did not answer the last ping is gone."""
        since, self.answer_at = self._pinged_at, NEVER
        for abonnee in tuple(self._abonnees):
            abonnee.uitgang.expect_answer(since)


def _next(due: float, each: float, now: float) -> float:
    """So long after the last was due, and not after it went, so that turns stay apart; from now on when that is long ago."""
    return due + each if now < due + each else now + each


def _make_rows(pours: list[Pour]) -> list[Row]:
    """The same writes without an object for each: what is bound to a transport is touched, and the binding is not."""
    rows: defaultdict[Callable[[Any, bytes], object], list[Any]] = defaultdict(list)
    for pour in pours:
        if isinstance(pour, MethodType):
            rows[pour.__func__].append(pour.__self__)
        else:
            rows[_pour_one].append(pour)
    return list(rows.items())


def _pour_one(pour: Pour, frames: bytes) -> object:
    return pour(frames)
