from datetime import UTC, datetime, timedelta

import pytest

from capacity_service.domain.inzage import Rol
from capacity_service.domain.sessieduur import SESSIEDUUR, TOKEN, Sessieduur, find_end

OP = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)


def test_every_role_has_limits_with_a_source_and_no_session_outlives_a_shift() -> None:
    assert SESSIEDUUR.keys() == set(Rol)
    for duur in SESSIEDUUR.values():
        assert timedelta(minutes=15) <= duur.stil <= duur.uiterlijk <= timedelta(hours=12)
        assert duur.bron
    assert SESSIEDUUR[Rol.systeembeheerder].uiterlijk < SESSIEDUUR[Rol.opvang].uiterlijk
    assert TOKEN.stil == timedelta(minutes=15)


@pytest.mark.parametrize(("used_after", "ends_after"), [(0, 120), (30, 150), (11 * 60, 12 * 60), (12 * 60, 12 * 60)])
def test_a_session_lasts_while_it_is_used_and_never_past_its_end(used_after: int, ends_after: int) -> None:
    used = OP + timedelta(minutes=used_after)
    assert find_end(Sessieduur(12, 120), OP, used) == OP + timedelta(minutes=ends_after)
