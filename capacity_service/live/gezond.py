"""What a proxy asks of a node: `GET /gezond`, outside the interface. It holds no data, so anybody may ask."""

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from capacity_service.live.feed import Feed

PATH = "/gezond"


class Gezond:
    """200 while what this node shows is fresh, else 503: then others are to be preferred, but its sockets can stay."""

    def __init__(self, app: ASGIApp, feed: Feed) -> None:
        self.app = app
        self.feed = feed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; every other path is the application's."""
        if scope["type"] != "http" or scope["path"] != PATH:
            await self.app(scope, receive, send)
            return
        fresh = self.feed.is_fresh
        answer = PlainTextResponse(
            "gezond\n" if fresh else "de gegevensbank is niet te bereiken\n",
            200 if fresh else 503,
            {"Cache-Control": "no-store"},
        )
        await answer(scope, receive, send)
