from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from capacity_service.domain.tijd import local_date
from tests.actions.samen import add_huis, reserve_samen, statuses
from tests.actions.scene import Reserved, arrive, leave, post, read_facts, refused
from tests.conftest import Urls
from tests.faults.invariants import check_facts
from tests.land import Dienst, expect, make_aanvraag, now


@pytest.fixture(autouse=True)
async def told(sound: None, kaal: Urls) -> AsyncIterator[None]:  # noqa: ARG001 - the tables are looked at too
    """After every story the logboek says what the tables say."""
    yield
    assert await check_facts(kaal.migrator) == []


def _today(days: int = 0) -> str:
    return (local_date(now()) + timedelta(days=days)).isoformat()


async def _inside(dienst: Dienst, number: int = 2) -> Reserved:
    samen = await reserve_samen(dienst, number)
    await arrive(samen)
    return samen


async def test_they_go_on_in_fewer_places_and_whoever_waits_gets_the_other(dienst: Dienst) -> None:
    samen = await _inside(dienst, 3)
    kept, *gone = samen.plaatsing["plaatsen"]
    waiting = expect(await samen.coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    body = {"plaatsen": gone, "opDatum": _today()}
    left = expect(await post(samen.opvang, samen.plaatsing, "vrijgave", **body), 200)
    assert (left["status"], left["plaatsen"], left["nachten"]) == ("aangekomen", [kept], 1)
    given = expect(await samen.coordinator.get(f"/aanvragen/{waiting['id']}"), 200)["plaatsing"]["plaatsen"]
    assert set(given) < set(gone)
    assert sorted(await statuses(samen.opvang, samen.plaatsing["plaatsen"])) == ["bezet", "gereserveerd", "vrij"]
    rows = await dienst.sql("SELECT plaats_id, naar FROM verblijf WHERE tot IS NOT NULL")
    assert {(str(row.plaats_id), row.naar) for row in rows} == {(plaats, "samen_verder") for plaats in gone}
    facts = await read_facts(dienst, "plaatsen_vrijgegeven", "plaatsing")
    assert [fact["plaatsen"] for fact in facts if fact["id"] == samen.plaatsing["id"]] == [[kept]]


async def test_the_end_comes_with_the_last_place(dienst: Dienst) -> None:
    samen = await _inside(dienst)
    kept, gone = samen.plaatsing["plaatsen"]
    expect(await post(samen.opvang, samen.plaatsing, "vrijgave", plaatsen=[gone], opDatum=_today()), 200)
    last = await post(samen.opvang, samen.plaatsing, "vrijgave", plaatsen=[kept], opDatum=_today())
    assert "Meld dan het vertrek" in refused(last, 409, "overgang")["detail"]
    ended = await leave(samen)
    assert (ended["status"], ended["plaatsen"]) == ("beeindigd", [kept])
    rows = await dienst.sql("SELECT naar FROM verblijf ORDER BY naar")
    assert [row.naar for row in rows] == ["netwerk", "samen_verder"]


async def test_all_places_at_once_is_not_fewer_places(dienst: Dienst) -> None:
    samen = await _inside(dienst)
    body = {"plaatsen": samen.plaatsing["plaatsen"], "opDatum": _today()}
    refused(await post(samen.opvang, samen.plaatsing, "vrijgave", **body), 409, "overgang")
    assert await statuses(samen.opvang, samen.plaatsing["plaatsen"]) == ["bezet"] * 2


@pytest.mark.parametrize("days", [-400, 1], ids=["before they came", "tomorrow"])
async def test_a_day_that_cannot_be_is_refused(dienst: Dienst, days: int) -> None:
    samen = await _inside(dienst)
    body = {"plaatsen": samen.plaatsing["plaatsen"][:1], "opDatum": _today(days)}
    refused(await post(samen.opvang, samen.plaatsing, "vrijgave", **body), 400, "ongeldige_invoer")


async def test_nobody_gives_back_what_is_not_theirs_or_where_nobody_is(dienst: Dienst) -> None:
    samen = await reserve_samen(dienst)
    mine = {"plaatsen": [samen.plaats], "opDatum": _today()}
    refused(await post(samen.opvang, samen.plaatsing, "vrijgave", **mine), 409, "overgang")
    await arrive(samen)
    (strange,) = await add_huis(dienst, 1)
    refused(
        await post(samen.opvang, samen.plaatsing, "vrijgave", plaatsen=[strange], opDatum=_today()),
        400,
        "ongeldige_invoer",
    )
    other_house = await dienst.as_rol("opvang", nth=1)
    refused(await post(other_house, samen.plaatsing, "vrijgave", **mine), 404, "niet_gevonden")
