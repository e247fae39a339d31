"""Which headers pass the proxy, and what the proxy answers when no node does."""

import json
from dataclasses import dataclass

import h11

from capacity_service.rand.koppen import make_koppen

Bericht = h11.Request | h11.Response | h11.InformationalResponse
Koppen = list[tuple[bytes, bytes]]

HOP_BY_HOP = frozenset(
    {
        b"connection",
        b"expect",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
OF_A_PROXY = frozenset({b"forwarded", b"x-real-ip"})
"""What a proxy says of who asks, beside everything that begins with `x-forwarded-`: nobody else may."""
SAFE = frozenset({b"GET", b"HEAD", b"OPTIONS"})
UPGRADE: Koppen = [(b"Connection", b"Upgrade"), (b"Upgrade", b"websocket")]


@dataclass(frozen=True)
class Melding:
    """A problem document (RFC 9457) of the proxy itself."""

    status: int
    title: str
    detail: str
    retry_after_s: int | None = None

    def render(self) -> tuple[h11.Response, bytes]:
        """Head and body; the connection ends after it."""
        problem = {"type": "about:blank", "title": self.title, "status": self.status, "detail": self.detail}
        body = json.dumps(problem, ensure_ascii=False).encode()
        headers: Koppen = [
            (b"Content-Type", b"application/problem+json"),
            (b"Content-Length", str(len(body)).encode()),
            (b"Connection", b"close"),
            *make_koppen(https=False),
        ]
        if self.retry_after_s is not None:
            headers.append((b"Retry-After", str(self.retry_after_s).encode()))
        return h11.Response(status_code=self.status, headers=headers), body


GEEN_KNOOP = Melding(
    503, "De dienst kan even niet", "Er is niets gedaan. Probeer het over een paar tellen opnieuw.", retry_after_s=2
)
ONBEKEND = Melding(
    502,
    "De uitkomst is niet bekend",
    "De verbinding brak af voor het antwoord kwam. Misschien is het gedaan. Stuur precies hetzelfde opnieuw, "
    "met dezelfde Idempotency-Key: dan gebeurt het nooit twee keer.",
    retry_after_s=1,
)
ONLEESBAAR = Melding(400, "Dit is geen leesbaar verzoek", "Dit is geen HTTP zoals de dienst het leest.")


def _named(message: Bericht) -> set[bytes]:
    """What `Connection` names holds for this connection only, too."""
    words = [value for name, value in message.headers if name == b"connection"]
    return {word.strip().lower() for value in words for word in value.split(b",")}


def _pass_on(message: Bericht) -> Koppen:
    gone = HOP_BY_HOP | _named(message)
    return [(name, value) for name, value in message.headers.raw_items() if name.lower() not in gone]


def _is_of_a_proxy(name: bytes) -> bool:
    return name in OF_A_PROXY or name.startswith(b"x-forwarded-")


def wants_socket(request: h11.Request) -> bool:
    """Whether this opens a WebSocket."""
    asked = [value.lower() for name, value in request.headers if name == b"upgrade"]
    return asked == [b"websocket"] and b"upgrade" in _named(request)


def has_body(request: h11.Request) -> bool:
    """Whether anything follows the head."""
    return any(
        name == b"transfer-encoding" or (name == b"content-length" and value != b"0") for name, value in request.headers
    )


def forward_request(request: h11.Request, adres: str) -> h11.Request:
    """The request as a node gets it, with where it came from; what held for the other connection is gone, and what it says of itself."""
    headers = [(name, value) for name, value in _pass_on(request) if not _is_of_a_proxy(name.lower())]
    headers += [(b"X-Forwarded-For", adres.encode()), (b"X-Forwarded-Proto", b"http")]
    if any(name == b"transfer-encoding" for name, _ in request.headers):
        # Both lengths at once is how a second request is smuggled along: h11 reads the chunks, and the node must too.
        headers = [(name, value) for name, value in headers if name.lower() != b"content-length"]
        headers.append((b"Transfer-Encoding", b"chunked"))
    if wants_socket(request):
        headers += UPGRADE
    return h11.Request(method=request.method, target=request.target, headers=headers)


def forward_response(response: h11.Response) -> h11.Response:
    """The answer as the asker gets it; h11 frames it anew."""
    return h11.Response(status_code=response.status_code, headers=_pass_on(response), reason=bytes(response.reason))


def forward_switch(response: h11.InformationalResponse) -> h11.InformationalResponse:
    """The answer after which only bytes pass."""
    return h11.InformationalResponse(status_code=101, headers=_pass_on(response) + UPGRADE)
