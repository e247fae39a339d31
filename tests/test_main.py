"""The application as it is wired: pages with their headers, the API beside them, and what demo mode opens."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from capacity_service.main import create_app
from capacity_service.store import plaatsgeheugen
from capacity_service.store.database import Database, NotDurable
from capacity_service.store.embedded import Cluster
from capacity_service.store.plaatsen import read_stand
from tests.conftest import Urls
from tests.land import Dienst, run_sql, serve

PAGE = "<!doctype html><title>Crisisplaatsen</title>"


@pytest.fixture
async def pages(kaal: Urls, tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    """The application with a dashboard of one page, without demo accounts."""
    (tmp_path / "dist" / "assets").mkdir(parents=True)
    (tmp_path / "dist" / "index.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "dist" / "assets" / "a-1234.js").write_text("1;", encoding="utf-8")
    (tmp_path / "dist" / "vooruit.json").write_text('{"/aanvragen": ["/assets/a-1234.js"]}', encoding="utf-8")
    (tmp_path / "geheim.txt").write_text("alleen voor ons", encoding="utf-8")
    database = Database(kaal.app, size=1)
    app = create_app(database, demo=False, dashboard=tmp_path / "dist", ticking=False)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://dienst.test") as client:
        yield client
    await database.close()


@pytest.mark.parametrize("path", ["/", "/plaatsen", "/aanvragen/nieuw"])
async def test_every_page_is_the_dashboard_and_lets_nothing_in_from_elsewhere(
    pages: httpx2.AsyncClient, path: str
) -> None:
    answer = await pages.get(path, headers={"Accept": "text/html"})
    assert (answer.status_code, answer.text) == (200, PAGE)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-cache"


async def test_a_page_names_the_files_that_it_needs(pages: httpx2.AsyncClient) -> None:
    html = {"Accept": "text/html"}
    ahead = "</assets/a-1234.js>; rel=modulepreload"
    assert (await pages.get("/aanvragen/nieuw", headers=html)).headers["link"] == ahead
    assert "link" not in (await pages.get("/plaatsen", headers=html)).headers
    assert "link" not in (await pages.get("/v1/aanvragen")).headers


async def test_a_file_whose_name_holds_its_hash_may_be_kept(pages: httpx2.AsyncClient) -> None:
    answer = await pages.get("/assets/a-1234.js")
    assert (answer.status_code, answer.text) == (200, "1;")
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("path", ["/../geheim.txt", "/%2e%2e/geheim.txt", "/assets/..%2f..%2f..%2fgeheim.txt"])
async def test_what_is_beside_the_dashboard_is_not_served(pages: httpx2.AsyncClient, path: str) -> None:
    assert "alleen voor ons" not in (await pages.get(path, headers={"Accept": "text/html"})).text


async def test_files_travel_small_and_answers_with_secrets_do_not(pages: httpx2.AsyncClient, tmp_path: Path) -> None:
    for name in ("b-1.js", "c-2.woff2"):
        (tmp_path / "dist" / "assets" / name).write_text("let plaats = 1;" * 1000, encoding="utf-8")
    script = await pages.get("/assets/b-1.js")
    assert (script.headers["content-encoding"], script.headers["vary"]) == ("gzip", "Accept-Encoding")
    assert int(script.headers["content-length"]) < len(script.content) / 10
    for path in ("/assets/c-2.woff2", "/v1/openapi.json", "/v1/bezetting", "/zonder-javascript/"):
        assert "content-encoding" not in (await pages.get(path)).headers


async def test_the_names_of_all_gemeenten_travel_small(kaal: Urls) -> None:
    async with serve(kaal.app, kaal.migrator, ticking=False) as dienst:
        client = await dienst.as_rol("coordinator")
        answer = await client.get("/gemeenten", headers={"Accept-Encoding": "gzip"})
        assert answer.headers["content-encoding"] == "gzip"
        assert len(answer.json()["gemeenten"]) == 342
        assert "content-encoding" not in (await client.get("/bezetting", headers={"Accept-Encoding": "gzip"})).headers


async def test_the_interface_has_headers_of_its_own_and_is_never_kept(pages: httpx2.AsyncClient) -> None:
    answer = await pages.get("/v1/bezetting")
    assert answer.status_code == 401
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "application/problem+json"
    assert "script-src" not in answer.headers["content-security-policy"]


async def test_an_unknown_call_is_a_problem_and_not_a_page(pages: httpx2.AsyncClient) -> None:
    answer = await pages.get("/v1/bestaat-niet")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_the_bare_address_of_the_interface_is_a_problem_and_sends_nobody_on(
    pages: httpx2.AsyncClient, method: str
) -> None:
    answer = await pages.request(method, "/v1", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert answer.json()["type"] == "/v1/problemen/niet_gevonden"
    assert (answer.headers["api-version"], answer.headers["cache-control"]) == ("1.0.0", "no-store")


async def test_without_demo_mode_nobody_logs_in_as_a_demo_account(pages: httpx2.AsyncClient) -> None:
    assert (await pages.get("/v1/demo-accounts")).status_code == 404
    body = {"account": "00000000-0000-7000-8000-000000000000"}
    assert (await pages.post("/v1/demo-sessies", json=body)).status_code == 404


async def test_in_demo_mode_the_accounts_are_listed(dienst: Dienst) -> None:
    async with httpx2.AsyncClient(trust_env=False) as client:
        found = (await client.get(f"{dienst.url}/v1/demo-accounts")).json()
    assert len(found["demoAccounts"]) > 20


async def test_every_place_is_known_before_anybody_asks(
    kaal: Urls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a large country reading them takes seconds, which nobody should wait for at night."""
    database = Database(kaal.app)
    app = create_app(database, demo=False, dashboard=tmp_path, ticking=False)
    async with app.router.lifespan_context(app), database.transaction(None) as tx:
        monkeypatch.setattr(plaatsgeheugen, "EVERYTHING", "nothing that could be read")
        assert (await read_stand(tx, 1)).vrij == ()
    await database.close()


async def test_it_does_not_start_where_what_it_says_could_be_lost(kaal: Urls, cluster: Cluster) -> None:
    name = kaal.app.rsplit("/", 1)[-1]
    admin = Database(cluster.url(cluster.superuser, cluster.password, "postgres"), size=1)
    await run_sql(admin, f"ALTER DATABASE {name} SET synchronous_commit = off")
    await admin.close()
    database = Database(kaal.app, size=1)
    app = create_app(database, demo=False, dashboard=None, ticking=False)
    with pytest.raises(NotDurable, match="synchronous_commit"):
        async with app.router.lifespan_context(app):
            pass
    await database.close()
