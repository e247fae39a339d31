import httpx2
import pytest

from capacity_service.live import versheid
from tests.land import NO_TLS, Dienst


async def test_a_node_is_well_while_what_it_shows_is_fresh(dienst: Dienst, monkeypatch: pytest.MonkeyPatch) -> None:
    async with httpx2.AsyncClient(base_url=dienst.url, trust_env=False, verify=NO_TLS) as client:
        answer = await client.get("/gezond")
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
        monkeypatch.setattr(versheid, "FRESH_S", 0.0)
        assert (await client.get("/gezond")).status_code == 503
