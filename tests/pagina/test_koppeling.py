from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from capacity_service.pagina.koppeling import Gehoord, Koppeling


async def _echo(request: Request) -> Response:
    heard = {name: request.headers.get(name) for name in ("cookie", "origin", "host", "if-match", "idempotency-key")}
    return JSONResponse(heard | {"body": (await request.body()).decode()}, headers={"Set-Cookie": "a=b"})


async def _page(request: Request) -> Response:
    last = request.query_params.get("cursor") == "2"
    return JSONResponse({"dingen": [2] if last else [1], "volgende": None if last else "2"})


async def _pieces(_: Request) -> Response:
    return PlainTextResponse("stuk", 502)


async def _refusal(_: Request) -> Response:
    return JSONResponse({"type": "/v1/problemen/overgang", "detail": "Dit kan nu niet."}, 409)


API = Starlette(
    routes=[
        Route("/echo", _echo, methods=["POST"]),
        Route("/dingen", _page),
        Route("/stuk", _pieces),
        Route("/nee", _refusal),
    ]
)


@pytest.fixture
def koppeling() -> Koppeling:
    headers = [(b"host", b"hier.example"), (b"cookie", b"c=1"), (b"origin", b"https://hier.example"), (b"x", b"y")]
    scope: dict[str, Any] = {"type": "http", "method": "GET", "path": "/", "headers": headers, "query_string": b""}
    return Koppeling(API, Request(scope))


async def test_the_interface_hears_who_it_is_and_where_the_form_came_from(koppeling: Koppeling) -> None:
    heard = await koppeling.ask("POST", "/echo", {"a": 1}, revisie="7", sleutel="k")
    assert heard.body == {
        "cookie": "c=1",
        "origin": "https://hier.example",
        "host": "hier.example",
        "if-match": '"7"',
        "idempotency-key": "k",
        "body": '{"a":1}',
    }
    assert (heard.koekjes, heard.code) == (("a=b",), "")


async def test_a_list_is_read_to_its_end(koppeling: Koppeling) -> None:
    assert await koppeling.gather("/dingen", "dingen") == Gehoord(200, [1, 2])


async def test_a_refusal_has_its_code_and_an_answer_in_pieces_has_none(koppeling: Koppeling) -> None:
    assert (await koppeling.gather("/nee", "dingen")).code == "overgang"
    broken = await koppeling.ask("GET", "/stuk")
    assert (broken.goed, broken.body, broken.code) == (False, None, "")
