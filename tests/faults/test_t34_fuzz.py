"""T34/T35: bodies nobody thought of, made by Hypothesis from good ones: good or named wrong, never a 5xx, kept or not at all."""

import json
from collections import Counter
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.faults.bad_input import check_problem
from tests.faults.figures import LONG, report
from tests.land import Dienst, Json, in_hours, make_aanvraag, now

pytestmark = pytest.mark.faults

EXAMPLES = 2_000 if LONG else 200
HEADERS = {"Content-Type": "application/json"}

words = st.text(st.characters(codec=None), max_size=20) | st.sampled_from(
    ["\x00", "\ud800", "\u202e", "\u200b", "ı", "İ", "😀", "GM0228", "GM0363", "rood", "vrij", "bezet", "rolstoel"]
)
numbers = st.integers() | st.floats() | st.sampled_from([0, 1, 3, 4, 25, 26, 2**31, 2**63, -1, 10**30, 3.0, True])
moments = st.datetimes().map(lambda moment: moment.isoformat()) | st.datetimes(timezones=st.timezones()).map(
    lambda moment: moment.isoformat()
)
anything = st.recursive(
    st.none() | st.booleans() | numbers | words | moments,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=8,
)


def around(good: Any) -> st.SearchStrategy[Any]:
    """The good value, most often; sometimes with a part replaced, dropped or added; sometimes anything at all."""
    inside = st.just(good)
    if isinstance(good, dict):
        parts = st.fixed_dictionaries({}, optional={name: around(value) for name, value in good.items()})
        whole = st.fixed_dictionaries({name: around(value) for name, value in good.items()})
        inside = (
            whole | parts | st.tuples(whole, st.dictionaries(words, anything, max_size=2)).map(lambda p: p[0] | p[1])
        )
    elif isinstance(good, list):
        inside = st.lists(around(good[0]) if good else words, max_size=4)
    return inside | st.just(good) | st.just(good) | anything


fuzzed = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
AANVRAGEN = around(make_aanvraag(uitsluitingen=["GM0599"], voorkeuren=["GM0363"]))
STATUSSEN = around(
    {
        "status": "bezet",
        "waargenomenOp": now().isoformat(),
        "sindsOp": in_hours(-1),
        "reden": "water",
        "verwachtTotOp": in_hours(5),
        "feit": True,
    }
)


@pytest.fixture
def answers() -> Counter[int]:
    """How often each status was given in one test."""
    return Counter()


@pytest.fixture
async def coordinator(dienst: Dienst) -> httpx2.AsyncClient:
    return await dienst.as_rol("coordinator")


@pytest.fixture
async def plaats(dienst: Dienst) -> Json:
    (plaats,) = await dienst.add_plaatsen({})
    return plaats


def judge(answer: httpx2.Response, answers: Counter[int]) -> None:
    answers[answer.status_code] += 1
    if not answer.is_success:
        check_problem(answer.status_code, dict(answer.headers), answer.content, answer.request.url.path, 400, 409, 412)


@fuzzed
@given(body=AANVRAGEN)
async def test_any_aanvraag_is_recorded_once_or_refused_with_reasons(
    dienst: Dienst, coordinator: httpx2.AsyncClient, answers: Counter[int], body: Any
) -> None:
    judge(await coordinator.post("/aanvragen", content=json.dumps(body), headers=HEADERS), answers)
    (row,) = await dienst.sql("SELECT count(*) AS n FROM aanvraag")
    assert row.n == answers[201]
    if answers.total() == EXAMPLES:
        report(f"T34 fuzz aanvragen: {EXAMPLES} berichten, antwoorden {dict(answers)}, 0 keer 5xx")


@fuzzed
@given(body=STATUSSEN)
async def test_any_status_changes_a_place_once_or_is_refused_with_reasons(
    dienst: Dienst, plaats: Json, answers: Counter[int], body: Any
) -> None:
    opvang = dienst.clients[0]
    headers = HEADERS | {"If-Match": f'"{plaats["revisie"]}"'}
    answer = await opvang.put(f"/plaatsen/{plaats['id']}/status", content=json.dumps(body), headers=headers)
    judge(answer, answers)
    if answer.is_success:
        assert answer.json()["revisie"] > plaats["revisie"]
        plaats.update(answer.json())
    kept = await opvang.get(f"/plaatsen/{plaats['id']}")
    assert kept.json() == plaats
    if answers.total() == EXAMPLES:
        report(f"T34 fuzz status: {EXAMPLES} berichten, antwoorden {dict(answers)}, 0 keer 5xx")
