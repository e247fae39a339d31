"""T34: bodies that are wrong by their schema, for every operation of the document: 400, every fault named, nothing stored."""

import asyncio
import json

import pytest

from capacity_service.api.guard import CSV_OPERATIONS, FORM_OPERATIONS
from tests.faults.bad_input import Operation, Scene, make_scene, read_digest, unknown_id
from tests.faults.figures import report
from tests.faults.mutations import mutate
from tests.land import Dienst, expect, in_hours, make_aanvraag

pytestmark = pytest.mark.faults

AT_ONCE = 8
JSON = {"Content-Type": "application/json"}
HTTP_OK_MAX = 300


def with_body(scene: Scene) -> list[Operation]:
    return [operation for operation in scene.operations() if operation.schema is not None]


async def test_every_example_is_good_input(dienst: Dienst) -> None:
    """So that what follows is refused for its fault: sent to nothing, or stored here and nowhere else."""
    scene = await make_scene(dienst)
    operations = with_body(scene)
    assert len(operations) > 15
    for operation in operations:
        path = operation.path
        for name in (
            "plaats_id",
            "aanvraag_id",
            "plaatsing_id",
            "huis_id",
            "regel_id",
            "melding_id",
            "vraag_id",
            "noodinzage_id",
        ):
            path = path.replace(f"{{{name}}}", unknown_id())
        path = path.replace("{volgnummer}", "999999")
        answer = await scene.send(operation, path=path, json=scene.example(operation.name))
        assert answer.status_code < HTTP_OK_MAX or answer.status_code == 404, answer.text


async def test_a_field_that_is_wrong_is_named_and_nothing_is_stored(dienst: Dienst) -> None:
    scene = await make_scene(dienst)
    before = await read_digest(dienst)
    gate = asyncio.Semaphore(AT_ONCE)

    async def send(operation: Operation, what: str, veld: str, body: object) -> None:
        async with gate:
            answer = await scene.send(operation, content=json.dumps(body), headers=JSON)
        scene.judge(f"{veld or 'bericht'} {what}", answer, 400)
        if answer.status_code == 400:
            velden = [fault["veld"] for fault in answer.json()["fouten"]]
            near = [v for v in velden if not veld or v == "bericht" or v.startswith(veld) or veld.startswith(v)]
            if not near:
                scene.failures.append(f"{operation.name} {veld} {what}: only {velden}")

    async with asyncio.TaskGroup() as group:
        for operation in with_body(scene):
            example = scene.example(operation.name)
            for what, path, body in mutate(example, operation.schema or {}, scene.document):
                # An empty body is what "nothing to say" looks like.
                if body is None and operation.name in {"accept_plaatsing", "report_niet_verschenen"}:
                    continue
                group.create_task(send(operation, what, ".".join(map(str, path)), body))
    scene.assert_sound()
    assert await read_digest(dienst) == before
    report(f"T34 velden: {scene.sent} verzoeken naar {len(with_body(scene))} handelingen, 0 keer 5xx, 0 opgeslagen")


async def test_all_faults_of_one_aanvraag_are_named_together(dienst: Dienst) -> None:
    coordinator = await dienst.as_rol("coordinator")
    body = {
        "gemeente": "GM9999",
        "vastgesteldOp": in_hours(1),
        "veiligheid": {"kleur": "paars", "door": "buurman"},
        "huishouden": {"volwassenen": -1, "kinderen": [{"leeftijd": 99}], "behoeften": ["zwembad"]},
        "uitsluitingen": ["GM0599", "GM0599"],
        "voorkeuren": ["Zwolle"],
        "nachten": 4,
        "naam": "x",
    }
    problem = expect(await coordinator.post("/aanvragen", json=body), 400)
    assert {fault["veld"] for fault in problem["fouten"]} == {
        "gemeente",
        "vastgesteldOp",
        "veiligheid.kleur",
        "veiligheid.door",
        "huishouden.volwassenen",
        "huishouden.kinderen.0.leeftijd",
        "huishouden.behoeften.0",
        "uitsluitingen",
        "voorkeuren.0",
        "nachten",
        "naam",
    }


async def test_nobody_and_more_than_25_are_no_household(dienst: Dienst) -> None:
    scene = await make_scene(dienst)
    before = await read_digest(dienst)
    for volwassenen, kinderen in ((0, 0), (26, 0), (1, 25), (25, 1)):
        huishouden = {"volwassenen": volwassenen, "kinderen": [{"leeftijd": 3}] * kinderen}
        answer = await scene.clients["coordinator"].post("/aanvragen", json=make_aanvraag(huishouden=huishouden))
        scene.judge(f"{volwassenen} en {kinderen}", answer, 400)
    scene.assert_sound()
    assert await read_digest(dienst) == before


async def test_a_household_larger_than_any_place_is_no_bad_input(dienst: Dienst) -> None:
    """Real people are never bad input: recorded, without a place, with what is in the way."""
    await dienst.add_plaatsen({})
    coordinator = await dienst.as_rol("coordinator")
    body = make_aanvraag(huishouden={"volwassenen": 2, "kinderen": [{"leeftijd": 3}] * 23})
    aanvraag = expect(await coordinator.post("/aanvragen", json=body), 201)
    assert (aanvraag["status"], aanvraag["plaatsing"]) == ("zonder_plaats", None)
    assert aanvraag["knelpunt"]["code"]


async def test_what_is_both_unsafe_and_wanted_or_seen_before_it_began_is_refused(dienst: Dienst) -> None:
    scene = await make_scene(dienst)
    before = await read_digest(dienst)
    both = make_aanvraag(uitsluitingen=["GM0363"], voorkeuren=["GM0363"])
    scene.judge("beide", await scene.clients["coordinator"].post("/aanvragen", json=both), 400)
    for changes in (
        {"uitsluitingen": ["gm0363"]},
        {"gemeente": "Ede"},
        {"gemeente": "GM0228 "},
        {"gemeente": "ＧＭ0228"},
    ):
        answer = await scene.clients["coordinator"].post("/aanvragen", json=make_aanvraag(**changes))
        scene.judge(str(changes), answer, 400)
    scene.assert_sound()
    assert await read_digest(dienst) == before


async def test_what_was_seen_lies_behind_us_and_not_further_than_a_year(dienst: Dienst) -> None:
    scene = await make_scene(dienst)
    before = await read_digest(dienst)
    seen = {"vastgesteldOp", "waargenomenOp", "sindsOp", "aangekomenOp"}
    for operation in with_body(scene):
        example = scene.example(operation.name)
        for veld in sorted(seen & example.keys()):
            for hours in (1, 24 * 365 * 50, -24 * 400):
                answer = await scene.send(operation, json=example | {veld: in_hours(hours)})
                scene.judge(f"{veld} over {hours} uur", answer, 400)
    assert scene.sent > 12
    scene.assert_sound()
    assert await read_digest(dienst) == before


TAKES_OTHER = CSV_OPERATIONS | FORM_OPERATIONS
"""Their bodies are no JSON."""


async def test_a_call_that_takes_no_fields_refuses_them(dienst: Dienst) -> None:
    scene = await make_scene(dienst)
    before = await read_digest(dienst)
    without = [o for o in scene.operations() if o.schema is None and o.method != "GET" and o.name not in TAKES_OTHER]
    assert without
    for operation in without:
        for body in ({"adres": "x"}, [], [1], "x", 0, False):
            scene.judge(f"{body!r}", await scene.send(operation, content=json.dumps(body), headers=JSON), 400)
    scene.assert_sound()
    assert await read_digest(dienst) == before
