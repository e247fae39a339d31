import json

import h11
import pytest

from capacity_service.nodes.koppen import (
    GEEN_KNOOP,
    ONBEKEND,
    ONLEESBAAR,
    Melding,
    forward_request,
    forward_response,
    forward_switch,
    has_body,
    wants_socket,
)

HERE = "127.0.0.1"
FROM_HERE = {b"x-forwarded-for": b"127.0.0.1", b"x-forwarded-proto": b"http"}


def ask(**headers: str) -> h11.Request:
    named = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return h11.Request(method="POST", target="/", headers=[("Host", "dienst"), *named])


def names(message: h11.Request | h11.Response | h11.InformationalResponse) -> dict[bytes, bytes]:
    return dict(message.headers)


def test_what_holds_for_one_connection_does_not_pass_and_the_rest_does() -> None:
    asked = ask(Connection="keep-alive, X-Own", X_Own="1", TE="trailers", Expect="100-continue", Origin="http://dienst")
    assert names(forward_request(asked, HERE)) == {b"host": b"dienst", b"origin": b"http://dienst"} | FROM_HERE


def test_where_it_comes_from_is_told_by_the_proxy_and_by_nobody_else() -> None:
    lies = {
        "Forwarded": "for=10.0.0.1",
        "X_Real_IP": "10.0.0.1",
        "X_Forwarded_For": "10.0.0.1",
        "X_Forwarded_Proto": "https",
    }
    lies |= {"X_Forwarded_Host": "elders", "x_forwarded_port": "1"}
    asked = h11.Request(method="GET", target="/", headers=[*ask(**lies).headers, (b"x-forwarded-for", b"10.0.0.2")])
    sent = forward_request(asked, "192.0.2.7")
    assert names(sent) == {b"host": b"dienst", b"x-forwarded-for": b"192.0.2.7", b"x-forwarded-proto": b"http"}
    assert len(sent.headers) == 3


def test_a_body_has_one_length() -> None:
    both = ask(Transfer_Encoding="chunked", Content_Length="5")
    assert names(forward_request(both, HERE)) == {b"host": b"dienst", b"transfer-encoding": b"chunked"} | FROM_HERE
    assert names(forward_request(ask(Content_Length="5"), HERE))[b"content-length"] == b"5"


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, False),
        ({"Content_Length": "0"}, False),
        ({"Content_Length": "3"}, True),
        ({"Transfer_Encoding": "chunked"}, True),
    ],
)
def test_a_body_is_seen_by_its_length(headers: dict[str, str], body: bool) -> None:
    assert has_body(ask(**headers)) is body


@pytest.mark.parametrize(
    ("headers", "wanted"),
    [
        ({"Connection": "keep-alive, Upgrade", "Upgrade": "WebSocket"}, True),
        ({"Connection": "Upgrade", "Upgrade": "h2c"}, False),
        ({"Upgrade": "websocket"}, False),
    ],
)
def test_only_a_websocket_is_an_upgrade(headers: dict[str, str], wanted: bool) -> None:
    asked = ask(**headers)
    assert wants_socket(asked) is wanted
    assert (b"upgrade" in names(forward_request(asked, HERE))) is wanted


def test_an_answer_passes_and_a_switch_keeps_what_switches() -> None:
    answer = h11.Response(status_code=201, headers=[("Connection", "close"), ("ETag", '"1"')], reason=b"Created")
    assert names(forward_response(answer)) == {b"etag": b'"1"'}
    switch = h11.InformationalResponse(
        status_code=101, headers=[("Upgrade", "websocket"), ("Sec-WebSocket-Accept", "x")]
    )
    assert names(forward_switch(switch)) == {
        b"connection": b"Upgrade",
        b"upgrade": b"websocket",
        b"sec-websocket-accept": b"x",
    }


@pytest.mark.parametrize("melding", [GEEN_KNOOP, ONBEKEND, ONLEESBAAR])
def test_the_proxy_speaks_like_the_service(melding: Melding) -> None:
    head, body = melding.render()
    document = json.loads(body)
    assert (head.status_code, document["status"]) == (melding.status,) * 2
    assert document["detail"].endswith(".")
    assert (b"retry-after" in names(head)) is (melding.status >= 500)
