import hashlib
import json

from hypothesis import given
from hypothesis import strategies as st

from capacity_service.live.som import MODULUS, add_rows, canonical, show_som, weigh

ROWS = st.lists(st.fixed_dictionaries({"id": st.integers(0, 9), "naam": st.sampled_from(["a", "é", None])}), max_size=8)


def test_a_row_is_its_json_with_sorted_keys_and_no_spaces() -> None:
    row = {"naam": "Súdwest-Fryslân", "b": [1, {"z": None, "a": True}], "a": "\u2028\u007f\u0001\n/"}
    assert canonical(row) == json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert weigh(canonical(row)) == int(hashlib.sha256(canonical(row)).hexdigest(), 16)


@given(ROWS)
def test_the_order_of_rows_does_not_matter_and_a_row_can_be_taken_away(rows: list[dict[str, object]]) -> None:
    shuffled = rows[::-1]
    assert add_rows(rows) == add_rows(shuffled)
    for row in rows[:1]:
        rest = int(add_rows(rows), 16) - weigh(canonical(row))
        assert show_som(rest) == add_rows(rows[1:])


def test_the_sum_is_64_digits_also_of_nothing() -> None:
    assert show_som(0) == "0" * 64
    assert show_som(-1) == "f" * 64
    assert show_som(MODULUS) == "0" * 64
