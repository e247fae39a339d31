"""Own lines with their proof, asked over HTTP and checked with the program that anybody can run."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from capacity_service.api.controlepunten import CONTROLEUR
from capacity_service.domain.controlepunt import Boom
from tests.actions.scene import reserve
from tests.api.document import ROLLEN, check_answer
from tests.land import Dienst, Json, expect


async def export(client: httpx2.AsyncClient, path: str, **params: int) -> list[Json]:
    """All pages of own lines."""
    pages: list[Json] = []
    cursor: str | None = None
    while cursor is not None or not pages:
        given: Json = params | ({} if cursor is None else {"cursor": cursor})
        answer = await client.get(path, params=given)
        check_answer(answer)
        pages.append(expect(answer, 200))
        cursor = pages[-1]["volgende"]
    return pages


async def sign(dienst: Dienst) -> int:
    """Have both trees signed; how many leaves that of the logboek has."""
    await dienst.sign()
    last = dienst.middelen.controlemap.read_last(Boom.logboek)
    assert last is not None
    return last.punt.grootte


async def check(dienst: Dienst, folder: Path, *contents: Json | str) -> subprocess.CompletedProcess[str]:
    """Run the program on what was kept, with the keys as the service shows them, in a Python without anything of ours."""
    client = await dienst.as_rol("auditor")
    zegels = expect(await client.get("/controlepunten/zegels"), 200)["zegels"]
    words = [word for zegel in zegels for key in zegel["sleutels"] for word in ("--sleutel", key)]
    paths = []
    for nth, content in enumerate(contents):
        path = folder / f"{nth}"
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        paths.append(str(path))
    command = [sys.executable, "-I", "-S", str(CONTROLEUR), *words, *paths]
    return await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=False)


async def test_an_organisatie_checks_its_own_export_with_one_file(dienst: Dienst, tmp_path: Path) -> None:
    await dienst.add_plaatsen({}, {})
    first = await sign(dienst)
    reserved = await reserve(dienst)
    expect(await reserved.opvang.get(f"/plaatsingen/{reserved.plaatsing['id']}/contact"), 200)
    await dienst.sign()
    pages = [
        page
        for client in (reserved.opvang, reserved.coordinator)
        for path in ("/logboek", "/inzagelog")
        for page in await export(client, path, sinds=64 if path == "/inzagelog" else first)
    ]
    kinds = {line["kop"]["soort"] for page in pages for line in page.get("logboek", [])}
    assert {"plaats", "plaatsing", "aanvraag"} <= kinds
    feed = (await reserved.opvang.get("/controlepunten")).text
    looks = (await reserved.opvang.get("/controlepunten", params={"boom": "inzagelog"})).text
    checked = await check(dienst, tmp_path, *pages, feed, looks)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert f"gaan verder op {first}" in checked.stdout
    pages[0]["logboek"][0]["toestand"]["personenMax"] = 9
    found = await check(dienst, tmp_path, *pages, feed, looks)
    assert (found.returncode, "staat niet zo in de boom" in found.stdout) == (1, True)


async def test_before_the_first_checkpoint_there_are_no_lines(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    client = await dienst.as_rol("opvang")
    answer = await client.get("/logboek")
    check_answer(answer)
    body = expect(answer, 200)
    assert (body["logboek"], body["controlepunt"], body["volgende"]) == ([], None, None)
    assert expect(await client.get("/logboek", params={"controlepunt": 64}), 404)


async def test_proofs_lead_to_the_checkpoint_that_was_asked_for(dienst: Dienst) -> None:
    client = await dienst.as_rol("opvang")
    await dienst.add_plaatsen({})
    first = await sign(dienst)
    (before,) = await export(client, "/logboek")
    await dienst.add_plaatsen({})
    second = await sign(dienst)
    (then,) = await export(client, "/logboek", controlepunt=first)
    (now,) = await export(client, "/logboek", sinds=first)
    assert then == before
    assert now["controlepunt"] != before["controlepunt"]
    assert len(now["logboek"]) > len(then["logboek"])
    assert now["samenhang"] | {"hashes": 1} == {"boom": "logboek", "van": first, "tot": second, "hashes": 1}


@pytest.mark.parametrize(
    "params",
    [{"sinds": 63}, {"sinds": 64_000}, {"sinds": -1}, {"controlepunt": -64}, {"cursor": "x"}, {"sinds": 10**18}],
)
@pytest.mark.parametrize("path", ["/logboek", "/inzagelog"])
async def test_what_cannot_have_been_is_bad_input(stil: Dienst, path: str, params: Json) -> None:
    await stil.sign()
    client = await stil.as_rol("opvang")
    answer = await client.get(path, params=params)
    check_answer(answer)
    body = expect(answer, 400)
    assert [fault["veld"] for fault in body["fouten"]] == list(params)


@pytest.mark.parametrize("rol", [rol for rol in ROLLEN if rol != "fg"])
async def test_every_rol_gets_an_answer_and_only_its_own(stil: Dienst, rol: str) -> None:
    await stil.sign()
    client = await stil.as_rol(rol)
    for path in ("/logboek", "/inzagelog"):
        for page in await export(client, path):
            kinds = {line["kop"].get("soort") for line in page.get("logboek", [])}
            assert not kinds & {"bezetting", "tik", "verblijf", "registratie"}


async def test_when_the_tree_is_not_what_was_signed_no_proof_is_made_up(dienst: Dienst) -> None:
    await dienst.add_plaatsen({})
    await dienst.sign()
    await dienst.sql("ALTER TABLE boomvak DISABLE TRIGGER USER")
    await dienst.sql("DELETE FROM boomvak")
    client = await dienst.as_rol("opvang")
    for answer in [await client.get("/logboek"), await client.get("/controlepunten/samenhang?van=64&tot=64")]:
        check_answer(answer)
    assert expect(await client.get("/logboek"), 503)["type"] == "/v1/problemen/even_niet"
