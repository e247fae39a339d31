"""One connection of somebody outside, and the node it is paired with for as long as both last.

A request that did not reach a node goes to another. One that may have been done is sent again only when it changes
nothing: whoever sent a POST is told that the outcome is not known.
"""

import asyncio
import contextlib
import time

import h11

from capacity_service.nodes.draad import Draad
from capacity_service.nodes.knopen import Knoop, Knopen
from capacity_service.nodes.koppen import (
    GEEN_KNOOP,
    ONBEKEND,
    ONLEESBAAR,
    SAFE,
    Melding,
    forward_request,
    forward_response,
    forward_switch,
    has_body,
)

IDLE_S = 75.0
"""How long somebody may say nothing, or take to say what they want."""
PAIRED_IDLE_S = 60.0
"""A node hangs up on the silent after 75 s; before that we do, so that no request is sent into a closing connection."""
ANSWER_S = 30.0
"""How long a node may take to begin its answer; it gives up by itself before that."""
LINGER_S = 1.0


class KnoopWeg(Exception):
    """The node, or the way to it, is gone before it answered anything."""


class Klant:
    """Serves one connection until it ends; `knopen` are who can do the work, `adres` is where it comes from."""

    def __init__(self, knopen: Knopen, draad: Draad, adres: str) -> None:
        self._knopen = knopen
        self._adres = adres
        self._draad = draad
        self._pair: tuple[Knoop, Draad] | None = None
        self._held = contextlib.AsyncExitStack()
        self._answered_at = 0.0

    async def serve(self) -> None:
        """Take requests until either end wants no more."""
        try:
            while await self._serve_one():
                self._answered_at = time.monotonic()
            await self._draad.linger(LINGER_S)
        except TimeoutError:
            pass
        except (OSError, h11.LocalProtocolError):
            self._draad.abort()
        except h11.RemoteProtocolError:
            with contextlib.suppress(OSError, h11.LocalProtocolError):
                await self._refuse(ONLEESBAAR)
        finally:
            await self._let_go()
            self._draad.close()

    async def _serve_one(self) -> bool:
        """True when the same connection can be used for the next request."""
        async with asyncio.timeout(IDLE_S):
            request = await self._draad.receive()
            if not isinstance(request, h11.Request):
                return False
            body = has_body(request)
            if not body:
                await self._draad.receive()
        try:
            asked = forward_request(request, self._adres)
        except h11.LocalProtocolError:
            return await self._refuse(ONLEESBAAR)
        tried: set[Knoop] = set()
        while (upstream := await self._take(tried)) is not None:
            try:
                return await self._exchange(asked, upstream, body=body)
            except KnoopWeg:
                await self._let_go()
                if body or request.method not in SAFE:
                    return await self._refuse(ONBEKEND)
        return await self._refuse(GEEN_KNOOP)

    async def _take(self, tried: set[Knoop]) -> Draad | None:
        """The node this connection is paired with, when it still is; else the best that can be reached."""
        if self._pair is not None:
            knoop, upstream = self._pair
            rested = time.monotonic() - self._answered_at
            if not tried and knoop.fit and rested < PAIRED_IDLE_S and upstream.can_go_on():
                tried.add(knoop)
                return upstream
            await self._let_go()
        while (chosen := self._knopen.choose(tried)) is not None:
            tried.add(chosen)
            with contextlib.suppress(OSError, TimeoutError):
                upstream = await self._held.enter_async_context(chosen.connect())
                self._pair = chosen, upstream
                return upstream
        return None

    async def _let_go(self) -> None:
        self._pair = None
        await self._held.aclose()

    async def _exchange(self, asked: h11.Request, upstream: Draad, *, body: bool) -> bool:
        """One request, its body and its answer. Raises KnoopWeg while nothing was answered."""
        try:
            await upstream.send(asked)
            if not body:
                await upstream.send(h11.EndOfMessage())
        except OSError as error:
            raise KnoopWeg from error
        if not body:
            return await self._pass_answer(upstream)
        sending = asyncio.create_task(self._pass_body(upstream))
        answering = asyncio.create_task(self._pass_answer(upstream))
        try:
            await asyncio.wait({sending, answering}, return_when=asyncio.FIRST_COMPLETED)
            if sending.done() and not answering.done() and not sending.result():
                return False
            return await answering
        finally:
            for task in (sending, answering):
                task.cancel()
            await asyncio.gather(sending, answering, return_exceptions=True)

    async def _pass_body(self, upstream: Draad) -> bool:
        """False when the sender is gone half way; a node that wants no more is heard by its answer."""
        while True:
            try:
                event = await self._draad.receive()
            except (OSError, h11.RemoteProtocolError):
                return False
            if not isinstance(event, h11.Data | h11.EndOfMessage):
                return False
            try:
                await upstream.send(h11.Data(data=event.data) if isinstance(event, h11.Data) else h11.EndOfMessage())
            except OSError:
                return True
            if isinstance(event, h11.EndOfMessage):
                return True

    async def _pass_answer(self, upstream: Draad) -> bool:
        try:
            async with asyncio.timeout(ANSWER_S):
                head = await upstream.receive()
                while isinstance(head, h11.InformationalResponse) and head.status_code != 101:  # noqa: PLR2004
                    head = await upstream.receive()
        except (OSError, TimeoutError, h11.RemoteProtocolError) as error:
            raise KnoopWeg from error
        if isinstance(head, h11.InformationalResponse):
            await self._draad.send(forward_switch(head))
            await self._tunnel(upstream)
            return False
        if not isinstance(head, h11.Response):
            raise KnoopWeg
        await self._draad.send(forward_response(head))
        try:
            while isinstance(event := await upstream.receive(), h11.Data):
                await self._draad.send(h11.Data(data=event.data))
        except h11.RemoteProtocolError as error:
            raise ConnectionAbortedError from error
        await self._draad.send(h11.EndOfMessage())
        return self._draad.can_go_on()

    async def _tunnel(self, upstream: Draad) -> None:
        """Bytes both ways, until either end is gone."""
        ways = [
            asyncio.create_task(upstream.pass_to(self._draad)),
            asyncio.create_task(self._draad.pass_to(upstream)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _refuse(self, melding: Melding) -> bool:
        """Answer for ourselves, and end the connection."""
        head, body = melding.render()
        await self._draad.send(head)
        if not self._draad.answers_head:
            await self._draad.send(h11.Data(data=body))
            await self._draad.send(h11.EndOfMessage())
        return False
