"""Who may read evidence, over which days, and that it answers as the document says."""

import hashlib
from datetime import timedelta
from uuid import uuid4

import httpx2
import pytest

from capacity_service.domain.openheid import Openheid
from capacity_service.domain.tijd import local_date
from capacity_service.store.logboek import canonical
from tests.actions.scene import arrive, refused, reserve
from tests.api.document import check_answer
from tests.land import Dienst, Json, expect, now
from tests.openheid import find_gemeente, put_in_force

ZWOLLE = "GM0193"


async def find_organisatie(dienst: Dienst, rol: str, nth: int = 0) -> str:
    return str((await dienst.token(rol, nth=nth))[1])


def share(dossier: Json, nummer: str) -> tuple[int, int]:
    (norm,) = [norm for norm in dossier["normen"] if norm["norm"] == nummer]
    return norm["cijfers"][0]["teller"], norm["cijfers"][0]["noemer"]


async def test_an_opvangorganisatie_and_the_auditor_read_the_same_dossier(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    reserved = await reserve(dienst)
    await arrive(reserved)
    own = await find_organisatie(dienst, "opvang")
    auditor = await dienst.as_rol("auditor")
    answers = [await client.get(f"/dossiers/{own}") for client in (reserved.opvang, auditor)]
    bodies = [expect(answer, 200) for answer in answers]
    assert [check_answer(answer).naam for answer in answers] == ["read_dossier"] * 2
    assert bodies[0] == bodies[1]
    assert share(bodies[0], "5.2") == (1, 1)
    assert bodies[0]["organisatie"]["id"] == own


async def test_another_organisation_does_not_exist_for_opvang(dienst: Dienst) -> None:
    opvang, other = await dienst.as_rol("opvang"), await find_organisatie(dienst, "opvang", nth=1)
    answers = [await opvang.get(f"/dossiers/{key}") for key in (other, uuid4())]
    assert [refused(answer, 404, "niet_gevonden")["detail"] for answer in answers] == [
        "Dit bestaat niet, of u mag het niet zien."
    ] * 2


async def test_an_auditor_finds_a_dossier_of_an_opvangorganisatie_only(dienst: Dienst) -> None:
    auditor = await dienst.as_rol("auditor")
    for organisatie in (await find_organisatie(dienst, "gemeente"), str(uuid4())):
        refused(await auditor.get(f"/dossiers/{organisatie}"), 404, "niet_gevonden")
    refused(await auditor.get("/dossiers/geen-id"), 400, "ongeldige_invoer")


@pytest.mark.parametrize("rol", ["coordinator", "gemeente", "landelijk", "systeembeheerder"])
async def test_a_dossier_is_not_for_other_roles(dienst: Dienst, rol: str) -> None:
    own = await find_organisatie(dienst, "opvang")
    refused(await (await dienst.as_rol(rol)).get(f"/dossiers/{own}"), 403, "geen_recht")


async def test_a_gemeente_reads_its_own_verantwoording_and_landelijk_each(dienst: Dienst) -> None:
    gemeente, landelijk = await dienst.as_rol("gemeente"), await dienst.as_rol("landelijk")
    (row,) = await dienst.sql(
        "SELECT centrumgemeente AS code FROM organisatie WHERE id = :id", id=await find_organisatie(dienst, "gemeente")
    )
    answers = [await client.get(f"/verantwoordingen/{row.code}") for client in (gemeente, landelijk)]
    assert [check_answer(answer).naam for answer in answers] == ["read_verantwoording"] * 2
    assert expect(answers[0], 200) == expect(answers[1], 200)
    other = next(code for code in (ZWOLLE, "GM0363") if code != row.code)
    refused(await gemeente.get(f"/verantwoordingen/{other}"), 404, "niet_gevonden")
    assert expect(await landelijk.get(f"/verantwoordingen/{other}"), 200)["centrumgemeente"]["code"] == other
    refused(await landelijk.get("/verantwoordingen/GM9999"), 404, "niet_gevonden")


@pytest.mark.parametrize("rol", ["coordinator", "opvang", "auditor"])
async def test_a_verantwoording_is_not_for_other_roles(dienst: Dienst, rol: str) -> None:
    refused(await (await dienst.as_rol(rol)).get(f"/verantwoordingen/{ZWOLLE}"), 403, "geen_recht")


def faults(answer: httpx2.Response) -> list[str]:
    return [fault["veld"] for fault in refused(answer, 400, "ongeldige_invoer")["fouten"]]


async def test_days_are_dates_and_make_a_period(dienst: Dienst) -> None:
    landelijk = await dienst.as_rol("landelijk")
    url, today = f"/verantwoordingen/{ZWOLLE}", local_date(now())
    day = timedelta(days=1)
    for params, veld in (
        ({"van": "gisteren"}, ["van"]),
        ({"tot": "2026-02-30"}, ["tot"]),
        ({"van": "2026-11-21T00:00Z", "tot": "x"}, ["van", "tot"]),
        ({"van": today.isoformat(), "tot": today.isoformat()}, ["tot"]),
        ({"van": (today + day).isoformat(), "tot": (today + 9 * day).isoformat()}, ["van"]),
        ({"van": "2001-01-01", "tot": today.isoformat()}, ["van"]),
        ({"sinds": "2026-01-01"}, ["sinds"]),
    ):
        assert faults(await landelijk.get(url, params=params)) == veld, params
    periode = expect(await landelijk.get(url, params={"van": today.isoformat()}), 200)["periode"]
    assert periode["vanDatum"] <= today.isoformat() < periode["totDatum"]


async def test_without_days_it_is_the_last_year_with_today(dienst: Dienst) -> None:
    own, opvang = await find_organisatie(dienst, "opvang"), await dienst.as_rol("opvang")
    periode = expect(await opvang.get(f"/dossiers/{own}"), 200)["periode"]
    assert periode["totDatum"] == (local_date(now()) + timedelta(days=1)).isoformat()
    assert int(periode["vanDatum"][:4]) == int(periode["totDatum"][:4]) - 1


@pytest.mark.parametrize("niveau", list(Openheid))
async def test_numbers_of_the_logboek_are_for_a_gemeente_only_when_it_sees_every_change(
    dienst: Dienst, niveau: Openheid
) -> None:
    """They count what happens elsewhere, also between two ticks; the figures are its own and stay."""
    await put_in_force(dienst, niveau)
    gemeente = await dienst.as_rol("gemeente", await find_gemeente(dienst, ZWOLLE))
    answer = await gemeente.get(f"/verantwoordingen/{ZWOLLE}")
    body = expect(answer, 200)
    assert check_answer(answer).naam == "read_verantwoording"
    bronnen, known = body["bronnen"], niveau is Openheid.volledig
    assert (bronnen["totVolgnummer"] is not None, "--feit" in bronnen["opdracht"]) == (known, known)
    assert {bronnen["eersteVolgnummer"], bronnen["laatsteVolgnummer"]} == {None} or known
    full = expect(await (await dienst.as_rol("landelijk")).get(f"/verantwoordingen/{ZWOLLE}"), 200)
    assert full["bronnen"]["totVolgnummer"] is not None
    assert (body["sha256"] == full["sha256"]) is known
    unsigned = {name: value for name, value in body.items() if name != "sha256"}
    assert body["sha256"] == hashlib.sha256(canonical(unsigned).encode()).hexdigest()
    await dienst.add_plaatsen({"centrumgemeente": "GM0363"})
    again = expect(await gemeente.get(f"/verantwoordingen/{ZWOLLE}"), 200)
    assert (again["bronnen"] == bronnen) is not known
