import time as machine
from collections.abc import Iterator

import pytest

MACHINES = ("UTC", "Europe/Amsterdam", "Pacific/Auckland")


@pytest.fixture(params=MACHINES)
def machine_in(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """This process as if the machine stood elsewhere."""
    monkeypatch.setenv("TZ", request.param)
    machine.tzset()
    yield request.param
    monkeypatch.undo()
    machine.tzset()
