import re
from typing import Any

import pytest

from capacity_service.spoor import find_spoor, read_trace_id

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
GOOD = f"00-{TRACE}-00f067aa0ba902b7-01"


def make_scope(*sent: str) -> dict[str, Any]:
    return {"type": "http", "headers": [(b"traceparent", one.encode("latin-1")) for one in sent]}


def test_the_trace_of_the_caller_is_followed() -> None:
    spoor = find_spoor(make_scope(GOOD))
    assert spoor.trace_id == TRACE
    passed_on = spoor.traceparent
    assert read_trace_id(make_scope(passed_on)) == TRACE
    assert passed_on != spoor.traceparent, "each call that goes on has a parent id of its own"


@pytest.mark.parametrize(
    "sent",
    [
        [],
        [""],
        ["x"],
        [GOOD.upper()],
        [GOOD + "\r\nX: 1"],
        [GOOD + "-more"],
        [f"ff-{TRACE}-00f067aa0ba902b7-01"],
        [f"00-{'0' * 32}-00f067aa0ba902b7-01"],
        [GOOD, GOOD],
        ["K7QF-2M9D"],
    ],
)
def test_what_is_no_trace_gets_one_of_ours(sent: list[str]) -> None:
    scope = make_scope(*sent)
    found = find_spoor(scope)
    assert re.fullmatch(r"[0-9a-f]{32}", found.trace_id)
    assert found.trace_id != TRACE
    assert find_spoor(scope) is found


def test_a_copy_of_the_scope_tells_of_the_same_request() -> None:
    scope = make_scope()
    find_spoor({**scope, "capaciteit.spoor": find_spoor(scope)}).handeling = "read_bezetting"
    assert find_spoor(scope).handeling == "read_bezetting"
    assert find_spoor(make_scope()).handeling == ""
