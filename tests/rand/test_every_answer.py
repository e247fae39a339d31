"""Whoever makes an answer, it has every header: the interface, pages, files, refusals, faults, and what is no HTTP."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from capacity_service.api import bezetting
from capacity_service.domain.uitweg import Uitweg
from capacity_service.main import DASHBOARD
from capacity_service.pagina import app as pagina_app
from capacity_service.rand.koppen import ALTIJD, HSTS
from tests.conftest import MakeDatabase
from tests.faults.wire import Answer, exchange, make_request, parse, port_of
from tests.land import Dienst, serve

OWN = {"Content-Security-Policy", "Cache-Control", "Referrer-Policy"}
"""What an answer may say otherwise."""
REFERRERS = {"no-referrer", "same-origin"}


async def _break(*_: object) -> None:
    raise RuntimeError


@pytest.fixture(scope="module")
async def dienst(make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Dienst]:
    """Under https for people, with pages."""
    dist = tmp_path_factory.mktemp("dist")
    (dist / "assets").mkdir()
    (dist / "index.html").write_text("<!doctype html><title>Rooster</title>", encoding="utf-8")
    (dist / "assets" / "a-1.js").write_text("1;" * 2000, encoding="utf-8")
    async with (
        make_database("kaal") as urls,
        serve(
            urls.app, urls.migrator, ticking=False, dashboard=dist, uitweg=Uitweg("https://plaatsen.example")
        ) as running,
    ):
        yield running


def make_questions(token: str) -> Iterator[tuple[str, int, bytes]]:
    """Where from, the status it must have, and what is sent."""
    html, bearer = {"Accept": "text/html"}, {"Authorization": f"Bearer {token}"}
    form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": "http://dienst.test"}
    yield "page", 200, make_request("GET", "/", html)
    yield "deep page", 200, make_request("GET", "/plaatsen/x", html)
    yield "file", 200, make_request("GET", "/assets/a-1.js", {})
    yield "file, pressed", 200, make_request("GET", "/assets/a-1.js", {"Accept-Encoding": "gzip"})
    yield "no file", 404, make_request("GET", "/assets/b-2.js", {})
    yield "no method", 405, make_request("POST", "/", html)
    yield "operator's", 404, make_request("GET", "/metrics", html)
    yield "two hosts", 421, make_request("GET", "/", {"Host": "a\r\nHost: b"})
    yield "interface", 200, make_request("GET", "/v1/centrumgemeenten", bearer)
    yield "fast lane", 403, make_request("POST", "/v1/aanvragen", bearer | {"Content-Type": "application/json"}, b"{}")
    yield "document", 200, make_request("GET", "/v1/openapi.json", {})
    yield "csv", 200, make_request("GET", "/v1/bezetting.csv", bearer)
    yield "not logged in", 401, make_request("GET", "/v1/plaatsen", {})
    yield "nothing", 404, make_request("GET", "/v1/nergens", {})
    yield "bare", 404, make_request("GET", "/v1", html)
    yield "wrong kind", 415, make_request("POST", "/v1/plaatsen/import", bearer | {"Content-Type": "text/plain"}, b"x")
    yield "all headers", 413, make_request("GET", "/v1/x", {"X": "x" * 66_000})
    yield "without JavaScript", 200, make_request("GET", "/zonder-javascript/", html)
    yield "its style", 200, make_request("GET", "/zonder-javascript/stijl.css", {})
    yield "its form", 303, make_request("POST", "/zonder-javascript/taal", form, b"taal=en")
    yield "no form", 400, make_request("POST", "/zonder-javascript/taal", form, b"\xff")
    yield "no page of it", 404, make_request("GET", "/zonder-javascript/nergens", html)
    yield "no HTTP", 400, b"onzin\r\n\r\n"
    yield "fault of the interface", 500, make_request("GET", "/v1/bezetting", bearer)


@pytest.fixture(scope="module")
async def answers(dienst: Dienst) -> dict[str, Answer]:
    token, _ = await dienst.token("landelijk")
    found = {}
    with pytest.MonkeyPatch.context() as broken:
        for name, status, request in make_questions(token):
            if name == "fault of the interface":
                broken.setattr(bezetting, "read_stempel", _break)
            answer = parse(await exchange(port_of(dienst.url), request))
            assert answer is not None, name
            assert answer.status == status, (name, answer)
            found[name] = answer
    return found


async def test_every_answer_has_every_header(answers: dict[str, Answer]) -> None:
    for name, answer in answers.items():
        for header, value in ALTIJD.items():
            sent = answer.headers.get(header.lower())
            assert sent == value or (header in OWN and sent), f"{name}: {header} is {sent}"
        assert answer.headers["referrer-policy"] in REFERRERS, name
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"], name
        assert answer.headers.get("strict-transport-security", HSTS) == HSTS, name
        assert name == "no HTTP" or "strict-transport-security" in answer.headers, name
        assert answer.headers.get("content-type") or not answer.body, name
        assert not answer.headers.keys() & {"server", "x-powered-by", "via"}, name
        if name not in {"page", "deep page", "file", "file, pressed", "its style"}:
            assert answer.headers["cache-control"] == "no-store", name


async def test_every_answer_has_a_policy_without_unsafe_words(answers: dict[str, Answer]) -> None:
    for name, answer in answers.items():
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'"), name
        for word in ("unsafe", "*", "http:", "https:", "blob:", "'strict-dynamic'"):
            assert word not in policy, (name, word)


async def test_every_refusal_outside_the_pages_is_a_problem(answers: dict[str, Answer]) -> None:
    for name, answer in answers.items():
        if answer.status >= 400 and name not in {"no form", "no page of it"}:
            assert answer.headers["content-type"] == "application/problem+json", name
            assert {"type", "title", "status", "detail", "instance"} <= answer.json().keys(), name
            assert not [word for word in (b"Traceback", b".py", b"uvicorn", b"Starlette") if word in answer.body]


async def test_the_document_is_open_to_every_page_and_nothing_else_is(answers: dict[str, Answer]) -> None:
    opened = {name for name, answer in answers.items() if "access-control-allow-origin" in answer.headers}
    assert opened == {"document"}


async def test_a_fault_of_the_page_without_javascript_is_a_page(
    dienst: Dienst, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(pagina_app, "Koppeling", refuse)
    answer = parse(await exchange(port_of(dienst.url), make_request("GET", "/zonder-javascript/", {})))
    assert answer is not None
    assert (answer.status, answer.headers["content-type"]) == (500, "text/html; charset=utf-8")
    assert "De dienst geeft nu geen antwoord" in answer.body.decode()
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_what_is_built_holds_no_script_or_style_that_the_policy_stops() -> None:
    page = (Path(DASHBOARD).parent / "index.html").read_text(encoding="utf-8")
    assert "<style" not in page
    assert " style=" not in page
    assert page.count("<script") == page.count('<script type="module" src=')
