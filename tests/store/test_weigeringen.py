"""What an error of the database means to who asked."""

import pytest
from sqlalchemy.exc import DBAPIError

from capacity_service.domain.errors import (
    AndereOrganisatie,
    DomainError,
    EvenNiet,
    MinimumPlaatsen,
    PlaatsNietVrij,
    RegelIngang,
)
from capacity_service.store.weigeringen import Deadlock, sqlstate, translate


class Refused(Exception):
    """As the driver gives it."""

    def __init__(self, state: str | None, told: str = "") -> None:
        super().__init__(told)
        self.sqlstate = state


def _error(state: str | None, told: str = "") -> DBAPIError:
    return DBAPIError("INSERT", {}, Refused(state, told))


@pytest.mark.parametrize(
    ("state", "told", "refusal"),
    [
        ("CP002", "", MinimumPlaatsen),
        ("CP004", "", RegelIngang),
        ("CP007", "", AndereOrganisatie),
        ("CP001", "claim", PlaatsNietVrij),
        ("23505", "claim_pkey", PlaatsNietVrij),
        ("55P03", "", EvenNiet),
        ("57014", "", EvenNiet),
        (None, "", EvenNiet),
    ],
)
def test_what_a_wall_refuses_is_a_refusal_of_the_field(
    state: str | None, told: str, refusal: type[DomainError]
) -> None:
    assert type(translate(_error(state, told))) is refusal


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_what_was_undone_for_another_is_tried_again(state: str) -> None:
    assert isinstance(translate(_error(state)), Deadlock)


@pytest.mark.parametrize("state", ["42501", "CP003", "23505"])
def test_what_nobody_knows_stays_what_it_is(state: str) -> None:
    error = _error(state)
    assert translate(error) is error
    assert sqlstate(error) == state
