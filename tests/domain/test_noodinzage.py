"""Two people of two organisaties, for a short time, and nobody else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity_service.domain.errors import AndereOrganisatie, DomainError, NietGevonden, Overgang
from capacity_service.domain.noodinzage import (
    Noodinzage,
    Noodreden,
    Noodstatus,
    check_einde,
    check_goedkeuring,
    check_inzage,
)

NU = datetime(2026, 11, 21, 2, 13, tzinfo=UTC)
UUR = timedelta(hours=1)
VRAGER, ANDER, DERDE = UUID(int=1), UUID(int=2), UUID(int=3)
LANDELIJK, ELDERS = UUID(int=11), UUID(int=12)
GEVRAAGD = Noodinzage(UUID(int=7), "7QK2-9M", Noodreden.vermist, VRAGER, LANDELIJK, NU, NU + UUR)
OPEN = replace(
    GEVRAAGD,
    goedgekeurd_door=ANDER,
    goedgekeurd_organisatie=ELDERS,
    goedgekeurd_op=NU + UUR / 2,
    verloopt_op=NU + UUR * 1.5,
)
ENDED = replace(OPEN, beeindigd_op=NU + UUR)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("nood", "later", "status"),
    [
        (GEVRAAGD, timedelta(), Noodstatus.gevraagd),
        (GEVRAAGD, UUR - MINUTE, Noodstatus.gevraagd),
        (GEVRAAGD, UUR, Noodstatus.vervallen),
        (OPEN, UUR, Noodstatus.open),
        (OPEN, UUR * 1.5 - MINUTE, Noodstatus.open),
        (OPEN, UUR * 1.5, Noodstatus.verlopen),
        (ENDED, UUR, Noodstatus.beeindigd),
        (ENDED, UUR * 9, Noodstatus.beeindigd),
    ],
)
def test_it_ends_by_time_alone_and_no_job_has_to_run(nood: Noodinzage, later: timedelta, status: Noodstatus) -> None:
    assert nood.status(NU + later) is status


@given(st.sampled_from([VRAGER, ANDER, DERDE]), st.sampled_from([LANDELIJK, ELDERS]), st.integers(0, 200))
def test_only_somebody_else_of_elsewhere_approves_and_only_while_it_waits(
    account: UUID, organisatie: UUID, minutes: int
) -> None:
    moment = NU + MINUTE * minutes
    try:
        check_goedkeuring(GEVRAAGD, account, organisatie, moment)
    except AndereOrganisatie:
        assert account == VRAGER or organisatie == LANDELIJK
    except NietGevonden:
        assert minutes >= 60
    else:
        assert (account != VRAGER, organisatie, minutes < 60) == (True, ELDERS, True)


def test_what_was_approved_is_not_approved_again() -> None:
    for nood in (OPEN, ENDED):
        with pytest.raises(NietGevonden):
            check_goedkeuring(nood, DERDE, ELDERS, NU + UUR)
        with pytest.raises(Overgang):
            check_goedkeuring(nood, ANDER, ELDERS, NU + UUR)


@given(st.sampled_from([GEVRAAGD, OPEN, ENDED]), st.sampled_from([VRAGER, ANDER, DERDE]), st.integers(0, 200))
def test_both_sides_are_for_who_asked_while_it_is_open(nood: Noodinzage, account: UUID, minutes: int) -> None:
    moment = NU + MINUTE * minutes
    try:
        check_inzage(nood, account, moment)
    except NietGevonden:
        assert account != VRAGER
    except Overgang:
        assert nood.status(moment) is not Noodstatus.open
    else:
        assert (account, nood.status(moment)) == (VRAGER, Noodstatus.open)


@pytest.mark.parametrize(
    ("nood", "account", "refusal"),
    [
        (GEVRAAGD, VRAGER, None),
        (OPEN, VRAGER, None),
        (OPEN, ANDER, None),
        (OPEN, DERDE, NietGevonden),
        (GEVRAAGD, ANDER, NietGevonden),
        (ENDED, VRAGER, Overgang),
    ],
)
def test_who_asked_and_who_agreed_can_end_it(
    nood: Noodinzage, account: UUID, refusal: type[DomainError] | None
) -> None:
    if refusal is None:
        check_einde(nood, account, NU + UUR / 2)
        return
    with pytest.raises(refusal):
        check_einde(nood, account, NU + UUR / 2)
