"""T49: where a webhook can be made to knock (SSRF): names, spellings, second answers and redirects that lead inside."""

import socket
from typing import Any

import pytest

from capacity_service.domain.uitweg import Uitweg
from capacity_service.timers.send_webhook import Postbode
from tests.faults.figures import report
from tests.receivers import answer_with, run_receiver
from tests.timers.test_send_webhook import make_genomen

pytestmark = pytest.mark.faults

INSIDE = [
    ("http://127.0.0.1:{port}/x", None),
    ("https://127.0.0.1:{port}/x", None),
    ("https://2130706433:{port}/x", None),
    ("https://0x7f000001:{port}/x", None),
    ("https://017700000001:{port}/x", None),
    ("https://127.1:{port}/x", None),
    ("https://0:{port}/x", None),
    ("https://[::1]:{port}/x", None),
    ("https://[::ffff:127.0.0.1]:{port}/x", None),
    ("https://[::ffff:7f00:1]:{port}/x", None),
    ("https://localhost:{port}/x", None),
    ("https://naam.example:{port}/x", ["127.0.0.1"]),
    ("https://naam.example:{port}/x", ["::1"]),
    ("https://naam.example:{port}/x", ["::ffff:127.0.0.1"]),
    ("https://naam.example:{port}/x", ["93.184.215.14", "127.0.0.1"]),
    ("https://naam.example:{port}/x", ["127.0.0.1", "93.184.215.14"]),
    ("https://naam.example:{port}/x", ["10.0.0.8"]),
    ("https://naam.example:{port}/x", ["169.254.169.254"]),
    ("https://naam.example:{port}/x", ["64:ff9b::7f00:1"]),
    ("https://naam.example:{port}/x", ["2002:7f00:1::"]),
    ("https://naam.example:{port}/x", ["0.0.0.0"]),  # noqa: S104 - refused
    ("https://naam.example:{port}/x", ["::"]),
    ("https://naam.example:{port}/x", ["fe80::1"]),
    ("https://naam.example:{port}/x", []),
]


async def _knock(url: str, found: list[str] | None, uitweg: Uitweg, monkeypatch: pytest.MonkeyPatch) -> tuple[str, int]:
    """Send a webhook there; gives what it said, and how often the receiver on this machine was reached."""
    postbode = Postbode(uitweg)
    async with run_receiver() as receiver:
        with monkeypatch.context() as names:
            if found is not None:
                names.setattr(socket, "getaddrinfo", lambda *_, **__: [_info(one, receiver.port) for one in found])
            said = await postbode.send(make_genomen(url.format(port=receiver.port)))
        reached = receiver.connections
    await postbode.close()
    return said or "", reached


def _info(address: str, port: int) -> tuple[Any, ...]:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return family, socket.SOCK_STREAM, 6, "", (address, port)


async def test_a_webhook_knocks_at_no_door_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    knocked = [(await _knock(url, found, Uitweg(), monkeypatch))[1] for url, found in INSIDE]
    report(f"T49 SSRF: {len(INSIDE)} addresses, {sum(knocked)} knocks inside")
    assert sum(knocked) == 0


async def test_the_wall_removed_a_webhook_knocks_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Uitweg, "may_reach", lambda *_, **__: True)
    names = ("127.0.0.1", "2130706433", "0x7f000001", "127.1", "localhost")
    plain = [(f"http://{name}:{{port}}/x", None) for name in names] + [("http://naam.example:{port}/x", ["127.0.0.1"])]
    knocked = [(await _knock(url, found, Uitweg(), monkeypatch))[1] for url, found in plain]
    assert sum(knocked) == len(plain)


async def test_a_name_that_leads_elsewhere_a_moment_later_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the first answer is allowed, every later one leads inside."""
    asked: list[str] = []

    def rebind(host: str, port: int, **_: Any) -> list[tuple[Any, ...]]:
        asked.append(host)
        return [_info("203.0.113.9" if len(asked) == 1 else "127.0.0.1", port)]

    postbode, reached = Postbode(Uitweg()), []

    async def connect(*args: Any, **named: Any) -> Any:
        reached.append(str((*args, *named.values())[0]))
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", rebind)
    monkeypatch.setattr(Uitweg, "may_reach", lambda _, adres, *, tls: tls and str(adres) == "203.0.113.9")
    monkeypatch.setattr("anyio.connect_tcp", connect)
    said = await postbode.send(make_genomen("https://naam.example/x"))
    await postbode.close()
    assert said is not None
    assert asked == ["naam.example"], "the connection goes to the address that was looked at"
    assert set(reached) == {"203.0.113.9"}


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
async def test_a_receiver_leads_nowhere_else(status: str) -> None:
    postbode = Postbode(Uitweg(lokaal=True))
    async with run_receiver() as inside, run_receiver(answer_with(status, f"Location: {inside.url}")) as receiver:
        said = await postbode.send(make_genomen(receiver.url))
        assert inside.received == []
    await postbode.close()
    assert said is not None
    assert "stuurt door" in said
