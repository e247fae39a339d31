"""What the server itself refuses, over a real connection."""

import pytest

from capacity_service.rand.koppen import ALTIJD
from tests.faults.wire import Answer, exchange, make_request, parse, port_of
from tests.land import Dienst

SOCKET = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
KEY = {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}
PROTOCOL = {"Sec-WebSocket-Protocol": "capaciteit.v1"}


async def ask(dienst: Dienst, request: bytes) -> Answer:
    answer = parse(await exchange(port_of(dienst.url), request))
    assert answer is not None
    return answer


def check_problem(answer: Answer, status: int) -> None:
    """A problem document of ours, with the headers of every answer, and nothing of the server."""
    assert (answer.status, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status
    assert answer.complete
    sent = {name: answer.headers.get(name.lower()) for name in ALTIJD}
    assert sent == ALTIJD
    assert b"websocket" not in answer.body.lower().replace(b"websocket-verzoek", b"")
    assert "server" not in answer.headers


@pytest.mark.parametrize(
    "request_",
    [
        b"onzin\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /v1/x HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"GET /v1/x HTTP/1.1\r\nHo st: a\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
    ids=["no HTTP", "a version that is not there", "two lengths", "a space in a name", "TLS"],
)
async def test_what_is_no_http_is_a_problem_with_every_header(stil: Dienst, request_: bytes) -> None:
    check_problem(await ask(stil, request_), 400)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (SOCKET | PROTOCOL, 400),
        (SOCKET | KEY | PROTOCOL | {"Sec-WebSocket-Version": "99"}, 400),
        (SOCKET | KEY | PROTOCOL | {"Sec-WebSocket-Key": "x"}, 400),
        (SOCKET | KEY | PROTOCOL | {"Origin": "http://kwaad.example"}, 403),
        (SOCKET | KEY, 403),
    ],
    ids=["no key", "another version", "a key that is none", "another origin", "no subprotocol"],
)
async def test_a_handshake_that_is_refused_is_a_problem_with_every_header(
    stil: Dienst, headers: dict[str, str], status: int
) -> None:
    check_problem(await ask(stil, make_request("GET", "/v1/live", headers)), status)
