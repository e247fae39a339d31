"""Hours as they are read: what was kept, what was not added up yet, and never more than this looker was shown."""

from datetime import UTC, date, datetime, timedelta

from capacity_service.actions.keep_historie import keep_historie
from capacity_service.actions.record_tik import record_tik
from capacity_service.domain.historie import LAND, UUR, Kijker, Uurcijfer, floor_uur
from capacity_service.domain.openheid import Openheid
from capacity_service.domain.regels import make_regel
from capacity_service.domain.tijd import begin_of_day
from capacity_service.store import historie
from capacity_service.store.historie import Niveaus
from tests.klok import Klok
from tests.land import Dienst
from tests.openheid import ZWOLLE, put_in_force
from tests.store.test_tikken import fill_one

BEGIN = floor_uur(datetime.now(UTC)) + timedelta(hours=3, minutes=30)


async def read(dienst: Dienst, reeks: str = LAND, kijker: Kijker = Kijker.alles) -> list[Uurcijfer]:
    async with dienst.database.transaction(None, snapshot=True) as tx:
        return await historie.read_uren(tx, reeks, kijker, BEGIN - UUR, BEGIN + timedelta(days=9))


def shown(cijfers: list[Uurcijfer]) -> list[tuple[datetime, int, float | None]]:
    return [(c.uur, round(c.seconden / 60), c.sommen.get("vrij") and round(c.sommen["vrij"] / 60)) for c in cijfers]


async def test_what_was_not_added_up_yet_is_added_up_for_who_looks_and_is_the_same_when_it_is_kept(
    klok: Klok, dienst: Dienst
) -> None:
    await klok.move_to(BEGIN - UUR)
    await keep_historie(dienst.database)
    plaats, _ = await dienst.add_plaatsen({}, {})
    await klok.move_to(BEGIN + timedelta(minutes=40))
    await fill_one(klok, dienst, plaats["id"])
    await klok.move_to(BEGIN + timedelta(minutes=50))
    hour = floor_uur(BEGIN)
    staart = await read(dienst, ZWOLLE)
    assert shown(staart)[-2:] == [(hour, 60, 2 * 60), (hour + UUR, 20, 2 * 10 + 10)]
    await keep_historie(dienst.database)
    kept = await read(dienst, ZWOLLE)
    assert kept[:-1] == staart[:-1]
    assert shown(kept) == shown(staart)


async def test_when_much_was_not_added_up_only_what_was_is_shown(klok: Klok, dienst: Dienst) -> None:
    await klok.move_to(BEGIN)
    await dienst.add_plaatsen({})
    await klok.move_to(BEGIN + timedelta(minutes=35))
    while await keep_historie(dienst.database):
        pass
    await klok.move_to(BEGIN + timedelta(days=2))
    assert [cijfer.uur for cijfer in await read(dienst)] == [floor_uur(BEGIN)]


async def test_below_volledig_others_are_seen_as_they_were_shown_also_after_the_level_changed(
    klok: Klok, dienst: Dienst
) -> None:
    """The level of that time holds, in what was kept and in what was not."""
    await klok.move_to(BEGIN)
    await keep_historie(dienst.database)
    await put_in_force(dienst, Openheid.getikt, 60)
    plaats, _ = await dienst.add_plaatsen({}, {})
    await klok.move_to(BEGIN + timedelta(minutes=31))
    assert await record_tik(dienst.database)
    await klok.move_to(BEGIN + timedelta(minutes=45))
    await fill_one(klok, dienst, plaats["id"])
    await klok.move_to(BEGIN + timedelta(minutes=85))
    for _ in range(2):
        alles, derden = await read(dienst, ZWOLLE), await read(dienst, ZWOLLE, Kijker.derden)
        assert shown(alles)[-1] == (floor_uur(BEGIN) + UUR, 55, 2 * 15 + 40)
        assert shown(derden) == [(floor_uur(BEGIN) + UUR, 54, 2 * 54)]
        assert {cijfer.niveau for cijfer in alles[-2:]} == {Openheid.getikt}
        assert await read(dienst, LAND, Kijker.derden) == []
        await keep_historie(dienst.database)
    await klok.move_to(BEGIN + timedelta(minutes=95))
    await keep_historie(dienst.database)
    await put_in_force(dienst, Openheid.volledig)
    assert await record_tik(dienst.database)
    after = await read(dienst, ZWOLLE, Kijker.derden)
    assert shown(after) == [(floor_uur(BEGIN) + UUR, 59, 2 * 59)]


async def test_an_hour_is_as_it_was_for_others_when_volledig_held_in_all_of_it(klok: Klok, dienst: Dienst) -> None:
    await klok.move_to(BEGIN)
    await dienst.add_plaatsen({}, {})
    await klok.move_to(BEGIN + timedelta(hours=2))
    assert await read(dienst, ZWOLLE, Kijker.derden) == await read(dienst, ZWOLLE)


def test_the_level_of_a_day_is_that_of_the_rule_that_had_begun() -> None:
    first, later = date(2026, 1, 1), date(2026, 12, 3)
    niveaus = Niveaus([make_regel("openheid", 2, later, "x"), make_regel("openheid", 0, first, "x")])
    days = (date(2025, 1, 1), first, later - timedelta(days=1), later)
    found = [niveaus.at(begin_of_day(day)) for day in days]
    assert found == [Openheid.volledig, Openheid.volledig, Openheid.volledig, Openheid.landelijk]
