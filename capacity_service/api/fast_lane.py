"""The one call of which thousands come at once goes past the framework: half of its time went to finding its route.

Who may, what is read and what is answered are the same functions as everywhere; the route itself stays for the document.
"""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from capacity_service.api.aanvragen import submit_aanvraag, take_aanvraag
from capacity_service.api.app import HEAD_BYTES_MAX, HEADERS, measure_head, on_surprise
from capacity_service.api.guard import guard

PATH = "/v1/aanvragen"
RAW_HEADERS = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]


class FastLane:
    """Answers `POST /v1/aanvragen`; everything else, and what is too large to be one, goes the long way."""

    def __init__(self, app: ASGIApp, api: FastAPI) -> None:
        self.app = app
        self.api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if not _is_fast(scope):
            await self.app(scope, receive, send)
            return
        request = Request({**scope, "app": self.api}, receive, send)
        try:
            response = await guard(request, submit_aanvraag.__name__, set(), take_aanvraag)
            response.raw_headers += RAW_HEADERS
        except Exception as error:  # noqa: BLE001 - what the framework would do: log it whole, tell it without internals
            response = await on_surprise(request, error)
        await response(scope, receive, send)


def _is_fast(scope: Scope) -> bool:
    return (
        scope["type"] == "http"
        and scope["path"] == PATH
        and scope["method"] == "POST"
        and measure_head(scope) <= HEAD_BYTES_MAX
    )
