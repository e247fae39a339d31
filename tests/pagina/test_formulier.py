from datetime import UTC, datetime

import pytest

from capacity_service.pagina.engels import ENGELS
from capacity_service.pagina.formulier import Onleesbaar, make_status, read_moment

NU = datetime(2026, 11, 21, 1, 10, tzinfo=UTC)


def test_each_status_brings_what_the_interface_asks_for() -> None:
    seen = {"waargenomenOp": NU.isoformat()}
    assert make_status({"status": "vrij", "reden": "brand", "sinds": ""}, NU) == seen | {"status": "vrij"}
    assert make_status({"status": "bezet", "sinds": " "}, NU) == seen | {"status": "bezet", "sindsOp": NU.isoformat()}
    out = {"status": "buiten_gebruik", "reden": "brand", "feit": True}
    assert make_status({"status": "buiten_gebruik", "reden": "brand"}, NU) == seen | out
    assert make_status({}, NU) == seen | {"status": ""}


@pytest.mark.parametrize(
    ("typed", "instant"),
    [
        ("2026-11-21T02:10", datetime(2026, 11, 21, 1, 10, tzinfo=UTC)),
        ("2026-07-21 02:10", datetime(2026, 7, 21, 0, 10, tzinfo=UTC)),
    ],
)
def test_a_time_is_that_of_a_clock_in_amsterdam(typed: str, instant: datetime) -> None:
    assert read_moment(typed) == instant


@pytest.mark.parametrize("typed", ["gisteren", "2026-10-25T02:30", "2026-03-29T02:30", "2026-11-21T02:10+01:00"])
def test_a_time_that_is_none_is_refused_in_words_that_have_english(typed: str) -> None:
    with pytest.raises(Onleesbaar) as refused:
        read_moment(typed)
    assert str(refused.value) in ENGELS
