import asyncio
import contextlib
import json
import math
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.api.bodies import BODY_BYTES_MAX, DEPTH_MAX, parse_json
from capacity_service.domain.errors import OngeldigeInvoer
from tests.land import Dienst, expect, make_plaats

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text("abcé", max_size=3), inside, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_what_is_json_and_fits_comes_through_unchanged(value: object) -> None:
    assert parse_json(json.dumps(value).encode()) == value


@given(st.binary(max_size=60))
def test_anything_at_all_is_a_value_or_a_refusal(body: bytes) -> None:
    with contextlib.suppress(OngeldigeInvoer):
        assert parse_json(body) == json.loads(body)


@pytest.mark.parametrize(
    ("body", "fout"),
    [
        (b"", "Dit is geen geldige JSON (regel 1, teken 1)."),
        (b'{"a": 1,}', "Dit is geen geldige JSON (regel 1, teken 9)."),
        (b"\xff\xfe", "De tekst is geen geldige UTF-8."),
        (b'{"a": 1, "a": 1}', "Een veld staat er dubbel in. Elk veld mag een keer voorkomen."),
        (b"[NaN]", "NaN is geen getal dat de dienst kent."),
        (b"[-Infinity]", "-Infinity is geen getal dat de dienst kent."),
        (b"1e999", "Een getal is te groot."),
        (b"1" * 5000, "Een getal is te groot."),
        (b"[" * 10_000 + b"]" * 10_000, f"Het bericht is te diep genest; hoogstens {DEPTH_MAX} niveaus."),
        (b'{"a":' * 40 + b"1" + b"}" * 40, f"Het bericht is te diep genest; hoogstens {DEPTH_MAX} niveaus."),
        (b'"\\u0000"', "Deze tekst bevat tekens die niet kunnen bestaan."),
        (b'["\\ud800"]', "Deze tekst bevat tekens die niet kunnen bestaan."),
        (b'{"\\udfff": 1}', "Deze tekst bevat tekens die niet kunnen bestaan."),
    ],
)
def test_a_surprise_is_refused_with_what_it_is(body: bytes, fout: str) -> None:
    with pytest.raises(OngeldigeInvoer) as refused:
        parse_json(body)
    assert [fault.fout for fault in refused.value.faults] == [fout]


def test_a_surprise_deep_inside_is_named_with_its_path() -> None:
    with pytest.raises(OngeldigeInvoer) as refused:
        parse_json(b'{"huishouden": {"kinderen": [{"naam": "a\\u0000"}]}}')
    assert refused.value.faults[0].veld == "huishouden.kinderen.0.naam"


def test_numbers_keep_their_value() -> None:
    assert parse_json(b"[9223372036854775808, -0, 1.5]") == [2**63, 0, 1.5]
    assert math.copysign(1, parse_json(b"-0.0")) == -1


async def test_a_body_of_just_the_limit_is_read_and_one_byte_more_is_413(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    body = json.dumps(make_plaats()).encode()
    headers = {"Content-Type": "application/json"}
    fits, too_large = body.ljust(BODY_BYTES_MAX), body.ljust(BODY_BYTES_MAX + 1)
    expect(await opvang.post("/plaatsen", content=fits, headers=headers), 201)
    expect(await opvang.post("/plaatsen", content=too_large, headers=headers), 413)


async def test_a_body_without_a_length_stops_at_the_limit(stil: Dienst) -> None:
    async def drip() -> AsyncIterator[bytes]:
        for _ in range(1_000):
            yield b" " * 1_024

    opvang = await stil.as_rol("opvang")
    answer = await opvang.post("/plaatsen", content=drip(), headers={"Content-Type": "application/json"})
    assert expect(answer, 413)["detail"].startswith("Een bericht is hier hoogstens 64 kB.")


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/problem+json",
        "text/csv",
    ],
)
async def test_another_kind_of_body_is_415(stil: Dienst, kind: str) -> None:
    opvang = await stil.as_rol("opvang")
    answer = await opvang.post("/plaatsen", content=json.dumps(make_plaats()).encode(), headers={"Content-Type": kind})
    assert "application/json" in expect(answer, 415)["detail"]
    assert await stil.sql("SELECT 1 FROM plaats") == []


async def test_a_body_that_never_comes_is_408_in_the_end(stil: Dienst, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("capacity_service.api.bodies.BODY_SECONDS_MAX", 0.2)
    token, _ = await stil.token("opvang")
    host, port = stil.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        f"POST /v1/plaatsen HTTP/1.1\r\nHost: {host}:{port}\r\nAuthorization: Bearer {token}\r\n"
        "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{".encode()
    )
    async with asyncio.timeout(5):
        assert (await reader.readline()).startswith(b"HTTP/1.1 408")
    writer.close()
