"""A small HTTP/1.1 client that costs little: keep-alive connections that each send a request and wait for its answer."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from load_tests.ground import stopwatch


@dataclass
class Outcome:
    """What came back: seconds per request, how many of each status, and the bodies if asked for."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    bodies: list[bytes] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.latencies) / self.seconds


def make_request(path: str, token: str, body: bytes, key: str, *, revisie: int | None = None) -> bytes:
    """The bytes of one POST, or of one PUT on this revisie."""
    method, match = ("POST", "") if revisie is None else ("PUT", f'If-Match: "{revisie}"\r\n')
    return (
        f"{method} {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
        f"{match}Idempotency-Key: {key}\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body


async def load(url: str, requests: Sequence[bytes], connections: int) -> Outcome:
    """Send all requests over `connections` connections, each as soon as the one before it was answered."""
    outcome, waiting = Outcome(), iter(requests)
    start = stopwatch()
    await asyncio.gather(*(_connection(url, waiting, outcome) for _ in range(connections)))
    outcome.seconds = stopwatch() - start
    return outcome


async def _connection(url: str, waiting: Iterator[bytes], outcome: Outcome) -> None:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    for request in waiting:
        start = stopwatch()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        body = await reader.readexactly(length)
        outcome.latencies.append(stopwatch() - start)
        status = int(head[9:12])
        outcome.statuses[status] = outcome.statuses.get(status, 0) + 1
        outcome.bodies.append(body)
    writer.close()
    await writer.wait_closed()
