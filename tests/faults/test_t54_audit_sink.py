"""T54: what is looked at cannot be written down, or a checkpoint cannot. Then nothing is shown; and deciding goes on."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import asyncpg
import httpx2
import pytest
import structlog

from capacity_service.domain.controlepunt import Boom
from capacity_service.store.boomverslag import check_bomen
from capacity_service.store.embedded import Cluster
from capacity_service.timers.keep_bomen import Boomwacht
from tests.actions.scene import reserve
from tests.conftest import Urls
from tests.faults.figures import LONG, report
from tests.land import Dienst, expect, make_aanvraag
from tests.store.boomscene import connect_superuser

pytestmark = pytest.mark.faults

LOOKS = 200 if LONG else 10
NUMBER = "06 12345678"
FULL = """
CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'kan niet' USING ERRCODE = '{state}'; END $$;
CREATE TRIGGER fail BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION fail()
"""
MENDED = "DROP TRIGGER fail ON {table}; DROP FUNCTION fail"
OUTAGES = {
    "het recht ingetrokken": (
        "REVOKE EXECUTE ON FUNCTION append_inzage(jsonb) FROM capaciteit_app",
        "GRANT EXECUTE ON FUNCTION append_inzage(jsonb) TO capaciteit_app",
    ),
    "de schijf vol": (FULL.format(state="53100", table="inzagelog"), MENDED.format(table="inzagelog")),
    "een trigger die weigert": (FULL.format(state="P0001", table="inzagelog"), MENDED.format(table="inzagelog")),
    "de kop van de keten weg": ("ALTER TABLE inzagekop RENAME TO weg", "ALTER TABLE weg RENAME TO inzagekop"),
}
"""What is wrong, and how it is mended."""
FORGET = """
CREATE OR REPLACE FUNCTION append_inzage(regels jsonb) RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$
"""
"""The wall removed: a sink that says that it wrote the line."""


@pytest.fixture
async def owner(cluster: Cluster, kaal: Urls) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await connect_superuser(cluster, kaal)
    await connection.execute("SET session_replication_role = origin")
    yield connection
    await connection.close()


async def call(dienst: Dienst) -> Callable[[], Awaitable[list[httpx2.Response]]]:
    """A coordinator with a household on its way to a house that has a number, who asks for it again and again."""
    await dienst.add_plaatsen({})
    house = await dienst.as_rol("opvang")
    (huis,) = expect(await house.get("/huizen"), 200)["huizen"]
    match = {"If-Match": f'"{huis["contactRevisie"]}"'}
    expect(await house.put(f"/huizen/{huis['id']}/contact", json={"telefoonnummer": NUMBER}, headers=match), 200)
    reserved = await reserve(dienst)
    path = f"/plaatsingen/{reserved.plaatsing['id']}/contact"

    async def ask() -> list[httpx2.Response]:
        rounds = [
            await asyncio.gather(*(reserved.coordinator.get(path) for _ in range(10))) for _ in range(LOOKS // 10)
        ]
        return [answer for answers in rounds for answer in answers]

    return ask


async def count_lines(dienst: Dienst) -> int:
    """How many looks at a number are written down."""
    (row,) = await dienst.sql("SELECT count(*) AS n FROM inzagelog WHERE handeling = 'read_contact'")
    return int(row.n)


def shown(answers: list[httpx2.Response]) -> int:
    """How many of them tell a number."""
    return sum(answer.is_success and answer.json()["telefoonnummer"] is not None for answer in answers)


async def test_nobody_is_shown_a_number_of_which_no_line_can_be_written(
    dienst: Dienst, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    ask = await call(dienst)
    for what, (breaks, mends) in OUTAGES.items():
        await owner.execute(breaks)
        with structlog.testing.capture_logs() as told:
            answers = await ask()
        assert (shown(answers), await count_lines(dienst)) == (0, 0), what
        assert {answer.status_code for answer in answers} == {503}
        assert "12345678" not in "".join(answer.text for answer in answers) + str(told)
        assert [line["event"] for line in told].count("inzage niet vast te leggen") == LOOKS
        await owner.execute(mends)
    report(f"T54: {', '.join(OUTAGES)}: 0 of {len(OUTAGES) * LOOKS} shown, 0 lines, each told in the log")
    assert (shown(await ask()), await count_lines(dienst)) == (LOOKS, LOOKS), "it was mended"


async def test_with_a_sink_that_only_says_so_numbers_are_shown_without_a_line(
    dienst: Dienst, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """The wall removed: found."""
    ask = await call(dienst)
    await owner.execute(FORGET)
    assert (shown(await ask()), await count_lines(dienst)) == (LOOKS, 0)
    report(f"T54 control: {LOOKS} of {LOOKS} shown without a line")


async def test_when_no_checkpoint_can_be_written_deciding_goes_on_and_an_alarm_is_given(
    dienst: Dienst, kaal: Urls, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """The folder is no folder; later the tree itself cannot be written either. What was recorded meanwhile is signed afterwards."""
    dienst.middelen.controlemap.folder.write_text("geen map")
    wacht = Boomwacht(dienst.middelen)
    coordinator = await dienst.as_rol("coordinator")
    await dienst.add_plaatsen({}, {})

    async def place_and_keep() -> list[str]:
        expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
        with structlog.testing.capture_logs() as told:
            await wacht.keep_bomen(dienst.database)
        return [line["event"] for line in told if line["log_level"] == "error"]

    assert await place_and_keep() == ["geen controlepunt"] * 2
    assert await place_and_keep() == [], "told once; in memory nothing grows"
    alarms = dict(await check_bomen(kaal.app, dienst.middelen))
    assert len(alarms) == 2, "one for each tree"
    assert None not in alarms.values()
    dienst.middelen.controlemap.folder.unlink()
    await owner.execute(FULL.format(state="53100", table="boomgroei"))
    await wacht.stop(dienst.database)
    expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    await owner.execute("DROP TRIGGER fail ON boomgroei")
    await wacht.stop(dienst.database)
    assert set(dict(await check_bomen(kaal.app, dienst.middelen)).values()) == {None}
    (row,) = await dienst.sql("SELECT max(tot) AS tot FROM boomgroei WHERE boom = 'logboek'")
    (head,) = await dienst.sql("SELECT volgnummer FROM sequencer")
    assert row.tot == head.volgnummer
    assert dienst.middelen.controlemap.read_last(Boom.logboek) is not None
    report("T54: no folder, then no tree: 3 of 3 decided, told once for each tree, all signed afterwards")
