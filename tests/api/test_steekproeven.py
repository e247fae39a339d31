from dataclasses import replace
from uuid import UUID

from capacity_service.domain.inzage import Actor, Rol
from capacity_service.domain.inzagelog import Inzage, Toegangsweg
from capacity_service.store.inzagelog import record_inzage
from tests.api.document import check_answer
from tests.land import Dienst, expect
from tests.store.scene import find_actor_of

REFUSED = Inzage("read_plaatsing", "plaatsing", UUID(int=7), "geweigerd", zaak=False, aantal=0, in_uur=1)


async def _look(dienst: Dienst, times: int = 1) -> Actor:
    actor = replace(await find_actor_of(dienst.database, Rol.opvang), weg=Toegangsweg("0123" * 4, "4" * 32))
    for _ in range(times):
        async with dienst.database.transaction(actor) as tx:
            await record_inzage(tx, actor, REFUSED)
    return actor


async def test_a_privacy_officer_sees_why_a_line_is_there_and_how_far_the_reviewing_is(dienst: Dienst) -> None:
    actor = await _look(dienst, 4)
    fg = await dienst.as_rol("fg", str(actor.organisatie))
    answer = await fg.get("/inzagelog/steekproef")
    check_answer(answer)
    page = expect(answer, 200)
    assert [line["volgnummer"] for line in page["steekproef"]] == [4, 3, 2, 1]
    assert (page["inSteekproef"], page["beoordeeld"], page["procent"]) == (4, 0, 0)
    line = page["steekproef"][0]
    assert {"geweigerd", "zonder_zaak"} <= set(line["waarom"])
    assert (line["account"], line["oorsprong"]) == ({"id": str(actor.account), "naam": actor.naam}, "0123" * 4)
    check_answer(await fg.post("/inzagelog/4/beoordeling", json={"oordeel": "in_orde"}))
    expect(await fg.post("/inzagelog/3/beoordeling", json={"oordeel": "navragen"}), 200)
    page = expect(await fg.get("/inzagelog/steekproef?open=true"), 200)
    assert [line["volgnummer"] for line in page["steekproef"]] == [3, 2, 1]
    assert (page["beoordeeld"], page["procent"], page["steekproef"][0]["oordeel"]) == (1, 25, "navragen")
    (done,) = expect(await fg.get("/inzagelog/steekproef?open=false"), 200)["steekproef"]
    assert (done["volgnummer"], done["oordeel"]) == (4, "in_orde")


async def test_page_by_page_every_line_comes_once(dienst: Dienst) -> None:
    actor = await _look(dienst, 105)
    fg = await dienst.as_rol("fg", str(actor.organisatie))
    first = expect(await fg.get("/inzagelog/steekproef"), 200)
    rest = expect(await fg.get(f"/inzagelog/steekproef?cursor={first['volgende']}"), 200)
    numbers = [line["volgnummer"] for page in (first, rest) for line in page["steekproef"]]
    assert [n for n in numbers if n <= 105] == list(range(105, 0, -1))
    assert (len(first["steekproef"]), rest["volgende"]) == (100, None)


async def test_of_another_organisatie_there_is_nothing_and_without_a_look_all_was_reviewed(dienst: Dienst) -> None:
    await _look(dienst)
    other = await find_actor_of(dienst.database, Rol.opvang, 1)
    fg = await dienst.as_rol("fg", str(other.organisatie))
    page = expect(await fg.get("/inzagelog/steekproef"), 200)
    assert page == {"steekproef": [], "inSteekproef": 0, "beoordeeld": 0, "procent": 100, "volgende": None}
