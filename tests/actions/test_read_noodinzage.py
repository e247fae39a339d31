import asyncpg
import pytest

from tests.actions.noodscene import make_nood
from tests.actions.scene import arrive, confirm, leave
from tests.conftest import Urls
from tests.land import Dienst, expect


async def test_who_asked_sees_both_sides_and_every_look_is_a_line(dienst: Dienst) -> None:
    nood = await make_nood(dienst)
    expect(await nood.approve(), 200)
    for _ in range(3):
        seen = expect(await nood.look(), 200)
    assert seen["herkomst"]["kenmerk"] == nood.reserved.aanvraag["referentie"]
    assert seen["herkomst"]["gemeente"] == "GM0228"
    assert (seen["bestemming"]["centrumgemeente"], seen["bestemming"]["status"]) == ("GM0193", "gereserveerd")
    (plaats,) = await dienst.sql("SELECT p.referentie, h.code FROM plaats p JOIN huis h ON h.id = p.huis_id")
    assert (seen["bestemming"]["plaatsen"], seen["bestemming"]["huis"]["code"]) == ([plaats.referentie], plaats.code)
    assert (await nood.lines())[2:] == [("read_noodinzage", "getoond")] * 3
    (line, *_) = await dienst.sql("SELECT reden, zaak FROM inzagelog WHERE handeling = 'read_noodinzage'")
    assert (line.reden, line.zaak) == ("acuut_gevaar", True)


async def test_no_number_to_call_and_nothing_of_the_household_itself_is_in_it(dienst: Dienst) -> None:
    nood = await make_nood(dienst)
    (huis,) = expect(await nood.reserved.opvang.get("/huizen"), 200)["huizen"]
    number = {"telefoonnummer": "+31381234567"}
    url = f"/huizen/{huis['id']}/contact"
    expect(await nood.reserved.opvang.put(url, json=number, headers={"If-Match": '"0"'}), 200)
    expect(await nood.approve(), 200)
    answer = await nood.look()
    expect(answer, 200)
    for secret in ("381234567", "leeftijd", "volwassenen", "uitsluitingen", "veiligheid"):
        assert secret not in answer.text


async def test_where_they_are_follows_them(dienst: Dienst) -> None:
    nood = await make_nood(dienst)
    expect(await nood.approve(), 200)
    await confirm(nood.reserved)
    await arrive(nood.reserved)
    assert expect(await nood.look(), 200)["bestemming"]["status"] == "aangekomen"
    await leave(nood.reserved)
    seen = expect(await nood.look(), 200)
    assert seen["bestemming"] is None
    assert (await nood.lines())[-2:] == [("read_noodinzage", "getoond"), ("read_noodinzage", "niets_bekend")]


async def test_nobody_else_ever_sees_it_and_to_them_it_is_not_there(dienst: Dienst) -> None:
    nood = await make_nood(dienst)
    expect(await nood.approve(), 200)
    for rol in ("coordinator", "opvang", "gemeente", "auditor", "fg", "systeembeheerder"):
        expect(await nood.look(await dienst.as_rol(rol)), 403)
    await dienst.sql(
        "INSERT INTO account (id, naam, rol, organisatie_id)"
        " SELECT gen_random_uuid(), 'tweede', 'landelijk', organisatie_id FROM account WHERE rol = 'landelijk'"
    )
    answers = [await nood.look(await dienst.as_rol("landelijk", nth=n)) for n in range(2)]
    assert sorted(answer.status_code for answer in answers) == [200, 404]


async def test_it_is_over_by_time_alone(dienst: Dienst) -> None:
    nood = await make_nood(dienst)
    expect(await nood.approve(), 200)
    await nood.let_pass(59)
    expect(await nood.look(), 200)
    await nood.let_pass(2)
    assert "voorbij" in expect(await nood.look(), 409)["detail"]
    assert (await nood.lines())[-1] == ("read_noodinzage", "geweigerd")


async def test_nothing_is_shown_when_the_look_cannot_be_written_down(dienst: Dienst, kaal: Urls) -> None:
    nood = await make_nood(dienst)
    expect(await nood.approve(), 200)
    connection = await asyncpg.connect(kaal.migrator, ssl=False)
    await connection.execute("SET ROLE capaciteit_schrijver")
    await connection.execute("REVOKE EXECUTE ON FUNCTION append_inzage(jsonb) FROM capaciteit_app")
    await connection.close()
    answer = await nood.look()
    expect(answer, 503)
    assert "GM0193" not in answer.text


async def test_what_was_erased_is_not_shown_and_the_entry_stays(dienst: Dienst) -> None:
    nood = await make_nood(dienst)
    expect(await nood.approve(), 200)
    await dienst.sql("DELETE FROM noodinzagezaak")
    seen = expect(await nood.look(), 200)
    assert (seen["herkomst"], seen["bestemming"]) == (None, None)
    for table in ("noodinzage", "noodinzagestap"):
        with pytest.raises(Exception, match="alleen aangevuld"):
            await dienst.sql(f"DELETE FROM {table}")  # noqa: S608
