"""The shapes take what they name and nothing else, and speak the words of the tables."""

import pytest
from pydantic import ValidationError

from capacity_service.api.signaalvormen import AntwoordIn, Vraagstatus
from tests.land import Dienst


@pytest.mark.parametrize("antwoord", ["ja", "nee"])
def test_a_vraag_is_answered_with_yes_or_no(antwoord: str) -> None:
    assert AntwoordIn.model_validate({"antwoord": antwoord}).antwoord == antwoord


@pytest.mark.parametrize("body", [{}, {"antwoord": "misschien"}, {"antwoord": True}, {"antwoord": "ja", "reden": "x"}])
def test_anything_else_is_refused(body: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        AntwoordIn.model_validate(body)


async def test_the_table_knows_the_same_ends(dienst: Dienst) -> None:
    (row,) = await dienst.sql(
        "SELECT pg_get_constraintdef(oid) AS tekst FROM pg_constraint WHERE conname = 'vraag_status'"
    )
    assert all(f"'{status}'" in row.tekst for status in Vraagstatus)
    assert row.tekst.count("'") == 2 * len(Vraagstatus)
