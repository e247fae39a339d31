"""The calls about being told outside the screen, as a program uses them."""

from uuid import UUID

import pytest

from capacity_service.store.pagina import PAGE_MAX
from tests.actions.scene import refused
from tests.actions.test_add_meldadres import WEBHOOK, add
from tests.land import Dienst, Json, expect


async def test_a_repeated_request_adds_one_meldadres_and_gives_its_secret_again(dienst: Dienst) -> None:
    """Whoever got no answer must be able to get the secret; nobody else can."""
    opvang, key = await dienst.as_rol("opvang"), {"Idempotency-Key": "adres-1"}
    first, second = [await opvang.post("/meldadressen", json=WEBHOOK, headers=key) for _ in range(2)]
    assert expect(first, 201) == expect(second, 201)
    assert len(await dienst.sql("SELECT 1 FROM meldadres")) == 1
    other = await dienst.as_rol("opvang", nth=1)
    assert expect(await other.post("/meldadressen", json=WEBHOOK, headers=key), 201)["geheim"] != first.json()["geheim"]


async def test_the_etag_of_a_meldadres_is_what_withdrawing_takes(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    url = f"/meldadressen/{(await add(opvang))['id']}"
    etag = (await opvang.get(url)).headers["etag"]
    assert (await opvang.delete(url, headers={"If-Match": etag})).status_code == 204


@pytest.mark.parametrize(
    ("body", "veld"),
    [
        ({"soort": "sms", "adres": "0612345678"}, "soort"),
        ({"soort": "webhook"}, "adres"),
        ({"soort": "webhook", "adres": 7}, "adres"),
        (WEBHOOK | {"alleenDringend": "ja"}, "alleenDringend"),
        (WEBHOOK | {"geheim": "zelf gekozen"}, "geheim"),
        (WEBHOOK | {"rol": "landelijk"}, "rol"),
        (WEBHOOK | {"adres": "https://organisatie.example/" + "x" * 500}, "adres"),
    ],
)
async def test_what_is_wrong_is_named(stil: Dienst, body: Json, veld: str) -> None:
    problem = refused(await (await stil.as_rol("opvang")).post("/meldadressen", json=body), 400, "ongeldige_invoer")
    assert [fault["veld"] for fault in problem["fouten"]] == [veld]


@pytest.mark.parametrize("rol", ["auditor", "fg", "systeembeheerder"])
async def test_who_is_told_nothing_has_no_meldadressen(dienst: Dienst, rol: str) -> None:
    await dienst.sql(
        "INSERT INTO account (id, naam, rol, organisatie_id)"
        " SELECT gen_random_uuid(), :rol, :rol, id FROM organisatie WHERE soort = 'opvangorganisatie' LIMIT 1",
        rol=rol,
    )
    client = await dienst.as_rol(rol)
    for path in ("/meldadressen", "/bezorgingen"):
        refused(await client.get(path), 403, "geen_recht")


async def test_bezorgingen_come_a_page_at_a_time_newest_first_and_by_status(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    added = await add(opvang)
    queued = expect(await opvang.post(f"/meldadressen/{added['id']}/proef"), 202)
    await dienst.sql(
        "INSERT INTO melding SELECT gen_random_uuid(), soort, rol, organisatie_id, onderwerp_soort, onderwerp,"
        " normsignaal_id, titel, tekst, dringend, op, termijn_op, laat, gezien_op, gezien_door, revisie"
        " FROM melding, generate_series(1, :n)",
        n=PAGE_MAX + 20,
    )
    await dienst.sql(
        "INSERT INTO bezorging SELECT gen_random_uuid(), m.id, b.meldadres_id, b.organisatie_id, b.rol, 'onbestelbaar', 9,"
        " b.aangemaakt_op, b.volgende_op, NULL, 'Het adres weigerde het bericht (500).', 1"
        " FROM bezorging b, melding m WHERE m.id <> b.melding_id"
    )
    first = expect(await opvang.get("/bezorgingen"), 200)
    rest = expect(await opvang.get("/bezorgingen", params={"cursor": first["volgende"]}), 200)
    ids = [one["id"] for one in first["bezorgingen"] + rest["bezorgingen"]]
    assert (len(first["bezorgingen"]), len(ids), rest["volgende"]) == (PAGE_MAX, PAGE_MAX + 21, None)
    assert ids == sorted(ids, key=UUID, reverse=True)
    (waiting,) = expect(await opvang.get("/bezorgingen", params={"status": "wachtend"}), 200)["bezorgingen"]
    assert waiting["id"] == queued["id"]
    refused(await opvang.get("/bezorgingen", params={"status": "zoek"}), 400, "ongeldige_invoer")
