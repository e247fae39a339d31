import asyncio

import pytest

from capacity_service.domain.errors import EvenNiet
from capacity_service.rand import gereedheid as rand_gereedheid
from capacity_service.rand.gereedheid import Gereedheid, is_ready
from capacity_service.store.peiling import Peiling

GOOD = Peiling((), 0.1, 0)


class Proef:
    """A database that is as it is told."""

    def __init__(self, peiling: Peiling | Exception, *, fresh: bool = True) -> None:
        self.peiling, self.fresh, self.probes = peiling, fresh, 0
        self.gereedheid = Gereedheid(lambda: self.fresh, self.probe)

    async def probe(self) -> Peiling:
        self.probes += 1
        if isinstance(self.peiling, Exception):
            raise self.peiling
        return self.peiling

    async def judge(self) -> tuple[bool, dict[str, bool | None]]:
        punten = await self.gereedheid.judge()
        return is_ready(punten), {punt.naam: punt.goed for punt in punten}


async def test_a_node_that_is_fresh_on_a_schema_that_fits_is_ready() -> None:
    assert await Proef(GOOD).judge() == (True, {"gegevensbank": True, "schema": True, "klok": True, "termijnen": True})


async def test_a_node_that_is_not_fresh_is_not_ready_whatever_else() -> None:
    assert (await Proef(GOOD, fresh=False).judge())[0] is False
    assert await Proef(EvenNiet(), fresh=False).judge() == (False, {"gegevensbank": False, "schema": None})


async def test_a_node_that_is_newer_than_its_schema_is_not_ready() -> None:
    ready, punten = await Proef(Peiling(("plaats.nieuw",), 0.0, 0)).judge()
    assert (ready, punten["schema"]) == (False, False)


@pytest.mark.parametrize("peiling", [Peiling((), 7200.0, 0), Peiling((), -7200.0, 0), Peiling((), 0.0, 12)])
async def test_a_wrong_clock_and_late_deadlines_are_told_and_take_no_node_away(peiling: Peiling) -> None:
    ready, punten = await Proef(peiling).judge()
    assert ready
    assert False in {punten["klok"], punten["termijnen"]}


async def test_a_probe_that_fails_takes_no_node_away_that_is_fresh() -> None:
    assert await Proef(EvenNiet()).judge() == (True, {"gegevensbank": True, "schema": None})


async def test_a_probe_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rand_gereedheid, "PROBE_MAX_S", 0.01)

    async def hang() -> Peiling:
        await asyncio.Event().wait()
        return GOOD

    punten = await Gereedheid(lambda: True, hang).judge()
    assert [punt.goed for punt in punten] == [True, None]


async def test_the_database_is_asked_now_and_then_and_freshness_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    proef = Proef(GOOD)
    assert (await proef.judge())[0]
    proef.fresh = False
    for _ in range(100):
        assert not (await proef.judge())[0]
    assert proef.probes == 1
    monkeypatch.setattr(rand_gereedheid, "PROBE_S", 0.0)
    await proef.judge()
    assert proef.probes == 2
