"""The service as on a server of one's own, for those who try its edges."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from capacity_service.api.grenzen import Grenzen
from capacity_service.domain.uitweg import Uitweg
from capacity_service.rand.toelating import find_hosts
from tests.conftest import MakeDatabase
from tests.land import Dienst, serve

PUBLIC = "https://plaatsen.example"
PAGE = "<!doctype html><title>Rooster</title>"


@asynccontextmanager
async def serve_publicly(make_database: MakeDatabase, dist: Path) -> AsyncIterator[Dienst]:
    """Behind a proxy on this machine, under one name, with bounds and with pages."""
    (dist / "index.html").write_text(PAGE, encoding="utf-8")
    async with (
        make_database("kaal") as urls,
        serve(
            urls.app,
            urls.migrator,
            ticking=False,
            demo=False,
            dashboard=dist,
            uitweg=Uitweg(PUBLIC),
            grenzen=Grenzen(0.4),
            hosts=find_hosts(PUBLIC),
            proxies="127.0.0.1",
        ) as running,
    ):
        yield running
