"""T40: a page from elsewhere opens no socket with somebody's cookie, and its forms change nothing."""

import base64
import os
from collections.abc import Callable

import httpx2
import pytest

from capacity_service.domain.ingang import Ingang
from capacity_service.live.socket import SUBPROTOCOL
from capacity_service.store.toegang import COOKIE
from tests.api.document import Operation, make_body, operations
from tests.api.rights import PUBLIC
from tests.faults.figures import LONG, report
from tests.faults.wire import exchange, parse, port_of
from tests.land import Dienst, expect

pytestmark = pytest.mark.faults

FALSE_ORIGINS: dict[str, Callable[[str], list[str]]] = {
    "wrong": lambda _: ["https://evil-example.nl"],
    "missing": lambda _: [],
    "null": lambda _: ["null"],
    "suffix": lambda host: [f"http://{host}.evil.nl"],
    "prefix": lambda host: [f"http://evil-{host}"],
    "port": lambda host: [f"http://{host.partition(':')[0]}:1"],
    "scheme": lambda host: [f"https://{host}"],
    "case": lambda host: [f"HTTP://{host}"],
    "trailing dot": lambda host: [f"http://{host.partition(':')[0]}.:{host.partition(':')[2]}"],
    "userinfo": lambda host: [f"http://127.0.0.1@{host}"],
    "lookalike": lambda host: [f"http://127。0。0。1:{host.partition(':')[2]}"],
    "two": lambda host: [f"http://{host}", "https://evil-example.nl"],
}


async def shake(dienst: Dienst, token: str, origins: list[str]) -> int:
    """A handshake by hand, since no client sends these; the status of the answer."""
    host = dienst.url.removeprefix("http://")
    lines = [
        "GET /v1/live HTTP/1.1",
        f"Host: {host}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        f"Sec-WebSocket-Protocol: {SUBPROTOCOL}",
        f"Cookie: {COOKIE}={token}",
        *(f"Origin: {origin}" for origin in origins),
    ]
    request = "\r\n".join(lines).encode() + b"\r\n\r\n"
    try:
        answer = parse(await exchange(port_of(dienst.url), request, patience_s=2))
    except TimeoutError:
        return 101
    assert answer is not None
    return answer.status


async def test_no_false_origin_opens_a_socket(dienst: Dienst) -> None:
    token, _ = await dienst.token("coordinator")
    host = dienst.url.removeprefix("http://")
    found = {name: await shake(dienst, token, make(host)) for name, make in FALSE_ORIGINS.items()}
    assert len(found) == 12
    assert set(found.values()) <= {400, 403}, found
    assert [name for name, status in found.items() if status == 400] in (
        [],
        ["two"],
        ["lookalike"],
        ["lookalike", "two"],
    ), found
    assert await shake(dienst, token, [dienst.url]) == 101
    report("T40: 12 valse herkomsten, 0 verbindingen; de eigen wel")


async def test_without_the_look_at_the_origin_they_would(dienst: Dienst, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wall removed."""
    monkeypatch.setattr(Ingang, "is_own", lambda *_: True)
    token, _ = await dienst.token("coordinator")
    assert await shake(dienst, token, ["https://evil-example.nl"]) == 101


FORMS = ("application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x", "application/json")


def changing() -> list[Operation]:
    return [o for o in operations() if o.method != "get" and f"{o.method.upper()} {o.path}" not in PUBLIC]


async def test_no_form_of_another_site_changes_anything(dienst: Dienst) -> None:
    """As a browser sends them, had the cookie come along: SameSite=Strict keeps it from that already."""
    token, _ = await dienst.token("opvang")
    tries = 0
    async with httpx2.AsyncClient(
        base_url=f"{dienst.url}/v1", headers={"Cookie": f"{COOKIE}={token}"}, trust_env=False
    ) as page:
        before = await dienst.sql("SELECT volgnummer FROM sequencer")
        for nth, operation in enumerate(changing()):
            for kind in FORMS if LONG else [FORMS[nth % len(FORMS)]]:
                for sent in (
                    {"Origin": "https://evil-example.nl"},
                    {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
                    {"Sec-Fetch-Site": "cross-site"},
                    {"Origin": dienst.url, "Sec-Fetch-Site": "same-site"},
                    {"Origin": dienst.url, "Sec-Fetch-Site": "cross-site", "Authorization": "Basic dTpw"},
                ):
                    answer = await page.request(
                        operation.method.upper(),
                        operation.url(),
                        content=str(make_body(operation.naam)),
                        headers=sent | {"Content-Type": kind},
                    )
                    assert answer.status_code in {401, 403}, (operation.naam, kind, sent, answer.text)
                    tries += 1
        expect(await page.get("/sessies/huidige"), 200)
        assert [tuple(row) for row in await dienst.sql("SELECT volgnummer FROM sequencer")] == [
            tuple(row) for row in before
        ]
    report(f"T40: {tries} formulieren van een andere site, 0 gedaan")
