import json

from hypothesis import given
from hypothesis import strategies as st

from capacity_service.live.kolommen import join, lay_out
from tests.land import Json
from tests.live.client import read_group

NAMES = st.text("abcdefgh", min_size=1, max_size=3)
VALUES = st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=4) | st.lists(st.integers(0, 3), max_size=2)
ROWS = st.dictionaries(NAMES, VALUES | st.dictionaries(NAMES, VALUES, max_size=3), min_size=1, max_size=5)


@given(st.lists(ROWS, max_size=6))
def test_rows_of_any_shape_come_back_as_they_were(rows: list[dict[str, object]]) -> None:
    blocks = json.loads(join(map(lay_out, rows)))
    found = read_group({"bezetting": blocks}, "bezetting")
    assert sorted(map(repr, map(_sorted, found))) == sorted(map(repr, map(_sorted, rows)))


def _sorted(row: dict[str, object]) -> list[tuple[str, object]]:
    return sorted((name, _sorted(one) if isinstance(one, dict) else one) for name, one in row.items())


def test_the_names_are_said_once_for_rows_of_one_shape() -> None:
    rows: list[Json] = [{"code": "GM0193", "vrij": 2}, {"vrij": 0, "code": "GM0363"}, {"code": "GM0599"}]
    assert json.loads(join(map(lay_out, rows))) == [
        {"velden": ["code", "vrij"], "rijen": [["GM0193", 2], ["GM0363", 0]]},
        {"velden": ["code"], "rijen": [["GM0599"]]},
    ]
