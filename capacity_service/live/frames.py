"""What goes to sockets: texts, and the same texts once as the bytes of finished WebSocket frames (RFC 6455, 5.2)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from websockets.frames import Frame, Opcode

LONG = 4_096


@dataclass(frozen=True, slots=True)
class Bundel:
    """What an audience is told at once. `frames` may be shared by every socket: a server does not mask what it sends."""

    texts: tuple[str, ...]
    frames: bytes


def make_bundel(texts: Iterable[str]) -> Bundel:
    """Encode these texts, in this order, each as one text frame."""
    kept = tuple(texts)
    return Bundel(kept, b"".join(_keep_frame(text) if len(text) > LONG else _make_frame(text) for text in kept))


def _make_frame(text: str) -> bytes:
    return Frame(Opcode.TEXT, text.encode()).serialize(mask=False, extensions=())


_keep_frame = lru_cache(maxsize=16)(_make_frame)
"""Of a stand, which is one text for all who come at the same number: in a large country encoding it takes longest."""


Pour = Callable[[bytes], object]


class Uitgang(Protocol):
    """The way out of one socket. Whole frames only, in the order given; after `end` nothing more goes out.

    `pour` is the shortest way, for whoever knows that the line is open and not full; None where there is no shorter way.
    `ping_interval` and `ping_timeout` (seconds): how often it is to be pinged by whoever writes, and how long an answer may
    take; None where it sees to that itself.
    """

    ping_interval: float | None
    ping_timeout: float | None

    @property
    def pour(self) -> Pour | None: ...  # noqa: D102 - said above

    def write(self, bundel: Bundel) -> None:
        """Hand over to the network; never waits. What it cannot take at once it keeps, and calls `pause` of whoever listens."""

    def ping(self) -> None:
        """Ask whether the other side is there."""

    def expect_answer(self, since: float) -> None:
        """Let go of it when it has not answered a ping since then (monotonic seconds)."""

    def end(self, code: int) -> None:
        """Close with this code. Whoever does not answer in a few seconds is cut off."""


class Schrijver(Protocol):
    """Who writes to a way out, and is told when that is full."""

    def pause(self) -> None:
        """It is full: keep what comes."""

    def resume(self) -> None:
        """There is room again."""
