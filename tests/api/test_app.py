import httpx2
import pytest

from capacity_service.api import bezetting
from capacity_service.api.app import HEADERS
from capacity_service.domain.errors import EvenNiet
from tests.land import Dienst, expect

GEHEIM = "wachtwoord-in-een-traceback"


async def _break(*_: object) -> None:
    raise RuntimeError(GEHEIM)


async def test_a_fault_of_ours_shows_nothing_from_inside(stil: Dienst, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bezetting, "read_stempel", _break)
    answer = await (await stil.as_rol("landelijk")).get("/bezetting")
    problem = expect(answer, 500)
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["type"] == "/v1/problemen/onverwacht"
    assert problem.keys() == {"type", "title", "status", "detail", "instance"}
    assert not [word for word in (GEHEIM, "RuntimeError", "Traceback", ".py") if word in answer.text]
    assert {naam: answer.headers.get(naam) for naam in HEADERS} == HEADERS


async def test_after_a_fault_the_service_goes_on(stil: Dienst, monkeypatch: pytest.MonkeyPatch) -> None:
    landelijk = await stil.as_rol("landelijk")
    with monkeypatch.context() as broken:
        broken.setattr(bezetting, "read_stempel", _break)
        for _ in range(20):
            expect(await landelijk.get("/bezetting"), 500)
    expect(await landelijk.get("/bezetting"), 200)


async def test_a_busy_database_is_503_with_when_to_ask_again(stil: Dienst, monkeypatch: pytest.MonkeyPatch) -> None:
    async def busy(*_: object) -> None:
        raise EvenNiet

    monkeypatch.setattr(bezetting, "read_stempel", busy)
    answer = await (await stil.as_rol("landelijk")).get("/bezetting")
    assert expect(answer, 503)["type"] == "/v1/problemen/even_niet"
    assert answer.headers["retry-after"] == "2"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "HEAD", "PROPFIND"])
async def test_a_method_that_is_not_there_is_405_and_says_what_is(stil: Dienst, method: str) -> None:
    opvang = await stil.as_rol("opvang")
    answer = await opvang.request(method, "/huizen")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"
    if method != "HEAD":
        assert answer.json()["type"] == "/v1/problemen/methode"


@pytest.mark.parametrize(
    "path", ["/", "/nergens", "/plaatsen/x/y/z", "/../etc/passwd", "/%2e%2e/", "/docs", "/redoc", "//plaatsen"]
)
async def test_what_is_not_there_is_404_in_our_words(stil: Dienst, path: str) -> None:
    async with httpx2.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{stil.url}/v1{path}")
    assert answer.status_code == 404, answer.text
    assert "Traceback" not in answer.text


async def test_no_answer_says_what_it_was_made_with(stil: Dienst) -> None:
    answer = await (await stil.as_rol("opvang")).get("/nergens")
    assert not [naam for naam in answer.headers if naam in {"x-powered-by", "via", "x-process-time"}]
