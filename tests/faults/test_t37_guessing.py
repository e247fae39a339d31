"""T37 for what there is to guess: the secrets of programs, and logins begun without end. There are no passwords here."""

import asyncio
import statistics
import time
from collections import Counter
from uuid import uuid4

import httpx2
import pytest

from capacity_service.api import app
from capacity_service.api.drempel import Drempel
from capacity_service.domain.inzage import Rol
from capacity_service.store.accounts import NieuweClient, make_client
from tests.conftest import Urls
from tests.faults.figures import LONG, report
from tests.land import Dienst, expect, serve
from tests.namaak import CODE, log_in, make_aanbieder, make_browser, run_namaak

pytestmark = pytest.mark.faults

GUESSES = 10_000 if LONG else 200
PAIRS = 1_000


async def make(dienst: Dienst) -> NieuweClient:
    async with dienst.owner.transaction(None) as tx:
        (row,) = await tx.sql("SELECT id FROM organisatie WHERE soort = 'opvangorganisatie' ORDER BY naam LIMIT 1")
        return await make_client(tx, Rol.opvang, row.id, None)


async def guess(client: httpx2.AsyncClient, who: object, secret: str) -> int:
    fields = {"grant_type": "client_credentials", "client_id": str(who), "client_secret": secret}
    return (await client.post("/v1/tokens", data=fields)).status_code


async def stuff(dienst: Dienst, who: object) -> Counter[int]:
    """Guess as fast as one machine can, eight at a time."""
    gate = asyncio.Semaphore(8)
    async with httpx2.AsyncClient(base_url=dienst.url, trust_env=False, timeout=60) as attacker:

        async def one(n: int) -> int:
            async with gate:
                return await guess(attacker, who, f"gok-{n}")

        return Counter(await asyncio.gather(*(one(n) for n in range(GUESSES))))


async def test_of_many_guesses_a_few_a_minute_are_looked_at_and_a_night_desk_works_on(
    kaal: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "ADRESSEN", (10**6, 1.0))
    async with serve(kaal.app, kaal.migrator, ticking=False) as dienst:
        mine, desk = await make(dienst), await make(dienst)
        begun = time.monotonic()
        looked = (await stuff(dienst, mine.id))[401]
        seconds = time.monotonic() - begun
        burst, every_s = app.TOKENS
        assert looked <= burst + seconds / every_s + 1
        async with httpx2.AsyncClient(base_url=dienst.url, trust_env=False) as client:
            assert await guess(client, desk.id, desk.geheim) == 200
        coordinator = await dienst.as_rol("coordinator")
        expect(await coordinator.get("/bezetting"), 200)
    report(
        f"T37: {GUESSES} gokken in {seconds:.1f} s, {looked} bekeken (hoogstens {burst}, en {60 / every_s:.0f} per minuut)"
    )


async def test_without_the_threshold_every_guess_is_looked_at(kaal: Urls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Drempel, "take", lambda *_: None)
    async with serve(kaal.app, kaal.migrator, ticking=False) as dienst:
        assert (await stuff(dienst, (await make(dienst)).id))[401] == GUESSES


async def test_logins_begun_without_end_keep_nobody_else_out(kaal: Urls, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each address has tries of its own; what one begins is forgotten after ten minutes."""
    address = iter(["10.0.0.1"] * 90 + ["10.0.0.2"])
    async with run_namaak() as namaak:
        namaak.be("opvang", "o")
        monkeypatch.setattr("capacity_service.api.aanmelden.find_address", lambda _: next(address))
        aanbieder = make_aanbieder(namaak.issuer, {"o": "Stichting Proef"})
        async with serve(kaal.app, kaal.migrator, ticking=False, aanbieders=(aanbieder,)) as dienst:
            await dienst.sql(
                "UPDATE organisatie SET naam = 'Stichting Proef' WHERE id ="
                " (SELECT id FROM organisatie WHERE soort = 'opvangorganisatie' ORDER BY naam LIMIT 1)"
            )
            attacker, desk = make_browser(dienst), make_browser(dienst)
            begun = Counter([(await attacker.get(f"/v1/aanmelden/{CODE}")).headers["location"][:10] for _ in range(90)])
            assert begun["/inloggen?"] >= 10
            assert begun["http://127"] >= 60
            assert (await log_in(desk)).headers["location"] == "/"


@pytest.mark.skipif(not LONG, reason="seconds are measured on a machine that does nothing else")
async def test_time_does_not_tell_a_client_that_is_there_from_one_that_is_not(
    kaal: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Drempel, "take", lambda *_: None)
    async with serve(kaal.app, kaal.migrator, ticking=False) as dienst:
        mine = await make(dienst)
        times: dict[bool, list[float]] = {True: [], False: []}
        async with httpx2.AsyncClient(base_url=dienst.url, trust_env=False) as client:
            for n in range(PAIRS):
                for there in (n % 2 == 0, n % 2 == 1):
                    began = time.perf_counter()
                    assert await guess(client, mine.id if there else uuid4(), "fout") == 401
                    times[there].append(time.perf_counter() - began)
    auc = find_auc(times[True], times[False])
    report(
        f"T37 tijd: {PAIRS} paren, mediaan {statistics.median(times[True]) * 1e3:.2f} en {statistics.median(times[False]) * 1e3:.2f} ms, AUC {auc:.3f}"
    )
    assert abs(auc - 0.5) <= 0.05


def find_auc(these: list[float], those: list[float]) -> float:
    """How often one of these takes longer than one of those; one half when time tells nothing."""
    ranked = sorted([(value, 1) for value in these] + [(value, 0) for value in those])
    ranks = sum(rank for rank, (_, mine) in enumerate(ranked, 1) if mine)
    return (ranks - len(these) * (len(these) + 1) / 2) / (len(these) * len(those))


def test_the_measure_of_time_sees_a_difference() -> None:
    assert find_auc([11.0, 12.0, 13.0], [1.0, 2.0, 3.0]) == 1.0
    assert abs(find_auc([1.1, 2.1, 2.9], [1.0, 2.0, 3.0]) - 0.5) < 0.15
