from dataclasses import fields
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from capacity_service.domain.meldingen import Meldingsoort
from capacity_service.store.changes import Bericht, Changes

SETS = [each.name for each in fields(Changes) if each.name not in {"gebeurtenis", "streken", "berichten"}]


def test_a_transaction_that_touched_nothing_has_nothing_to_settle() -> None:
    changes = Changes(gebeurtenis="plaats_gewijzigd")
    assert not changes
    changes.streken.add("GM0193")
    assert not changes, "counts change by what happens to places"


@pytest.mark.parametrize("name", SETS)
def test_whatever_was_touched_is_settled(name: str) -> None:
    changes = Changes()
    getattr(changes, name).add(uuid4())
    assert changes
    assert not Changes(), "each transaction has its own"


def test_what_is_to_be_told_is_kept_in_order_with_when_it_was_due() -> None:
    changes, key, due = Changes(), uuid4(), datetime(2026, 11, 21, 3, tzinfo=UTC)
    changes.tell(Meldingsoort.niet_gezien, key, due)
    changes.tell(Meldingsoort.teruggemeld, key)
    assert changes
    assert changes.berichten == [
        Bericht(Meldingsoort.niet_gezien, key, due),
        Bericht(Meldingsoort.teruggemeld, key, None),
    ]
