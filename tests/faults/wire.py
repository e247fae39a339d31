"""HTTP/1.1 by hand: requests no client library would send, and answers as the bytes they are."""

import asyncio
import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

ANSWER_S = 20


@dataclass(frozen=True)
class Answer:
    """What came back; `complete` when all that was announced is there."""

    status: int
    headers: dict[str, str]
    body: bytes
    complete: bool

    def json(self) -> Any:
        return json.loads(self.body)


def port_of(url: str) -> int:
    port = urlsplit(url).port
    if port is None:
        raise ValueError(url)
    return port


def make_request(method: str, path: str | bytes, headers: Mapping[str, str | bytes], body: bytes = b"") -> bytes:
    """One request that closes its connection; Content-Length is added unless the headers say how the body ends."""
    target = path if isinstance(path, bytes) else path.encode("ascii")
    lines = [method.encode() + b" " + target + b" HTTP/1.1"]
    given = {"Host": "dienst.test", "Connection": "close"} | dict(headers)
    if body and not {"Content-Length", "Transfer-Encoding"} & given.keys():
        given["Content-Length"] = str(len(body))
    for name, value in given.items():
        lines.append(name.encode() + b": " + (value if isinstance(value, bytes) else value.encode("latin-1")))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


async def exchange(port: int, request: bytes, *, patience_s: float = ANSWER_S) -> bytes:
    """Send these bytes and read until the other side ends; a reset is an end too. Raises TimeoutError."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    received = b""
    try:
        async with asyncio.timeout(patience_s):
            writer.write(request)
            # Who refuses half way does not read on; what it said must still be read.
            draining = asyncio.create_task(writer.drain())
            with contextlib.suppress(ConnectionError):
                while piece := await reader.read(65_536):
                    received += piece
            draining.cancel()
            await asyncio.gather(draining, return_exceptions=True)
    finally:
        writer.transport.abort()
    return received


def parse(received: bytes) -> Answer | None:
    """The answer in these bytes, whole or in part; None when not even its head is there."""
    head, found, body = received.partition(b"\r\n\r\n")
    if not found:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    length = int(headers.get("content-length", "0"))
    return Answer(int(first.split(" ")[1]), headers, body, len(body) >= length)


async def ask(
    port: int, method: str, path: str | bytes, headers: Mapping[str, str | bytes], body: bytes = b""
) -> Answer | None:
    """One request and its answer."""
    return parse(await exchange(port, make_request(method, path, headers, body)))
