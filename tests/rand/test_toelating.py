"""The door, before a service that only says who came in: over ASGI, with whatever client address a connection could have."""

from typing import Any
from uuid import uuid4

import httpx2
import pytest
from starlette.types import Receive, Scope, Send

from capacity_service.api.grenzen import Grenzen
from capacity_service.domain.inzage import Rol
from capacity_service.rand.toelating import GESLOTEN, LOOPBACK_HOSTS, Hosts, Toelating, find_hosts, is_closed
from capacity_service.spoor import find_spoor
from capacity_service.store.toegang import hash_sleutel

VREEMD = "192.0.2.7"
GOED = "goed"
"""The one token that is a session."""


class Binnen:
    """The service behind the door: knows one session, and bounds its account as the guard does."""

    def __init__(self, grenzen: Grenzen) -> None:
        self.grenzen, self.asked, self.account = grenzen, 0, uuid4()

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        self.asked += 1
        sent = dict(scope["headers"]).get(b"authorization", b"").decode()
        status = 401
        if sent == f"Bearer {GOED}":
            self.grenzen.note_login(hash_sleutel(GOED))
            find_spoor(scope).rol = Rol.opvang
            status = 200
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})


class Deur:
    """The door and who is behind it."""

    def __init__(self, grenzen: Grenzen, hosts: Hosts | None = None) -> None:
        self.reasons: list[str] = []
        self.binnen = Binnen(grenzen)
        self.app = Toelating(self.binnen, grenzen, hosts, self.reasons.append)

    async def ask(
        self, path: str = "/v1/x", adres: str = VREEMD, token: str = "", headers: list[tuple[str, str]] | None = None
    ) -> httpx2.Response:
        transport = httpx2.ASGITransport(self.app, client=(adres, 1))
        sent = [("authorization", f"Bearer {token}")] if token else []
        async with httpx2.AsyncClient(transport=transport, base_url="http://dienst.test") as client:
            return await client.get(path, headers=[*sent, *(headers or [])])


@pytest.mark.parametrize("path", [*sorted(GESLOTEN), "/metrics/", "/metrics/x", "/docs/", "/a//b"])
async def test_what_is_the_operators_or_crooked_is_not_there(path: str) -> None:
    deur = Deur(Grenzen(0))
    answer = await deur.ask(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert (deur.reasons, deur.binnen.asked) == (["gesloten"], 0)


@pytest.mark.parametrize(
    ("url", "host", "known"),
    [
        ("https://plaatsen.example", "plaatsen.example", True),
        ("https://plaatsen.example", "PLAATSEN.example", True),
        ("https://plaatsen.example", "plaatsen.example:443", True),
        ("https://plaatsen.example", "plaatsen.example:80", False),
        ("https://plaatsen.example", "plaatsen.example.", False),
        ("https://plaatsen.example", "x.plaatsen.example", False),
        ("https://plaatsen.example", "plaatsen.example.kwaad.example", False),
        ("https://plaatsen.example", "kwaad.example", False),
        ("https://plaatsen.example", "plaatsen.example@kwaad.example", False),
        ("https://plaatsen.example", "plaatsen.example, kwaad.example", False),
        ("https://plaatsen.example", "", False),
        ("https://plaatsen.example:8443", "plaatsen.example:8443", True),
        ("https://plaatsen.example:8443", "plaatsen.example", False),
        ("http://[2001:db8::1]", "[2001:db8::1]", True),
        ("http://[2001:db8::1]:81", "[2001:db8::1]:81", True),
    ],
)
def test_a_public_address_has_one_host(url: str, host: str, known: bool) -> None:
    assert find_hosts(url).knows(host) is known


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("127.0.0.1:8000", True),
        ("localhost", True),
        ("localhost:55123", True),
        ("[::1]", True),
        ("[::1]:8000", True),
        ("kwaad.example", False),
        ("kwaad.example:8000", False),
        ("localhost.kwaad.example", False),
        ("127.0.0.1:8000@kwaad.example", False),
        ("127.0.0.1.kwaad.example:80", False),
        ("localhost:", True),
        ("", False),
    ],
)
def test_an_installation_for_one_machine_is_asked_by_the_names_of_that_machine(host: str, known: bool) -> None:
    assert LOOPBACK_HOSTS.knows(host) is known


@pytest.mark.parametrize("path", ["/a/../b", "/./a", "//a", "/a//b", "/a/..", "/..", "/a\\b", "//kwaad.example/.."])
def test_no_page_has_a_crooked_address(path: str) -> None:
    assert is_closed(path)


@pytest.mark.parametrize(
    "path", ["/", "/v1/", "/v1/plaatsen/7", "/assets/a-1.b.js", "/zonder-javascript/", "/metricsx", "/a/..b"]
)
def test_an_ordinary_address_is_open(path: str) -> None:
    assert not is_closed(path)


async def test_another_host_and_two_hosts_get_no_further() -> None:
    deur = Deur(Grenzen(0), find_hosts("http://dienst.test"))
    assert (await deur.ask()).status_code == 401
    for headers in ([("host", "kwaad.example")], [("host", "dienst.test"), ("host", "kwaad.example")]):
        answer = await deur.ask(headers=headers)
        assert answer.status_code == 421
        assert "kwaad" not in answer.text
    assert (deur.reasons, deur.binnen.asked) == (["host", "host"], 1)


async def test_two_hosts_are_refused_also_where_every_host_is_good() -> None:
    deur = Deur(Grenzen(0))
    assert (await deur.ask(headers=[("host", "a.test"), ("host", "a.test")])).status_code == 421


async def flood(deur: Deur, number: int, **asked: Any) -> list[int]:
    return [(await deur.ask(**asked)).status_code for _ in range(number)]


async def test_a_stranger_who_asks_too_much_is_refused_with_when_to_come_back() -> None:
    deur = Deur(Grenzen(0.1))
    statuses = await flood(deur, 40)
    assert statuses == [401] * 15 + [429] * 25
    assert deur.reasons == ["adres"] * 25
    answer = await deur.ask()
    assert int(answer.headers["retry-after"]) >= 1
    assert answer.json()["type"] == "/v1/problemen/te_veel"
    assert (await deur.ask(adres="192.0.2.8")).status_code == 401


async def test_a_stranger_never_locks_out_who_is_logged_in_at_the_same_address() -> None:
    deur = Deur(Grenzen(0.1))
    assert await flood(deur, 1, token=GOED) == [200]
    refused = 0
    for _ in range(300):
        refused += (await deur.ask()).status_code == 429
        refused += (await deur.ask(token="geraden")).status_code == 429
        assert (await deur.ask(token=GOED)).status_code == 200
    assert refused >= 600 - 15


async def test_many_who_are_logged_in_at_one_address_cost_it_nothing() -> None:
    deur = Deur(Grenzen(0.1))
    assert await flood(deur, 500, token=GOED) == [200] * 500
    assert await flood(deur, 1) == [401]


async def test_the_wall_removed_a_stranger_locks_out_the_night_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Grenzen, "knows", lambda *_: False)
    deur = Deur(Grenzen(0.1))
    await flood(deur, 1, token=GOED)
    await flood(deur, 100)
    assert await flood(deur, 1, token=GOED) == [429]


async def test_this_machine_itself_is_not_counted() -> None:
    """A proxy that nobody named would otherwise make one stranger of everybody."""
    deur = Deur(Grenzen(0.1))
    assert await flood(deur, 100, adres="127.0.0.1") == [401] * 100


async def test_a_socket_at_the_wrong_host_is_closed_before_it_is_open() -> None:
    deur, sent = Deur(Grenzen(0), find_hosts("https://plaatsen.example")), []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    scope = {"type": "websocket", "path": "/v1/live", "headers": [(b"host", b"kwaad.example")], "client": (VREEMD, 1)}
    await deur.app(scope, receive, send)
    assert [message["type"] for message in sent] == ["websocket.close"]
    assert deur.binnen.asked == 0
