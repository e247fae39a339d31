import asyncio

import pytest

from tests.actions.scene import refused
from tests.actions.test_add_meldadres import add
from tests.conftest import Urls
from tests.land import Dienst, expect, serve
from tests.receivers import run_receiver

WITHIN_S = 20


async def test_a_proef_goes_the_whole_way_of_a_real_melding(kaal: Urls) -> None:
    async with serve(kaal.app, kaal.migrator) as dienst, run_receiver() as receiver:
        opvang = await dienst.as_rol("opvang")
        added = await add(opvang, adres=receiver.url)
        queued = expect(await opvang.post(f"/meldadressen/{added['id']}/proef"), 202)
        assert (queued["status"], queued["titel"], queued["dringend"]) == ("wachtend", "Dit is een proef", False)
        async with asyncio.timeout(WITHIN_S):
            await receiver.until_received(1)
            while True:
                (one,) = expect(await opvang.get("/bezorgingen"), 200)["bezorgingen"]
                if one["status"] == "bezorgd":
                    break
        assert receiver.ids == [queued["id"]] == [one["id"]]
        assert (one["pogingen"], one["fout"], one["volgendeOp"]) == (1, None, None)


@pytest.mark.parametrize("rol", ["coordinator", "opvang", "gemeente", "landelijk"])
async def test_a_proef_is_for_this_meldadres_only_and_already_seen_on_the_screen(dienst: Dienst, rol: str) -> None:
    client = await dienst.as_rol(rol)
    added = await add(client, alleenDringend=True)
    await add(client, adres="https://organisatie.example/ander")
    expect(await client.post(f"/meldadressen/{added['id']}/proef"), 202)
    (one,) = expect(await client.get("/bezorgingen"), 200)["bezorgingen"]
    assert one["meldadres"] == added["id"]
    (melding,) = await dienst.sql("SELECT gezien_op, dringend FROM melding")
    assert melding.gezien_op is not None
    assert not melding.dringend


async def test_a_second_proef_right_away_is_refused(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    added = await add(opvang)
    url = f"/meldadressen/{added['id']}/proef"
    expect(await opvang.post(url), 202)
    refused(await opvang.post(url), 409, "overgang")
    await dienst.sql("UPDATE melding SET op = op - interval '31 seconds'")
    expect(await opvang.post(url), 202)


async def test_a_repeated_request_sends_one_proef(dienst: Dienst) -> None:
    opvang = await dienst.as_rol("opvang")
    added = await add(opvang)
    key = {"Idempotency-Key": "proef-1"}
    first, second = [await opvang.post(f"/meldadressen/{added['id']}/proef", headers=key) for _ in range(2)]
    assert first.content == second.content
    assert len(await dienst.sql("SELECT 1 FROM bezorging")) == 1


async def test_nobody_tries_the_meldadres_of_another(dienst: Dienst) -> None:
    added = await add(await dienst.as_rol("opvang"))
    other = await dienst.as_rol("opvang", nth=1)
    refused(await other.post(f"/meldadressen/{added['id']}/proef"), 404, "niet_gevonden")
