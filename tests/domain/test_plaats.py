"""Who can hold a place after whom, and when a place was seen too long ago."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.errors import Overgang
from capacity_service.domain.plaats import (
    FREED_BY_STATUS,
    STATUS_OF_CLAIM,
    TRANSITIONS,
    ClaimSoort,
    Plaatsstatus,
    Soort,
    becomes_onbevestigd_op,
    check_freed_by_status,
    check_transition,
    is_onbevestigd,
)
from capacity_service.domain.tijd import AMSTERDAM
from tests.domain.strategies import REGELS, momenten

HOLDERS: tuple[ClaimSoort | None, ...] = (None, *ClaimSoort)
VIA_AANVRAAG = frozenset({ClaimSoort.reservering, ClaimSoort.plaatsing, ClaimSoort.verblijf})


def can_become(van: ClaimSoort | None, naar: ClaimSoort | None) -> bool:
    try:
        check_transition(van, naar)
    except Overgang:
        return False
    return True


@pytest.mark.parametrize(("van", "naar"), list(product(HOLDERS, HOLDERS)))
def test_a_transition_is_allowed_exactly_when_the_table_has_it(van: ClaimSoort | None, naar: ClaimSoort | None) -> None:
    assert can_become(van, naar) == (naar in TRANSITIONS[van])


@pytest.mark.parametrize("holder", HOLDERS)
def test_every_holder_has_a_row_and_a_status(holder: ClaimSoort | None) -> None:
    assert holder in TRANSITIONS
    assert STATUS_OF_CLAIM[holder] in Plaatsstatus


def test_a_place_somebody_holds_can_always_come_free() -> None:
    assert all(can_become(claim, None) for claim in ClaimSoort)


def test_every_place_can_be_reported_lost_whoever_holds_it() -> None:
    assert all(can_become(holder, ClaimSoort.buiten_gebruik) for holder in HOLDERS)


def test_nobody_is_put_out_for_somebody_else() -> None:
    assert not any(can_become(ClaimSoort.verblijf, claim) for claim in VIA_AANVRAAG | {ClaimSoort.bezet})


def test_a_confirmed_place_does_not_go_back_to_a_reservering() -> None:
    assert not can_become(ClaimSoort.plaatsing, ClaimSoort.reservering)


def test_a_reservering_is_made_only_on_a_place_nobody_holds() -> None:
    assert [holder for holder in HOLDERS if can_become(holder, ClaimSoort.reservering)] == [None]


REFUSED = [pair for pair in product(HOLDERS, HOLDERS) if not can_become(*pair)]


@given(st.sampled_from(REFUSED))
def test_a_refusal_is_told_in_words_and_not_in_codes(pair: tuple[ClaimSoort | None, ClaimSoort | None]) -> None:
    with pytest.raises(Overgang) as refusal:
        check_transition(*pair)
    assert "_" not in refusal.value.detail
    assert refusal.value.detail.endswith("doorplaatsing.")


@pytest.mark.parametrize("claim", ClaimSoort)
def test_a_status_frees_only_what_is_not_held_through_an_aanvraag(claim: ClaimSoort) -> None:
    if claim in VIA_AANVRAAG:
        with pytest.raises(Overgang, match="huishouden met een aanvraag"):
            check_freed_by_status(claim)
    else:
        check_freed_by_status(claim)
    assert (claim in FREED_BY_STATUS) == (claim not in VIA_AANVRAAG)


@given(momenten, st.integers(-100, 100))
def test_a_place_is_onbevestigd_from_the_instant_its_term_has_passed(seen: datetime, minutes: int) -> None:
    turns = becomes_onbevestigd_op(seen, REGELS)
    assert turns - seen == timedelta(hours=24)
    assert is_onbevestigd(seen, turns + timedelta(minutes=minutes), REGELS) == (minutes >= 0)


def test_a_term_over_a_clock_change_is_twenty_four_elapsed_hours() -> None:
    seen = datetime(2026, 10, 24, 12, tzinfo=AMSTERDAM)
    assert becomes_onbevestigd_op(seen, REGELS) == seen.astimezone(UTC) + timedelta(hours=24)
    assert not is_onbevestigd(
        seen, datetime(2026, 10, 25, 11, 59, tzinfo=AMSTERDAM).astimezone(UTC) - timedelta(hours=1), REGELS
    )


def test_the_kinds_of_place_stand_in_the_order_in_which_they_are_tried() -> None:
    assert list(Soort) == [Soort.crisisplaats, Soort.opvangplaats, Soort.reserveplaats, Soort.alternatief]
