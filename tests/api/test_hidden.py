"""What belongs to another organisatie looks like what is not there (T41)."""

from uuid import uuid4

import httpx2
import pytest

from tests.api.document import ask, make_body, operations
from tests.api.rights import MAG
from tests.land import Dienst, Json, expect, make_aanvraag, make_plaats


async def make_own_things(dienst: Dienst) -> dict[str, str]:
    """What the second opvang and the second coordinator have: places, what is between them, and where they are told."""
    opvang, coordinator = await dienst.as_rol("opvang", nth=1), await dienst.as_rol("coordinator", nth=1)
    plaats, _ = await dienst.add_plaatsen({}, {}, opvang=opvang)
    aanvraag = expect(await coordinator.post("/aanvragen", json=make_aanvraag()), 201)
    own = {"plaatsen": plaats["id"], "aanvragen": aanvraag["id"], "plaatsingen": aanvraag["plaatsing"]["id"]}
    adres = expect(await opvang.post("/meldadressen", json=make_body("add_meldadres")), 201)
    proef = expect(await opvang.post(f"/meldadressen/{adres['id']}/proef"), 202)
    own |= {"meldadressen": adres["id"], "bezorgingen": proef["id"]}
    (coming,) = expect(await opvang.get("/meldingen"), 200)["meldingen"][:1]
    await dienst.sql(
        "INSERT INTO vraag (id, aanvraag_id, plaats_id, opvang_organisatie, centrumgemeente, status, gesteld_op, verloopt_op,"
        " revisie) SELECT gen_random_uuid(), :aanvraag, p.id, p.organisatie_id, p.centrumgemeente, 'open',"
        " clock_timestamp(), clock_timestamp() + interval '5 minutes', 1 FROM plaats p WHERE p.id = :plaats",
        aanvraag=aanvraag["id"],
        plaats=plaats["id"],
    )
    (vraag,) = expect(await opvang.get("/vragen"), 200)["vragen"]
    own |= {"meldingen": coming["id"], "vragen": vraag["id"]}
    return own | {"huizen": plaats["huis"]["id"], "dossiers": plaats["organisatie"]}


def _faceless(answer: httpx2.Response) -> tuple[int, dict[str, str], Json]:
    """An answer without what depends on the address that was asked and the second it was."""
    headers = {naam: value for naam, value in answer.headers.items() if naam not in {"date", "content-length"}}
    return answer.status_code, headers, answer.json() | {"instance": ""}


@pytest.mark.parametrize("rol", ["coordinator", "opvang"])
async def test_what_belongs_to_another_organisatie_looks_exactly_like_what_does_not_exist(
    dienst: Dienst, rol: str
) -> None:
    """T41: every id of organisatie B on every route, asked by a role of organisatie A."""
    things = await make_own_things(dienst)
    stranger = await dienst.as_rol(rol)
    tried = 0
    for operation in operations():
        soort = operation.path.split("/")[1]
        if not operation.by_id or rol not in MAG[f"{operation.method.upper()} {operation.path}"]:
            continue
        hidden, absent = await ask(stranger, operation, things[soort]), await ask(stranger, operation, uuid4())
        assert _faceless(hidden) == _faceless(absent), operation.naam
        assert hidden.status_code == 404, operation.naam
        tried += 1
    assert tried >= 7


async def test_lists_and_counts_of_another_organisatie_show_nothing_of_ours(dienst: Dienst) -> None:
    things = await make_own_things(dienst)
    for rol, paths in {
        "coordinator": ("aanvragen", "plaatsingen", "plaatsen"),
        "opvang": ("plaatsen", "plaatsingen", "huizen"),
    }.items():
        stranger = await dienst.as_rol(rol)
        for path in paths:
            answer = await stranger.get(f"/{path}", params={"cursor": things[path]} if path != "huizen" else {})
            assert expect(answer, 200)[path] == []


async def test_an_id_of_another_organisatie_in_a_body_is_refused_like_an_unknown_one(dienst: Dienst) -> None:
    theirs = await dienst.as_rol("opvang", nth=1)
    (plaats,) = await dienst.add_plaatsen({}, opvang=theirs)
    ours = await dienst.as_rol("opvang")
    for huis in (plaats["huis"]["id"], str(uuid4())):
        problem = expect(await ours.post("/plaatsen", json=make_plaats(huis=huis)), 400)
        assert [fault["veld"] for fault in problem["fouten"]] == ["huis"]
    for organisatie in (plaats["organisatie"], str(uuid4())):
        problem = expect(await ours.post("/plaatsen", json=make_plaats(organisatie=organisatie)), 400)
        assert [fault["veld"] for fault in problem["fouten"]] == ["organisatie"]
