"""Receivers of what goes out, started by tests: a real HTTP server and a real mail server, each as good or bad as asked."""

import asyncio
import contextlib
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

Json = dict[str, Any]
Writer = asyncio.StreamWriter
OK = b"HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\nok"


@dataclass(frozen=True)
class Ontvangen:
    """One request as it came in."""

    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> Json:
        event: Json = json.loads(self.body)
        return event


Conduct = Callable[["Receiver", Writer], Awaitable[None]]


async def take_it(_: "Receiver", writer: Writer) -> None:
    writer.write(OK)


def answer_with(status: str, *headers: str) -> Conduct:
    """Answers this status, with these headers."""

    async def conduct(_: Receiver, writer: Writer) -> None:
        head = "".join(f"{header}\r\n" for header in headers)
        writer.write(f"HTTP/1.1 {status}\r\n{head}Content-Length: 0\r\n\r\n".encode())

    return conduct


async def reset(_: "Receiver", writer: Writer) -> None:
    """Takes the request and breaks the connection."""
    writer.transport.abort()


async def hang(receiver: "Receiver", _: Writer) -> None:
    """Takes the request and never answers, until it is let go."""
    await receiver.let_go.wait()


async def drip(receiver: "Receiver", writer: Writer) -> None:
    """Answers a byte a second."""
    for byte in OK:
        writer.write(bytes([byte]))
        await writer.drain()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(receiver.let_go.wait(), 1)


async def drip_body(receiver: "Receiver", writer: Writer) -> None:
    """Takes it at once, and then tells a story that never ends, a byte at a time."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(1000):
        writer.write(b"x")
        await writer.drain()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(receiver.let_go.wait(), 1)


async def flood(receiver: "Receiver", writer: Writer) -> None:
    """Takes it and answers with 10 MB; notes how much of it went out before we were cut off."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10485760\r\n\r\n")
    for _ in range(1024):
        writer.write(b"x" * 10240)
        await writer.drain()
        receiver.flooded += 10240


async def answer_twice(_: "Receiver", writer: Writer) -> None:
    writer.write(OK + b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n")


async def talk_nonsense(_: "Receiver", writer: Writer) -> None:
    writer.write(b"hallo\r\n\r\n")


@dataclass
class Receiver:
    """An HTTP server that keeps what it gets and then does what `conduct` says."""

    conduct: Conduct = take_it
    tls: ssl.SSLContext | None = None
    received: list[Ontvangen] = field(default_factory=list)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)
    arrival: asyncio.Condition = field(default_factory=asyncio.Condition)
    connections: int = 0
    flooded: int = 0
    port: int = 0
    _server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/ontvangst"

    @property
    def ids(self) -> list[str]:
        """The id of every event that came in, in order."""
        return [one.event["id"] for one in self.received]

    async def open(self) -> None:
        """Listen, on the port it had before if it had one."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Nobody listens here any more: connections are refused."""
        self.let_go.set()
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    async def until_received(self, number: int) -> None:
        """Wait until so many requests came in."""
        async with self.arrival:
            await self.arrival.wait_for(lambda: len(self.received) >= number)

    async def _keep(self, one: Ontvangen) -> None:
        async with self.arrival:
            self.received.append(one)
            self.arrival.notify_all()

    async def _serve(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        self.connections += 1
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await self._keep(await _read(reader))
            await self.conduct(self, writer)
            await writer.drain()
        with contextlib.suppress(ConnectionError):
            writer.close()
            await writer.wait_closed()


async def _read(reader: asyncio.StreamReader) -> Ontvangen:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    return Ontvangen(head[0], headers, await reader.readexactly(int(headers["content-length"])))


@asynccontextmanager
async def run_receiver(conduct: Conduct = take_it, tls: ssl.SSLContext | None = None) -> AsyncIterator[Receiver]:
    """An HTTP receiver on a free port; with a context it speaks TLS only."""
    receiver = Receiver(conduct, tls)
    await receiver.open()
    try:
        yield receiver
    finally:
        await receiver.close()


class Mailbox:
    """A mail server that keeps what it gets; `refuse` is what it answers instead, and while `hearing` is not set it never answers.

    With a context it wants STARTTLS before anything else.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.tls = tls
        self.mails: list[Envelope] = []
        self.refuse: str | None = None
        self.hearing = asyncio.Event()
        self.hearing.set()
        self.port = 0
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """aiosmtpd asks whether this address is known."""
        await self.hearing.wait()
        if self.refuse is not None:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """aiosmtpd hands over a message."""
        self.mails.append(envelope)
        return "250 OK"

    def make_protocol(self) -> SMTP:
        """One connection to this mailbox."""
        safe = self.tls is not None
        return SMTP(self, tls_context=self.tls, require_starttls=safe, loop=asyncio.get_running_loop())

    async def open(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self.make_protocol, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        self.hearing.set()
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None


@asynccontextmanager
async def run_mailbox(tls: ssl.SSLContext | None = None) -> AsyncIterator[Mailbox]:
    """A mail server on a free port."""
    mailbox = Mailbox(tls)
    await mailbox.open()
    try:
        yield mailbox
    finally:
        await mailbox.close()
